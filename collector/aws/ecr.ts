import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, tagsOf, textOf } from './answers.ts';
import { given, LOWER_NEXT_TOKEN, placeOf, readPolicy, sealedBy } from './described.ts';

export type EcrCall =
  | 'DescribeRepositories'
  | 'GetRepositoryPolicy'
  | 'GetRegistryPolicy'
  | 'GetAccountSetting'
  | 'ListTagsForResource';

export const ECR: ServiceCalls<EcrCall> = {
  service: 'ecr',
  reach: 'region',
  permissions: {
    DescribeRepositories: ['ecr:DescribeRepositories'],
    GetRepositoryPolicy: ['ecr:GetRepositoryPolicy'],
    GetRegistryPolicy: ['ecr:GetRegistryPolicy'],
    GetAccountSetting: ['ecr:GetAccountSetting'],
    ListTagsForResource: ['ecr:ListTagsForResource'],
  },
};

/** Repositories, each with the policy of the account's registry, which has a say in all of them (Private registry permissions). */
export async function collectRepositories(reader: Reader<EcrCall>): Promise<readonly DescribedResource[]> {
  const repositories = await reader.items('DescribeRepositories', {}, 'repositories', LOWER_NEXT_TOKEN);
  if (repositories.length === 0) return [];
  const around = await readRegistry(reader);
  return Promise.all(repositories.filter(isObject).map((one) => readRepository(reader, one, around)));
}

interface Registry {
  readonly policy: Pick<DescribedResource, 'containerPolicy' | 'registryPolicyScope'>;
  /** There is a policy, and how far it reaches could not be read. */
  readonly unsure?: true;
}

async function readRegistry(reader: Reader<EcrCall>): Promise<Registry> {
  const policy = await readPolicy(
    reader,
    'GetRegistryPolicy',
    {},
    { field: 'policyText', name: 'registry policy', notSet: ['RegistryPolicyNotFoundException'] },
  );
  if (policy === undefined) return { policy: {} };
  const setting = await reader.get('GetAccountSetting', { name: 'REGISTRY_POLICY_SCOPE' });
  const scope = setting === undefined ? undefined : textOf(setting, 'value');
  if (scope !== 'V1' && scope !== 'V2') return { policy: { containerPolicy: policy }, unsure: true };
  return { policy: { containerPolicy: policy, registryPolicyScope: scope } };
}

async function readRepository(reader: Reader<EcrCall>, item: JsonObject, around: Registry): Promise<DescribedResource> {
  const arn = neededText(item, 'repositoryArn');
  const name = neededText(item, 'repositoryName');
  const [policy, tags] = await Promise.all([
    readPolicy(
      reader,
      'GetRepositoryPolicy',
      { repositoryName: name },
      { target: arn, field: 'policyText', name: 'repository policy', notSet: ['RepositoryPolicyNotFoundException'] },
    ),
    reader.get('ListTagsForResource', { resourceArn: arn }, { target: arn }),
  ]);
  if (around.unsure === true) reader.doubt('GetRegistryPolicy', arn, 'how far it reaches is not known');
  const sealed = objectOf(item, 'encryptionConfiguration') ?? {};
  return {
    type: 'AWS::ECR::Repository',
    arn,
    ...placeOf(reader.place),
    name,
    tags: tagsOf(tags, 'tags'),
    ...given('policy', policy),
    ...sealedBy(textOf(sealed, 'kmsKey')),
    ...around.policy,
  };
}
