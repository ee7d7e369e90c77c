import type { DescribedResource, Tags } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, tagsOf } from './answers.ts';
import { type ContainerPolicy, given, NEXT_TOKEN, noteContainer, placeOf, readContainerPolicy } from './described.ts';

export type ModelPackageCall =
  | 'ListModelPackageGroups'
  | 'GetModelPackageGroupPolicy'
  | 'ListModelPackages'
  | 'ListTags';

export const MODEL_PACKAGES: ServiceCalls<ModelPackageCall> = {
  service: 'sagemaker',
  reach: 'region',
  permissions: {
    ListModelPackageGroups: ['sagemaker:ListModelPackageGroups'],
    GetModelPackageGroupPolicy: ['sagemaker:GetModelPackageGroupPolicy'],
    ListModelPackages: ['sagemaker:ListModelPackages'],
    ListTags: ['sagemaker:ListTags'],
  },
};

type ModelReader = Reader<ModelPackageCall>;

/** Groups of model packages with their policies, which speak of the packages in them, too. */
export async function collectModelPackages(reader: ModelReader): Promise<readonly DescribedResource[]> {
  const input = { MaxResults: 100 };
  const groups = await reader.items('ListModelPackageGroups', input, 'ModelPackageGroupSummaryList', NEXT_TOKEN);
  const read = await Promise.all(groups.filter(isObject).map((one) => readGroup(reader, one)));
  return read.flat();
}

async function readGroup(reader: ModelReader, item: JsonObject): Promise<readonly DescribedResource[]> {
  const name = neededText(item, 'ModelPackageGroupName');
  const arn = neededText(item, 'ModelPackageGroupArn');
  const asked = { ModelPackageGroupName: name };
  // of a group that was listed by this name, what is not valid is to ask for a policy that it does not have
  const aim = { target: arn, field: 'ResourcePolicy', name: 'group policy', notSet: ['ValidationException'] };
  const input = { ...asked, MaxResults: 100 };
  const [around, tags, packages] = await Promise.all([
    readContainerPolicy(reader, 'GetModelPackageGroupPolicy', asked, aim),
    readTags(reader, arn),
    reader.items('ListModelPackages', input, 'ModelPackageSummaryList', NEXT_TOKEN, { target: arn }),
  ]);
  const group = { type: 'AWS::SageMaker::ModelPackageGroup', arn, ...placeOf(reader.place), name, tags } as const;
  const versions = await Promise.all(packages.filter(isObject).map((one) => readPackage(reader, one, around)));
  return [{ ...group, ...given('policy', around.policy) }, ...versions];
}

async function readPackage(
  reader: ModelReader,
  listed: JsonObject,
  around: ContainerPolicy,
): Promise<DescribedResource> {
  const arn = neededText(listed, 'ModelPackageArn');
  noteContainer(reader, 'GetModelPackageGroupPolicy', arn, around);
  return {
    type: 'AWS::SageMaker::ModelPackage',
    arn,
    ...placeOf(reader.place),
    name: arn.slice(arn.indexOf('/') + 1),
    tags: await readTags(reader, arn),
    ...given('containerPolicy', around.policy),
  };
}

const readTags = async (reader: ModelReader, arn: string): Promise<Tags> =>
  tagsOf(await reader.get('ListTags', { ResourceArn: arn }, { target: arn }));
