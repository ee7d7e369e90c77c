import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, tagsOf, textOf } from './answers.ts';
import {
  type ContainerPolicy,
  given,
  LOWER_NEXT_TOKEN,
  noteContainer,
  placeOf,
  policyIn,
  readContainerPolicy,
  sealedBy,
} from './described.ts';

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
  const around = new Map(read.map(({ domain, policy }) => [domain.name, policy]));
  const inside = repositories
    .filter(isObject)
    .map((one) => readRepository(reader, one, around.get(textOf(one, 'domainName') ?? '')));
  return [...read.map(({ domain }) => domain), ...(await Promise.all(inside))];
}

interface Domain {
  readonly domain: DescribedResource;
  readonly policy: ContainerPolicy;
}

async function readDomain(reader: CodeArtifactReader, item: JsonObject): Promise<Domain> {
  const arn = neededText(item, 'arn');
  const name = neededText(item, 'name');
  const aim = { target: arn, notSet: NOT_SET, field: 'document', name: 'domain policy' };
  const [policy, tags] = await Promise.all([
    readContainerPolicy(reader, 'GetDomainPermissionsPolicy', { domain: name }, aim),
    reader.get('ListTagsForResource', { resourceArn: arn }, { target: arn }),
  ]);
  const domain: DescribedResource = {
    type: 'AWS::CodeArtifact::Domain',
    arn,
    ...placeOf(reader.place),
    name,
    tags: tagsOf(tags, 'tags'),
    ...given('policy', policy.policy),
    ...sealedBy(textOf(item, 'encryptionKey')),
  };
  return { domain, policy };
}

async function readRepository(
  reader: CodeArtifactReader,
  item: JsonObject,
  own: ContainerPolicy | undefined,
): Promise<DescribedResource> {
  const arn = neededText(item, 'arn');
  const name = neededText(item, 'name');
  const domain = neededText(item, 'domainName');
  const owner = textOf(item, 'domainOwner') ?? reader.place.account;
  const around = owner === reader.place.account ? own : undefined;
  if (around === undefined)
    reader.doubt('GetDomainPermissionsPolicy', arn, `the domain ${domain} belongs to account ${owner}`);
  else noteContainer(reader, 'GetDomainPermissionsPolicy', arn, around);
  const input = { domain, domainOwner: owner, repository: name };
  const [answer, tags] = await Promise.all([
    reader.get('GetRepositoryPermissionsPolicy', input, { target: arn, notSet: NOT_SET }),
    reader.get('ListTagsForResource', { resourceArn: arn }, { target: arn }),
  ]);
  return {
    type: 'AWS::CodeArtifact::Repository',
    arn,
    ...placeOf(reader.place),
    name: `${domain}/${name}`,
    tags: tagsOf(tags, 'tags'),
    ...given('policy', policyIn(objectOf(answer, 'policy'), 'document', 'repository policy')),
    ...given('containerPolicy', around?.policy),
  };
}
