import { parseArn } from './arn.ts';
import { ANY_ROLE, type IdentitySource, type RoleEntitlement } from './entitlement.ts';
import { parsePolicy } from './parse-policy.ts';
import type { Condition, Statement } from './policy.ts';
import type { IamRole, Snapshot } from './snapshot.ts';

type Told = Pick<Snapshot, 'entitlements' | 'identitySources' | 'roles'>;

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
    ...snapshot.entitlements.flatMap((one) => (one.role === ANY_ROLE ? everyRole(one, trusts) : [one])),
    ...clusters.flatMap((cluster) => trusts.flatMap((trust) => serviceAccounts(cluster, trust))),
  ];
  memo.set(snapshot, told);
  return told;
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

const named = ({ principals }: Statement): readonly string[] =>
  principals !== undefined && 'in' in principals ? principals.in.map(({ value }) => value) : [];

/** `system:serviceaccount:<namespace>:<name>`. Source: Amazon EKS User Guide, IAM roles for service accounts. */
const SUBJECT = /^system:serviceaccount:([^:*?]+):([^:*?]+)$/;
/** What Amazon EKS asks tokens for. Source: Amazon EKS User Guide, Assign IAM roles to Kubernetes service accounts. */
const AUDIENCE = 'sts.amazonaws.com';

/** Whom a trust policy names by pattern stays the open end of its provider: which service accounts there are, AWS does not know. */
function serviceAccounts(cluster: IdentitySource, { role, allows }: Trust): readonly RoleEntitlement[] {
  const { issuer = '', id } = cluster;
  const partition = parseArn(role.arn);
  const provider = `arn:${partition.ok ? partition.value.partition : 'aws'}:iam::${role.account}:oidc-provider/${issuer}`;
  const subjects = allows
    .filter((statement) => named(statement).includes(provider))
    .flatMap(({ conditions }) => conditions.filter((one) => isSubject(one, issuer)).flatMap(({ values }) => values));
  return [...new Set(subjects)].flatMap((subject): readonly RoleEntitlement[] => {
    const [, namespace, name] = SUBJECT.exec(subject) ?? [];
    if (namespace === undefined || name === undefined) return [];
    return [
      {
        source: id,
        principalKind: 'workload',
        principalId: `${id}/${namespace}/${name}`,
        role: role.arn,
        through: provider,
        rule: `service account ${namespace}/${name}`,
        fixes: { [`${issuer}:sub`]: subject, [`${issuer}:aud`]: AUDIENCE },
        closedTags: true,
      },
    ];
  });
}

const isSubject = ({ key, operator }: Condition, issuer: string): boolean =>
  key.toLowerCase() === `${issuer}:sub`.toLowerCase() && /^String(Equals|Like)$/.test(operator.name);
