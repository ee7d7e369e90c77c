import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectsOf, tagsOf, textOf, textsOf } from './answers.ts';
import { given, NEXT_TOKEN, placeOf, policyIn, sealedAs, united } from './described.ts';

export type SsmCall =
  | 'DescribeParameters'
  | 'ListDocuments'
  | 'DescribeDocumentPermission'
  | 'GetResourcePolicies'
  | 'ListTagsForResource';

export const SSM: ServiceCalls<SsmCall> = {
  service: 'ssm',
  reach: 'region',
  permissions: {
    DescribeParameters: ['ssm:DescribeParameters'],
    ListDocuments: ['ssm:ListDocuments'],
    DescribeDocumentPermission: ['ssm:DescribeDocumentPermission'],
    GetResourcePolicies: ['ssm:GetResourcePolicies'],
    ListTagsForResource: ['ssm:ListTagsForResource'],
  },
};

type SsmReader = Reader<SsmCall>;

/** Parameters, and documents that the account owns. */
export async function collectSsm(reader: SsmReader): Promise<readonly DescribedResource[]> {
  const lists = await Promise.all([collectParameters(reader), collectDocuments(reader)]);
  return lists.flat();
}

/** Names, keys, tags and policies of parameters. Their values are never asked for. */
async function collectParameters(reader: SsmReader): Promise<readonly DescribedResource[]> {
  const listed = await reader.items('DescribeParameters', { MaxResults: 50 }, 'Parameters', NEXT_TOKEN);
  return Promise.all(listed.filter(isObject).map((one) => readParameter(reader, one)));
}

async function readParameter(reader: SsmReader, item: JsonObject): Promise<DescribedResource> {
  const { account, partition, region } = reader.place;
  const name = neededText(item, 'Name');
  const base = `arn:${partition}:ssm:${region}:${account}:parameter`;
  const arn = textOf(item, 'ARN') ?? `${base}${name.startsWith('/') ? '' : '/'}${name}`;
  // only advanced parameters are shared. Source: Working with shared parameters in Parameter Store
  const isClosed = textOf(item, 'Tier') === 'Standard';
  if (isClosed) reader.needless('GetResourcePolicies');
  const [policies, tags] = await Promise.all([
    isClosed ? undefined : readPolicies(reader, arn),
    reader.get('ListTagsForResource', { ResourceType: 'Parameter', ResourceId: name }, { target: arn }),
  ]);
  return {
    type: 'AWS::SSM::Parameter',
    arn,
    ...placeOf(reader.place),
    name,
    tags: tagsOf(tags, 'TagList'),
    ...given('policy', policies?.policy),
    // what is no SecureString is under no key of AWS KMS
    ...sealedAs(textOf(item, 'Type') === 'SecureString', textOf(item, 'KeyId')),
  };
}

/** Contents of documents are never asked for. */
async function collectDocuments(reader: SsmReader): Promise<readonly DescribedResource[]> {
  const input = { Filters: [{ Key: 'Owner', Values: ['Self'] }], MaxResults: 50 };
  const listed = await reader.items('ListDocuments', input, 'DocumentIdentifiers', NEXT_TOKEN);
  return Promise.all(listed.filter(isObject).map((one) => readDocument(reader, one)));
}

/** A document is shared by AWS RAM, which writes a policy, or with a list of accounts, never by both. Source: Sharing SSM documents. */
async function readDocument(reader: SsmReader, item: JsonObject): Promise<DescribedResource> {
  const { account, partition, region } = reader.place;
  const name = neededText(item, 'Name');
  const arn = `arn:${partition}:ssm:${region}:${account}:document/${name}`;
  const { policy } = await readPolicies(reader, arn);
  if (policy !== undefined) reader.needless('DescribeDocumentPermission');
  const sharedWith = policy === undefined ? await readSharing(reader, name, arn) : undefined;
  return {
    type: 'AWS::SSM::Document',
    arn,
    ...placeOf(reader.place),
    name,
    tags: tagsOf(item),
    ...given('policy', policy),
    ...given('sharedWith', sharedWith),
  };
}

/** Undefined: not read, or not in full. */
async function readSharing(reader: SsmReader, name: string, arn: string): Promise<readonly string[] | undefined> {
  const input = { Name: name, PermissionType: 'Share' };
  const pages = await reader.allPages('DescribeDocumentPermission', input, NEXT_TOKEN, { target: arn });
  if (pages === undefined) return undefined;
  const shared = pages.flatMap((page) => textsOf(page, 'AccountIds')).map((one) => one.toLowerCase());
  return [...new Set(shared)].sort();
}

/** Also those that AWS RAM writes. */
async function readPolicies(reader: SsmReader, arn: string): Promise<Pick<DescribedResource, 'policy'>> {
  const input = { ResourceArn: arn, MaxResults: 50 };
  const pages = await reader.pages('GetResourcePolicies', input, NEXT_TOKEN, { target: arn });
  const found = pages.flatMap((page) => objectsOf(page, 'Policies'));
  const policies = found.flatMap((one) => policyIn(one, 'Policy', NAME) ?? []);
  return given('policy', united(NAME, policies));
}
const NAME = 'resource policy';
