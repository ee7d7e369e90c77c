import type { ContextValue } from '../../domain/request.ts';
import { BDD_FALSE, BDD_TRUE } from '../../reasoning/bdd.ts';
import type { Claim } from '../../reasoning/claim.ts';
import { decide } from '../../reasoning/decide.ts';
import { actionClasses } from '../../reasoning/implication/action-classes.ts';
import { closedResources } from '../../reasoning/implication/arn-formats.ts';
import { callersOf } from '../../reasoning/implication/callers.ts';
import { policyTexts } from '../../reasoning/implication/policy-texts.ts';
import { type Asked, requestUnder } from '../../reasoning/implication/replay.ts';
import { testedTexts } from '../../reasoning/implication/resource-terms.ts';
import { outcomeOn, type Prepared, prepareScene, type Scene } from '../../reasoning/implication/scene.ts';
import { partitionsIn, scenesOf } from '../../reasoning/implication/scenes.ts';
import { type Comparison, statementsOf } from '../../reasoning/implication/sides.ts';
import { classesWithin, type TextClass } from '../../reasoning/implication/text-classes.ts';
import { matches } from '../../reasoning/patterns.ts';
import { allowedTerms } from '../../reasoning/smt/allowed.ts';
import { and, not } from '../../reasoning/smt/expression.ts';
import { Samples } from '../../reasoning/smt/samples.ts';
import { Script } from '../../reasoning/smt/script.ts';

/** One class of resources in one scene: everything about it is finite. */
export interface SmallCase {
  readonly scene: Scene;
  readonly prepared: Prepared;
  readonly textClass: TextClass;
  /** All classes of the scene are there. */
  readonly complete: boolean;
}

/** All of them, short cuts left out. */
export function* smallCases(comparison: Comparison): Generator<SmallCase> {
  const statements = statementsOf(comparison);
  const layer = comparison.type === 'IDENTITY_POLICY' ? 'identity' : 'resource';
  const texts = policyTexts(statements, layer);
  for (const partition of partitionsIn(statements)) {
    const callers = callersOf(statements, layer === 'resource', partition);
    for (const group of actionClasses(statements)) {
      for (const { scene } of scenesOf(group, callers, { layer, texts, partition })) {
        const prepared = prepareScene(scene);
        const closed = closedResources(scene.action, layer);
        const groups = [...prepared.patterns, ...closed].map((pattern) => [pattern]);
        const { classes, complete } = classesWithin([scene.kind.domain], groups);
        for (const textClass of classes) {
          if (!textClass.in.slice(prepared.patterns.length).includes(true))
            yield { scene, prepared, textClass, complete };
        }
      }
    }
  }
}

export type Found = 'new' | 'nothing' | 'open';

/** As the engine sees the case. */
export function engineSays({ prepared, textClass }: SmallCase): Found {
  const inside = new Map(prepared.patterns.map(({ text }, i) => [text, textClass.in[i] === true]));
  const { certain, possible } = outcomeOn(prepared, inside);
  if (certain !== BDD_FALSE) return 'new';
  return prepared.space.bdd.and(possible, prepared.space.visible(prepared.care)) === BDD_FALSE ? 'nothing' : 'open';
}

/** The interpreter, asked about every combination of samples that can stand in a request. Undefined: there are too many. */
export function bruteForce(comparison: Comparison, one: SmallCase, limit: number): Found | undefined {
  const contexts = contextsOf(one.prepared, limit);
  if (contexts === undefined) return undefined;
  let open = false;
  const { states } = one.prepared.gathering;
  const chosen = new Map([...variablesIn(comparison)].filter(([key]) => states.get(key)?.state.kind === 'free'));
  for (const context of contexts) {
    const asked: Asked = { caller: one.scene.caller, action: one.scene.action, arn: one.textClass.sample, context };
    const now = decide(requestUnder(comparison.type, comparison.newer, asked)).kind;
    const before = decide(requestUnder(comparison.type, comparison.existing, asked)).kind;
    const certain = now === 'allowed' && before !== 'allowed' && before !== 'unknown';
    if (certain && !holdsByChance(context, chosen)) return 'new';
    if ((now === 'allowed' || now === 'unknown') && before !== 'allowed') open = true;
  }
  return open ? 'open' : 'nothing';
}

/** Variables in Resource elements, in lower case, each with the values that conditions name. */
function variablesIn(comparison: Comparison): ReadonlyMap<string, ReadonlySet<string>> {
  const statements = statementsOf(comparison).map(({ statement }) => statement);
  const names = JSON.stringify(statements.map(({ resources }) => resources)).matchAll(/\$\{([^},]+)/g);
  const tested = testedTexts(statements);
  return new Map(
    [...names].map(([, name = '']) => [name.trim().toLowerCase(), new Set(tested(name.trim().toLowerCase()))]),
  );
}

/**
 * A value stands for many, and the text of a class of resources for many: that the one happens to stand in the other says nothing, so
 * that what is new there may be so, and may not.
 * The values that the engine puts into the place of variables are unlike any text.
 */
const holdsByChance = (context: Context, chosen: ReadonlyMap<string, ReadonlySet<string>>): boolean =>
  Object.entries(context).some(([key, value]) => {
    const named = chosen.get(key.toLowerCase());
    if (named === undefined || typeof value !== 'string' || value === '') return false;
    return !value.includes('any-value-of-this-key') && !named.has(value);
  });

/** An ARN that the new policy covers with the values of this very request, and that the existing one does not let have; undefined: none. */
export function newWithOwnValues(
  comparison: Comparison,
  { scene, prepared }: SmallCase,
  limit: number,
): string | undefined {
  const entries = comparison.newer
    .flatMap(({ document }) => document.statements)
    .flatMap(({ effect, resources }) =>
      effect === 'Allow' && resources !== undefined && 'in' in resources ? resources.in : [],
    )
    .filter((text) => text.includes('${') && !/\$\{[*?$]\}/.test(text));
  if (entries.length === 0) return undefined;
  for (const context of contextsOf(prepared, limit) ?? []) {
    for (const entry of entries) {
      const arn = filledWith(entry, context);
      if (arn === undefined || !matches(scene.kind.domain, arn)) continue;
      const asked: Asked = { caller: scene.caller, action: scene.action, arn, context };
      if (decide(requestUnder(comparison.type, comparison.newer, asked)).kind !== 'allowed') continue;
      const before = decide(requestUnder(comparison.type, comparison.existing, asked)).kind;
      if (before !== 'allowed' && before !== 'unknown')
        return `${scene.action} on ${arn} with ${JSON.stringify(context)}`;
    }
  }
  return undefined;
}

function filledWith(entry: string, context: Context): string | undefined {
  const values = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  let whole = true;
  const filled = entry.replace(/\$\{([^},]+)(?:,[^}]*)?\}/g, (_, name: string) => {
    const value = values.get(name.trim().toLowerCase());
    whole &&= typeof value === 'string';
    return typeof value === 'string' ? value : '';
  });
  return whole ? filled.replace(/\*/g, 'w').replace(/\?/g, 'q') : undefined;
}

type Context = Readonly<Record<string, ContextValue>>;

function contextsOf({ space, gathering, care }: Prepared, limit: number): readonly Context[] | undefined {
  let all: readonly { readonly context: Context; readonly point: number }[] = [{ context: {}, point: BDD_TRUE }];
  for (const { key, state } of gathering.states.values()) {
    const domain = state.kind === 'free' ? space.domain(state.key.name) : undefined;
    if (state.kind === 'fixed') all = all.map((one) => ({ ...one, context: { ...one.context, [key]: state.value } }));
    if (domain === undefined) continue;
    all = all.flatMap(({ context, point }) =>
      domain.samples.flatMap((sample, index) => {
        const next = space.bdd.and(point, space.classOf(domain, index));
        if (space.bdd.and(next, care) === BDD_FALSE) return [];
        return [{ context: sample === undefined ? context : { ...context, [key]: sample }, point: next }];
      }),
    );
    if (all.length > limit) return undefined;
  }
  const leaves = space.domains.flatMap(({ key }) => key.relation?.leaf ?? []);
  const mayBe = (context: Context): boolean =>
    Object.entries(context).every(([key, value]) => value !== '' || !NEVER_EMPTY.test(key));
  return all.flatMap((one) => [one.context, ...leaves.flatMap((leaf) => madeEqual(one.context, leaf)).filter(mayBe)]);
}

/** Names and numbers: made equal to an empty text they would be nobody's. */
const NEVER_EMPTY = /^aws:(username|principalaccount|principalorgid|resourceaccount|requestedregion)$/i;

/** Samples of two keys that are compared need not be equal anywhere: here they are. */
function madeEqual(
  context: Context,
  { key, values }: { readonly key: string; readonly values: readonly string[] },
): readonly Context[] {
  const spelled = (name: string): string | undefined =>
    Object.keys(context).find((one) => one.toLowerCase() === name.toLowerCase());
  const [own, other] = [spelled(key), spelled(/\$\{([^},]+)/.exec(values[0] ?? '')?.[1] ?? '')];
  if (own === undefined || other === undefined) return [];
  const [tested, named] = [context[own], context[other]];
  if (tested === undefined || typeof named !== 'string') return [];
  return [
    { ...context, [own]: named },
    { ...context, [other]: tested },
    { ...context, [own]: `${named}-another` },
  ];
}

/** Keys are compared with each other, or have too many classes: no finite claim, so nothing for the solver. */
export const isOpenEnded = ({ prepared: { space } }: SmallCase): boolean =>
  space.capped.length > 0 || space.domains.some(({ key }) => key.relation?.leaf !== undefined);

/** Asks a solver, which reads the statements by itself, for a request that is new for certain, and for one that may be. */
export function solverText(comparison: Comparison, one: SmallCase): string {
  const [now, before] = [comparison.newer, comparison.existing].map((policies) =>
    claimUnder(comparison, policies, one),
  );
  if (now === undefined || before === undefined) throw new Error('two sides');
  const samples = new Samples(now);
  const script = new Script(samples.variables());
  const after = allowedTerms(samples, script);
  const old = allowedTerms(new Samples(before), script);
  const ask = (term: string): readonly string[] => ['(push)', `(assert ${term})`, '(check-sat)', '(pop)'];
  return [
    script.text(),
    ...samples.variables().map((name) => `(declare-const ${name} Int)`),
    ...ask(and(samples.feasible(), after.lower, not(old.upper))),
    ...ask(and(samples.feasible(), after.upper, not(old.lower))),
    '',
  ].join('\n');
}

function samplesInside({ space, care }: Prepared, key: string): readonly (ContextValue | undefined)[] {
  const domain = space.domain(key);
  if (domain === undefined) return [undefined];
  return domain.samples.filter((_, index) => space.bdd.and(space.classOf(domain, index), care) !== BDD_FALSE);
}

function claimUnder(
  comparison: Comparison,
  policies: Comparison['newer'],
  { scene, prepared, textClass }: SmallCase,
): Claim {
  const { gathering } = prepared;
  const asked: Asked = { caller: scene.caller, action: scene.action, arn: textClass.sample, context: {} };
  const { principal, resource, facts, policies: set } = requestUnder(comparison.type, policies, asked);
  const states = [...gathering.states.values()];
  const fixed = states.flatMap(({ key, state }): [string, ContextValue | undefined][] =>
    state.kind === 'free' ? [] : [[key.toLowerCase(), state.kind === 'fixed' ? state.value : undefined]],
  );
  return {
    caller: 'somebody',
    principal,
    written: false,
    resource,
    policies: set,
    facts,
    keys: states.flatMap(({ key, state }) =>
      state.kind === 'free' ? [{ key, samples: samplesInside(prepared, key), hidden: false }] : [],
    ),
    actions: [{ action: scene.action, fixed: new Map(fixed), allowed: { kind: 'false' }, possible: { kind: 'false' } }],
  };
}
