import { type Condition, entriesOf, type Statement } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';

/**
 * What tells less of who comes than it seems to. Sources: IAM User Guide, Account access manager (the user chooses the session name);
 * Prepare your IAM roles; IAM and AWS STS condition context keys (sts:RoleAuthorizedByIdp).
 */
export const personNotes = (
  statement: Statement,
  { identitySources }: Pick<Snapshot, 'identitySources'>,
): readonly string[] => [
  ...(identitySources.some(({ kind }) => kind === 'accountAccess') && !statement.conditions.some(isUserId)
    ? [...new Set(sessionNamesIn(statement))].map(
        (key) =>
          `\`${key}\` is no proof of a person: who comes by account access manager chooses the session name; \`identitystore:UserId\` is one`,
      )
    : []),
  ...(letsInAnyManager(statement)
    ? [
        'account access manager comes in for whatever application: `aws:SourceAccount` and `aws:SourceArn` would name the own one',
      ]
    : []),
  ...(statement.conditions.some(({ key }) => /^sts:RoleAuthorizedByIdp$/i.test(key))
    ? [
        '`sts:RoleAuthorizedByIdp` asks for a claim of roles in the token: it narrows who comes in, and which tokens have one is not known',
      ]
    : []),
];

const isUserId = ({ key }: Condition): boolean => /^identitystore:UserId$/i.test(key);

/** What of the statement goes by the name of a session: keys of conditions, principals, variables. */
const sessionNamesIn = ({ conditions, principals, resources }: Statement): readonly string[] => {
  const texts = [
    ...conditions.flatMap(({ values }) => values),
    ...(resources === undefined ? [] : entriesOf(resources)),
  ];
  return [
    ...conditions.filter(namesSession).map(({ key }) => key),
    ...(principals === undefined ? [] : entriesOf(principals)).map(({ value }) => value).filter(isSession),
    ...texts.flatMap((text) => [...text.matchAll(/\$\{aws:userid\s*(?:,[^}]*)?\}/gi)].map(([variable]) => variable)),
  ];
};

/** `AROA...:ann` names a session, `AROA...:*` a role. */
const namesSession = ({ key, values }: Condition): boolean =>
  /^sts:RoleSessionName$/i.test(key) || (/^aws:userid$/i.test(key) && values.some((one) => /:.*[^*?]/.test(one)));

/** Of a role that Identity Center made, whose sessions account access manager does not make, the name is not chosen so. */
const isSession = (value: string): boolean =>
  /^arn:[^:]+:sts::\d{12}:assumed-role\/(?!AWSReservedSSO_)[^/]+\/.+/.test(value);

const MANAGER = 'account-access.amazonaws.com';
/** Keys that tell for whom a service comes. */
const FOR_WHOM = /^aws:Source(Account|Arn|OrgID|OrgPaths)$/i;

const letsInAnyManager = ({ effect, principals, conditions }: Statement): boolean =>
  effect === 'Allow' &&
  principals !== undefined &&
  'in' in principals &&
  principals.in.some(({ kind, value }) => kind === 'Service' && value === MANAGER) &&
  !conditions.some(({ key }) => FOR_WHOM.test(key));
