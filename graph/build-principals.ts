import { accountOfArn, lastSegment, parseArn } from '../domain/arn.ts';
import { ANY_ACCOUNT_ID, ANYONE_ID } from '../domain/node-ids.ts';
import type { GraphBuilder, Labels, LooseProperties } from './graph-builder.ts';

/** A principal that some policy, hop or access speaks of; nothing happens where the snapshot has described it already. */
export function mentionPrincipal(builder: GraphBuilder, id: string, inSnapshot: boolean): void {
  if (builder.has(id)) return;
  const [labels, properties] = describe(id);
  builder.node(id, labels, { ...properties, in_snapshot: labels[0] === 'AWSPrincipal' ? inSnapshot : undefined });
}

function describe(id: string): readonly [Labels, LooseProperties] {
  if (id === ANYONE_ID) return [['AWSPrincipal', 'AnyonePrincipal'], { name: 'anyone' }];
  if (id === ANY_ACCOUNT_ID) return [['AWSPrincipal', 'ExternalAccountPrincipal'], { name: 'any other account' }];
  const [prefix = ''] = id.split(':');
  const rest = id.slice(prefix.length + 1);
  switch (prefix) {
    case 'service':
      return [['AWSPrincipal', 'AWSServicePrincipal'], { name: rest }];
    case 'federated':
      return [['AWSPrincipal', 'AWSFederatedPrincipal'], { name: rest.slice(rest.lastIndexOf('/') + 1) }];
    case 'external':
      return [['AWSPrincipal', 'ExternalAccountPrincipal'], { name: rest, account_id: rest }];
    case 'ssouser':
      return [['UserAccount', 'AWSSSOUser'], { name: rest }];
    case 'ssogroup':
      return [['UserGroup', 'AWSSSOGroup'], { name: rest }];
    case 'person':
      return [['User'], { name: rest, email: rest }];
    case 'workload':
      return [
        ['AWSPrincipal', 'WorkloadPrincipal'],
        { name: rest.slice(rest.lastIndexOf('cluster/') + 'cluster/'.length) },
      ];
    case 'outside':
      return [['AWSPrincipal', 'OutsidePrincipal'], { name: rest }];
    case 'session':
      return [['AWSPrincipal', 'AWSSessionPrincipal'], { name: lastSegment(rest) }];
    case 'entitlement':
      return [['Entitlement'], {}];
    case 'permissionset':
      return [['AWSProvisionedPermissionSet'], permissionSetProperties(rest)];
    default:
      return describeArn(id);
  }
}

function permissionSetProperties(text: string): LooseProperties {
  const at = text.lastIndexOf('@');
  return { permission_set_arn: text.slice(0, at), account_id: text.slice(at + 1) };
}

function describeArn(id: string): readonly [Labels, LooseProperties] {
  const arn = parseArn(id);
  const resource = arn.ok ? arn.value.resource : id;
  const properties = { name: lastSegment(resource), arn: arn.ok ? id : undefined, account_id: accountOfArn(id) };
  return [['AWSPrincipal', ...specificLabel(resource)], properties];
}

function specificLabel(resource: string): readonly string[] {
  if (resource === 'root') return ['AWSRootPrincipal'];
  if (resource.startsWith('user/')) return ['AWSUser'];
  if (resource.startsWith('role/')) return ['AWSRole'];
  return /^(assumed-role|federated-user)\//.test(resource) ? ['AWSSessionPrincipal'] : [];
}
