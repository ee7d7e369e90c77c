import type { PolicyLayer, Statement } from '../../domain/policy.ts';
import type { Truth } from '../predicates.ts';
import type { ActionClass } from './action-classes.ts';
import type { Sided } from './sides.ts';

/**
 * The class without the new Allow statements that, by their text, lie inside one existing Allow statement; undefined: none is left.
 * Nothing but a short cut: the long way comes to the same. Existing denials must stand in the new policies too.
 */
export function withoutCovered({ actions, named }: ActionClass, layer: PolicyLayer): ActionClass | undefined {
  const all = [...named];
  const of = (side: Sided['side'], effect: Statement['effect']) =>
    all.filter(([one]) => one.side === side && one.statement.effect === effect);
  const denials = of('new', 'Deny');
  const kept = of('existing', 'Deny').every(([old, truth]) =>
    denials.some(([one, its]) => its === truth && reading(one) === reading(old)),
  );
  if (!kept) return { actions, named };
  const existing = of('existing', 'Allow').filter(([, truth]) => truth === true);
  const covered = new Set(
    of('new', 'Allow').flatMap(([one]) => (existing.some(([old]) => covers(old, one, layer)) ? [one] : [])),
  );
  const rest = all.filter(([one]) => !covered.has(one));
  return rest.some(([one]) => one.side === 'new' && one.statement.effect === 'Allow')
    ? { actions, named: new Map<Sided, Truth>(rest) }
    : undefined;
}

const readings = new WeakMap<Sided, string>();

/** Equal for statements that differ in their actions alone. */
function reading(one: Sided): string {
  const known = readings.get(one);
  if (known !== undefined) return known;
  const { principals, resources, conditions } = one.statement;
  const text = JSON.stringify([one.version, principals, resources, conditions]);
  readings.set(one, text);
  return text;
}

function covers(old: Sided, one: Sided, layer: PolicyLayer): boolean {
  if (reading(old) === reading(one)) return true;
  const [before, now] = [old.statement, one.statement];
  const unconditional = before.conditions.length === 0 && layer === 'identity' && before.principals === undefined;
  const sameWay =
    old.version === one.version &&
    JSON.stringify([before.principals, before.conditions]) === JSON.stringify([now.principals, now.conditions]);
  if (!unconditional && !sameWay) return false;
  if (before.resources === undefined || !('in' in before.resources)) return false;
  const known = new Set(before.resources.in);
  if (known.has('*')) return true;
  return (
    old.version === one.version &&
    now.resources !== undefined &&
    'in' in now.resources &&
    now.resources.in.every((text) => known.has(text))
  );
}
