import { BDD_FALSE } from '../bdd.ts';
import type { Pattern } from '../patterns.ts';
import { liesIn, meets } from './pattern-relations.ts';
import { hasHazard, type Inside, outcomeOn, type Prepared, type PreparedStatement } from './scene.ts';
import { classesWithin } from './text-classes.ts';

/** Resources on which all statements of a scene say the same, by one of them. */
export interface Region {
  readonly sample: string;
  /** For every pattern of the scene; of patterns that say the same, all count as fitted where one of them is. */
  readonly inside: Inside;
  /** Is such a text one of them? Asked of texts that fit all of `within`. */
  readonly holds: (fits: (pattern: Pattern) => boolean) => boolean;
}

/** How many states of automata a comparison may look at. */
export interface Limits {
  /** For each place: resources of one kind under one entry of a statement. */
  readonly place: number;
  /** For all places together. */
  readonly all: number;
  /** For each place after that, and only of statements of which nothing new was found yet. */
  readonly late: number;
}

/** What is left of the limits. */
export interface Effort {
  readonly limits: Limits;
  left: number;
}

interface Regions {
  readonly regions: readonly Region[];
  /** False: there may be more. */
  readonly complete: boolean;
}

/**
 * The regions of the texts that fit all of `within` and none of `closed`, without some on which nothing is new. Only patterns that
 * cut through these texts and that change what is said need an automaton.
 */
export function regionsWithin(
  prepared: Prepared,
  within: readonly Pattern[],
  closed: readonly Pattern[],
  effort: Effort,
): Regions {
  const { always, sometimes } = sorted(prepared.patterns, within);
  const shut = sorted(closed, within);
  if (shut.always.length > 0) return { regions: [], complete: true };
  const sayingOn = sayingsOf(prepared);
  const said = new Set(always.flatMap((pattern) => sayingOn.get(pattern) ?? []));
  const groups = new Map<string, Cutting & { readonly patterns: Pattern[] }>();
  const settled: Pattern[] = [...always];
  for (const pattern of sometimes) {
    const more = (sayingOn.get(pattern) ?? []).filter((one) => !said.has(one));
    const group = groups.get(more.join());
    if (more.length === 0) settled.push(pattern);
    else if (group === undefined) groups.set(more.join(), { patterns: [pattern], sayings: more });
    else group.patterns.push(pattern);
  }
  const cutting = [...groups.values()];
  if (cutting.length === 0 && shut.sometimes.length === 0)
    return { regions: wholeRegion(prepared, always, within), complete: true };
  const insideOf = (fitted: (group: number) => boolean): Inside =>
    new Map([
      ...prepared.patterns.map((pattern) => [pattern.text, false] as const),
      ...[...settled, ...cutting.flatMap(({ patterns }, i) => (fitted(i) ? patterns : []))].map(
        (pattern) => [pattern.text, true] as const,
      ),
    ]);
  const isIdle = idleness(prepared, cutting, insideOf);
  const { limits } = effort;
  const visits = effort.left > 0 ? limits.place : limits.late;
  const { classes, complete, ...used } = classesWithin(
    within,
    [...cutting.map(({ patterns }) => patterns), shut.sometimes],
    isIdle === undefined ? { visits } : { visits, isIdle },
  );
  effort.left -= used.visits;
  const regions = classes
    .filter((one) => one.in[cutting.length] !== true)
    .map(
      ({ sample, in: fitted }): Region => ({
        sample,
        inside: insideOf((group) => fitted[group] === true),
        holds: (fits) =>
          cutting.every(({ patterns }, i) => patterns.some(fits) === fitted[i]) && !shut.sometimes.some(fits),
      }),
    );
  return { regions, complete };
}

/** Nothing cuts through the texts: one of them is sought where somebody asks for it. */
function wholeRegion(
  { patterns }: Prepared,
  always: readonly Pattern[],
  within: readonly Pattern[],
): readonly Region[] {
  const fitted = new Set(always.map(({ text }) => text));
  const region: Region = {
    get sample() {
      return classesWithin(within, []).classes[0]?.sample ?? '';
    },
    inside: new Map(patterns.map(({ text }) => [text, fitted.has(text)])),
    holds: () => true,
  };
  return within.every((one) => within.every((other) => meets(one, other))) ? [region] : [];
}

/** Patterns that cut through the texts, and say the same. */
interface Cutting {
  readonly patterns: readonly Pattern[];
  readonly sayings: readonly string[];
}

/** Can nothing be new on texts that lie in some groups for sure, and in others perhaps? Undefined: no short answer. */
function idleness(
  prepared: Prepared,
  cutting: readonly Cutting[],
  insideOf: (fitted: (group: number) => boolean) => Inside,
): ((sure: readonly number[], possible: readonly number[]) => boolean) | undefined {
  const ways = cutting.map(({ sayings }) => new Set(sayings.map(wayOf)));
  const clear = ways.every((way) => way.size === 1 && !way.has('unclear'));
  if (!clear || hasHazard(prepared)) return undefined;
  const known = new Map<string, boolean>();
  return (sure, possible) => {
    const id = `${sure.join()}|${possible.join()}`;
    const before = known.get(id);
    if (before !== undefined) return before;
    const fitted = (group: number): boolean => (ways[group]?.has('takes') ? sure : possible).includes(group);
    const idle = outcomeOn(prepared, insideOf(fitted)).possible === BDD_FALSE;
    known.set(id, idle);
    return idle;
  };
}

/** What a statement covers gives new access, or takes from it. */
const wayOf = (saying: string): 'gives' | 'takes' | 'unclear' =>
  /^(new Allow|existing Deny) /.test(saying)
    ? 'gives'
    : /^(new Deny|existing Allow) /.test(saying)
      ? 'takes'
      : 'unclear';

/** Patterns that all of the texts fit, and those that only some may fit. */
function sorted(patterns: readonly Pattern[], within: readonly Pattern[]) {
  const near = patterns.filter((pattern) => within.every((one) => meets(one, pattern)));
  const isAlways = (pattern: Pattern): boolean => within.some((one) => liesIn(one, pattern));
  return { always: near.filter(isAlways), sometimes: near.filter((pattern) => !isAlways(pattern)) };
}

/** What it says of a resource that it fits the pattern: patterns of equal sayings need not be told apart. */
function sayingsOf(prepared: Prepared): Sayings {
  const known = sayings.get(prepared) ?? readSayings(prepared);
  sayings.set(prepared, known);
  return known;
}

type Sayings = ReadonlyMap<Pattern, readonly string[]>;
const sayings = new WeakMap<Prepared, Sayings>();

function readSayings({ statements, patterns }: Prepared): Sayings {
  const found = new Map<string, string[]>();
  const note = (pattern: Pattern, saying: string): void => {
    const known = found.get(pattern.text);
    if (known === undefined) found.set(pattern.text, [saying]);
    else if (!known.includes(saying)) known.push(saying);
  };
  for (const statement of statements) {
    for (const [at, { coverings, generous, doubt, all }] of (statement.resource?.entries ?? []).entries()) {
      const plain = generous === undefined && coverings.length === 1 && !all;
      for (const [i, { pattern }] of coverings.entries())
        note(pattern, plain ? sayingOf(statement, doubt !== undefined) : `${statement.one.id} ${at} ${i}`);
      if (generous !== undefined) note(generous, `${statement.one.id} ${at} any`);
    }
  }
  return new Map(patterns.map((pattern) => [pattern, [...(found.get(pattern.text) ?? [])].sort()]));
}

/** Equal for statements that do the same wherever they cover something. */
function sayingOf({ one, when, resource }: PreparedStatement, doubtful: boolean): string {
  if (resource?.excludes === true) return `${one.id} ${doubtful}`;
  const certain = when.lower === when.upper && !doubtful;
  return `${one.side} ${one.statement.effect} ${when.lower} ${when.upper} ${certain ? '' : `${doubtful} ${one.matcher}`}`;
}
