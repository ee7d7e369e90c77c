import type { RequestContext } from '../domain/request.ts';
import type { BddRef } from './bdd.ts';
import type { Relation, Sample } from './domains.ts';
import { type Domain, type Space, truthRow } from './space.ts';

/** How many values are tried for the keys that one comparison is about. */
const MAX_TRIES = 4096;

type Values = ReadonlyMap<string, Sample>;

/** A comparison of free keys, and what it has to come to. */
interface Wanted {
  readonly relation: Relation;
  readonly truth: string;
}

/** How many combinations of comparisons and classes are tried: what one comparison says may exclude what another does. */
const MAX_COMBINATIONS = 64;

/**
 * A concrete context inside the set. Samples stand for their classes, and classes say nothing of values that policies compare with
 * each other: for such keys, other values of the same classes are sought until each comparison comes out as the set wants it.
 * Undefined: the set is empty, or no such values were found.
 */
export function concreteValues(space: Space, set: BddRef): RequestContext | undefined {
  const { bdd } = space;
  const relations = space.domains.flatMap(({ key }) => key.relation ?? []);
  const compared = space.domains.filter(
    ({ key }) => key.relation !== undefined || relations.some(({ keys }) => keys.some((name) => isKey(key.name, name))),
  );
  let left = set;
  for (let tries = 0; tries < MAX_COMBINATIONS; tries += 1) {
    const samples = space.witness(left);
    if (samples === undefined) return undefined;
    const found = realised(space, samples);
    if (found !== undefined) return found;
    const point = compared.map((domain) => space.where(domain, (sample) => sample === samples[domain.key.name]));
    left = bdd.and(left, bdd.not(bdd.and3(...point)));
  }
  return undefined;
}

const isKey = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Undefined: no values were found for which every comparison comes out as it has to. */
function realised(space: Space, samples: RequestContext): RequestContext | undefined {
  const wanted = space.domains.flatMap(({ key }): readonly Wanted[] =>
    key.relation === undefined ? [] : [{ relation: key.relation, truth: String(samples[key.name]) }],
  );
  if (wanted.length === 0) return samples;
  let values: Values = new Map(Object.entries(samples).map(([key, value]) => [key.toLowerCase(), value]));
  for (const one of wanted) {
    if (!comesOut(one, values)) values = otherValues(space, one, wanted, values) ?? values;
  }
  if (!wanted.every((one) => comesOut(one, values))) return undefined;
  const found = Object.entries(samples).map(([key, value]) => [key, values.get(key.toLowerCase()) ?? value] as const);
  return Object.fromEntries(found);
}

const lookUpIn =
  (values: Values) =>
  (key: string): Sample =>
    values.get(key.toLowerCase());

const comesOut = ({ relation, truth }: Wanted, values: Values): boolean =>
  String(relation.holdsIn(lookUpIn(values))) === truth;

/** Values under which this comparison, and whichever other came out before, come out as wanted. */
function otherValues(space: Space, one: Wanted, all: readonly Wanted[], values: Values): Values | undefined {
  const kept = all.filter((other) => other === one || comesOut(other, values));
  const [tested, ...others] = one.relation.keys.flatMap((key) => space.domain(key) ?? []);
  if (tested === undefined) return undefined;
  const pool = [tested, ...others].flatMap(({ samples }) => samples.filter((sample) => typeof sample === 'string'));
  let tries = 0;
  for (const chosen of choices(others, values, pool)) {
    const proposals = one.relation.proposals?.(lookUpIn(chosen)) ?? [];
    for (const candidate of choices([tested], chosen, [...proposals, ...pool])) {
      if (kept.every((other) => comesOut(other, candidate))) return candidate;
      tries += 1;
      if (tries > MAX_TRIES) return undefined;
    }
  }
  return undefined;
}

/** All ways to give these keys texts of the pool that are of the same class as the value they have. */
function* choices(domains: readonly Domain[], values: Values, pool: readonly string[]): Generator<Values> {
  const [domain, ...rest] = domains;
  if (domain === undefined) {
    yield values;
    return;
  }
  const name = domain.key.name.toLowerCase();
  const now = values.get(name);
  const row = truthRow(now, domain.tests);
  const others = typeof now === 'string' ? [...pool, ...FRESH] : [];
  for (const value of new Set([now, ...others.filter((text) => truthRow(text, domain.tests) === row)])) {
    yield* choices(rest, new Map([...values, [name, value]]), pool);
  }
}

/** Texts that no policy is likely to hold. */
const FRESH = ['fresh', 'other'];
