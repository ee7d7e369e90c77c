import type { DescribedResource, StoredPolicy } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, tagsOf, textOf } from './answers.ts';
import { given, LOWER_NEXT_TOKEN, placeOf, policyIn, sealedBy } from './described.ts';

export type CodeArtifactCall =
  | 'ListDomains'
  | 'GetDomainPermissionsPolicy'
  | 'ListRepositories'
  | 'GetRepositoryPermissionsPolicy'
  | 'ListTagsForResource';

export const CODEARTIFACT: ServiceCalls<CodeArtifactCall> = {
  service: 'codeartifact',
  reach: 'region',
  permissions: {
    ListDomains: ['codeartifact:ListDomains'],
    GetDomainPermissionsPolicy: ['codeartifact:GetDomainPermissionsPolicy'],
    ListRepositories: ['codeartifact:ListRepositories'],
    GetRepositoryPermissionsPolicy: ['codeartifact:GetRepositoryPermissionsPolicy'],
    ListTagsForResource: ['codeartifact:ListTagsForResource'],
  },
};

const NOT_SET = ['ResourceNotFoundException'];
type CodeArtifactReader = Reader<CodeArtifactCall>;

/** Domains, then repositories with the policy of their domain, which has a say in them (Domain policies). */
export async function collectPackages(reader: CodeArtifactReader): Promise<readonly DescribedResource[]> {
  const [domains, repositories] = await Promise.all([
    reader.items('ListDomains', {}, 'domains', LOWER_NEXT_TOKEN),
    reader.items('ListRepositories', {}, 'repositories', LOWER_NEXT_TOKEN),
  ]);
  const read = await Promise.all(domains.filter(isObject).map((one) => readDomain(reader, one)));
  const policies = new Map(read.map((domain) => [domain.name, domain.policy]));
  const inside = repositories
    .filter(isObject)
    .map((one) => readRepository(reader, one, policies.get(textOf(one, 'domainName') ?? '')));
  return [...read, ...(await Promise.all(inside))];
}

async function readDomain(reader: CodeArtifactReader, item: JsonObject): Promise<DescribedResource> {
  const arn = neededText(item, 'arn');
  const name = neededText(item, 'name');
  const [answer, tags] = await Promise.all([
    reader.get('GetDomainPermissionsPolicy', { domain: name }, { target: arn, notSet: NOT_SET }),
    reader.get('ListTagsForResource', { resourceArn: arn }, { target: arn }),
  ]);
  return {
    type: 'AWS::CodeArtifact::Domain',
    arn,
    ...placeOf(reader.place),
    name,
    tags: tagsOf(tags, 'tags'),
    ...given('policy', policyIn(objectOf(answer, 'policy'), 'document', 'domain policy')),
    ...sealedBy(textOf(item, 'encryptionKey')),
  };
}

async function readRepository(
  reader: CodeArtifactReader,
  item: JsonObject,
  around: StoredPolicy | undefined,
): Promise<DescribedResource> {
  const arn = neededText(item, 'arn');
  const name = neededText(item, 'name');
  const domain = neededText(item, 'domainName');
  const owner = textOf(item, 'domainOwner') ?? reader.place.account;
  if (owner !== reader.place.account)
    reader.doubt('GetDomainPermissionsPolicy', arn, `the domain ${domain} belongs to account ${owner}`);
  const [answer, tags] = await Promise.all([
    reader.get('GetRepositoryPermissionsPolicy', { domain, repository: name }, { target: arn, notSet: NOT_SET }),
    reader.get('ListTagsForResource', { resourceArn: arn }, { target: arn }),
  ]);
  return {
    type: 'AWS::CodeArtifact::Repository',
    arn,
    ...placeOf(reader.place),
    name: `${domain}/${name}`,
    tags: tagsOf(tags, 'tags'),
    ...given('policy', policyIn(objectOf(answer, 'policy'), 'document', 'repository policy')),
    ...given('containerPolicy', around),
  };
}
