import { COMPUTE_TYPES } from '../domain/compute-types.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import type { GraphBuilder } from './graph-builder.ts';

/** What acts as a role, and which one; a role that nobody read is no node of its own. */
export function addCompute(builder: GraphBuilder, snapshot: Snapshot): void {
  for (const { resource, type, name, account, region, use, role } of snapshot.computeBindings) {
    builder.node(resource, ['AWSResource', COMPUTE_TYPES[type].label], {
      name,
      arn: resource,
      account_id: account,
      region,
      service: resource.split(':')[2],
      resource_type: type,
      in_snapshot: true,
    });
    if (role !== undefined && builder.has(role)) builder.edge('ASSUMES', resource, role, { use }, use);
  }
}
