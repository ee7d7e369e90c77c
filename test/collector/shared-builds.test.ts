import { describe, expect, it } from 'vitest';
import { CODEBUILD, collectCodeBuild } from '../../collector/aws/codebuild.ts';
import { collectModelPackages, MODEL_PACKAGES } from '../../collector/aws/model-packages.ts';
import { ACCOUNT, failure, POLICY, REGION, read, TEXT } from './scripted-source.ts';

const PLACE = { account: ACCOUNT, region: REGION };
const arn = (service: string, name: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
const named = (name: string) => ({ name, document: POLICY });

describe('what CodeBuild shares', () => {
  const project = { name: 'bake', arn: arn('codebuild', 'project/bake'), tags: [{ key: 'k', value: 'v' }] };
  const group = { name: 'tests', arn: arn('codebuild', 'report-group/tests') };
  const SCRIPT = {
    'codebuild:ListProjects': { projects: ['bake'] },
    'codebuild:BatchGetProjects': { projects: [project] },
    'codebuild:ListReportGroups': { reportGroups: [group.arn] },
    'codebuild:BatchGetReportGroups': { reportGroups: [group] },
    'codebuild:GetResourcePolicy': ({ resourceArn }: { readonly resourceArn?: unknown }) =>
      resourceArn === project.arn ? { policy: TEXT } : failure('ResourceNotFoundException'),
  };

  it('are projects and groups of reports, each with its policy, where it has one', async () => {
    const { value, gaps } = await read(CODEBUILD, collectCodeBuild, SCRIPT);
    expect(gaps).toEqual([]);
    expect(value?.resources).toEqual([
      {
        type: 'AWS::CodeBuild::Project',
        ...PLACE,
        arn: project.arn,
        name: 'bake',
        tags: { k: 'v' },
        policy: named('resource policy'),
      },
      { type: 'AWS::CodeBuild::ReportGroup', ...PLACE, arn: group.arn, name: 'tests', tags: {} },
    ]);
  });

  it('is not known where a policy could not be read', async () => {
    const { gaps } = await read(CODEBUILD, collectCodeBuild, {
      ...SCRIPT,
      'codebuild:GetResourcePolicy': () => failure('AccessDeniedException', 'denied'),
    });
    expect(gaps).toMatchObject([
      { call: 'GetResourcePolicy', status: 'denied', target: project.arn },
      { call: 'GetResourcePolicy', status: 'denied', target: group.arn },
    ]);
  });
});

describe('model packages', () => {
  const group = { ModelPackageGroupName: 'cakes', ModelPackageGroupArn: arn('sagemaker', 'model-package-group/cakes') };
  const version = arn('sagemaker', 'model-package/cakes/1');
  const SCRIPT = {
    'sagemaker:ListModelPackageGroups': { ModelPackageGroupSummaryList: [group] },
    'sagemaker:GetModelPackageGroupPolicy': { ResourcePolicy: TEXT },
    'sagemaker:ListModelPackages': { ModelPackageSummaryList: [{ ModelPackageArn: version, ModelPackageVersion: 1 }] },
    'sagemaker:ListTags': { Tags: [{ Key: 'k', Value: 'v' }] },
  };
  const common = { ...PLACE, tags: { k: 'v' } };

  it('are read with their group, whose policy speaks of them, too', async () => {
    const { value, gaps } = await read(MODEL_PACKAGES, collectModelPackages, SCRIPT);
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        type: 'AWS::SageMaker::ModelPackageGroup',
        ...common,
        arn: group.ModelPackageGroupArn,
        name: 'cakes',
        policy: named('group policy'),
      },
      {
        type: 'AWS::SageMaker::ModelPackage',
        ...common,
        arn: version,
        name: 'cakes/1',
        containerPolicy: named('group policy'),
      },
    ]);
  });

  it('have no policy where AWS finds none, and an unknown one where it was not read', async () => {
    const none = await read(MODEL_PACKAGES, collectModelPackages, {
      ...SCRIPT,
      'sagemaker:GetModelPackageGroupPolicy': () => failure('ValidationException'),
    });
    expect(none.gaps).toEqual([]);
    expect(none.value?.every((one) => !('policy' in one || 'containerPolicy' in one))).toBe(true);
    const denied = await read(MODEL_PACKAGES, collectModelPackages, {
      ...SCRIPT,
      'sagemaker:GetModelPackageGroupPolicy': () => failure('AccessDeniedException', 'denied'),
    });
    expect(denied.gaps.map(({ target }) => target).sort()).toEqual([group.ModelPackageGroupArn, version].sort());
  });
});
