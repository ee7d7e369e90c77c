import type { DescribedResource, Tags } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, tagsOf } from './answers.ts';
import { given, NEXT_TOKEN, noteContainer, placeOf, readContainerPolicy } from './described.ts';

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
  const [around, tags, packages] = await Promise.all([
    readContainerPolicy(
      reader,
      'GetModelPackageGroupPolicy',
      { ModelPackageGroupName: name },
      // of a group that was listed by this name, what is not valid is to ask for a policy that it does not have
      { target: arn, field: 'ResourcePolicy', name: 'group policy', notSet: ['ValidationException'] },
    ),
    readTags(reader, arn),
    reader.items(
      'ListModelPackages',
      { ModelPackageGroupName: name, MaxResults: 100 },
      'ModelPackageSummaryList',
      NEXT_TOKEN,
      { target: arn },
    ),
  ]);
  const place = placeOf(reader.place);
  const group = { type: 'AWS::SageMaker::ModelPackageGroup', arn, ...place, name, tags } as const;
  const versions = await Promise.all(
    packages.filter(isObject).map(async (one): Promise<DescribedResource> => {
      const its = neededText(one, 'ModelPackageArn');
      noteContainer(reader, 'GetModelPackageGroupPolicy', its, around);
      return {
        type: 'AWS::SageMaker::ModelPackage',
        arn: its,
        ...place,
        name: its.slice(its.indexOf('/') + 1),
        tags: await readTags(reader, its),
        ...given('containerPolicy', around.policy),
      };
    }),
  );
  return [{ ...group, ...given('policy', around.policy) }, ...versions];
}

const readTags = async (reader: ModelReader, arn: string): Promise<Tags> =>
  tagsOf(await reader.get('ListTags', { ResourceArn: arn }, { target: arn }));
