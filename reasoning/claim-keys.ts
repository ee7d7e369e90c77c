import { catalogueAction } from './actions.ts';
import { ABSENT, free, type KeyState, KNOWN_KEYS } from './key-state.ts';

/** `saml:sub`, `token.actions.githubusercontent.com:sub`: a key that an identity provider gives a value. */
export const isClaimKey = (key: string): boolean => /^saml:/i.test(key) || /^[^:]+\.[^:]+:/.test(key);

/**
 * What a sign-in shows under the key of a claim (rule 103): an assertion the attributes that AWS lists, a token those claims of its own
 * issuer that AWS STS maps.
 */
export function claimState(provider: string, key: string): KeyState {
  const facts = KNOWN_KEYS.get(key.toLowerCase());
  if (provider.includes(':saml-provider/')) {
    return /^saml:/i.test(key) && facts !== undefined ? free(key, facts) : ABSENT;
  }
  const issuer = provider.split(':oidc-provider/')[1] ?? provider;
  const ours = key.toLowerCase().startsWith(`${issuer}:`.toLowerCase());
  return ours && isMappedClaim(issuer, key.slice(issuer.length + 1)) ? free(key, facts ?? {}) : ABSENT;
}

/**
 * Does AWS STS offer this claim of tokens of this issuer as a condition key? Sources: IAM and AWS STS condition context keys, Available
 * keys for AWS OIDC federation; Service Authorization Reference, AWS STS, AssumeRoleWithWebIdentity.
 */
export function isMappedClaim(issuer: string, claim: string): boolean {
  const key = `${issuer}:${claim}`.toLowerCase();
  return OF_EVERY_ISSUER.has(claim.toLowerCase()) || KNOWN_KEYS.has(key) || listed().some((one) => one.test(key));
}

/** Those beside `aud`, `sub` and `amr` are listed for single providers, and nowhere said to be theirs alone. */
const OF_EVERY_ISSUER = new Set(['aud', 'sub', 'amr', 'azp', 'oaud', 'email', 'app_id', 'user_id', 'id']);

let patterns: readonly RegExp[] | undefined;

/** Keys of claims as AWS lists them: `token.actions.${Domain}.ghe.com:ref`. */
function listed(): readonly RegExp[] {
  patterns ??= (catalogueAction('sts:AssumeRoleWithWebIdentity')?.keys ?? [])
    .filter(({ key }) => isClaimKey(key))
    .map(
      ({ key }) =>
        new RegExp(
          `^${key
            .split(/\$\{\w+\}/)
            .map(literal)
            .join('[^:]+')}$`,
          'i',
        ),
    );
  return patterns;
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
