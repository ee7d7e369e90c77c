import type { Snapshot } from '../domain/snapshot.ts';
import type { GraphBuilder } from './graph-builder.ts';
import { accountId } from './schema.ts';

/** Shares of AWS RAM: of what, with whom. Things and principals that are no nodes are told in the share alone. */
export function addShares(builder: GraphBuilder, { resourceShares }: Snapshot): void {
  for (const { arn, name, account, region, principals, resources, permissions } of resourceShares) {
    builder.node(arn, ['AWSResourceShare'], {
      name,
      arn,
      account_id: account,
      region,
      principals: [...principals],
      resources: [...resources],
      permissions: permissions?.map((one) => one.name),
    });
    for (const resource of resources) if (builder.has(resource)) builder.edge('SHARES', arn, resource);
    for (const principal of principals) {
      const id = nodeOf(principal);
      if (builder.has(id)) builder.edge('SHARED_WITH', arn, id);
    }
  }
}

/** Accounts are shared with by their numbers, organisations and their units by ARNs that end in the id. */
function nodeOf(principal: string): string {
  if (/^\d{12}$/.test(principal)) return accountId(principal);
  return /^arn:[^:]+:organizations::/.test(principal) ? principal.slice(principal.lastIndexOf('/') + 1) : principal;
}
