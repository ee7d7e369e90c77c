import { parseArn } from './arn.ts';
import { ANY_ROLE, type IdentitySource, type RoleEntitlement } from './entitlement.ts';
import { parsePolicy } from './parse-policy.ts';
import type { Condition, Statement } from './policy.ts';
import type { IamRole, Snapshot } from './snapshot.ts';

type Told = Pick<Snapshot, 'entitlements' | 'identitySources' | 'roles' | 'takenAt'>;

/** A snapshot never changes, and everything that reads entitlements asks for them again. */
const memo = new WeakMap<Told, readonly RoleEntitlement[]>();

/**
 * The entitlements of a snapshot role by role: those to any role, for each role whose trust policy names the entrance, and those
 * of the service accounts of a cluster that trust policies name one by one (IAM roles for service accounts).
 */
export function entitlementsOf(snapshot: Told): readonly RoleEntitlement[] {
  const known = memo.get(snapshot);
  if (known !== undefined) return known;
  const clusters = snapshot.identitySources.filter(({ issuer }) => issuer !== undefined);
  const open = snapshot.entitlements.some(({ role }) => role === ANY_ROLE);
  const trusts = clusters.length > 0 || open ? snapshot.roles.map(trustOf) : [];
  const told = [
    ...snapshot.entitlements
      .flatMap((one) => held(one, snapshot.takenAt))
      .flatMap((one) => (one.role === ANY_ROLE ? everyRole(one, trusts) : [one])),
    ...clusters.flatMap((cluster) => serviceAccounts(cluster, trusts, snapshot.entitlements)),
  ];
  memo.set(snapshot, told);
  return told;
}

/** What is over is no entitlement; after its period, whether it can still be used is open. */
function held(one: RoleEntitlement, now: string): readonly RoleEntitlement[] {
  const { until, over } = one;
  if (until === undefined && over === undefined) return [one];
  if (over !== undefined && over <= now) return [];
  return until !== undefined && now < until ? [one] : [{ ...one, doubt: one.doubt ?? 'mayOutlast' }];
}

interface Trust {
  readonly role: IamRole;
  /** Statements with Effect Allow; none where the policy cannot be read. */
  readonly allows: readonly Statement[];
  readonly readable: boolean;
}

function trustOf(role: IamRole): Trust {
  const trust = parsePolicy(role.trustPolicy);
  return {
    role,
    readable: trust.ok,
    allows: trust.ok ? trust.value.statements.filter(({ effect }) => effect === 'Allow') : [],
  };
}

/** Whoever may be let in is told of; the proof says whether. A policy that cannot be read leaves it open. */
const everyRole = (one: RoleEntitlement, trusts: readonly Trust[]): readonly RoleEntitlement[] =>
  trusts
    .filter(({ allows, readable }) => !readable || allows.some((statement) => mayName(statement, one.through)))
    .map(({ role }) => ({ ...one, role: role.arn }));

function mayName({ principals }: Statement, through: string): boolean {
  if (principals === undefined) return false;
  return 'in' in principals ? principals.in.some(({ value }) => value === through || value === '*') : true;
}

/** `system:serviceaccount:<namespace>:<name>`. Source: Amazon EKS User Guide, IAM roles for service accounts. */
const SUBJECT = /^system:serviceaccount:([^:*?]+):([^:*?]+)$/;

interface Account {
  readonly namespace: string;
  readonly name: string;
}

/**
 * The service accounts of a cluster, role by role: those that the trust policy names. One that cannot be read may name any that is
 * known from elsewhere. Whom a trust policy names by pattern stays the open end of its provider: which service accounts there are,
 * AWS does not know.
 */
function serviceAccounts(
  cluster: IdentitySource,
  trusts: readonly Trust[],
  associated: readonly RoleEntitlement[],
): readonly RoleEntitlement[] {
  const { issuer = '', id } = cluster;
  const byRole = trusts.map((trust) => ({ trust, accounts: accountsNamed(trust, issuer) }));
  const known = distinctAccounts([
    ...associated.flatMap((one) => (one.source === id ? accountOf(one, id) : [])),
    ...byRole.flatMap(({ accounts }) => accounts),
  ]);
  return byRole.flatMap(({ trust: { role, readable }, accounts }) =>
    (readable ? accounts : known).map((account) => tokenOf(cluster, issuer, role, account)),
  );
}

function accountsNamed({ role, allows }: Trust, issuer: string): readonly Account[] {
  const provider = providerOf(role, issuer);
  const subjects = allows
    .filter((statement) => mayName(statement, provider))
    .flatMap(({ conditions }) => conditions.filter((one) => isSubject(one, issuer)).flatMap(({ values }) => values));
  return distinctAccounts(
    subjects.flatMap((subject) => {
      const [, namespace, name] = SUBJECT.exec(subject) ?? [];
      return namespace === undefined || name === undefined ? [] : [{ namespace, name }];
    }),
  );
}

/** Of a Pod Identity association. */
function accountOf({ principalKind, principalId }: RoleEntitlement, cluster: string): readonly Account[] {
  if (principalKind !== 'workload' || !principalId.startsWith(`${cluster}/`)) return [];
  const [namespace, name] = principalId.slice(cluster.length + 1).split('/');
  return namespace === undefined || name === undefined ? [] : [{ namespace, name }];
}

const distinctAccounts = (accounts: readonly Account[]): readonly Account[] => [
  ...new Map(accounts.map((one) => [`${one.namespace}/${one.name}`, one])).values(),
];

function providerOf(role: IamRole, issuer: string): string {
  const arn = parseArn(role.arn);
  return `arn:${arn.ok ? arn.value.partition : 'aws'}:iam::${role.account}:oidc-provider/${issuer}`;
}

/** A pod can ask for a token for any audience; AWS takes those that the provider lists. Source: Kubernetes, Projected volumes. */
const tokenOf = (cluster: IdentitySource, issuer: string, role: IamRole, account: Account): RoleEntitlement => ({
  source: cluster.id,
  principalKind: 'workload',
  principalId: `${cluster.id}/${account.namespace}/${account.name}`,
  role: role.arn,
  through: providerOf(role, issuer),
  rule: `service account ${account.namespace}/${account.name}`,
  fixes: { [`${issuer}:sub`]: `system:serviceaccount:${account.namespace}:${account.name}` },
  closedTags: true,
});

const isSubject = ({ key, operator }: Condition, issuer: string): boolean =>
  key.toLowerCase() === `${issuer}:sub`.toLowerCase() && /^String(Equals|EqualsIgnoreCase|Like)$/.test(operator.name);
