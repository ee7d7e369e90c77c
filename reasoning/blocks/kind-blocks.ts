import { gatheringFor } from '../analyse.ts';
import { isAsked } from '../routes.ts';
import { SpaceBuilder } from '../space.ts';
import { type BlockDecision, BlockDecisions, combinationKeys, isShut, type Sides } from './block-decision.ts';
import { CommonSpace, type KeySet } from './common-space.ts';
import { type Frame, ODD, pairIn, questionIn, SHUT, situationIn } from './frame.ts';
import { Pairing } from './pairing.ts';
import { Profiles } from './profiles.ts';
import { type ResourceReading, ResourceSide } from './resource-side.ts';
import { Rows } from './rows.ts';
import { type Said, Sights } from './sights.ts';

/** The policies of a target as one class of callers sees them. */
interface SideSight {
  readonly reading: ResourceReading | undefined;
  /** They speak of nobody in the class, and nothing of them is unread. */
  readonly isSilent: boolean;
  keys?: KeySet;
  rows?: number;
}

/** Numbers of what each layer says to a pair, and of what is neither layer nor policy. */
interface Parts {
  readonly identity: number;
  readonly permissionsBoundary: number;
  readonly session: number;
  readonly scp: number;
  readonly rcp: number;
  readonly side: number;
  readonly profile: number;
}

/** Who stands for all pairs of a block, or of a profile. */
interface Example {
  readonly caller: number;
  readonly target: number;
}

/**
 * All pairs of callers and targets of one kind. Pairs that no document tells apart, nor anything beside the documents, are one block,
 * which is decided once. First every target is asked for its blocks, then `close` is called, then blocks are decided. Source: ADR 26.
 */
export class KindBlocks {
  readonly #frame: Frame;
  readonly #sights: Sights;
  readonly #profiles: Profiles;
  readonly #space = new CommonSpace();
  readonly #sideSights: SideSight[] = [];
  /** By profile. */
  readonly #examples: Example[] = [];
  readonly #profileKeys: (KeySet | undefined)[] = [];
  readonly #shut: boolean[] = [];
  readonly #lists = new Pairing();
  readonly #blocks = new Pairing();
  readonly #callers: number[] = [0];
  readonly #targets: number[] = [0];
  readonly #decisions: (BlockDecision | 'alone')[] = [];
  readonly #sides = new Pairing();
  readonly #alike = new Pairing();
  /** What comes to the same: blocks alike, and what their documents say. */
  readonly #sayings = new Pairing();
  readonly #bySaying: (BlockDecision | 'alone')[] = [];
  readonly #made = new Map<number, BlockDecisions>();
  readonly #throughEndpoints = new Map<string, boolean>();
  #rows: Rows | undefined;

  constructor(frame: Frame) {
    this.#frame = frame;
    this.#sights = new Sights(frame);
    this.#profiles = new Profiles(frame);
  }

  /** The block of each caller with a target; SHUT where nothing can be granted, ODD where it has to be asked by itself. */
  blocksOf(target: number): Int32Array {
    const sides = this.#sidesOf(target);
    const shut = this.#shutIn(sides, target);
    return sides.map((side, caller) => (shut[caller] === 1 ? SHUT : this.#blockOf(caller, target, side)));
  }

  /** How many there are, and how many of them were decided in their own way. */
  get count(): { readonly blocks: number; readonly decided: number } {
    return { blocks: this.#blocks.size - 1, decided: this.#sayings.size - 1 };
  }

  /** Once every pair has its block: builds the space. Nothing can be added to it. */
  close(): void {
    this.#sights.readInto(this.#space);
    for (const sight of this.#sideSights) {
      const keys = sight?.reading && this.#space.take(sight.reading.builder);
      if (keys !== undefined) sight.keys = keys;
    }
    this.#examples.forEach(({ caller, target }, profile) => {
      this.#profileKeys[profile] = this.#space.take(combinationKeys(this.#frame, pairIn(this.#frame, caller, target)));
    });
    this.#space.build();
    this.#rows = new Rows(this.#frame.kind.actions.length);
  }

  /** `alone`: the pairs of the block have to be asked each by itself. */
  decision(number: number): BlockDecision | 'alone' {
    const rows = this.#rows;
    if (rows === undefined) throw new Error('a block is decided once all pairs have theirs');
    const found = this.#decisions[number] ?? this.#decide(number, rows);
    this.#decisions[number] = found;
    return found;
  }

  #blockOf(caller: number, target: number, side: number): number {
    const { identity, permissionsBoundary, session, scp } = this.#sights.aroundCaller(caller);
    const rcp = this.#sights.rcpsAround(caller, target);
    let list = 0;
    for (const documents of [identity, permissionsBoundary, session]) {
      const part = this.#sights.listOf(documents, caller, target);
      if (part === ODD) return ODD;
      list = this.#lists.of(list, part);
    }
    for (const levels of [scp, rcp]) {
      const part = this.#sights.levelsOf(levels, caller, target);
      if (part === ODD) return ODD;
      list = this.#lists.of(list, part);
    }
    if (side === ODD) return ODD;
    const profile = this.#profiles.of(caller, target);
    const block = this.#blocks.of(this.#lists.of(list, side), profile);
    if (block === this.#callers.length) {
      this.#callers.push(caller);
      this.#targets.push(target);
      this.#examples[profile] ??= { caller, target };
    }
    return block;
  }

  #partsOf(block: number): Parts {
    const own = this.#blocks.first(block);
    const rcps = this.#lists.first(own);
    const scps = this.#lists.first(rcps);
    const sessions = this.#lists.first(scps);
    const boundaries = this.#lists.first(sessions);
    return {
      identity: this.#lists.second(this.#lists.first(boundaries)),
      permissionsBoundary: this.#lists.second(boundaries),
      session: this.#lists.second(sessions),
      scp: this.#lists.second(scps),
      rcp: this.#lists.second(rcps),
      side: this.#lists.second(own),
      profile: this.#blocks.second(block),
    };
  }

  #decide(block: number, rows: Rows): BlockDecision | 'alone' {
    const parts = this.#partsOf(block);
    const { profile } = parts;
    const [identity, permissionsBoundary, session] = [parts.identity, parts.permissionsBoundary, parts.session].map(
      (list) => this.#sights.saidIn(list, this.#space, rows),
    );
    const scp = this.#sights.saidInLevels(parts.scp, this.#space, rows);
    const rcp = this.#sights.saidInLevels(parts.rcp, this.#space, rows);
    const resource = this.#saidAtSide(parts.side, rows);
    if (identity === undefined || permissionsBoundary === undefined || session === undefined) return 'alone';
    if (scp === undefined || rcp === undefined || resource === undefined) return 'alone';
    let keys = this.#profileKeys[profile];
    for (const said of [identity, permissionsBoundary, session, scp, rcp, resource])
      keys = keys && this.#space.join(keys, said.keys);
    if (keys === undefined) return 'alone';
    const sides: Sides = {
      identity: identity.rows,
      permissionsBoundary: permissionsBoundary.rows,
      session: session.rows,
      scp: scp.rows,
      rcp: rcp.rows,
      resource: resource.rows,
    };
    return this.#decidedOnce(block, profile, sides, keys, rows);
  }

  /** Blocks whose documents come to the same are decided together. */
  #decidedOnce(block: number, profile: number, sides: Sides, keys: KeySet, rows: Rows): BlockDecision | 'alone' {
    const alike = this.#alike.of(profile, keys.number);
    const saying = this.#sayings.of(alike, this.#numberOf(sides));
    const found = this.#bySaying[saying] ?? this.#decideOne(block, alike, sides, keys, rows);
    this.#bySaying[saying] = found;
    return found;
  }

  #decideOne(block: number, alike: number, sides: Sides, keys: KeySet, rows: Rows): BlockDecision | 'alone' {
    const space = this.#space.view(keys);
    if (space === undefined || this.#goesThroughEndpoints(block, keys)) return 'alone';
    const made = this.#made.get(alike) ?? new BlockDecisions(this.#frame, space);
    this.#made.set(alike, made);
    return made.of(pairIn(this.#frame, this.#callers[block] ?? 0, this.#targets[block] ?? 0), rows, sides);
  }

  #numberOf({ identity, permissionsBoundary, session, scp, rcp, resource }: Sides): number {
    let number = this.#sides.of(this.#sides.of(0, resource), scp.length);
    for (const rows of [...scp, ...rcp, session, permissionsBoundary, identity]) number = this.#sides.of(number, rows);
    return number;
  }

  #saidAtSide(number: number, rows: Rows): Said | undefined {
    const sight = this.#sideSights[number];
    const view = sight?.keys && this.#space.view(sight.keys);
    if (sight?.reading === undefined || sight.keys === undefined || view === undefined) return undefined;
    sight.rows ??= rows.ofResource(view, sight.reading);
    return { rows: sight.rows, keys: sight.keys };
  }

  /** Which of the endpoints of a snapshot a request may come through is not shared. */
  #goesThroughEndpoints(block: number, { numbers }: KeySet): boolean {
    const asks = numbers.has('aws:sourcevpce') || numbers.has('aws:sourcevpc');
    const id = `${this.#blocks.second(block)} ${asks}`;
    const known = this.#throughEndpoints.get(id) ?? this.#mayPassEndpoints(block, asks);
    this.#throughEndpoints.set(id, known);
    return known;
  }

  #mayPassEndpoints(block: number, asks: boolean): boolean {
    const [caller, target] = [this.#callers[block] ?? 0, this.#targets[block] ?? 0];
    const situation = situationIn(this.#frame, caller, target);
    // other pairs of the block may have policies, of other services, that speak of endpoints
    if (situation.facts.accessPointVpc !== undefined || situation.facts.privateApi === true) return true;
    if ((situation.policies.endpoints ?? []).length === 0) return false;
    if (asks) return true;
    const pair = pairIn(this.#frame, caller, target);
    const question = questionIn(this.#frame, pair.caller, pair.target, this.#frame.kind.actions[0]);
    return isAsked(gatheringFor(this.#frame.environment, question, new SpaceBuilder()), situation);
  }

  #shutIn(sides: Int32Array, target: number): Uint8Array {
    return Uint8Array.from(sides, (side, caller) => {
      if (this.#sideSights[side]?.isSilent !== true || this.#profiles.isOwn(caller, target)) return 0;
      const profile = this.#profiles.of(caller, target);
      const known = this.#shut[profile] ?? isShut(this.#frame, pairIn(this.#frame, caller, target));
      this.#shut[profile] = known;
      return known ? 1 : 0;
    });
  }

  #sidesOf(target: number): Int32Array {
    const side = new ResourceSide(this.#frame, target);
    const numbers = side.callerClasses((caller) => this.#sights.aroundCaller(caller).boundary);
    numbers.forEach((number, caller) => {
      if (number !== ODD) this.#sideSights[number] ??= sightOf(side.read(caller));
    });
    return numbers;
  }
}

const sightOf = (reading: ResourceReading | undefined): SideSight => ({
  reading,
  isSilent: reading?.sayings.every(({ allow, complete }) => allow.length === 0 && complete) ?? false,
});
