import type { Condition, Statement } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/**
 * What tells less of who comes than it seems to. Sources: IAM User Guide, Account access manager (the user chooses the session name);
 * IAM and AWS STS condition context keys (sts:RoleAuthorizedByIdp).
 */
export const personNotes = (
  { conditions }: Statement,
  { identitySources }: Pick<Snapshot, 'identitySources'>,
): readonly string[] => [
  ...(identitySources.some(({ kind }) => kind === 'accountAccess') && !conditions.some(isUserId)
    ? [...new Set(conditions.filter(namesSession).map(({ key }) => key))].map(
        (key) =>
          `\`${key}\` is no proof of a person: who comes by account access manager chooses the session name; \`identitystore:UserId\` is one`,
      )
    : []),
  ...(conditions.some(({ key }) => /^sts:RoleAuthorizedByIdp$/i.test(key))
    ? [
        '`sts:RoleAuthorizedByIdp` asks for a claim of roles in the token: it narrows who comes in, and which tokens have one is not known',
      ]
    : []),
];

const isUserId = ({ key }: Condition): boolean => /^identitystore:UserId$/i.test(key);

/** `AROA...:ann` names a session, `AROA...:*` a role. */
const namesSession = ({ key, values }: Condition): boolean =>
  /^sts:RoleSessionName$/i.test(key) || (/^aws:userid$/i.test(key) && values.some((one) => /:.*[^*?]/.test(one)));
