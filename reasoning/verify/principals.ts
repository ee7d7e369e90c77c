import { parseArn } from '../../domain/arn.ts';
import { entitlementId, entranceId, type RoleEntitlement } from '../../domain/entitlement.ts';
import { ANY_ACCOUNT_ID, ANYONE_ID } from '../../domain/node-ids.ts';
import type { Principal } from '../../domain/principal.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { entitlementsOf } from '../../domain/told-entitlements.ts';

/** Who calls under this node id; undefined for ids of people, groups and permission sets, which do not call AWS themselves. */
export function principalOf(snapshot: Snapshot, id: string): Principal | undefined {
  if (id === ANYONE_ID) return { kind: 'anonymous' };
  if (id === ANY_ACCOUNT_ID) return somebodyOf(partitionIn(snapshot), '000000000000');
  const [prefix = '', ...more] = id.split(':');
  const rest = more.join(':');
  if (prefix === 'service') return { kind: 'service', name: rest };
  if (prefix === 'federated') return { kind: 'federated', provider: rest };
  if (prefix === 'entitlement') return entrance(snapshot, id);
  if (prefix === 'session') return sessionMade(snapshot, id);
  if (prefix === 'external') return somebodyOf(partitionIn(snapshot), rest);
  return prefix === 'arn' ? namedBy(snapshot, id) : undefined;
}

/** Whoever is entitled comes in as a sign-in at the provider, or as the service. */
function entrance(snapshot: Snapshot, id: string): Principal | undefined {
  const found = entitlementsOf(snapshot).find((one) => entitlementId(one) === id);
  if (found === undefined) return undefined;
  return principalOf(snapshot, entranceId(found.through));
}

/** Whoever came in acts as the role that was entered, with less. */
function sessionMade(snapshot: Snapshot, id: string): Principal | undefined {
  const less = behindSession(snapshot, id);
  return less === undefined ? undefined : namedBy(snapshot, entityActing(snapshot, less));
}

/** The ARN of the role, user or root user behind a session: an approver may be told by the session that it was in. */
export function entityActing({ roles }: Snapshot, { role }: RoleEntitlement): string {
  const [, account, name] = /:sts::(\d+):assumed-role\/([^/]+)/.exec(role) ?? [];
  return roles.find((one) => one.account === account && one.name === name)?.arn ?? role;
}

/** The entitlement that makes the session of this node. */
export const behindSession = (snapshot: Snapshot, id: string): RoleEntitlement | undefined =>
  id.startsWith('session:')
    ? entitlementsOf(snapshot).find((one) => `session:${entitlementId(one)}` === id && isLess(one))
    : undefined;

/** Session policies cut it, or only the next role is given. */
const isLess = ({ session, onward }: RoleEntitlement): boolean => session !== undefined || onward !== undefined;

/** An account outside the snapshot is asked about as one of its IAM users. */
const somebodyOf = (partition: string, account: string): Principal => ({
  kind: 'user',
  partition,
  account,
  arn: `arn:${partition}:iam::${account}:user/somebody`,
});

const partitionIn = ({ accounts }: Snapshot): string => accounts[0]?.partition ?? 'aws';

function namedBy({ roles }: Snapshot, id: string): Principal | undefined {
  const arn = parseArn(id);
  if (!arn.ok) return undefined;
  const { partition, service, account, resource } = arn.value;
  if (service === 'iam' && resource === 'root') return { kind: 'root', partition, account };
  if (service === 'iam' && resource.startsWith('user/')) return { kind: 'user', partition, account, arn: id };
  if (service === 'iam' && resource.startsWith('role/')) {
    const roleName = roles.find((one) => one.arn === id)?.name ?? resource.split('/').at(-1) ?? '';
    return { kind: 'roleSession', partition, account, roleName, roleArn: id };
  }
  const [kind, name = '', ...session] = resource.split('/');
  if (service !== 'sts') return undefined;
  if (kind === 'federated-user') return { kind: 'federatedUser', partition, account, name };
  if (kind !== 'assumed-role' || session.length === 0) return undefined;
  return { kind: 'roleSession', partition, account, roleName: name, sessionName: session.join('/') };
}
