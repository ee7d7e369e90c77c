import type { Json } from '../../domain/policy.ts';
import type { IamRole, Resource, StoredPolicy } from '../../domain/snapshot.ts';
import type { Dice } from './dice.ts';
import { type Place, REGIONS } from './names.ts';
import { keyPolicy, resourcePolicy } from './resource-policies.ts';
import { teamOf } from './role-policies.ts';

type Common = Pick<Resource, 'account' | 'region' | 'name' | 'tags'>;
type Made = Pick<Resource, 'arn' | 'type'> & Partial<Resource>;

interface Kind {
  readonly share: number;
  /** Prefix of the actions that its resource policies give. */
  readonly service: string;
  readonly actions: readonly string[];
  /** Takes a resource policy. */
  readonly takesPolicy: boolean;
  /** Data under a customer managed key is common. */
  readonly sealed?: true;
  readonly make: (common: Common, dice: Dice) => Made;
}

const regional = (service: string, rest: (name: string) => string) => (one: Common) =>
  `arn:aws:${service}:${one.region}:${one.account}:${rest(one.name)}`;

/** Types without rules of their own: how often, how named, what their policies speak of. */
function described(
  type: Resource['type'],
  share: number,
  [service, rest]: readonly [string, (name: string) => string],
  actions: readonly string[] = [],
  more: Partial<Resource> = {},
): Kind {
  const arn = regional(service, rest);
  const make = (one: Common): Made => ({ type, arn: arn(one), ...more }) as Made;
  return { share, service, actions, takesPolicy: actions.length > 0, make };
}

const sealed = (kind: Kind): Kind => ({ ...kind, sealed: true });

const KINDS: readonly Kind[] = [
  {
    share: 18,
    service: 's3',
    actions: ['s3:GetObject', 's3:PutObject', 's3:ListBucket'],
    takesPolicy: true,
    sealed: true,
    make: (one) => ({
      type: 'AWS::S3::Bucket',
      arn: `arn:aws:s3:::${one.name}`,
      ownership: 'BucketOwnerEnforced',
      acl: [],
      abac: one.name.endsWith('1'),
    }),
  },
  sealed({
    ...described(
      'AWS::DynamoDB::Table',
      13,
      ['dynamodb', (name) => `table/${name}`],
      ['dynamodb:GetItem', 'dynamodb:Query'],
    ),
    make: (one) => ({
      type: 'AWS::DynamoDB::Table',
      arn: regional('dynamodb', (n) => `table/${n}`)(one),
      indexes: ['by-date'],
    }),
  }),
  sealed(described('AWS::SQS::Queue', 12, ['sqs', (name) => name], ['sqs:SendMessage', 'sqs:ReceiveMessage'])),
  sealed(described('AWS::SNS::Topic', 8, ['sns', (name) => name], ['sns:Publish', 'sns:Subscribe'])),
  {
    share: 12,
    service: 'lambda',
    actions: ['lambda:InvokeFunction'],
    takesPolicy: true,
    make: (one) => ({
      type: 'AWS::Lambda::Function',
      arn: regional('lambda', (name) => `function:${name}`)(one),
      qualifiers: [],
    }),
  },
  sealed(
    described(
      'AWS::SecretsManager::Secret',
      9,
      ['secretsmanager', (name) => `secret:${name}-Ab12Cd`],
      ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
    ),
  ),
  described('AWS::ECR::Repository', 4, ['ecr', (name) => `repository/${name}`], ['ecr:BatchGetImage'], {
    registryPolicyScope: 'V2',
  }),
  sealed(described('AWS::Kinesis::Stream', 3, ['kinesis', (name) => `stream/${name}`], ['kinesis:GetRecords'])),
  described(
    'AWS::EFS::FileSystem',
    2,
    ['elasticfilesystem', (name) => `file-system/${name}`],
    ['elasticfilesystem:ClientMount'],
  ),
  described('AWS::Events::EventBus', 2, ['events', (name) => `event-bus/${name}`], ['events:PutEvents']),
  described(
    'AWS::Backup::BackupVault',
    2,
    ['backup', (name) => `backup-vault:${name}`],
    ['backup:CopyIntoBackupVault'],
  ),
  described('AWS::EC2::Snapshot', 3, ['ec2', (name) => `snapshot/${name}`], [], { sharedWith: [] }),
  described('AWS::RDS::DBSnapshot', 1.5, ['rds', (name) => `snapshot:${name}`], [], { sharedWith: [] }),
  described('AWS::RDS::DBClusterSnapshot', 1, ['rds', (name) => `cluster-snapshot:${name}`], [], { sharedWith: [] }),
  described('AWS::CodeArtifact::Domain', 0.5, ['codeartifact', (name) => `domain/${name}`]),
  described('AWS::CodeArtifact::Repository', 0.5, ['codeartifact', (name) => `repository/shared/${name}`]),
  described('AWS::MSK::Cluster', 0.7, ['kafka', (name) => `cluster/${name}/0a1b2c3d-0000-4000-8000-000000000001-1`]),
  described('AWS::CloudTrail::EventDataStore', 0.3, ['cloudtrail', (name) => `eventdatastore/${name}`]),
  described('AWS::OpenSearchService::Domain', 0.7, ['es', (name) => `domain/${name}`], ['es:ESHttpGet'], {
    fineGrained: false,
  }),
  described('AWS::ApiGateway::RestApi', 1, ['execute-api', (name) => name], [], { methods: [] }),
  described('AWS::S3Tables::TableBucket', 0.5, ['s3tables', (name) => `bucket/${name}`]),
  {
    ...described('AWS::Lambda::LayerVersion', 1, ['lambda', (name) => `layer:${name}:1`]),
    make: (one) => ({ type: 'AWS::Lambda::LayerVersion', arn: regional('lambda', (name) => `layer:${name}:1`)(one) }),
  },
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
  return [...keys, ...others].sort((one, other) => (one.arn < other.arn ? -1 : 1));
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
  const made = kind.make(common, dice);
  const policy: StoredPolicy | undefined =
    kind.takesPolicy && dice.chance(0.35)
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
