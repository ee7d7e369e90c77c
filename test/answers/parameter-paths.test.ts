import { describe, expect, it } from 'vitest';
import { partWords as inReports } from '../../answers/report/nodes.ts';
import { whoCan } from '../../answers/who-can.ts';
import type { DescribedResource, Resource } from '../../domain/snapshot.ts';
import { partWords } from '../../ui/ask/can-do.ts';
import { EN } from '../../ui/messages/en.ts';
import { allow, at, KEY, kmsKey, OTHER, OWN, role, smallWorld } from '../reasoning/small-world.ts';
import { opened } from './identity-cases/small-questions.ts';

const root = `arn:aws:ssm:eu-west-1:${OWN}:parameter`;
const parameter = (more: Partial<DescribedResource> = {}): DescribedResource => ({
  type: 'AWS::SSM::Parameter',
  arn: `${root}/till/key`,
  name: '/till/key',
  ...at(OWN),
  encryption: { kind: 'awsOwned' },
  ...more,
});
const byPath = role('ByPath', OWN, allow('ssm:GetParametersByPath', `${root}/till`));
const beside = role('Beside', OWN, allow('ssm:GetParametersByPath', [`${root}/till/key`, `${root}/other`]));
const below = role('Below', OWN, allow('ssm:GetParametersByPath', `${root}/till/*`));
const stranger = role('Stranger', OTHER, allow('*', '*'));
const roles = [byPath, beside, below, stranger];

async function found(resources: readonly Resource[], ...actions: readonly string[]) {
  const { snapshot } = smallWorld({ roles, resources });
  const answer = await whoCan(opened(snapshot), { resource: '/till/key', actions, language: 'en' });
  if (!answer.ok) throw new Error(answer.error.message);
  const direct = answer.value.results.filter(({ subject, principal }) => subject.id === principal);
  return direct.flatMap(({ principal, scope, actions: allowed, unknownActions }) => {
    const names = [...allowed, ...unknownActions.flatMap((one) => one.actions.map((name) => `perhaps ${name}`))];
    const byPath = names.filter((name) => name.endsWith('ByPath'));
    return byPath.map((name) => [name.split(':')[0], principal.split(':').at(-1), scope.sample]);
  });
}

describe('a parameter is read', () => {
  const byPaths = [
    ['perhaps ssm', 'role/Below', `${root}/till/`],
    ['ssm', 'role/ByPath', `${root}/till`],
    ['ssm', 'root', `${root}/`],
    ['ssm', 'root', `${root}/till`],
  ];

  it('by whoever in its account gets parameters by a path above it, perhaps with a slash behind, whatever is allowed on its own ARN', async () => {
    expect(await found([parameter()], 'read')).toEqual(byPaths);
    expect(await found([parameter()], 'ssm:GetParametersByPath')).toEqual(byPaths);
    expect(await found([parameter()], 'ssm:GetParameter')).toEqual([]);
  });

  it('by a path above it only with its key, where it is sealed', async () => {
    const sealed = parameter({ encryption: { kind: 'customerManaged', key: KEY } });
    const keyFor = (caller: string) => kmsKey('CUSTOMER', allow('kms:Decrypt', '*', { Principal: { AWS: caller } }));
    expect(await found([sealed, keyFor(byPath.arn)], 'read')).toEqual(byPaths.slice(1, 2));
    expect(await found([sealed, keyFor(stranger.arn)], 'read')).toEqual([]);
  });

  it('by a path that was told to be unknown once, and not again with a slash behind', async () => {
    const sealed = parameter({ encryption: { kind: 'customerManaged' } });
    const told = (await found([sealed], 'read')).map(([, who, path]) => [who, path]);
    expect(told).toContainEqual(['role/ByPath', `${root}/till`]);
    expect(told).toContainEqual(['role/Below', `${root}/till/`]);
    expect(told.filter(([who]) => who === 'role/ByPath' || who === 'role/Below')).toHaveLength(2);
  });

  it('and that path is named in reports and pages', () => {
    const scope = { kind: 'part', pattern: `${root}/till`, except: [], sample: `${root}/till` } as const;
    const resource = `${root}/till/key`;
    expect(inReports(scope, resource, {}, 'en')).toBe('by the path /till above it');
    expect(inReports(scope, resource, {}, 'ja')).toBe('上位のパス/till経由');
    expect(partWords(scope, resource, EN)).toBe('by the path /till above it');
  });
});
