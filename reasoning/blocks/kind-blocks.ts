import { type BlockDecision, BlockDecisions, combinationKeys, type Sides } from './block-decision.ts';
import { byLook, type Cell, Cells } from './cells.ts';
import { Column } from './columns.ts';
import { Combinations } from './combinations.ts';
import type { KeySet } from './common-space.ts';
import { type Condensed, Condenser } from './condensed.ts';
import type { Levels } from './documents-around.ts';
import {
  aroundCaller,
  type Frame,
  type LeftOfCallers,
  listLeft,
  ODD,
  pairIn,
  positionIn,
  SHUT,
  TRUTHS,
} from './frame.ts';
import { Meanings } from './meanings.ts';
import { Pairing } from './pairing.ts';
import { Profiles } from './profiles.ts';
import { ResourceSide } from './resource-side.ts';
import { Shapes } from './shapes.ts';
import { type AskedTarget, type Seen, Sights } from './sights.ts';
import { ThroughEndpoints } from './through-endpoints.ts';

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
 * which is decided once. First every target is asked for its column, then `close` is called, then blocks are decided. Source: ADR 26.
 */
export class KindBlocks {
  readonly #frame: Frame;
  readonly #meanings: Meanings;
  readonly #shapes: Shapes;
  readonly #profiles: Profiles;
  readonly #sights: Sights;
  /** What of each caller tells beside documents, and whether it has a boundary. */
  readonly #looks: Int32Array;
  /** Ordinary callers by that. */
  readonly #looking: readonly (readonly number[])[];
  readonly #cells = new Map<Levels, Cells>();
  readonly #condenser = new Condenser(SHUT);
  /** By profile. */
  readonly #examples: Example[] = [];
  readonly #profileKeys: (KeySet | undefined)[] = [];
  readonly #lists = new Pairing();
  readonly #blocks = new Pairing();
  readonly #callers: number[] = [0];
  readonly #targets: number[] = [0];
  /** How many pairs are in each block. */
  readonly #pairs: number[] = [0];
  #odd = 0;
  readonly #decisions: (BlockDecision | 'alone')[] = [];
  readonly #sides = new Pairing();
  readonly #alike = new Pairing();
  /** What comes to the same: blocks alike, and what their documents say. */
  readonly #sayings = new Pairing();
  readonly #bySaying: (BlockDecision | 'alone')[] = [];
  readonly #made: BlockDecisions;
  /** By profile, and by how many levels of guardrails there are. */
  readonly #combinations = new Map<number, Combinations>();
  readonly #throughEndpoints: ThroughEndpoints;
  #isClosed = false;

  constructor(frame: Frame) {
    this.#frame = frame;
    this.#meanings = new Meanings(frame);
    this.#made = new BlockDecisions(frame, this.#meanings.space, this.#meanings.rows);
    this.#throughEndpoints = new ThroughEndpoints(frame);
    this.#profiles = new Profiles(frame);
    this.#shapes = new Shapes(frame, this.#meanings, (caller) => this.#profiles.ofCaller(caller));
    const boundaries = Uint8Array.from(frame.callers, (_, caller) =>
      TRUTHS.indexOf(aroundCaller(frame, caller).boundary),
    );
    this.#sights = new Sights(frame, this.#profiles, this.#meanings, boundaries);
    const looks = new Pairing();
    this.#looks = Int32Array.from(boundaries, (boundary, caller) =>
      looks.of(this.#profiles.ofCaller(caller), boundary),
    );
    this.#looking = byLook(frame, this.#looks);
  }

  /** The block of each caller with a target. */
  columnOf(target: number): Column {
    const { crowd } = this.#frame.known;
    const side = new ResourceSide(this.#frame, target);
    const cells = this.#cellsUnder(this.#shapes.rcpsAround(target));
    const isPersonal = this.#isPersonal(target);
    const near = isPersonal ? crowd.allAccounts : side.accounts;
    const asked: AskedColumn = { target, side, cells, isPersonal, near: new Set(near) };
    return new Column(crowd, cells, {
      near: new Map(near.map((account) => [account, this.#nearBlocks(asked, account)])),
      special: side.left && { left: side.left, blocks: this.#specialBlocks(asked, side.left) },
      far: this.#farBlocks(asked),
      others: Int32Array.from(crowd.members[0] ?? [], (caller) => this.#counted(this.#blockOf(asked, caller), 1)),
    });
  }

  /** Tells all callers apart, some at each step, as columns that lie open to all of them do. */
  *readingCallers(): Generator<undefined> {
    for (let caller = 0; caller < this.#frame.callers.length; caller++) {
      this.#shapes.of(caller);
      if (caller % CALLERS_AT_ONCE === 0) yield;
    }
  }

  /** The same where there is one caller alone. */
  ofOnlyCaller(target: number): Pick<Column, 'blockOf'> {
    const block = this.#counted(this.#blockOf({ target, side: new ResourceSide(this.#frame, target) }, 0), 1);
    return { blockOf: () => block };
  }

  #cellsUnder(levels: Levels): Cells {
    const found = this.#cells.get(levels) ?? new Cells(this.#frame, this.#shapes, levels, this.#looks);
    this.#cells.set(levels, found);
    return found;
  }

  /** Does something beside policies tell callers of one account apart? */
  #isPersonal(target: number): boolean {
    const {
      known: { crowd },
      kind,
    } = this.#frame;
    const [own] = crowd.accountsAmong(compact([kind.targets[target]?.account]));
    const examples = crowd.allAccounts.filter((account) => account !== own).slice(0, 1);
    return [...compact([own]), ...examples].some((account) =>
      this.#profiles.isPersonal(crowd.members[account]?.[0] ?? 0, target),
    );
  }

  /** Of the callers of one account: whom neither their cell nor a policy tells apart have one block. */
  #nearBlocks(asked: AskedColumn, account: number): Int32Array {
    const { side, isPersonal } = asked;
    const known = new Map<number, number>();
    const members = this.#frame.known.crowd.members[account] ?? [];
    const blocks = new Int32Array(members.length);
    for (let at = 0; at < members.length; at++) {
      const caller = members[at] ?? 0;
      const isShared = !isPersonal && !side.named.has(caller);
      blocks[at] = this.#counted(isShared ? this.#sharedIn(asked, caller, known) : this.#blockOf(asked, caller), 1);
    }
    return blocks;
  }

  /** Of callers of other accounts of whom conditions of policies leave something unusual. */
  #specialBlocks(asked: AskedColumn, { others }: LeftOfCallers): Int32Array {
    const { accounts } = this.#frame.known.crowd;
    const known = new Map<number, number>();
    const blocks = new Int32Array(others.length);
    for (let at = 0; at < others.length; at++) {
      const caller = others[at] ?? 0;
      const account = accounts[caller] ?? 0;
      const isNear = account === 0 || asked.near.has(account);
      blocks[at] = isNear ? SHUT : this.#counted(this.#sharedIn(asked, caller, known), 1);
    }
    return blocks;
  }

  /** The block of all callers of a cell of whom conditions of policies leave the same. */
  #sharedIn(asked: AskedColumn, caller: number, known: Map<number, number>): number {
    const { side, cells } = asked;
    // there are no more cells than callers
    const name = (listLeft(side.left, caller) - ODD) * this.#frame.callers.length + cells.of(caller);
    const found = known.get(name) ?? this.#blockOf(asked, caller);
    known.set(name, found);
    return found;
  }

  /** Of the callers of all other accounts, by cell. */
  #farBlocks(asked: AskedColumn): Condensed | undefined {
    const { accounts } = this.#frame.known.crowd;
    const { target, cells, near, side } = asked;
    const isFar = (caller: number): boolean =>
      !near.has(accounts[caller] ?? 0) && (side.left === undefined || positionIn(side.left, caller) === -1);
    let far: Far | undefined;
    for (const [look, members] of this.#looking.entries()) {
      const example = members.find(isFar);
      const seen = example === undefined ? undefined : this.#sights.from(asked, example);
      if (seen === undefined) continue;
      far ??= {
        isFar,
        pairs: this.#farIn(asked),
        active: this.#shapes.activeOn(target),
        blocks: new Int32Array(cells.count).fill(SHUT),
      };
      this.#fillFace(asked, cells.looking(look), seen, far);
    }
    return far && this.#condenser.of(far.blocks);
  }

  /** How many callers of each cell are neither near nor special. */
  #farIn({ cells, near, side }: AskedColumn): Int32Array {
    const { accounts, members } = this.#frame.known.crowd;
    const counts = cells.sizes.slice();
    const without = (caller: number): void => {
      const cell = cells.of(caller);
      counts[cell] = (counts[cell] ?? 0) - 1;
    };
    for (const account of near) for (const caller of members[account] ?? []) without(caller);
    for (const caller of side.left?.others ?? []) {
      const account = accounts[caller] ?? 0;
      if (account !== 0 && !near.has(account)) without(caller);
    }
    return counts;
  }

  /** Cells of which no document says anything special about the target have one block. */
  #fillFace(asked: AskedColumn, face: Int32Array, seen: Seen, { isFar, pairs, active, blocks }: Far): void {
    const { cells } = asked;
    const known = new Map<number, number>();
    for (const number of face) {
      const count = pairs[number] ?? 0;
      if (count === 0) continue;
      const common = active[cells.shapeOf(number)] === 0 ? cells.commonOf(number) : undefined;
      const found = common === undefined ? undefined : known.get(common);
      const block = found ?? this.#blockSeen(asked, cells.members(number).find(isFar) ?? 0, cells.cell(number), seen);
      if (common !== undefined) known.set(common, block);
      blocks[number] = this.#counted(block, count);
    }
  }

  #counted(block: number, pairs: number): number {
    if (block === ODD) this.#odd += pairs;
    if (block > 0) this.#pairs[block] = (this.#pairs[block] ?? 0) + pairs;
    return block;
  }

  /** Of how many pairs each block is, and how many have to be asked each by itself. */
  get pairs(): { readonly odd: number; readonly ofBlocks: readonly number[] } {
    return { odd: this.#odd, ofBlocks: this.#pairs };
  }

  /** How many there are, and how many of them were decided in their own way. */
  get count(): { readonly blocks: number; readonly decided: number } {
    return { blocks: this.#blocks.size - 1, decided: this.#sayings.size - 1 };
  }

  /** Once every pair has its block: builds the space. Nothing can be added to it. */
  close(): void {
    const { space } = this.#meanings;
    this.#meanings.close(() =>
      this.#examples.forEach(({ caller, target }, profile) => {
        this.#profileKeys[profile] = space.take(combinationKeys(this.#frame, pairIn(this.#frame, caller, target)));
      }),
    );
    this.#isClosed = true;
  }

  /** `alone`: the pairs of the block have to be asked each by itself. */
  decision(number: number): BlockDecision | 'alone' {
    if (!this.#isClosed) throw new Error('a block is decided once all pairs have theirs');
    const found = this.#decisions[number] ?? this.#decide(number);
    this.#decisions[number] = found;
    return found;
  }

  #blockOf(asked: AskedTarget, caller: number): number {
    const seen = this.#sights.from(asked, caller);
    if (seen === undefined) return SHUT;
    const group = this.#shapes.groupUnder(this.#shapes.rcpsAround(asked.target), caller);
    const cell = { shape: this.#shapes.of(caller), group };
    return this.#blockSeen(asked, caller, cell, seen);
  }

  #blockSeen({ target }: AskedTarget, caller: number, { shape, group }: Cell, seen: Seen): number {
    if (seen.meaning === ODD) return ODD;
    const says = this.#shapes.saysOf(this.#shapes.shape(shape), target);
    const rcp = this.#shapes.levelsOf(this.#shapes.levelsSeen(group), target);
    if (says === ODD || rcp === ODD) return ODD;
    const { profile } = seen;
    const block = this.#blocks.of(this.#lists.of(this.#lists.of(says, rcp), seen.meaning), profile);
    if (block === this.#callers.length) {
      this.#callers.push(caller);
      this.#targets.push(target);
      this.#examples[profile] ??= { caller, target };
    }
    return block;
  }

  #partsOf(block: number): Parts {
    const own = this.#blocks.first(block);
    const around = this.#lists.first(own);
    return {
      ...this.#shapes.partsOf(this.#lists.first(around)),
      rcp: this.#lists.second(around),
      side: this.#lists.second(own),
      profile: this.#blocks.second(block),
    };
  }

  #decide(block: number): BlockDecision | 'alone' {
    const parts = this.#partsOf(block);
    const { profile } = parts;
    const meanings = this.#meanings;
    const [identity, permissionsBoundary, session] = [parts.identity, parts.permissionsBoundary, parts.session].map(
      (list) => meanings.saidIn(list),
    );
    const [scp, rcp] = [meanings.saidInLevels(parts.scp), meanings.saidInLevels(parts.rcp)];
    const resource = meanings.saidAtSide(parts.side);
    if (identity === undefined || permissionsBoundary === undefined || session === undefined) return 'alone';
    if (scp === undefined || rcp === undefined || resource === undefined) return 'alone';
    let keys = this.#profileKeys[profile];
    for (const said of [identity, permissionsBoundary, session, scp, rcp, resource])
      keys = keys && meanings.space.join(keys, said.keys);
    if (keys === undefined) return 'alone';
    const sides: Sides = {
      identity: identity.rows,
      permissionsBoundary: permissionsBoundary.rows,
      session: session.rows,
      scp: scp.rows,
      rcp: rcp.rows,
      resource: resource.rows,
    };
    return this.#decidedOnce(block, profile, sides, keys);
  }

  /** Blocks whose documents come to the same are decided together. */
  #decidedOnce(block: number, profile: number, sides: Sides, keys: KeySet): BlockDecision | 'alone' {
    const alike = this.#alike.of(profile, keys.number);
    const saying = this.#sayings.of(alike, this.#numberOf(sides));
    const found = this.#bySaying[saying] ?? this.#decideOne(block, sides, keys);
    this.#bySaying[saying] = found;
    return found;
  }

  #decideOne(block: number, sides: Sides, keys: KeySet): BlockDecision | 'alone' {
    const [caller, target] = [this.#callers[block] ?? 0, this.#targets[block] ?? 0];
    const profile = this.#blocks.second(block);
    const own = this.#profileKeys[profile];
    if (own === undefined || this.#throughEndpoints.mayMatter(profile, keys, caller, target)) return 'alone';
    const like = this.#alike.of(profile, this.#sides.of(sides.scp.length, sides.rcp.length));
    const combinations =
      this.#combinations.get(like) ?? new Combinations(this.#frame, like, pairIn(this.#frame, caller, target));
    this.#combinations.set(like, combinations);
    return this.#made.of({ sides, keys, own, combinations });
  }

  #numberOf({ identity, permissionsBoundary, session, scp, rcp, resource }: Sides): number {
    let number = this.#sides.of(this.#sides.of(0, resource), scp.length);
    for (const rows of [...scp, ...rcp, session, permissionsBoundary, identity]) number = this.#sides.of(number, rows);
    return number;
  }
}

/** A target whose column is asked for. */
interface AskedColumn extends AskedTarget {
  readonly cells: Cells;
  /** Something beside policies tells callers of one account apart. */
  readonly isPersonal: boolean;
  /** Accounts that the target tells from others. */
  readonly near: ReadonlySet<number>;
}

/** Callers of accounts that a target does not tell from others. */
interface Far {
  readonly isFar: (caller: number) => boolean;
  /** By cell, how many of them there are, */
  readonly pairs: Int32Array;
  /** and their block. */
  readonly blocks: Int32Array;
  /** By shape, 1 where some document may say something special. */
  readonly active: Uint8Array;
}

/** Some milliseconds. */
const CALLERS_AT_ONCE = 250;

const compact = <T>(list: readonly (T | undefined)[]): readonly T[] =>
  list.flatMap((one) => (one === undefined ? [] : [one]));
