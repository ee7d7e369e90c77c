import type { Json } from '../../domain/policy.ts';
import type { IamRole, Resource, StoredPolicy } from '../../domain/snapshot.ts';
import type { Dice } from './dice.ts';
import { byArn, type Place, REGIONS } from './names.ts';
import { keyPolicy, resourcePolicy } from './resource-policies.ts';
import { teamOf } from './role-policies.ts';

type Common = Pick<Resource, 'account' | 'region' | 'name' | 'tags'>;
type Made = Pick<Resource, 'arn' | 'type'> & Partial<Resource>;

interface Kind {
  readonly share: number;
  /** What its resource policies give; none: it takes no policy. */
  readonly actions: readonly string[];
  /** Data under a customer managed key is common. */
  readonly sealed?: true;
  readonly make: (common: Common) => Made;
}

/** A type of which a thing is named by account and Region: how often, how named, what its policies speak of. */
function regional(
  type: Resource['type'],
  share: number,
  [service, rest]: readonly [string, (name: string) => string],
  actions: readonly string[] = [],
  more: Partial<Resource> = {},
): Kind {
  const arnOf = ({ region, account, name }: Common): string => `arn:aws:${service}:${region}:${account}:${rest(name)}`;
  return { share, actions, make: (one) => ({ type, arn: arnOf(one), ...more }) as Made };
}

const sealed = (kind: Kind): Kind => ({ ...kind, sealed: true });

const KINDS: readonly Kind[] = [
  {
    share: 18,
    actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
    sealed: true,
    make: (one) => ({
      type: 'AWS::S3::Bucket',
      arn: `arn:aws:s3:::${one.name}`,
      ownership: 'BucketOwnerEnforced',
      acl: [],
      abac: one.name.endsWith('1'),
    }),
  },
  sealed(
    regional(
      'AWS::DynamoDB::Table',
      13,
      ['dynamodb', (name) => `table/${name}`],
      ['dynamodb:GetItem', 'dynamodb:Query'],
      { indexes: ['by-date'] },
    ),
  ),
  sealed(regional('AWS::SQS::Queue', 12, ['sqs', (name) => name], ['sqs:SendMessage', 'sqs:ReceiveMessage'])),
  sealed(regional('AWS::SNS::Topic', 8, ['sns', (name) => name], ['sns:Publish', 'sns:Subscribe'])),
  regional('AWS::Lambda::Function', 12, ['lambda', (name) => `function:${name}`], ['lambda:InvokeFunction'], {
    qualifiers: [],
  }),
  sealed(
    regional(
      'AWS::SecretsManager::Secret',
      9,
      ['secretsmanager', (name) => `secret:${name}-Ab12Cd`],
      ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    ),
  ),
  regional('AWS::ECR::Repository', 4, ['ecr', (name) => `repository/${name}`], ['ecr:BatchGetImage'], {
    registryPolicyScope: 'V2',
  }),
  sealed(regional('AWS::Kinesis::Stream', 3, ['kinesis', (name) => `stream/${name}`], ['kinesis:GetRecords'])),
  regional(
    'AWS::EFS::FileSystem',
    2,
    ['elasticfilesystem', (name) => `file-system/${name}`],
    ['elasticfilesystem:ClientMount'],
  ),
  regional('AWS::Events::EventBus', 2, ['events', (name) => `event-bus/${name}`], ['events:PutEvents']),
  regional('AWS::Backup::BackupVault', 2, ['backup', (name) => `backup-vault:${name}`], ['backup:CopyIntoBackupVault']),
  regional('AWS::EC2::Snapshot', 3, ['ec2', (name) => `snapshot/${name}`], [], { sharedWith: [] }),
  regional('AWS::RDS::DBSnapshot', 1.5, ['rds', (name) => `snapshot:${name}`], [], { sharedWith: [] }),
  regional('AWS::RDS::DBClusterSnapshot', 1, ['rds', (name) => `cluster-snapshot:${name}`], [], { sharedWith: [] }),
  regional('AWS::CodeArtifact::Domain', 0.5, ['codeartifact', (name) => `domain/${name}`]),
  regional('AWS::CodeArtifact::Repository', 0.5, ['codeartifact', (name) => `repository/shared/${name}`]),
  regional('AWS::MSK::Cluster', 0.7, ['kafka', (name) => `cluster/${name}/0a1b2c3d-0000-4000-8000-000000000001-1`]),
  regional('AWS::CloudTrail::EventDataStore', 0.3, ['cloudtrail', (name) => `eventdatastore/${name}`]),
  regional('AWS::OpenSearchService::Domain', 0.7, ['es', (name) => `domain/${name}`], ['es:ESHttpGet'], {
    fineGrained: false,
  }),
  regional('AWS::ApiGateway::RestApi', 1, ['execute-api', (name) => name], [], { methods: [] }),
  regional('AWS::S3Tables::TableBucket', 0.5, ['s3tables', (name) => `bucket/${name}`]),
  regional('AWS::Lambda::LayerVersion', 1, ['lambda', (name) => `layer:${name}:1`]),
];

const KEYS_PER_RESOURCE = 0.04;

/** Things of two dozen types; keys first, for others are sealed under them. */
export function resourcesOf(
  dice: Dice,
  places: readonly Place[],
  count: number,
  roles: readonly IamRole[],
): readonly Resource[] {
  const keys = Array.from({ length: Math.ceil(count * KEYS_PER_RESOURCE) }, () =>
    keyIn(dice, dice.pick(places), roles),
  );
  const keysOf = new Map<string, Resource[]>();
  for (const key of keys)
    keysOf.set(`${key.account} ${key.region}`, [...(keysOf.get(`${key.account} ${key.region}`) ?? []), key]);
  const weights = KINDS.map((kind) => [kind, kind.share] as const);
  const others = Array.from({ length: count - keys.length }, (_, index) =>
    resourceOf(dice, dice.pick(places), dice.weighted(weights), index, roles, keysOf),
  );
  return byArn([...keys, ...others]);
}

function resourceOf(
  dice: Dice,
  { account, environment }: Place,
  kind: Kind,
  index: number,
  roles: readonly IamRole[],
  keysOf: ReadonlyMap<string, readonly Resource[]>,
): Resource {
  const team = teamOf(dice);
  const region = dice.pick(REGIONS);
  const name = `${team}-${environment}-${index}`;
  const common: Common = { account, region, name, tags: dice.chance(0.9) ? { team, env: environment } : {} };
  const made = kind.make(common);
  const policy: StoredPolicy | undefined =
    kind.actions.length > 0 && dice.chance(0.35)
      ? { name: 'resource policy', document: resourcePolicy(dice, kind.actions, made.arn, account, roles) }
      : undefined;
  const keys = keysOf.get(`${account} ${region}`) ?? [];
  const key = kind.sealed === true && keys.length > 0 && dice.chance(0.4) ? dice.pick(keys) : undefined;
  return {
    ...common,
    encryption: key === undefined ? { kind: 'awsOwned' } : { kind: 'customerManaged', key: key.arn },
    ...(policy === undefined ? {} : { policy }),
    ...made,
  } as Resource;
}

function keyIn(dice: Dice, { account, environment }: Place, roles: readonly IamRole[]): Resource {
  const region = dice.pick(REGIONS);
  const id = `${dice.hex(8)}-0000-4000-8000-${dice.hex(12)}`;
  const own = roles.filter((role) => role.account === account);
  const team = teamOf(dice);
  const document: Json = keyPolicy(dice, account, region, own.length === 0 ? roles : own, roles);
  return {
    type: 'AWS::KMS::Key',
    arn: `arn:aws:kms:${region}:${account}:key/${id}`,
    account,
    region,
    name: id,
    tags: { team, env: environment },
    manager: 'CUSTOMER',
    state: 'Enabled',
    aliases: [],
    grants: [],
    policy: { name: 'key policy', document },
  };
}
