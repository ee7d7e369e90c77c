import type { Limit, Verdict } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import type { Condition, StatementRef } from '../domain/policy.ts';
import { type Authorisation, decided, type Outcome, outcomeOf } from './edited.ts';
import type { Edit, Placed } from './edits.ts';
import type { Replay } from './engine-options.ts';
import { minimalSets } from './minimal-sets.ts';
import { exceptionFor, granting, opening, reaching } from './universe.ts';

/** Some of a kind, smallest first; `complete`: there are no others. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
}

/** Allow statements that suffice together; every proper subset leaves the call denied, or open under fewer conditions than asked for. */
export interface Reason {
  readonly statements: readonly StatementRef[];
  readonly when: Formula;
}

/** Edits that turn a verdict round together, no proper subset of which does, and what the call comes to then. */
export interface Flip {
  readonly edits: readonly Edit[];
  readonly verdict: Verdict;
  readonly when: Formula;
  /** Instead of removing its denials of others' policies: the condition under which they spare this principal alone. */
  readonly except?: Condition;
}

export interface DecidingSets {
  /** Of an allowed call: sets that allow every ordinary request. Of a conditional one: sets that allow some, each with its condition. */
  readonly reasons: Listed<Reason>;
  /** Of a denied call: sets of obstacles, each of which alone denies every ordinary request. An obstacle is the edit that removes it. */
  readonly blocks: Listed<readonly Edit[]>;
  /** Of a denied call: edits after which some ordinary request is allowed; of a conditional one: every one. */
  readonly toAllow: Listed<Flip>;
  /** Of an allowed or conditional call: Allow statements of identity and resource policies without which all is denied. */
  readonly toDeny: Listed<Flip>;
  /** Of a denied call that no edit allows: the documented border that stops it, where there is one. */
  readonly limit?: Limit;
}

/** How many sets of a kind are told. */
const TOLD = 5;

/**
 * What decides a call, as minimal sets over its statements. Exact by asking the engine again with edited policies;
 * every set that allows or denies is shown by a request that the reference interpreter decides alike, or is not told at all.
 */
export function decidingSets(parts: readonly Authorisation[], replay: Replay): DecidingSets {
  const now = outcomeOf(parts, []);
  if (now.verdict === 'unknown') return NONE;
  const search = new Search(parts, replay);
  switch (now.verdict) {
    case 'allowed':
      return { ...NONE, reasons: search.reasons(now, 'always'), toDeny: search.toDeny() };
    case 'conditional':
      return {
        ...NONE,
        reasons: search.reasons(now, 'sometimes'),
        toAllow: search.opening('always').toAllow,
        toDeny: search.toDeny(),
      };
    case 'denied':
      return { ...NONE, ...search.opening('sometimes') };
  }
}

const NOTHING = { items: [], complete: true } as const;
/** Of an unknown call nothing is told. */
const NONE: DecidingSets = { reasons: NOTHING, blocks: NOTHING, toAllow: NOTHING, toDeny: NOTHING };

class Search {
  readonly #parts: readonly Authorisation[];
  readonly #replay: Replay;
  readonly #decisions: ReturnType<typeof decided>[];

  constructor(parts: readonly Authorisation[], replay: Replay) {
    this.#parts = parts;
    this.#replay = replay;
    this.#decisions = parts.map((one, part) => decided(one, [], part));
  }

  /** Which of the Allow statements suffice, all others taken away. */
  reasons(now: Outcome, wanted: 'always' | 'sometimes'): Listed<Reason> {
    const all = reaching(this.#decisions, 'Allow');
    const others = (kept: readonly Placed[]): readonly Edit[] =>
      all.filter((one) => !kept.includes(one)).map((one) => ({ kind: 'removeAllow', ...one }));
    const found = minimalSets(all, (kept) => outcomeOf(this.#parts, others(kept))[wanted], TOLD);
    const items = found.sufficient.flatMap((kept): Reason[] => {
      const outcome = kept.length === all.length ? now : outcomeOf(this.#parts, others(kept));
      return this.#isAllowed(outcome) ? [{ statements: kept.map((one) => one.ref), when: outcome.when }] : [];
    });
    return { items, complete: found.complete && items.length === found.sufficient.length };
  }

  opening(wanted: 'always' | 'sometimes'): Pick<DecidingSets, 'blocks' | 'toAllow' | 'limit'> {
    const all = opening(this.#parts, this.#decisions);
    const found = minimalSets(all, (edits) => outcomeOf(this.#parts, edits)[wanted], TOLD);
    const limit = found.sufficient.length === 0 ? this.#limit(all) : undefined;
    const items = found.sufficient.flatMap((edits) => this.#opened(edits));
    return {
      blocks: { items: found.blocking, complete: found.complete },
      toAllow: {
        items,
        complete: found.complete && !this.#stoppedOnTheWay() && items.length === found.sufficient.length,
      },
      ...(limit === undefined ? {} : { limit }),
    };
  }

  /** No edit here widens the policy of an endpoint that a request may come through. */
  #stoppedOnTheWay(): boolean {
    return this.#decisions.some(({ action }) => action.besideRoutes.upper !== action.allowed.upper);
  }

  /** What still stops the call when every edit is made. */
  #limit(edits: readonly Edit[]): Limit | undefined {
    const decisions = outcomeOf(this.#parts, edits).requests.map((request) => this.#replay(request));
    return decisions.flatMap((one) => (one.kind === 'implicitlyDenied' ? (one.limit ?? []) : []))[0];
  }

  #opened(edits: readonly Edit[]): readonly Flip[] {
    const outcome = outcomeOf(this.#parts, edits);
    if (!this.#isAllowed(outcome)) return [];
    const except = this.#exception(edits, outcome);
    const flip: Flip = { edits, verdict: outcome.verdict, when: outcome.when };
    return [except === undefined ? flip : { ...flip, except }];
  }

  /** Denials of guardrails and resources speak of many; where it comes to the same, they need to spare this caller only. */
  #exception(edits: readonly Edit[], outcome: Outcome): Condition | undefined {
    const caller = this.#parts[0]?.caller;
    const except = caller === undefined ? undefined : exceptionFor(caller);
    if (except === undefined || !edits.some(isShared)) return undefined;
    const narrower = edits.map((edit): Edit => (isShared(edit) ? { ...edit, kind: 'narrowDeny', except } : edit));
    const then = outcomeOf(this.#parts, narrower);
    const same = then.verdict === outcome.verdict && JSON.stringify(then.when) === JSON.stringify(outcome.when);
    return same && this.#isAllowed(then) ? except : undefined;
  }

  toDeny(): Listed<Flip> {
    // what another account grants its own principals is assumed, and not ours to change
    const assumed = this.#parts.some(({ caller }) => caller.foreign !== undefined);
    const removals = granting(this.#decisions)
      .filter(({ ref }) => !assumed || ref.layer !== 'identity')
      .map((one): Edit => ({ kind: 'removeAllow', ...one }));
    const found = minimalSets(removals, (edits) => outcomeOf(this.#parts, edits).never, TOLD);
    const items = found.sufficient.flatMap((edits): Flip[] => {
      const { verdict, when, requests } = outcomeOf(this.#parts, edits);
      const denied = requests.some((request) => /Denied$/.test(this.#replay(request).kind));
      return denied ? [{ edits, verdict, when }] : [];
    });
    return { items, complete: found.complete && items.length === found.sufficient.length };
  }

  #isAllowed({ requests }: Outcome): boolean {
    return requests.length === this.#parts.length && requests.every((one) => this.#replay(one).kind === 'allowed');
  }
}

const SHARED = new Set(['scp', 'rcp', 'resource', 'vpcEndpoint']);
const isShared = (edit: Edit): edit is Extract<Edit, { readonly kind: 'removeDeny' | 'removeAllow' }> =>
  edit.kind === 'removeDeny' && SHARED.has(edit.ref.layer);
