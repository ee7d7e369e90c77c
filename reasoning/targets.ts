import { parseArn } from '../domain/arn.ts';
import { ALL_DESCRIBED, type DescribedTypeName, describedType } from '../domain/described-types.ts';
import type { IamRole, LambdaFunction, LambdaUrl, Resource } from '../domain/snapshot.ts';
import { isThroughMultiRegion } from './access-points.ts';
import { actionsOnType, type CatalogueAction } from './actions.ts';
import type { Target } from './question.ts';
import { methodPrefixes } from './rest-apis.ts';

/** Catalogue service and type of each kind of resource. */
const TYPES: Readonly<Record<Exclude<Resource['type'], DescribedTypeName>, readonly [string, string]>> = {
  'AWS::S3::Bucket': ['s3', 'bucket'],
  'AWS::S3::AccessPoint': ['s3', 'accesspoint'],
  'AWS::S3::MultiRegionAccessPoint': ['s3', 'multiregionaccesspoint'],
  'AWS::DynamoDB::Table': ['dynamodb', 'table'],
  'AWS::DynamoDB::Stream': ['dynamodb', 'stream'],
  'AWS::KMS::Key': ['kms', 'key'],
  'AWS::Lambda::Function': ['lambda', 'function'],
  'AWS::Lambda::LayerVersion': ['lambda', 'layerVersion'],
  'AWS::SQS::Queue': ['sqs', 'queue'],
  'AWS::SNS::Topic': ['sns', 'topic'],
  'AWS::SecretsManager::Secret': ['secretsmanager', 'Secret'],
  'AWS::EC2::VPCEndpoint': ['ec2', 'vpc-endpoint'],
};

/** A name for the inside of an open part that no policy is likely to speak of. */
const SOMETHING = 'x';

/** The resource itself, then what is in it: indexes and qualifiers by name, objects as an open part. */
export function targetsOf(resource: Resource): readonly Target[] {
  const [service, type] = typeOf(resource.type);
  const whole: Target = {
    arn: resource.arn,
    account: resource.account,
    region: resource.region,
    service,
    type,
    resource,
  };
  return [whole, ...partsOf(resource, whole)];
}

const typeOf = (type: Resource['type']): readonly [string, string] =>
  describedType(type)?.catalogue ?? TYPES[type as keyof typeof TYPES];

function partsOf(resource: Resource, whole: Target): readonly Target[] {
  switch (resource.type) {
    case 'AWS::S3::Bucket':
      return [openPart(whole, 'object', `${resource.arn}/`)];
    case 'AWS::S3::AccessPoint':
    case 'AWS::S3::MultiRegionAccessPoint':
      return [openPart(whole, 'accesspointobject', `${resource.arn}/object/`)];
    case 'AWS::DynamoDB::Table':
      return resource.indexes.map((name) => ({ ...whole, type: 'index', arn: `${resource.arn}/index/${name}` }));
    case 'AWS::Lambda::Function':
      return resource.qualifiers.map(({ name, kind }) => ({
        ...whole,
        type: `function ${kind}`,
        arn: `${resource.arn}:${name}`,
      }));
    case 'AWS::ApiGateway::RestApi':
    case 'AWS::ApiGatewayV2::Api':
      return methodPrefixes(resource).map((prefix) => openPart(whole, whole.type, prefix));
    default:
      return describedType(resource.type)?.inside === undefined
        ? []
        : [openPart(whole, whole.type, `${resource.arn}/`)];
  }
}

/** What AWS lists for the type, as far as requests name this target: HTTP calls name what is under a domain, others the domain. */
export function actionsOnTarget({ service, type, arn, resource }: Target): readonly CatalogueAction[] {
  const { inside, above } = (resource && describedType(resource.type)) ?? {};
  const elsewhere = inside ?? above;
  const listed = actionsOnType(service, type);
  if (resource?.type === 'AWS::S3::MultiRegionAccessPoint') {
    const through = actionsOnType(service, arn === resource.arn ? 'accesspoint' : type).filter(goesThroughMultiRegion);
    return arn === resource.arn ? [...listed, ...through] : through;
  }
  return elsewhere === undefined
    ? listed
    : listed.filter(({ name }) => elsewhere.test(name) === (arn !== resource?.arn));
}

const goesThroughMultiRegion = ({ name }: CatalogueAction): boolean => isThroughMultiRegion(name);

const openPart = (whole: Target, type: string, prefix: string): Target => ({
  ...whole,
  type,
  arn: prefix + SOMETHING,
  part: { prefix },
});

/** The URL of a function or of the qualifier that is asked about; each has its own (rule 85). */
export function functionUrl(lambda: LambdaFunction, arn: string): LambdaUrl | undefined {
  const qualifier = lambda.qualifiers.find((one) => arn === `${lambda.arn}:${one.name}`);
  return arn === lambda.arn ? lambda.url : qualifier?.url;
}

export const roleTarget = (role: IamRole): Target => ({
  arn: role.arn,
  account: role.account,
  service: 'iam',
  type: 'role',
  role,
});

const ARN_TYPES: readonly (readonly [string, RegExp, string])[] = [
  ['s3', /^[^/:]+$/, 'bucket'],
  ['s3', /^accesspoint\/[^/]+$/, 'accesspoint'],
  ['s3', /^accesspoint\/[^/]+\/object\/.+/, 'accesspointobject'],
  ['s3', /^[^/:]+\/.+/s, 'object'],
  ['dynamodb', /^table\/[^/]+$/, 'table'],
  ['dynamodb', /^table\/[^/]+\/index\/.+/, 'index'],
  ['dynamodb', /^table\/[^/]+\/stream\/.+/, 'stream'],
  ['kms', /^key\//, 'key'],
  ['kms', /^alias\//, 'alias'],
  ['lambda', /^function:[^:]+$/, 'function'],
  ['lambda', /^function:[^:]+:[^:]+$/, 'function version'],
  ['lambda', /^layer:[^:]+:\d+$/, 'layerVersion'],
  ['sqs', /^[^:]+$/, 'queue'],
  ['sns', /^[^:]+$/, 'topic'],
  ['secretsmanager', /^secret:/, 'Secret'],
  ['iam', /^role\//, 'role'],
  ['iam', /^user\//, 'user'],
  ['ec2', /^vpc-endpoint\//, 'vpc-endpoint'],
  ...ALL_DESCRIBED.map(({ catalogue: [service, type], shape }) => [service, shape, type] as const),
];

/** A concrete ARN inside or outside the inventory; undefined for text that is no ARN. */
export function targetOfArn(arn: string, resources: readonly Resource[], role?: IamRole): Target | undefined {
  if (role !== undefined) return roleTarget(role);
  const parsed = parseArn(arn);
  if (!parsed.ok) return undefined;
  const owner = ownerOf(arn, resources);
  if (owner !== undefined) {
    const { part, ...rest } = owner;
    return part === undefined ? rest : { ...rest, arn };
  }
  const { service, region, account, resource } = parsed.value;
  const type = ARN_TYPES.find(([its, shape]) => its === service && shape.test(resource))?.[2] ?? '';
  return { arn, service, type, ...(region === '' ? {} : { region }), ...(account === '' ? {} : { account }) };
}

/** Targets of an inventory by their ARN or, of open parts, by what it begins with. */
interface TargetIndex {
  readonly whole: ReadonlyMap<string, Target>;
  readonly open: ReadonlyMap<string, Target>;
}

const indexes = new WeakMap<readonly Resource[], TargetIndex>();

/** Open parts begin with a slash at the end. */
function ownerOf(arn: string, resources: readonly Resource[]): Target | undefined {
  const { whole, open } = indexes.get(resources) ?? indexOf(resources);
  const found = whole.get(arn);
  if (found !== undefined) return found;
  for (let at = arn.indexOf('/'); at !== -1 && at < arn.length - 1; at = arn.indexOf('/', at + 1)) {
    const part = open.get(arn.slice(0, at + 1));
    if (part !== undefined) return part;
  }
  return undefined;
}

function indexOf(resources: readonly Resource[]): TargetIndex {
  const [whole, open] = [new Map<string, Target>(), new Map<string, Target>()];
  for (const target of resources.flatMap(targetsOf)) {
    const [map, name] = target.part === undefined ? [whole, target.arn] : [open, target.part.prefix];
    if (!map.has(name)) map.set(name, target);
  }
  const index = { whole, open };
  indexes.set(resources, index);
  return index;
}
