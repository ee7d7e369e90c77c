import type { RequestFacts } from '../domain/request.ts';
import type { DescribedResource } from '../domain/snapshot.ts';
import type { Caller } from './question.ts';
import type { World } from './world.ts';

/** Whom a snapshot, image or document is shared with, as its sharing concerns the caller; what brakes that, and what seals it (rule 88). */
export function sharingFacts(world: World, resource: DescribedResource, { principal }: Caller): RequestFacts {
  const { sharedWith, publicSharing, encryption } = resource;
  if (sharedWith === undefined) return {};
  const account = 'account' in principal ? principal.account : undefined;
  const key = encryption?.kind === 'awsOwned' ? undefined : encryption?.kind;
  return {
    snapshotSharedWith: [...new Set(sharedWith.flatMap((entry) => entryFor(world, entry, account)))],
    ...(publicSharing === undefined ? {} : { snapshotPublicSharing: publicSharing }),
    ...(key === undefined ? {} : { snapshotEncryption: key }),
  };
}

/** Is it shared with the account of the caller, or with everybody, as far as nothing closes that (rule 88)? */
export function isSharedWith(facts: RequestFacts, { principal }: Caller): boolean {
  const { snapshotSharedWith: shared = [], snapshotPublicSharing: brake, snapshotEncryption: sealed } = facts;
  if ('account' in principal && shared.includes(principal.account)) return true;
  return shared.includes('all') && brake !== 'blockAll' && sealed === undefined;
}

/** `arn:aws:organizations::111122223333:ou/o-abc/ou-root-x`, or `:organization/o-abc`. */
const OF_ORGANIZATION = /^arn:[^:]+:organizations::\d+:(?:organization|ou)\/(o-[^/]+)(?:\/(.+))?$/;

/**
 * An organisation or OU that the account is in counts as the account, one that it is not in as nothing; otherwise it stays. An account is
 * in one organisation at most. Source: Share an AMI with organizations and organizational units.
 */
function entryFor(world: World, entry: string, account: string | undefined): readonly string[] {
  if (!entry.startsWith('arn:')) return [entry];
  if (account === undefined) return [];
  const [, organization, unit] = OF_ORGANIZATION.exec(entry) ?? [];
  const inside = world.inOrganization(account);
  const own = world.snapshot.organization?.id;
  if (organization === undefined || own === undefined || inside === undefined) return [entry];
  if (organization !== own) return inside ? [] : [entry];
  if (!inside) return [];
  if (unit === undefined) return [account];
  const chain = world.chain(account);
  if (chain === undefined) return [entry];
  return chain.includes(unit) ? [account] : [];
}
