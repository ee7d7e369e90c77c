import type { Hop, HopKind } from '../../domain/access.ts';
import { entitlementId, openOf, type RoleEntitlement } from '../../domain/entitlement.ts';
import { groupedBy } from '../../domain/grouped.ts';
import { permissionSetId, personId, ssoGroupId, ssoUserId } from '../../domain/node-ids.ts';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { DirectoryUser, IamRole, Snapshot } from '../../domain/snapshot.ts';
import { entitlementsOf } from '../../domain/told-entitlements.ts';
import { ENTITLEMENT_DOUBTS } from './entitlement-doubts.ts';

// What the directory and Identity Center say, read a second time. No policy decides it, so it has no claim and no witness.

export const isDirectoryFact = ({ kind, claim, witness, from }: Hop): boolean =>
  claim === undefined && witness === undefined && kind !== 'assumes' && !from.startsWith('entitlement:');

/** The hops that follow from the directory alone, by `from`, `to` and technique. */
export function directoryFacts(snapshot: Snapshot): ReadonlyMap<string, Hop> {
  const hops = [
    ...people(snapshot),
    ...carried(snapshot),
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

const people = ({ people: persons, directoryUsers }: Snapshot): readonly Hop[] => {
  const accounts = new Map<string, string[]>(persons.map(({ email }) => [email.toLowerCase(), []]));
  for (const { id, userName, emails } of directoryUsers) {
    for (const address of [userName, ...emails]) accounts.get(address.toLowerCase())?.push(id);
  }
  return persons.flatMap(({ email }) =>
    [...new Set(accounts.get(email.toLowerCase()))].map((id) =>
      fact('memberOf', personId(email), ssoUserId(id), 'same e-mail'),
    ),
  );
};

/** Whose id at an identity source another directory keeps is joined to that user's people, if nobody else has the id on either side. */
const carried = (snapshot: Snapshot): readonly Hop[] => {
  const isSource = (user: DirectoryUser): boolean => snapshot.identitySources.some(({ id }) => id === user.provider);
  const sources = groupedBy(snapshot.directoryUsers.filter(isSource), ({ externalId }) => externalId ?? '');
  if (sources.size === 0) return [];
  const others = snapshot.directoryUsers.filter((user) => !isSource(user));
  const kept = groupedBy(others, ({ externalId }) => externalId ?? '');
  const byMail = groupedBy(people(snapshot), ({ to }) => to);
  const has = (id: string): readonly string[] => (byMail.get(ssoUserId(id)) ?? []).map(({ from }) => from);
  return others.flatMap(({ id, externalId = '' }) => {
    const same = sources.get(externalId) ?? [];
    if (externalId === '' || same.length !== 1 || kept.get(externalId)?.length !== 1) return [];
    const joined = same.flatMap((one) => has(one.id)).filter((person) => !has(id).includes(person));
    return joined.map((person) => fact('memberOf', person, ssoUserId(id), 'same external id'));
  });
};

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
    const hop = fact('assigned', whoIs(one), entitlementId(one), `${kind}: ${one.rule}`);
    const open = openOf(one);
    if (open.length === 0) return [hop];
    return [{ ...hop, verdict: 'unknown', assumptions: open.map((why) => ENTITLEMENT_DOUBTS[why]) }];
  });

const PREFIXES = { user: 'ssouser:', group: 'ssogroup:', workload: 'workload:', outside: 'outside:', anyone: 'anyone' };
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
