import { gatheringFor } from '../analyse.ts';
import type { Truth } from '../predicates.ts';
import { isAsked } from '../routes.ts';
import { SpaceBuilder } from '../space.ts';
import { type BlockDecision, combinationKeys, decide, isShut, type Made, type Sides } from './block-decision.ts';
import { CommonSpace, joinedKeys, type KeySet } from './common-space.ts';
import { type Frame, ODD, pairIn, questionIn, SHUT, situationIn } from './condition-classes.ts';
import { Pairing } from './pairing.ts';
import { Profiles } from './profiles.ts';
import { borderOf, type ResourceReading, ResourceSide } from './resource-side.ts';
import { Rows } from './rows.ts';
import { type Said, Sights } from './sights.ts';

/** The policies of a target as one class of callers sees them, with an example. */
interface SideSight {
  readonly reading: ResourceReading | undefined;
  keys?: KeySet;
  rows?: number;
}

/** Numbers of what each layer says to a pair, and of what is neither layer nor policy; with one of its pairs. */
interface Block {
  readonly parts: readonly number[];
  readonly caller: number;
  readonly target: number;
}

/** Of more kinds of callers than this, what is shut is not remembered for all that are alike. */
const LIKENESSES = 256;

/** Who stands for all pairs of a profile. */
type Example = Pick<Block, 'caller' | 'target'>;

/**
 * All pairs of callers and targets of one kind. Pairs that no document tells apart, nor anything beside the documents, are one block,
 * which is decided once. First every pair is asked for its block, then `close` is called, then blocks are decided. Source: ADR 26.
 */
export class KindBlocks {
  readonly #frame: Frame;
  readonly #sights: Sights;
  readonly #profiles: Profiles;
  readonly #space = new CommonSpace();
  readonly #sides: ResourceSide[] = [];
  readonly #sideSights = new Map<number, SideSight>();
  readonly #examples = new Map<number, Example>();
  readonly #profileKeys = new Map<number, KeySet | undefined>();
  readonly #shut = new Map<number, boolean>();
  /** For each target, which likenesses of callers it shuts out. */
  readonly #shutOut: Uint8Array[] = [];
  readonly #numbers = new Pairing();
  readonly #blocks = new Map<number, Block>();
  readonly #decisions = new Map<number, BlockDecision | undefined>();
  readonly #bySides = new Map<string, BlockDecision | undefined>();
  readonly #made = new Map<string, Made>();
  readonly #throughEndpoints = new Map<string, boolean>();
  #rows: Rows | undefined;

  constructor(frame: Frame) {
    this.#frame = frame;
    this.#sights = new Sights(frame);
    this.#profiles = new Profiles(frame);
  }

  /** The block of a pair; SHUT where nothing can be granted, ODD where it has to be asked by itself. */
  blockOf(caller: number, target: number): number {
    if (this.#isKnownShut(caller, target)) return SHUT;
    const around = this.#sights.aroundCaller(caller);
    const side = this.#sideOf(caller, target, around.boundary);
    const profile = this.#profileOf(caller, target);
    if (this.#isShut(side, profile, caller, target)) return SHUT;
    const parts = [
      this.#sights.listOf(around.identity, caller, target),
      this.#sights.listOf(around.permissionsBoundary, caller, target),
      this.#sights.listOf(around.session, caller, target),
      this.#sights.levelsOf(around.scp, caller, target),
      this.#sights.levelsOf(this.#sights.rcpsAround(caller, target), caller, target),
      side,
      profile,
    ];
    if (parts.includes(ODD)) return ODD;
    let block = 0;
    for (const part of parts) block = this.#numbers.of(block, part);
    if (!this.#blocks.has(block)) this.#blocks.set(block, { parts, caller, target });
    return block;
  }

  /** Can nothing be granted to the caller, whatever the policies on its own side say? */
  isShut(caller: number, target: number): boolean {
    const side = this.#sideOf(caller, target, this.#sights.aroundCaller(caller).boundary);
    return this.#isShut(side, this.#profileOf(caller, target), caller, target);
  }

  /** How many there are, and how many of them were decided in their own way. */
  get count(): { readonly blocks: number; readonly decided: number } {
    return { blocks: this.#blocks.size, decided: this.#bySides.size };
  }

  /** Once every pair has its block: builds the space. Nothing can be added to it. */
  close(): void {
    this.#sights.readInto(this.#space);
    for (const sight of this.#sideSights.values()) {
      const keys = sight.reading && this.#space.take(sight.reading.builder);
      if (keys !== undefined) sight.keys = keys;
    }
    for (const [profile, example] of this.#examples) {
      const pair = pairIn(this.#frame, example.caller, example.target);
      this.#profileKeys.set(profile, this.#space.take(combinationKeys(this.#frame, pair)));
    }
    this.#space.build();
    this.#rows = new Rows(this.#frame.kind.actions.length);
  }

  /** Undefined: the pairs of the block have to be asked each by itself. */
  decision(number: number): BlockDecision | undefined {
    if (this.#decisions.has(number)) return this.#decisions.get(number);
    const block = this.#blocks.get(number);
    const rows = this.#rows;
    if (block === undefined || rows === undefined) throw new Error('a block is decided once all pairs have theirs');
    const found = this.#decide(block, rows);
    this.#decisions.set(number, found);
    return found;
  }

  #decide(block: Block, rows: Rows): BlockDecision | undefined {
    const [identity = 0, boundary = 0, passed = 0, scp = 0, rcp = 0, side = 0, profile = 0] = block.parts;
    const own = [identity, boundary, passed].map((list) => this.#sights.saidIn(list, this.#space, rows));
    const [permissionsBoundary, session] = [own[1], own[2]];
    const levels = [scp, rcp].map((list) => this.#sights.saidInLevels(list, this.#space, rows));
    const resource = this.#saidAtSide(side, rows);
    const keys = [...own, ...levels.flat(), resource].reduce(
      (all: KeySet | undefined, said) => all && said && joinedKeys(all, said.keys),
      this.#profileKeys.get(profile),
    );
    if (keys === undefined) return undefined;
    const numberOf = (said: Said | undefined): number => said?.rows ?? rows.silent;
    const sides: Sides = {
      identity: numberOf(own[0]),
      permissionsBoundary: numberOf(permissionsBoundary),
      session: numberOf(session),
      scp: (levels[0] ?? []).map(numberOf),
      rcp: (levels[1] ?? []).map(numberOf),
      resource: numberOf(resource),
    };
    return this.#decidedOnce(block, sides, keys, rows);
  }

  /** Blocks whose documents come to the same are decided together. */
  #decidedOnce(block: Block, sides: Sides, keys: KeySet, rows: Rows): BlockDecision | undefined {
    const space = this.#space.view(keys);
    if (space === undefined) return undefined;
    const alike = `${block.parts[6]} ${this.#space.nameOf(keys)}`;
    const id = `${JSON.stringify(sides)} ${alike}`;
    if (this.#bySides.has(id)) return this.#bySides.get(id);
    if (this.#goesThroughEndpoints(block, keys)) {
      this.#bySides.set(id, undefined);
      return undefined;
    }
    const made: Made = this.#made.get(alike) ?? new Map();
    this.#made.set(alike, made);
    const decision = decide(this.#frame, rows, sides, space, made, pairIn(this.#frame, block.caller, block.target));
    this.#bySides.set(id, decision);
    return decision;
  }

  #saidAtSide(number: number, rows: Rows): Said | undefined {
    const sight = this.#sideSights.get(number);
    const view = sight?.keys && this.#space.view(sight.keys);
    if (sight?.reading === undefined || sight.keys === undefined || view === undefined) return undefined;
    sight.rows ??= rows.ofResource(view, sight.reading);
    return { rows: sight.rows, keys: sight.keys };
  }

  /** Which of the endpoints of a snapshot a request may come through is not shared. */
  #goesThroughEndpoints(block: Block, { numbers }: KeySet): boolean {
    const asks = numbers.has('aws:sourcevpce') || numbers.has('aws:sourcevpc');
    const id = `${block.parts[6]} ${asks}`;
    const known = this.#throughEndpoints.get(id) ?? this.#mayPassEndpoints(block, asks);
    this.#throughEndpoints.set(id, known);
    return known;
  }

  #mayPassEndpoints({ caller, target }: Block, asks: boolean): boolean {
    const situation = situationIn(this.#frame, caller, target);
    // other pairs of the block may have policies, of other services, that speak of endpoints
    if (situation.facts.accessPointVpc !== undefined || situation.facts.privateApi === true) return true;
    if ((situation.policies.endpoints ?? []).length === 0) return false;
    if (asks) return true;
    const pair = pairIn(this.#frame, caller, target);
    const question = questionIn(this.#frame, pair.caller, pair.target, this.#frame.kind.actions[0]);
    return isAsked(gatheringFor(this.#frame.environment, question, new SpaceBuilder()), situation);
  }

  #isShut(side: number, profile: number, callerIndex: number, targetIndex: number): boolean {
    const pair = pairIn(this.#frame, callerIndex, targetIndex);
    if (borderOf(pair.caller, pair.target) === 'same') return false;
    const sayings = this.#sideSights.get(side)?.reading?.sayings;
    if (sayings === undefined || sayings.some(({ allow, complete }) => allow.length > 0 || !complete)) return false;
    const known = this.#shut.get(profile) ?? isShut(this.#frame, pair);
    this.#shut.set(profile, known);
    if (known) this.#noteShut(callerIndex, targetIndex);
    return known;
  }

  /** Targets without policies shut out whole accounts: what was found for one caller holds for all that are alike. */
  #noteShut(caller: number, target: number): void {
    if (this.#sides[target]?.hasPolicies === true || this.#profiles.ofTarget(caller, target).isPersonal) return;
    const known = this.#shutOut[target] ?? new Uint8Array(LIKENESSES);
    this.#shutOut[target] = known;
    const alike = this.#profiles.ofCaller(caller);
    if (alike < LIKENESSES) known[alike] = 1;
  }

  #isKnownShut(caller: number, target: number): boolean {
    const known = this.#shutOut[target];
    if (known === undefined || known[this.#profiles.ofCaller(caller)] !== 1) return false;
    const pair = pairIn(this.#frame, caller, target);
    return !('account' in pair.caller.principal) || pair.caller.principal.account !== pair.target.account;
  }

  #sideOf(caller: number, target: number, boundary: Truth): number {
    const side = this.#sides[target] ?? new ResourceSide(this.#frame, target);
    this.#sides[target] = side;
    const number = side.callerClass(caller, boundary);
    if (number !== ODD && !this.#sideSights.has(number)) this.#sideSights.set(number, { reading: side.read(caller) });
    return number;
  }

  #profileOf(caller: number, target: number): number {
    const number = this.#profiles.of(caller, target);
    if (!this.#examples.has(number)) this.#examples.set(number, { caller, target });
    return number;
  }
}
