import { expect, it } from 'vitest';
import { variablesIn } from '../../domain/parse-policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { sessionsOf } from '../../reasoning/sessions.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';

it('how sessions of a role come about hangs on what was read in the very snapshot', async () => {
  const sample = await shippedSample();
  const role = sample.roles.find(({ trustPolicy }) => !JSON.stringify(trustPolicy).includes('TagSession'));
  if (role === undefined) return expect.fail('the sample has a role without session tags');
  const denied: Snapshot = {
    ...sample,
    coverage: sample.coverage.map((cell) => (cell.service === 'iam' ? { ...cell, status: 'denied' } : cell)),
  };
  expect(sessionsOf(new World(sample), role).tagged).toBe(false);
  expect(sessionsOf(new World(denied), role).tagged).toBe(true);
  expect(sessionsOf(new World(sample), role).tagged).toBe(false);
});

it('variables are read out of a text that opens thousands of them', { timeout: 5_000 }, () => {
  expect(variablesIn(['$'.concat('{').repeat(3_000)])).toEqual([]);
  expect(variablesIn(["x/${aws:username}/${aws:PrincipalTag/team, 'none'}"])).toEqual([
    'aws:username',
    'aws:PrincipalTag/team',
  ]);
});
