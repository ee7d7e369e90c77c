import type { NamedPolicy, Statement } from '../../domain/policy.ts';
import type { PolicyType } from '../../reasoning/implication/sides.ts';
import type { Dice } from './dice.ts';
import { FORMS, PLACES } from './places.ts';
import { randomCondition } from './random-condition.ts';
import { randomPolicies } from './random-policy.ts';

export interface Pair {
  readonly type: PolicyType;
  readonly existing: readonly NamedPolicy[];
  readonly newer: readonly NamedPolicy[];
}

/** Two small policies about one action and resource; half of the time the new one was made from the existing one. */
export function randomPair(dice: Dice): Pair {
  const place = dice.pick(PLACES);
  const type: PolicyType = dice.chance(0.6) ? 'IDENTITY_POLICY' : 'RESOURCE_POLICY';
  const document = (): NamedPolicy['document'] => {
    for (;;) {
      const found = randomPolicies(dice, place, dice.pick(FORMS))[type === 'IDENTITY_POLICY' ? 'identity' : 'resource'];
      if (found?.[0] !== undefined) return found[0].document;
    }
  };
  const before = document();
  const after = dice.chance(0.5)
    ? document()
    : { ...before, statements: before.statements.map((one) => changed(dice, one)) };
  const small = (one: NamedPolicy['document']): NamedPolicy['document'] => ({
    ...one,
    statements: one.statements.map((each) => ofOneService(dice, each, place.action)),
  });
  return {
    type,
    existing: [{ name: 'existing', document: small(before) }],
    newer: [{ name: 'new', document: small(after) }],
  };
}

/** All services at once would be a thousand times the work for the same statements: kept rare. */
function ofOneService(dice: Dice, statement: Statement, action: string): Statement {
  const [service = '', name = ''] = action.split(':');
  const { actions } = statement;
  if (dice.chance(0.002)) return statement;
  const [texts, wide] = 'in' in actions ? [actions.in, `${service}:${name.slice(0, 3)}*`] : [[], `${service}:*`];
  const within = texts.map((text) => (text === '*' || text === 'ec2:*' || text.endsWith(':*') ? wide : text));
  return { ...statement, actions: { in: within.length === 0 ? [wide] : within } };
}

/** Often narrower, sometimes wider, sometimes neither. */
function changed(dice: Dice, statement: Statement): Statement {
  if (dice.chance(0.4)) return statement;
  const { conditions } = statement;
  if (dice.chance(0.5)) return { ...statement, conditions: [...conditions, randomCondition(dice)] };
  if (dice.chance(0.4)) return { ...statement, conditions: conditions.slice(1) };
  return 'in' in statement.actions ? { ...statement, actions: { in: statement.actions.in.slice(0, 1) } } : statement;
}
