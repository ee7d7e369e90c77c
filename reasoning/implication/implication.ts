import type { Assumption } from '../../domain/decision.ts';
import { distinct } from '../analyse.ts';
import { type ActionClass, actionClasses } from './action-classes.ts';
import { closedResources } from './arn-formats.ts';
import { type Bearing, bearingOf, withoutCovered } from './bearing.ts';
import { callersOf } from './callers.ts';
import { findingsIn, type NewCondition, type Reading, readingOf, TOO_MANY } from './findings.ts';
import type { Implication, NewAccess, Undecided } from './new-access.ts';
import { newResources, partsOf, type RawPart } from './parts.ts';
import { policyTexts } from './policy-texts.ts';
import type { Effort, Limits } from './regions.ts';
import { type Asked, replayOf } from './replay.ts';
import { kindOf, sayingIn } from './same-place.ts';
import { partitionsIn, type SharedScene, scenesOf } from './scenes.ts';
import { type Comparison, grantsAnew, type PolicyType, type Sided, statementsOf } from './sides.ts';
import { witnessFor } from './witness.ts';

/** About a second's worth. */
const LIMITS: Limits = { place: 4_000, all: 40_000, late: 200 };

/**
 * Do the new policies grant anything that the existing ones do not? Exact over actions, resources, callers and conditions, as far as
 * docs/semantics.md goes; documents of one side count together. A search that the limits cut short is told: `unknown` where nothing was
 * found, `mayBeMore` where something was. Source: AWS, CheckNoNewAccess; ADR 19.
 */
export function implication(comparison: Comparison, limits = LIMITS): Implication {
  const statements = statementsOf(comparison);
  const groups = actionClasses(statements);
  const search = new Search(replayOf(comparison), limits);
  for (const scene of allScenes(comparison.type, statements, groups)) search.lookInto(scene);
  return told(statements, groups, search);
}

function* allScenes(
  type: PolicyType,
  statements: readonly Sided[],
  groups: readonly ActionClass[],
): Generator<SharedScene> {
  const layer = type === 'IDENTITY_POLICY' ? 'identity' : 'resource';
  const texts = policyTexts(statements, layer);
  const open = groups.flatMap((group) => withoutCovered(group, { layer, texts }) ?? []);
  if (open.length === 0) return;
  for (const partition of partitionsIn(statements)) {
    const callers = callersOf(statements, layer === 'resource', partition);
    for (const group of open) yield* scenesOf(group, callers, { layer, texts, partition });
  }
}

interface Decided {
  readonly parts: readonly RawPart[];
  /** All that was found could be shown by a request. */
  readonly shown: boolean;
}

/** Gathers what each new Allow statement adds, scene by scene. */
class Search {
  /** By resources and conditions. */
  readonly added = new Map<Sided, Map<string, RawPart>>();
  readonly doubts = new Map<Sided, Assumption[]>();
  /** What was found in scenes that differ in nothing that matters: further actions join it. */
  readonly #known = new Map<string, Decided>();
  readonly #readings = new Map<string, Reading | undefined>();
  readonly #effort: Effort;
  readonly #replay: (asked: Asked) => boolean;

  constructor(replay: (asked: Asked) => boolean, limits: Limits) {
    this.#replay = replay;
    this.#effort = { limits, left: limits.all };
  }

  lookInto({ scene, actions }: SharedScene): void {
    const { layer, texts, kind } = scene;
    const closed = closedResources(scene.action, layer);
    const place = { layer, texts, domain: kind.domain, closed };
    for (const granting of scene.statements.filter(({ one }) => grantsAnew(one))) {
      const bearing = bearingOf(scene.statements, granting, place);
      if (bearing === undefined) continue;
      const saying = sayingIn(scene, bearing);
      const id = `${saying}\n${kindOf(scene, bearing)}`;
      const known = this.#known.get(id) ?? this.#decide(saying, { scene, actions }, bearing);
      for (const part of known?.parts ?? []) for (const action of actions) part.actions.add(action);
      if (known?.shown === true) this.#known.set(id, known);
    }
  }

  #decide(saying: string, { scene, actions }: SharedScene, bearing: Bearing): Decided {
    const { one } = bearing.granting;
    if (this.#effort.left <= 0 && this.added.has(one)) {
      this.#note(one, TOO_MANY);
      return { parts: [], shown: false };
    }
    const reading = this.#readings.has(saying) ? this.#readings.get(saying) : readingOf(scene, bearing);
    this.#readings.set(saying, reading);
    if (reading === undefined) return { parts: [], shown: true };
    const closed = closedResources(scene.action, scene.layer);
    const { added, doubts } = findingsIn(reading, scene.kind.domain, bearing.targets, closed, this.#effort);
    for (const doubt of doubts) this.#note(one, doubt);
    const found = added.map((each) => this.#partOf({ scene, actions }, one, reading, each));
    return { parts: found.flatMap((part) => part ?? []), shown: !found.includes(undefined) };
  }

  /** Undefined: no request was found that shows it, which there may be with another action. */
  #partOf({ scene, actions }: SharedScene, one: Sided, reading: Reading, found: NewCondition): RawPart | undefined {
    const { set, when, places } = found;
    const resources = newResources(reading, places);
    const id = JSON.stringify([resources, when]);
    const all = this.added.get(one) ?? new Map<string, RawPart>();
    const known = all.get(id);
    if (known !== undefined) return known;
    const witness = witnessFor(this.#replay, { scene, prepared: reading.prepared, set, places });
    if (witness === undefined) {
      this.#note(one, NOT_SHOWN);
      return undefined;
    }
    const part = { actions: new Set(actions), resources, when, witness };
    this.added.set(one, all.set(id, part));
    return part;
  }

  #note(one: Sided, doubt: Assumption): void {
    const known = this.doubts.get(one);
    if (known === undefined) this.doubts.set(one, [doubt]);
    else known.push(doubt);
  }
}

const NOT_SHOWN: Assumption = { rule: 71, text: 'no single request was found that shows the new access' };

function told(
  statements: readonly Sided[],
  groups: readonly ActionClass[],
  { added, doubts }: Pick<Search, 'added' | 'doubts'>,
): Implication {
  const nameOf = ({ policy, index, statement: { sid } }: Sided) => ({
    policy,
    statementIndex: index,
    ...(sid === undefined ? {} : { statementId: sid }),
  });
  const access = statements.flatMap((one): NewAccess[] => {
    const parts = added.get(one);
    if (parts === undefined) return [];
    const named = groups.flatMap((group) => (group.named.has(one) ? group.actions : []));
    return [{ ...nameOf(one), parts: partsOf(one, parts.values(), named), mayBeMore: distinct(doubts.get(one) ?? []) }];
  });
  const undecided = statements.flatMap((one): Undecided[] => {
    const reasons = doubts.get(one);
    return reasons === undefined || added.has(one) ? [] : [{ ...nameOf(one), reasons: distinct(reasons) }];
  });
  if (access.length > 0) return { kind: 'new', access, undecided };
  return undecided.length > 0 ? { kind: 'unknown', undecided } : { kind: 'implied' };
}
