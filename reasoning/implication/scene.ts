import type { PolicyLayer } from '../../domain/policy.ts';
import { gatheringFor } from '../analyse.ts';
import { BDD_FALSE, BDD_TRUE, type BddRef } from '../bdd.ts';
import { prepareCondition } from '../conditions.ts';
import { heedOfPolicies } from '../data/resource-policy-scope.ts';
import type { FreeKey } from '../domains.ts';
import type { Gathering } from '../gathering.ts';
import { type NamingForm, namingsOf } from '../naming.ts';
import type { Pattern } from '../patterns.ts';
import type { Reason, Truth } from '../predicates.ts';
import { feasible } from '../relations.ts';
import { type Pair, type Space, SpaceBuilder } from '../space.ts';
import { both, constant, either, type Symbolic } from '../symbolic.ts';
import { crossingIn, type ResourceKind } from './arn-formats.ts';
import { type CallerClass, keyStateFor, questionFor } from './callers.ts';
import type { PolicyTexts } from './policy-texts.ts';
import {
  type EntryTerm,
  type Fillers,
  fillersFor,
  type ResourceTerm,
  resourceTerm,
  testedTexts,
  withPrefix,
} from './resource-terms.ts';
import type { Sided } from './sides.ts';

/** One caller class, one action, one kind of resource, and the statements whose Action element names the action. */
export interface Scene {
  readonly layer: Extract<PolicyLayer, 'identity' | 'resource'>;
  readonly caller: CallerClass;
  readonly action: string;
  readonly kind: ResourceKind;
  /** With whether the action is named for certain. */
  readonly statements: readonly { readonly one: Sided; readonly named: Truth }[];
  readonly texts: PolicyTexts;
}

/** What the statements say in a scene, over the conditions of the requests. */
export interface Prepared {
  readonly gathering: Gathering;
  readonly statements: readonly PreparedStatement[];
  /** Which the classes of resource texts are to tell apart. */
  readonly patterns: readonly Pattern[];
  readonly space: Space;
  readonly care: BddRef;
}

export interface PreparedStatement {
  readonly one: Sided;
  readonly when: Pair;
  readonly resource: ResourceTerm | undefined;
}

/** Only what is uncertain needs an atom of its own: which conditions are, the first reading tells. */
export function prepareScene(scene: Scene): Prepared {
  const first = readScene(scene, new Set());
  const uncertain = first.statements.filter(({ when }) => when.lower !== when.upper);
  return uncertain.length === 0 ? first : readScene(scene, new Set(uncertain.map(({ one }) => one.matcher)));
}

function readScene(scene: Scene, uncertain: ReadonlySet<string>): Prepared {
  const builder = new SpaceBuilder();
  const gathering = gatheringOf(scene, builder);
  const fillers = fillersFor(scene.texts, testedTexts(scene.statements.map(({ one }) => one.statement)));
  const drafts = scene.statements.flatMap(({ one, named }) => {
    const conditions = conditionsOf(gathering, one);
    const naming = namingOf(gathering, scene, one);
    if (conditions === undefined || naming === undefined) return [];
    const resource = resourceTerm(gathering, scene.texts, one, fillers);
    if (uncertain.has(one.matcher) || isDoubtful(one, resource)) builder.declare(atom(one.matcher));
    const open = resource?.entries.filter(({ generous }) => generous !== undefined) ?? [];
    for (const { text } of open) builder.declare(atom(text));
    return [{ one, when: both(constant(named), conditions, naming), resource }];
  });
  const space = builder.build();
  const statements = drafts.map(({ one, when, resource }) => ({ one, when: when(space), resource }));
  const patterns = new Map<string, Pattern>();
  for (const { resource } of statements)
    for (const entry of resource?.entries ?? [])
      for (const pattern of patternsOf(entry)) patterns.set(pattern.text, pattern);
  return { gathering, statements, patterns: [...patterns.values()], space, care: careOf(space, gathering, fillers) };
}

/** Where its conditions hold, it may still be uncertain what the statement covers. */
const isDoubtful = ({ statement }: Sided, resource: ResourceTerm | undefined): boolean =>
  resource === undefined
    ? statement.principals === undefined
    : resource.entries.some(({ doubt, generous }) => doubt !== undefined || generous !== undefined);

/** All patterns under which an entry may cover something. */
const patternsOf = ({ coverings, generous }: EntryTerm): readonly Pattern[] => [
  ...coverings.map((one) => one.pattern),
  ...(generous === undefined ? [] : [generous]),
];

function gatheringOf({ caller, action, kind }: Scene, builder: SpaceBuilder): Gathering {
  const question = questionFor(caller, action, kind);
  const environment = {
    situation: () => ({ policies: {}, facts: {} }),
    keyState: (_: unknown, key: string) => keyStateFor(caller, question, key),
  };
  return gatheringFor(environment, question, builder);
}

/** Undefined: they never hold. */
function conditionsOf(gathering: Gathering, { statement, version }: Sided): Symbolic | undefined {
  const parts: Symbolic[] = [];
  for (const condition of statement.conditions) {
    const part = prepareCondition(gathering, condition, version);
    if (part === false) return undefined;
    parts.push(part);
  }
  return both(...parts);
}

/** What a resource policy grants to an account as such reaches its principals only for actions that cross accounts, and keys. */
function namingOf(gathering: Gathering, scene: Scene, { statement }: Sided): Symbolic | undefined {
  const { layer, action, kind } = scene;
  if (layer === 'identity') return constant(statement.principals === undefined ? true : 'unknown');
  const all = namingsOf(gathering, {}, statement, false);
  const crossing = /^kms:/i.test(action) ? 'crosses' : crossingIn(action, kind);
  const stays = statement.effect === 'Allow' && crossing === 'stays';
  const namings = stays ? all.filter(({ form }) => form !== 'account') : all;
  if (namings.length === 0) return undefined;
  // whether `*` in a trust policy names callers of identity providers AWS does not say (rule 25)
  const doubtful = gathering.question.caller.principal.kind === 'federated' && statement.effect === 'Allow';
  const unclear = statement.effect === 'Allow' && crossing === 'unclear';
  const isOpen = (form: NamingForm): boolean =>
    (doubtful && form === 'anyone') || (unclear && form === 'account') || heedOfPolicies(action) === 'some';
  return either(...namings.map(({ form, when }) => (isOpen(form) ? both(when, constant('unknown')) : when)));
}

const OPEN: Reason = { rule: 5, text: 'what a statement says is not certain' };

/** Whether something uncertain holds: the same for equal texts, so that they cancel out. */
const atom = (text: string): FreeKey => ({
  name: `relation:${text}`,
  multi: false,
  mayBeAbsent: false,
  values: ['false', 'true'],
  hidden: OPEN,
  // nothing tests it, and yet both values count
  relation: { keys: [], holdsIn: () => 'unknown' },
});

function atomHolds(space: Space, text: string): BddRef {
  const domain = space.domain(atom(text).name);
  return domain === undefined ? BDD_FALSE : space.where(domain, (sample) => sample === 'true');
}

/** The combinations of values that can stand in a request; of keys that only variables read, their filler values will do. */
function careOf(space: Space, gathering: Gathering, fillers: Fillers): BddRef {
  let care = feasible(space);
  for (const domain of space.domains) {
    const { state } = gathering.states.get(domain.key.name.toLowerCase()) ?? {};
    if (state?.kind !== 'free' || domain.tests.length === 0) continue;
    const texts = new Set(fillers.used(domain.key.name).map((text) => withPrefix(domain.key.prefix, text)));
    if (texts.size === 0 || !domain.tests.every((test) => test.values.length === 1 && texts.has(test.values[0] ?? '')))
      continue;
    const known = space.where(
      domain,
      (sample) => sample === undefined || (typeof sample === 'string' && texts.has(sample)),
    );
    care = space.bdd.and(care, known);
  }
  return care;
}

/** Which patterns the resources of a class fit, by their texts. */
export type Inside = ReadonlyMap<string, boolean>;

/** What is new on one class of resources. */
export interface Outcome {
  readonly certain: BddRef;
  readonly possible: BddRef;
}

/** Which requests the new policies allow on the class, and the existing ones do not. */
export function outcomeOn(prepared: Prepared, inside: Inside): Outcome {
  const { space, care } = prepared;
  const plain = addedOn(prepared, inside, false);
  const wide = hasHazard(prepared) ? addedOn(prepared, inside, true) : plain;
  if (plain === BDD_FALSE && wide === BDD_FALSE) return { certain: BDD_FALSE, possible: BDD_FALSE };
  const settled = (added: BddRef): Pair => space.settle({ lower: added, upper: added }, care);
  return {
    certain: space.bdd.and(settled(plain).lower, space.visible(care)),
    possible: space.bdd.or(settled(plain).upper, settled(wide).upper),
  };
}

function addedOn(prepared: Prepared, inside: Inside, hazard: boolean): BddRef {
  const { bdd } = prepared.space;
  const said = (side: Sided['side'], effect: 'Allow' | 'Deny'): BddRef =>
    bdd.or3(
      ...prepared.statements
        .filter(({ one }) => one.side === side && one.statement.effect === effect)
        .map((statement) => matchOn(prepared, statement, inside, hazard)),
    );
  const granted = (side: Sided['side']): BddRef => {
    const allowed = said(side, 'Allow');
    return allowed === BDD_FALSE ? allowed : bdd.and(allowed, bdd.not(said(side, 'Deny')));
  };
  const now = granted('new');
  return now === BDD_FALSE ? now : bdd.and(now, bdd.not(granted('existing')));
}

/** Special values of a variable could matter: something takes away by name, or counts the characters of a text. */
export function hasHazard({ statements }: Prepared): boolean {
  const variables = statements.some(({ resource }) => resource?.entries.some((entry) => entry.generous !== undefined));
  if (!variables) return false;
  return statements.some(({ one: { side, statement }, resource }) => {
    if (resource === undefined) return false;
    const takesAway = (side === 'existing') === (statement.effect === 'Deny');
    const narrow = resource.entries.some((entry) => !entry.all && entry.generous === undefined);
    const counts = resource.entries.some((entry) => entry.text.includes('?'));
    return counts || (narrow && takesAway !== resource.excludes);
  });
}

function matchOn(
  { space }: Prepared,
  { one, when, resource }: PreparedStatement,
  inside: Inside,
  hazard: boolean,
): BddRef {
  if (when.upper === BDD_FALSE) return BDD_FALSE;
  const { bdd } = space;
  const covered = resourceOn(space, one, resource, inside, hazard);
  const lower = bdd.and(when.lower, covered.lower);
  const upper = bdd.and(when.upper, covered.upper);
  if (lower === upper) return lower;
  return bdd.or(lower, bdd.and(upper, atomHolds(space, one.matcher)));
}

function resourceOn(
  space: Space,
  { statement }: Sided,
  resource: ResourceTerm | undefined,
  inside: Inside,
  hazard: boolean,
): Pair {
  const { bdd } = space;
  // a statement without Resource speaks of the resource it hangs on; in identity policies there is none (rule 58)
  if (resource === undefined)
    return { lower: statement.principals === undefined ? BDD_FALSE : BDD_TRUE, upper: BDD_TRUE };
  let [lower, upper]: [BddRef, BddRef] = [BDD_FALSE, BDD_FALSE];
  for (const entry of resource.entries) {
    const pair = entryOn(space, entry, resource.excludes, inside, hazard);
    lower = bdd.or(lower, pair.lower);
    upper = bdd.or(upper, pair.upper);
  }
  return resource.excludes ? { lower: bdd.not(upper), upper: bdd.not(lower) } : { lower, upper };
}

function entryOn(space: Space, entry: EntryTerm, excludes: boolean, inside: Inside, hazard: boolean): Pair {
  const { bdd } = space;
  if (entry.all) return { lower: BDD_TRUE, upper: BDD_TRUE };
  let [lower, upper]: [BddRef, BddRef] = [BDD_FALSE, BDD_FALSE];
  for (const { pattern, when } of entry.coverings) {
    if (inside.get(pattern.text) !== true) continue;
    const pair = when(space);
    lower = bdd.or(lower, pair.lower);
    upper = bdd.or(upper, pair.upper);
  }
  if (entry.generous !== undefined && inside.get(entry.generous.text) === true) {
    if (hazard) {
      const special = atomHolds(space, entry.text);
      [lower, upper] = [bdd.or(lower, special), bdd.or(upper, special)];
    }
    if (excludes && entry.valueless !== undefined) upper = bdd.or(upper, entry.valueless.when(space).upper);
  }
  return entry.doubt === undefined ? { lower, upper } : { lower: BDD_FALSE, upper };
}
