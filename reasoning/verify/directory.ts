import type { Hop, HopKind } from '../../domain/access.ts';
import { entitlementId, openOf, type RoleEntitlement } from '../../domain/entitlement.ts';
import { permissionSetId, personId, ssoGroupId, ssoUserId } from '../../domain/node-ids.ts';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import { entitlementsOf } from '../../domain/told-entitlements.ts';
import { ENTITLEMENT_DOUBTS } from './entitlement-doubts.ts';
import { ownersOf } from './owners.ts';

// What the directory and Identity Center say, read a second time. No policy decides it, so it has no claim and no witness.

export const isDirectoryFact = ({ kind, claim, witness, from }: Hop): boolean =>
  claim === undefined && witness === undefined && kind !== 'assumes' && !/^(entitlement|session):/.test(from);

/** The hops that follow from the directory alone, by `from`, `to` and technique. */
export function directoryFacts(snapshot: Snapshot): ReadonlyMap<string, Hop> {
  const hops = [
    ...joined(snapshot),
    ...members(snapshot),
    ...assignments(snapshot),
    ...provisioned(snapshot),
    ...entitled(snapshot),
  ];
  return new Map(hops.map((hop) => [nameOfHop(hop), hop]));
}

export const nameOfHop = ({ from, to, technique }: Pick<Hop, 'from' | 'to' | 'technique'>): string =>
  `${from} to ${to} by ${technique}`;

const fact = (kind: HopKind, from: string, to: string, technique: string, by: Hop['by'] = []): Hop => ({
  kind,
  from,
  to,
  technique,
  verdict: 'allowed',
  when: { kind: 'true' },
  by,
  assumptions: [],
  proof: 'certified',
});

/** Whose account each is. */
const joined = (snapshot: Snapshot): readonly Hop[] =>
  ownersOf(snapshot).map(({ email, user, by }) => fact('memberOf', personId(email), ssoUserId(user), by));

const members = ({ directoryGroups }: Snapshot): readonly Hop[] =>
  directoryGroups.flatMap((group) =>
    group.members.map((member) => fact('memberOf', ssoUserId(member), ssoGroupId(group.id), 'group membership')),
  );

const assignments = (snapshot: Snapshot): readonly Hop[] =>
  snapshot.assignments.map(({ principalKind, principalId, permissionSet, account }) => {
    const from = principalKind === 'user' ? ssoUserId(principalId) : ssoGroupId(principalId);
    return fact('assigned', from, permissionSetId(permissionSet, account), 'Identity Center assignment');
  });

/** The role that Identity Center made for the permission set in that account; its trust policy lets the sign-in through. */
const provisioned = (snapshot: Snapshot): readonly Hop[] =>
  snapshot.assignments.flatMap(({ permissionSet, account }) => {
    const name = snapshot.permissionSets.find((set) => set.arn === permissionSet)?.name;
    const role = snapshot.roles.find((one) => one.account === account && name !== undefined && isMadeFor(one, name));
    if (role === undefined) return [];
    const readable = parsePolicy(role.trustPolicy).ok;
    const by: Hop['by'] = readable ? [{ layer: 'resource', policy: `trust policy of ${role.arn}`, index: 0 }] : [];
    const from = permissionSetId(permissionSet, account);
    return [fact('federatesTo', from, role.arn, 'Identity Center sign-in', by)];
  });

/** Whom the sources entitle, but for those who would come through a provider of an account that the role is not of. */
const entitled = (snapshot: Snapshot): readonly Hop[] =>
  entitlementsOf(snapshot).flatMap((one) => {
    const owner = /^arn:[^:]+:iam::(\d+):(saml|oidc)-provider/.exec(one.through)?.[1];
    if (owner !== undefined && !one.role.includes(`:${owner}:`)) return [];
    const kind = snapshot.identitySources.find(({ id }) => id === one.source)?.kind ?? 'unknown source';
    const node = entitlementId(one);
    const to = one.through === 'delegation' ? `session:${node}` : node;
    const hop = fact('assigned', whoIs(one), to, `${kind}: ${one.rule}`);
    const open = openOf(one);
    if (open.length === 0) return [hop];
    return [{ ...hop, verdict: 'unknown', assumptions: open.map((why) => ENTITLEMENT_DOUBTS[why]) }];
  });

const PREFIXES = {
  user: 'ssouser:',
  group: 'ssogroup:',
  workload: 'workload:',
  outside: 'outside:',
  account: 'external:',
  anyone: 'anyone',
  principal: '',
};
const whoIs = ({ principalKind, principalId }: RoleEntitlement): string => `${PREFIXES[principalKind]}${principalId}`;

/** `AWSReservedSSO_<permission set>_<16 digits>` under the path that AWS keeps for Identity Center. */
function isMadeFor({ path, name }: IamRole, permissionSet: string): boolean {
  const suffix = name.slice(`AWSReservedSSO_${permissionSet}`.length);
  return (
    path.startsWith('/aws-reserved/sso.amazonaws.com/') &&
    name.startsWith(`AWSReservedSSO_${permissionSet}_`) &&
    /^_[0-9a-f]{16}$/.test(suffix)
  );
}
