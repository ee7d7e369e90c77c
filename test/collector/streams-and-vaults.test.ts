import { describe, expect, it } from 'vitest';
import { BACKUP, collectBackupVaults } from '../../collector/aws/backup.ts';
import { CLOUDTRAIL, collectEventDataStores } from '../../collector/aws/cloudtrail.ts';
import { CODEARTIFACT, collectPackages } from '../../collector/aws/codeartifact.ts';
import { collectEventBridge, EVENTBRIDGE } from '../../collector/aws/eventbridge.ts';
import { collectClusters, KAFKA } from '../../collector/aws/kafka.ts';
import { collectStreams, KINESIS } from '../../collector/aws/kinesis.ts';
import { withoutSecrets } from '../../collector/aws/never-kept.ts';
import { ACCOUNT, failure, POLICY, REGION, read, TEXT } from './scripted-source.ts';

const PLACE = { account: ACCOUNT, region: REGION };
const arn = (service: string, name: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
const KEY = arn('kms', 'key/k');
const SEALED = { encryption: { kind: 'customerManaged', key: KEY } } as const;
const named = (name: string) => ({ name, document: POLICY });

describe('kinesis', () => {
  const SCRIPT = {
    'kinesis:ListStreams': ({ NextToken }: { readonly NextToken?: unknown }) =>
      NextToken === undefined
        ? { StreamNames: ['a'], StreamSummaries: [{ StreamName: 'a' }], HasMoreStreams: true, NextToken: 'n' }
        : { StreamNames: ['b'], StreamSummaries: [{ StreamName: 'b' }], HasMoreStreams: false },
    'kinesis:ListTagsForStream': { Tags: [{ Key: 'k', Value: 'v' }], HasMoreTags: false },
    'kinesis:DescribeStreamSummary': { StreamDescriptionSummary: { EncryptionType: 'KMS', KeyId: KEY } },
  };

  it('reads streams of all pages; an empty policy is none', async () => {
    const { value, gaps } = await read(KINESIS, collectStreams, {
      ...SCRIPT,
      'kinesis:GetResourcePolicy': ({ ResourceARN }) => ({ Policy: String(ResourceARN).endsWith('/a') ? TEXT : '{}' }),
    });
    const common = { type: 'AWS::Kinesis::Stream', ...PLACE, tags: { k: 'v' }, ...SEALED };
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      { ...common, arn: arn('kinesis', 'stream/a'), name: 'a', policy: named('stream policy') },
      { ...common, arn: arn('kinesis', 'stream/b'), name: 'b' },
    ]);
  });
});

describe('eventbridge', () => {
  it('reads event buses, the default one only with a policy; the list brings the policies', async () => {
    const { value, gaps } = await read(EVENTBRIDGE, collectEventBridge, {
      'eventbridge:ListEventBuses': {
        EventBuses: [
          { Name: 'b', Arn: arn('events', 'event-bus/b'), Policy: TEXT },
          { Name: 'default', Arn: arn('events', 'event-bus/default') },
        ],
      },
      'eventbridge:ListTagsForResource': { Tags: [] },
      'eventbridge:ListRules': {},
    });
    expect(gaps).toEqual([]);
    expect(value?.computeBindings).toEqual([]);
    expect(value?.resources).toEqual([
      {
        type: 'AWS::Events::EventBus',
        arn: arn('events', 'event-bus/b'),
        ...PLACE,
        name: 'b',
        tags: {},
        policy: named('event bus policy'),
      },
    ]);
  });
});

describe('rules of eventbridge', () => {
  const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
  const buses = { EventBuses: [{ Name: 'default', Arn: arn('events', 'event-bus/default') }] };
  const rule = (name: string, more: object = {}) => ({ Name: name, Arn: arn('events', `rule/${name}`), ...more });

  it('act as their own role and those of their targets, each once', async () => {
    const { value, gaps } = await read(EVENTBRIDGE, collectEventBridge, {
      'eventbridge:ListEventBuses': buses,
      'eventbridge:ListRules': ({ EventBusName, NextToken }) =>
        EventBusName === 'default' && NextToken === undefined
          ? { Rules: [rule('nightly', { RoleArn: role('far') })], NextToken: 'n' }
          : { Rules: [rule('plain')] },
      'eventbridge:ListTargetsByRule': ({ Rule, EventBusName }) => ({
        Targets:
          Rule === 'nightly' && EventBusName === 'default'
            ? [{ RoleArn: role('starts') }, { RoleArn: role('starts') }, { Arn: arn('sqs', 'q') }]
            : [{ Arn: arn('sqs', 'q') }],
      }),
    });
    expect(gaps).toEqual([]);
    expect(value?.resources).toEqual([]);
    const thing = { resource: arn('events', 'rule/nightly'), type: 'AWS::Events::Rule', name: 'nightly', ...PLACE };
    expect(value?.computeBindings).toEqual([
      { ...thing, use: 'service', role: role('far') },
      { ...thing, use: 'service', role: role('starts') },
    ]);
  });

  it('are read without what they send', () => {
    const target = { Id: '1', Arn: arn('sqs', 'q'), RoleArn: role('starts'), Input: 'secret' };
    const answer = { Targets: [{ ...target, HttpParameters: { HeaderParameters: { key: 'secret' } } }] };
    expect(withoutSecrets('eventbridge', answer)).toEqual({ Targets: [{ Arn: target.Arn, RoleArn: target.RoleArn }] });
    const tags = { Tags: [{ Key: 'k', Value: 'v' }] };
    expect(withoutSecrets('eventbridge', tags)).toEqual(tags);
  });

  it('whose targets may not be listed are a gap, and their own role stands', async () => {
    const { value, gaps } = await read(EVENTBRIDGE, collectEventBridge, {
      'eventbridge:ListEventBuses': buses,
      'eventbridge:ListRules': { Rules: [rule('nightly', { RoleArn: role('far') })] },
      'eventbridge:ListTargetsByRule': () => failure('AccessDeniedException', 'denied'),
    });
    expect(gaps).toMatchObject([
      { call: 'ListTargetsByRule', status: 'denied', target: arn('events', 'rule/nightly') },
    ]);
    expect(value?.computeBindings.map((one) => one.role)).toEqual([role('far')]);
  });
});

describe('backup', () => {
  it('reads vaults with policy, tags and key', async () => {
    const vault = arn('backup', 'backup-vault:safe');
    const { value, gaps } = await read(BACKUP, collectBackupVaults, {
      'backup:ListBackupVaults': {
        BackupVaultList: [{ BackupVaultName: 'safe', BackupVaultArn: vault, EncryptionKeyArn: KEY }],
      },
      'backup:GetBackupVaultAccessPolicy': { Policy: TEXT },
      'backup:ListTags': ({ NextToken }) =>
        NextToken === undefined ? { Tags: { k: 'v' }, NextToken: 'n' } : { Tags: { l: 'w' } },
      'backup:ListProtectedResourcesByBackupVault': { Results: [{ ResourceArn: 'b' }, { ResourceArn: 'a' }] },
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::Backup::BackupVault',
        arn: vault,
        ...PLACE,
        name: 'safe',
        tags: { k: 'v', l: 'w' },
        policy: named('vault policy'),
        ...SEALED,
        recoveryPointsOf: ['a', 'b'],
      },
    ]);
  });
});

describe('codeartifact', () => {
  const domain = arn('codeartifact', 'domain/d');
  const repository = arn('codeartifact', 'repository/d/r');
  const SCRIPT = {
    'codeartifact:ListDomains': { domains: [{ arn: domain, name: 'd', encryptionKey: KEY }] },
    'codeartifact:GetDomainPermissionsPolicy': { policy: { document: TEXT } },
    'codeartifact:ListRepositories': {
      repositories: [{ arn: repository, name: 'r', domainName: 'd', domainOwner: ACCOUNT }],
    },
    'codeartifact:GetRepositoryPermissionsPolicy': () => failure('ResourceNotFoundException'),
    'codeartifact:ListTagsForResource': { tags: [{ key: 'k', value: 'v' }] },
  };

  it('reads domains, and repositories with the policy of their domain', async () => {
    const { value, gaps } = await read(CODEARTIFACT, collectPackages, SCRIPT);
    expect(gaps).toEqual([]);
    const common = { ...PLACE, tags: { k: 'v' } };
    expect(value).toEqual([
      {
        type: 'AWS::CodeArtifact::Domain',
        arn: domain,
        ...common,
        name: 'd',
        policy: named('domain policy'),
        ...SEALED,
      },
      {
        type: 'AWS::CodeArtifact::Repository',
        arn: repository,
        ...common,
        name: 'd/r',
        containerPolicy: named('domain policy'),
      },
    ]);
  });

  it('knows that it does not know the policy of a domain of another account', async () => {
    const { gaps } = await read(CODEARTIFACT, collectPackages, {
      ...SCRIPT,
      'codeartifact:ListRepositories': {
        repositories: [{ arn: repository, name: 'r', domainName: 'x', domainOwner: '999988887777' }],
      },
    });
    expect(gaps).toMatchObject([{ call: 'GetDomainPermissionsPolicy', status: 'failed', target: repository }]);
  });
});

describe('kafka', () => {
  it('reads clusters with their policies', async () => {
    const cluster = arn('kafka', 'cluster/c/1');
    const { value, gaps } = await read(KAFKA, collectClusters, {
      'kafka:ListClustersV2': { ClusterInfoList: [{ ClusterArn: cluster, ClusterName: 'c', Tags: { k: 'v' } }] },
      'kafka:GetClusterPolicy': { Policy: TEXT, CurrentVersion: '1' },
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::MSK::Cluster',
        arn: cluster,
        ...PLACE,
        name: 'c',
        tags: { k: 'v' },
        policy: named('cluster policy'),
      },
    ]);
  });
});

describe('cloudtrail', () => {
  it('reads event data stores with their policies', async () => {
    const store = arn('cloudtrail', 'eventdatastore/1');
    const { value, gaps } = await read(CLOUDTRAIL, collectEventDataStores, {
      'cloudtrail:ListEventDataStores': { EventDataStores: [{ EventDataStoreArn: store, Name: 'all' }] },
      'cloudtrail:GetResourcePolicy': { ResourceArn: store, ResourcePolicy: TEXT },
      'cloudtrail:ListTags': { ResourceTagList: [{ ResourceId: store, TagsList: [{ Key: 'k', Value: 'v' }] }] },
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::CloudTrail::EventDataStore',
        arn: store,
        ...PLACE,
        name: 'all',
        tags: { k: 'v' },
        policy: named('event data store policy'),
      },
    ]);
  });

  it('reads the store of an organisation where it belongs, and knows that it does not know tags of one that is inactive', async () => {
    const store = arn('cloudtrail', 'eventdatastore/1');
    const { value, gaps } = await read(CLOUDTRAIL, collectEventDataStores, {
      'cloudtrail:ListEventDataStores': {
        EventDataStores: [
          { EventDataStoreArn: store, Name: 'going' },
          { EventDataStoreArn: store.replace(ACCOUNT, '999988887777'), Name: 'of the organisation' },
        ],
      },
      'cloudtrail:GetResourcePolicy': () => failure('ResourcePolicyNotFoundException'),
      'cloudtrail:ListTags': () => failure('InactiveEventDataStoreException'),
    });
    expect(value).toMatchObject([{ arn: store, name: 'going' }]);
    expect(gaps).toMatchObject([{ call: 'ListTags', status: 'failed', target: store }]);
  });
});
