import { parseArn } from '../../domain/arn.ts';
import { DESCRIBED_TYPES, type DescribedTypeName, type Facet } from '../../domain/described-types.ts';
import type { Json } from '../../domain/policy.ts';
import { facetsOf } from '../../domain/resource-facets.ts';
import type { Resource, ResourceType, S3Bucket, SqsQueue, Tags } from '../../domain/snapshot.ts';
import { documentOf } from '../aws/answers.ts';
import { given } from '../aws/described.ts';

/** What a file tells of a thing. Of policy, tags and key: undefined where it does not tell; null where it tells that there is none. */
export interface ToldThing {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly name?: string | undefined;
  readonly policy?: Json | undefined;
  readonly tags?: Tags | undefined;
  readonly encryption?: Resource['encryption'] | null | undefined;
  readonly publicAccessBlock?: S3Bucket['publicAccessBlock'] | null | undefined;
  readonly ownership?: S3Bucket['ownership'];
  readonly bucketKey?: boolean | undefined;
  readonly acl?: S3Bucket['acl'] | undefined;
  readonly indexes?: readonly string[] | undefined;
  readonly role?: string | undefined;
  readonly manager?: 'AWS' | 'CUSTOMER' | undefined;
  readonly state?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly deadLetterQueue?: SqsQueue['deadLetterQueue'] | undefined;
}

type Readable = Exclude<
  ResourceType,
  | 'AWS::S3::AccessPoint'
  | 'AWS::S3::MultiRegionAccessPoint'
  | 'AWS::DynamoDB::Stream'
  | 'AWS::Lambda::LayerVersion'
  | 'AWS::EC2::VPCEndpoint'
>;
type Own = Exclude<Readable, DescribedTypeName>;

/** Types with rules of their own whose records an ARN and what a file tells suffice for: service, and what stands behind the fifth colon. */
const SHAPES: Readonly<Record<Own, readonly [service: string, shape: RegExp]>> = {
  'AWS::S3::Bucket': ['s3', /^[^/:]+$/],
  'AWS::DynamoDB::Table': ['dynamodb', /^table\/[^/]+$/],
  'AWS::KMS::Key': ['kms', /^key\/[^/]+$/],
  'AWS::Lambda::Function': ['lambda', /^function:[^:]+$/],
  'AWS::SQS::Queue': ['sqs', /^[^/:]+$/],
  'AWS::SNS::Topic': ['sns', /^[^/:]+$/],
  'AWS::SecretsManager::Secret': ['secretsmanager', /^secret:.+$/],
};

const isReadable = (type: string): type is Readable =>
  Object.hasOwn(SHAPES, type) || Object.hasOwn(DESCRIBED_TYPES, type);

/** The type of thing that an ARN names; undefined: none that files are read for. */
export function typeOfArn(text: string): Readable | undefined {
  const arn = parseArn(text);
  if (!arn.ok) return undefined;
  const { service, resource } = arn.value;
  const own = Object.entries(SHAPES).find(([, [of, shape]]) => of === service && shape.test(resource));
  const described = Object.entries(DESCRIBED_TYPES).find(
    ([, { catalogue, shape }]) => catalogue[0] === service && shape.test(resource),
  );
  const type = (own ?? described)?.[0];
  return type !== undefined && isReadable(type) ? type : undefined;
}

/** The record of a thing, without what the file does not tell. */
export function resourceOf(told: ToldThing, type: Readable): Resource {
  const { arn, account, region, policy, tags = {}, encryption } = told;
  const name = told.name ?? arn.slice(Math.max(arn.lastIndexOf(':'), arn.lastIndexOf('/')) + 1);
  const common = {
    ...{ arn, account, region, name, tags },
    ...(isNone(policy)
      ? {}
      : { policy: { name: POLICY_NAMES[type] ?? 'resource policy', document: documentOf(policy) } }),
    ...given('encryption', encryption ?? undefined),
  };
  switch (type) {
    case 'AWS::S3::Bucket':
      return { type, ...common, ...bucketOf(told), acl: told.acl ?? [] };
    case 'AWS::DynamoDB::Table':
      return { type, ...common, indexes: told.indexes ?? [] };
    case 'AWS::KMS::Key':
      return { type, ...common, ...keyOf(told), grants: [] };
    case 'AWS::Lambda::Function':
      return { type, ...common, qualifiers: [], ...given('role', told.role) };
    case 'AWS::SQS::Queue':
      return { type, ...common, ...given('deadLetterQueue', told.deadLetterQueue) };
    case 'AWS::SecretsManager::Secret':
      // without a key of its own a secret is under the one that AWS manages
      return { type, ...common, ...(encryption === null ? { encryption: { kind: 'awsManaged' } } : {}) };
    case 'AWS::SNS::Topic':
      return { type, ...common };
    default:
      return { type, ...common };
  }
}

const isNone = (policy: Json | undefined): policy is undefined | null | '' =>
  policy === undefined || policy === null || policy === '';

const POLICY_NAMES: Readonly<Partial<Record<ResourceType, string>>> = {
  'AWS::S3::Bucket': 'bucket policy',
  'AWS::KMS::Key': 'key policy',
  'AWS::SQS::Queue': 'queue policy',
  'AWS::SNS::Topic': 'topic policy',
};

const bucketOf = ({ publicAccessBlock, ownership, bucketKey }: ToldThing) => ({
  ...given('publicAccessBlock', publicAccessBlock ?? undefined),
  ...given('ownership', ownership),
  ...given('bucketKey', bucketKey),
});

const keyOf = ({ manager = 'CUSTOMER', aliases = [], state }: ToldThing) => ({
  manager,
  aliases,
  ...given('state', state),
});

/** The calls that bring something of the type, each by whether the file tells all that it brings. */
export function callsTold(told: ToldThing, type: Readable): ReadonlyMap<string, boolean> {
  const calls = new Map<string, boolean>();
  for (const [facet, call] of Object.entries(facetsOf(type)) as readonly (readonly [Facet, readonly string[]])[]) {
    const name = call.join(':');
    calls.set(name, (calls.get(name) ?? true) && isTold(told, type, facet));
  }
  return calls;
}

function isTold(told: ToldThing, type: Readable, facet: Facet): boolean {
  switch (facet) {
    case 'policy':
    case 'tags':
    case 'publicAccessBlock':
    case 'ownership':
    case 'aliases':
    case 'acl':
      return told[facet] !== undefined;
    case 'encryption':
      // the call that tells a table's key tells its indexes, too
      return told.encryption !== undefined && (type !== 'AWS::DynamoDB::Table' || told.indexes !== undefined);
    case 'containerPolicy':
    case 'sharing':
    case 'abac':
    case 'url':
      return false;
  }
}
