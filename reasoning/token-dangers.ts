import type { Condition, Statement } from '../domain/policy.ts';
import type { IdentityProvider } from '../domain/snapshot.ts';
import { matchActions } from './action-patterns.ts';
import { isMappedClaim } from './claim-keys.ts';
import { type TokenIssuer, tokenIssuer } from './data/token-issuers.ts';

/** One thing in a trust policy of token issuers that lets in more than it seems to, or nobody. */
export interface TokenDanger {
  readonly rule: `O${number}`;
  /** In English; what is in backticks stands in the policy. */
  readonly problem: string;
}

interface Trust {
  readonly issuer: string;
  readonly known: TokenIssuer | undefined;
  readonly provider: IdentityProvider | undefined;
  /** By the part of the key behind the issuer, in lower case. */
  readonly claims: readonly (readonly [claim: string, condition: Condition])[];
}

/** What is dangerous in an Allow statement that lets tokens of an OpenID provider in. Source: our list O1 to O14 (docs/workload-identities.md). */
export function tokenDangers(statement: Statement, providers: readonly IdentityProvider[]): readonly TokenDanger[] {
  const { effect, principals, actions, conditions } = statement;
  const web = 'in' in actions ? matchActions(actions.in, CALL) !== false : matchActions(actions.notIn, CALL) !== true;
  if (effect !== 'Allow' || !web || principals === undefined || !('in' in principals)) return [];
  return principals.in.flatMap(({ value }) => {
    const issuer = /^arn:[^:]+:iam::\d+:oidc-provider\/(.+)$/.exec(value)?.[1];
    if (issuer === undefined) return [];
    const prefix = `${issuer}:`.toLowerCase();
    const claims = conditions
      .filter(({ key }) => key.toLowerCase().startsWith(prefix))
      .map((one) => [one.key.slice(prefix.length).toLowerCase(), one] as const);
    const provider = providers.find(({ arn }) => arn === value);
    const trust: Trust = { issuer, known: tokenIssuer(issuer), provider, claims };
    return RULES.flatMap((rule) => rule(trust));
  });
}

const CALL = 'sts:AssumeRoleWithWebIdentity';

/** A missing claim fails the test, and the claim is what it says. */
const isPin = ({ operator }: Condition): boolean =>
  /^(String(Equals|EqualsIgnoreCase|Like)|Arn(Equals|Like)|Numeric\w*|Bool)$/.test(operator.name) &&
  !operator.name.includes('Not') &&
  !operator.ifExists &&
  operator.quantifier !== 'ForAllValues';

const pins = ({ claims }: Trust, ...names: readonly string[]): readonly string[] =>
  claims.filter(([claim, one]) => names.includes(claim) && isPin(one)).flatMap(([, { values }]) => values);

const isPinned = (trust: Trust, ...names: readonly string[]): boolean => pins(trust, ...names).length > 0;

const found = (rule: TokenDanger['rule'], problem: string): readonly TokenDanger[] => [{ rule, problem }];
const NONE: readonly TokenDanger[] = [];

/** Where nothing else names the customer, each pattern of the subject has to. */
function subjects(trust: Trust): readonly string[] {
  const { known } = trust;
  return known?.shared === true && !isPinned(trust, ...known.tenantClaims) ? pins(trust, 'sub') : [];
}

type Breadth = 'anybody' | 'prefix' | 'tail';

/** How a pattern fails to name one customer: a pattern crosses `:` and `/` (rule 115). */
function breadth(pattern: string, tenant: RegExp): Breadth | undefined {
  const star = pattern.search(/[*?]/);
  if (star < 0 || tenant.test(pattern)) return undefined;
  const rest = pattern.slice(star).replace(/^[*?]+/, '');
  if (/^[a-z_]+:[^*?]+$/.test(pattern.slice(0, star))) return 'prefix';
  return rest !== '' && (!/[*?]$/.test(rest) || rest.includes('@')) ? 'tail' : 'anybody';
}

const broad =
  (rule: TokenDanger['rule'], kind: Breadth, say: (pattern: string, known: TokenIssuer) => string) =>
  (trust: Trust): readonly TokenDanger[] =>
    subjects(trust)
      .filter((one) => trust.known?.tenant !== undefined && breadth(one, trust.known.tenant) === kind)
      .flatMap((one) => (trust.known === undefined ? NONE : found(rule, say(one, trust.known))));

const inSubject =
  (rule: TokenDanger['rule'], pattern: RegExp, say: (subject: string) => string) =>
  (trust: Trust): readonly TokenDanger[] =>
    trust.known?.name === 'GitHub Actions'
      ? pins(trust, 'sub')
          .filter((one) => pattern.test(one))
          .flatMap((one) => found(rule, say(one)))
      : NONE;

/** A claim of a name that can be given up and taken by another, and no id beside it. */
function onlyNames(trust: Trust): readonly TokenDanger[] {
  if (trust.known?.name !== 'GitHub Actions') return NONE;
  if (isPinned(trust, 'repository_id', 'repository_owner_id', 'enterprise_id')) return NONE;
  return pins(trust, 'sub')
    .filter((one) => /^repo:[^*?/@]+\/[^*?@]+:/.test(one))
    .flatMap((one) =>
      found('O12', `\`${one}\` names a repository that another can be called after a rename; its ids do not change`),
    );
}

const RULES: readonly ((trust: Trust) => readonly TokenDanger[])[] = [
  (trust) =>
    trust.known?.shared === true && !isPinned(trust, 'sub', ...trust.known.tenantClaims)
      ? found('O1', `any customer of ${trust.known.name} comes in: no condition on \`${trust.issuer}:sub\``)
      : NONE,
  broad('O2', 'anybody', (one, { name }) => `any customer of ${name} comes in: \`${one}\` names none`),
  broad('O3', 'prefix', (one) => `\`${one}\` also lets in customers whose names only begin so`),
  broad(
    'O4',
    'tail',
    (one) => `the wildcard in \`${one}\` also stands for another customer: it crosses \`:\` and \`/\``,
  ),
  inSubject(
    'O5',
    /^repo:[^*?/]+\/[^*?:]+:\*$/,
    (one) => `\`${one}\` lets in every branch, tag, environment and pull request of the repository`,
  ),
  inSubject(
    'O6',
    /:environment:[^*?]+$/,
    (one) => `\`${one}\` is as good as the protection of the environment, which AWS does not know`,
  ),
  inSubject(
    'O7',
    /:ref:refs\/(tags|heads)\/[^*?]*[*?]/,
    (one) => `\`${one}\` lets in whoever may create such a branch or tag`,
  ),
  (trust) =>
    pins(trust, 'job_workflow_ref').flatMap((one) =>
      /@[^*?]+$/.test(one) && isPinned(trust, 'sub', ...(trust.known?.tenantClaims ?? []))
        ? NONE
        : found('O8', `any repository may call the workflow \`${one}\`, at any version of it that fits`),
    ),
  ({ claims, issuer }) =>
    claims
      .filter(([, one]) => !isPin(one) && one.operator.name !== 'Null')
      .flatMap(([, { key }]) => found('O9', `a token of \`${issuer}\` without \`${key}\` passes its condition`)),
  ({ issuer, claims }) =>
    claims
      .filter(([claim]) => !isMappedClaim(issuer, claim))
      .flatMap(([, { key }]) =>
        found('O10', `AWS STS never shows \`${key}\`, so its condition always comes out the same`),
      ),
  ({ known, claims }) =>
    claims
      .filter(([claim]) => known?.personClaims.includes(claim) === true)
      .flatMap(([, { key }]) => found('O11', `\`${key}\` is a name that can be given to another person`)),
  onlyNames,
  ({ known, issuer }) =>
    known === undefined ? found('O13', `whoever holds the keys or the domain of \`${issuer}\` makes any token`) : NONE,
  (trust) =>
    (trust.provider?.clientIds ?? [])
      .filter((one) => trust.known !== undefined && !trust.known.audiences.test(one) && !isPinned(trust, 'aud'))
      .flatMap((one) => found('O14', `tokens made for \`${one}\` come in too: the provider lists that audience`)),
];
