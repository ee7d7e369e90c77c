import type { Scope } from '../domain/access.ts';
import { serviceOfAction, unlistedAction } from './actions.ts';
import type { Analysis } from './analyse.ts';
import { BDD_TRUE, type BddRef } from './bdd.ts';
import type { Sample } from './domains.ts';
import { holds, type Test } from './operators.ts';
import type { Target } from './question.ts';
import { RESOURCE_KEY } from './resource-entries.ts';
import type { Domain, Space } from './space.ts';

/** Part of a target on which every action has one and the same outcome, as a set of the space. */
export interface ScopeClass {
  readonly scope: Scope;
  readonly set: BddRef;
}

/**
 * A concrete target is one scope; an open part falls into the classes its policies tell apart. `besides`: what else the outcome for
 * one ARN hangs on.
 */
export function scopeClasses(
  analysis: Analysis,
  target: Target,
  besides: (sample: string) => string = () => '',
): readonly ScopeClass[] {
  const { space } = analysis;
  const domain = space.domain(RESOURCE_KEY);
  if (target.part === undefined || domain === undefined) {
    const whole = target.arn === (target.resource?.arn ?? target.arn);
    const scope: Scope = { kind: whole ? 'whole' : 'part', pattern: target.arn, except: [], sample: target.arn };
    return [{ scope, set: BDD_TRUE }];
  }
  const groups = new Map<string, number[]>();
  const sets = outcomeSets(analysis);
  for (const [index, sample] of domain.samples.entries()) {
    const id = `${outcomeId(space, domain, index, sets)} ${typeof sample === 'string' ? besides(sample) : ''}`;
    groups.set(id, [...(groups.get(id) ?? []), index]);
  }
  const everything = `${target.part.prefix}*`;
  if (groups.size === 1) return [{ scope: partScope(domain, everything, [], 0), set: BDD_TRUE }];
  return [...groups.values()].flatMap((classes) => namedClasses(space, domain, classes, everything));
}

/** Classes with one outcome: together if the unnamed rest is among them ("everything but ..."), else each under its own pattern. */
function namedClasses(
  space: Space,
  domain: Domain,
  classes: readonly number[],
  everything: string,
): readonly ScopeClass[] {
  const rest = classes.find((index) => domain.tests.every((test) => holds(test, domain.samples[index]) !== true));
  if (rest === undefined) {
    return classes.map((index) => ({ scope: nameClass(domain, index, everything), set: space.classOf(domain, index) }));
  }
  const inside = (test: Test, of: readonly number[]): boolean =>
    of.some((index) => holds(test, domain.samples[index]) === true);
  const apart = classes.filter(
    (index) =>
      index !== rest &&
      domain.tests.some(
        (test) =>
          inside(test, classes) && !onlyIn(domain, test, classes) && holds(test, domain.samples[index]) === true,
      ),
  );
  const together = classes.filter((index) => !apart.includes(index));
  const except = domain.tests.filter((test) => !inside(test, together) && matchesSome(domain, test)).map(textOf);
  return [
    {
      scope: partScope(domain, everything, [...new Set(except)].sort(), rest),
      set: space.bdd.or3(...together.map((index) => space.classOf(domain, index))),
    },
    ...apart.map((index) => ({ scope: nameClass(domain, index, everything), set: space.classOf(domain, index) })),
  ];
}

const matchesSome = (domain: Domain, test: Test): boolean =>
  domain.samples.some((sample) => holds(test, sample) === true);

/** No class outside the group matches the test. */
const onlyIn = (domain: Domain, test: Test, classes: readonly number[]): boolean =>
  domain.samples.every((sample, index) => classes.includes(index) || holds(test, sample) !== true);

/** All that the outcomes of its actions hang on; actions that share a decision share it. */
function outcomeSets({ actions }: Analysis): readonly BddRef[] {
  const listed = actions.filter(({ action }) => action !== unlistedAction(serviceOfAction(action)));
  return [...new Set(listed.flatMap(({ allowed, granted }) => [allowed.lower, allowed.upper, granted.upper]))];
}

/** Two classes are one scope when all actions have equal sets on them. */
function outcomeId(space: Space, domain: Domain, index: number, sets: readonly BddRef[]): string {
  const cofactor = (f: BddRef): BddRef => {
    let result = f;
    for (let bit = 0; bit < domain.bits; bit++) {
      result = space.bdd.restrict(result, domain.firstBit + bit, ((index >> bit) & 1) === 1);
    }
    return result;
  };
  return sets.map(cofactor).join();
}

function partScope(domain: Domain, pattern: string, except: readonly string[], index: number): Scope {
  const sample = domain.samples[index];
  return { kind: 'part', pattern, except, sample: typeof sample === 'string' ? sample : pattern };
}

/** The longest pattern the class lies in and what else must match, without the patterns that reach into both. */
function nameClass(domain: Domain, index: number, everything: string): Scope {
  const isIn = (test: Test, sample: Sample): boolean => holds(test, sample) === true;
  const sample = domain.samples[index];
  const [narrowest, ...wider] = domain.tests
    .filter((test) => isIn(test, sample))
    .sort((a, b) => literalLength(textOf(b)) - literalLength(textOf(a)));
  let left = domain.samples.filter((one) => narrowest === undefined || isIn(narrowest, one));
  const within: string[] = [];
  for (const test of wider) {
    const both = left.filter((one) => isIn(test, one));
    if (both.length < left.length) within.push(textOf(test));
    left = both;
  }
  const outside = domain.tests.filter((test) => !isIn(test, sample) && left.some((one) => isIn(test, one)));
  const except = [...new Set(outside.map(textOf))].sort();
  const scope = partScope(domain, narrowest === undefined ? everything : textOf(narrowest), except, index);
  return within.length === 0 ? scope : { ...scope, within: within.sort() };
}

const textOf = (test: Test): string => test.values[0] ?? '';
const literalLength = (pattern: string): number => pattern.replaceAll('*', '').length;
