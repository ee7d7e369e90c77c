import { expect, it } from 'vitest';
import { judgeRoute } from '../../answers/judged-routes.ts';
import type { Hop } from '../../domain/access.ts';
import type { Formula } from '../../domain/formula.ts';
import { ssoUserId } from '../../domain/node-ids.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';
import { Dice } from '../properties/dice.ts';

const test = (key: string, ...values: readonly string[]): Formula => ({
  kind: 'test',
  operator: { name: 'StringEquals', ifExists: false },
  key,
  values,
});
const CONDITIONS: readonly Formula[] = [
  { kind: 'true' },
  { kind: 'true' },
  test('aws:PrincipalTag/team', 'finance', 'data'),
  test('aws:RequestTag/team', 'finance'),
  test('sts:SourceIdentity', 'ann'),
  test('aws:SourceIdentity', 'ann', 'ben'),
  test('aws:SourceVpc', 'vpc-1'),
  test('identitystore:UserId', 'u-1'),
];
const MANY = 250;

it(`${MANY} routes that are judged one after the other come out as each by itself`, async () => {
  const sample = await shippedSample();
  const dice = new Dice(5);
  const nodes = sample.roles.map(({ arn }) => arn);
  const users = sample.directoryUsers.map(({ id }) => ssoUserId(id));
  const sets = sample.assignments.map((one) => `permissionset:${one.permissionSet}@${one.account}`);
  const hop = (kind: Hop['kind'], from: string, to: string): Hop => {
    const when = dice.pick(CONDITIONS);
    const common = { kind, from, to, technique: 'test', verdict: 'conditional', by: [], assumptions: [] } as const;
    return { ...common, when, proof: 'replayed', ...(dice.roll() < 0.3 ? { full: dice.pick(CONDITIONS) } : {}) };
  };
  const route = (): readonly Hop[] => {
    const [user, set] = [dice.pick(users), dice.pick(sets)];
    const roles = Array.from({ length: 2 }, () => dice.pick(nodes));
    const start = [hop('assigned', user, set), hop('federatesTo', set, roles[0] ?? '')];
    return [...start, hop('assumes', roles[0] ?? '', roles[1] ?? '')];
  };
  const shared = new World(sample);
  const verdicts = new Set<string>();
  for (let index = 0; index < MANY; index++) {
    const [one, last] = [route(), dice.pick(CONDITIONS)];
    const judged = judgeRoute(shared, one, last);
    verdicts.add(judged.verdict);
    expect(judged).toEqual(judgeRoute(new World(sample), one, last));
  }
  expect(verdicts.size).toBeGreaterThanOrEqual(2);
});
