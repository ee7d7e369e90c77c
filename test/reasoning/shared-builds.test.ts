import { describe, expect, it } from 'vitest';
import type { DescribedResource } from '../../domain/snapshot.ts';
import { World } from '../../reasoning/world.ts';
import { allow, ask, at, OTHER, OWN, role, smallWorld } from './small-world.ts';

const app = role('App', OWN, allow('*', '*'));
const stranger = role('Stranger', OTHER, allow('*', '*'));
const roles = [app, stranger];
const opened = (name: string, action: string | readonly string[], resource: string) => ({
  name,
  document: { Version: '2012-10-17', Statement: [allow(action, resource, { Principal: { AWS: OTHER } })] },
});

/** What the stranger may, where AWS RAM shares that with it. */
function inShare(one: DescribedResource, what: string, action: string): string {
  const { snapshot } = smallWorld({ roles, resources: [one] });
  const place = { arn: 'arn:share', account: OWN, region: 'eu-west-1', name: 's' };
  const world = new World({ ...snapshot, resourceShares: [{ ...place, resources: [what], principals: [OTHER] }] });
  return ask(world, stranger.arn, action, one.arn).verdict;
}

describe('a build project', () => {
  const arn = `arn:aws:codebuild:eu-west-1:${OWN}:project/bake`;
  const project = (more: Partial<DescribedResource> = {}): DescribedResource => ({
    type: 'AWS::CodeBuild::Project',
    arn,
    name: 'bake',
    ...at(OWN),
    ...more,
  });
  const shared = { policy: opened('resource policy', 'codebuild:BatchGetProjects', arn) };
  const verdict = (one: DescribedResource, caller = stranger, action = 'codebuild:BatchGetProjects') =>
    ask(smallWorld({ roles, resources: [one] }), caller.arn, action, arn).verdict;

  it('is viewed by whom its policy names, and run by its own account', () => {
    expect(verdict(project())).toBe('denied');
    expect(verdict(project(shared))).toBe('allowed');
    expect(verdict(project(shared), stranger, 'codebuild:StartBuild')).toBe('denied');
    expect(verdict(project(shared), app, 'codebuild:StartBuild')).toBe('allowed');
  });

  it('in a share of AWS RAM is judged by its policy, where it has one', () => {
    expect(inShare(project(shared), arn, 'codebuild:BatchGetProjects')).toBe('allowed');
    expect(inShare(project(), arn, 'codebuild:BatchGetProjects')).toBe('unknown');
  });
});

describe('a model package', () => {
  const arn = `arn:aws:sagemaker:eu-west-1:${OWN}:model-package/cakes/1`;
  const version = (more: Partial<DescribedResource> = {}): DescribedResource => ({
    type: 'AWS::SageMaker::ModelPackage',
    arn,
    name: 'cakes/1',
    ...at(OWN),
    ...more,
  });
  const shared = { containerPolicy: opened('group policy', 'sagemaker:DescribeModelPackage', `${arn.slice(0, -1)}*`) };
  const verdict = (one: DescribedResource, denied: readonly string[] = []) =>
    ask(smallWorld({ roles, resources: [one], denied }), stranger.arn, 'sagemaker:DescribeModelPackage', arn).verdict;

  it('is opened to other accounts by the policy of its group', () => {
    expect(verdict(version())).toBe('denied');
    expect(verdict(version(shared))).toBe('allowed');
    expect(verdict(version(), ['sagemaker:GetModelPackageGroupPolicy'])).toBe('unknown');
  });

  it('whose group AWS RAM shares is judged by the policy of the group, where it has one', () => {
    const group = `arn:aws:sagemaker:eu-west-1:${OWN}:model-package-group/cakes`;
    expect(inShare(version(shared), group, 'sagemaker:DescribeModelPackage')).toBe('allowed');
    expect(inShare(version(), group, 'sagemaker:DescribeModelPackage')).toBe('unknown');
  });
});
