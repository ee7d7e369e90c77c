import type { NodeInfo, NodeKind } from '../../domain/answer.ts';
import type { IconName } from '../parts/icons.tsx';

const BY_KIND: Readonly<Record<Exclude<NodeKind, 'resource'>, IconName>> = {
  person: 'person',
  directoryUser: 'person',
  directoryGroup: 'group',
  permissionSet: 'permissionSet',
  entitlement: 'permissionSet',
  workload: 'service',
  ssoRole: 'ssoRole',
  role: 'role',
  user: 'user',
  root: 'root',
  service: 'service',
  externalAccount: 'externalAccount',
  anyone: 'anyone',
  openEnd: 'openEnd',
};

const BY_TYPE: Readonly<Record<string, IconName>> = {
  'AWS::DynamoDB::Table': 'table',
  'AWS::S3::Bucket': 'bucket',
  'AWS::S3Express::DirectoryBucket': 'bucket',
  'AWS::KMS::Key': 'key',
  'AWS::SecretsManager::Secret': 'secret',
  'AWS::SQS::Queue': 'queue',
  'AWS::SNS::Topic': 'topic',
  'AWS::Lambda::Function': 'function',
};

export const iconOf = (node: Pick<NodeInfo, 'kind' | 'type'>): IconName =>
  node.kind === 'resource' ? (BY_TYPE[node.type ?? ''] ?? 'thing') : BY_KIND[node.kind];
