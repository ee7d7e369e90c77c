import { expect, it } from 'vitest';
import { serviceOfAction } from '../../../reasoning/actions.ts';
import { frameOf, ODD, SHUT } from '../../../reasoning/blocks/frame.ts';
import { KindBlocks } from '../../../reasoning/blocks/kind-blocks.ts';
import { authorisationOf, pointIn } from '../../../reasoning/one-request.ts';
import { loadCases } from '../../dsl.ts';
import { shortOf } from '../../expectation.ts';

type Case = ReturnType<typeof loadCases>[number];

/** A block of one pair and one action; undefined: it would be asked alone. */
function decideInBlock(request: Case['request']): 'allowed' | 'denied' | 'unknown' | undefined {
  const { environment, caller, target, action, profile } = authorisationOf(request, 'free');
  const kind = { name: 'case', service: serviceOfAction(action), actions: [action], targets: [target] };
  const blocks = new KindBlocks(frameOf(environment, profile, kind, [caller]));
  const number = blocks.columnOf(0).blockOf(0);
  if (number === SHUT) return 'denied';
  if (number === ODD) return undefined;
  blocks.close();
  const decision = blocks.decision(number);
  const [only] = decision === 'alone' ? [] : decision.actions;
  if (decision === 'alone' || only === undefined) return undefined;
  const { bdd } = decision.space;
  const point = pointIn(decision.space, request);
  if (point === undefined) return 'unknown';
  if (bdd.and(point, only.allowed.lower) === point) return 'allowed';
  return bdd.and(point, bdd.not(only.allowed.upper)) === point ? 'denied' : 'unknown';
}

it('blocks of one pair decide every case as it says, or leave it alone', () => {
  const answers = loadCases().map((one) => ({ one, answer: decideInBlock(one.request) }));
  const wrong = answers.flatMap(({ one: { name, expect: wanted }, answer }) =>
    answer === undefined || answer === shortOf(wanted) ? [] : [`${wanted.kind}, but its block says ${answer}: ${name}`],
  );
  expect(wrong.join('\n')).toBe('');
  const alone = answers.filter(({ answer }) => answer === undefined).length;
  expect(alone / answers.length).toBeLessThan(0.1);
});
