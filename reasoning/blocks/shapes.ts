import { DocumentsAround, type Levels } from './documents-around.ts';
import { aroundCaller, type Frame, nothingYet, ODD, type OfLast, pairIn, situationIn, TRUTHS } from './frame.ts';
import { type Glance, Glances, type Needing } from './glances.ts';
import type { LayerDocument } from './layer-documents.ts';
import type { List, Meanings } from './meanings.ts';
import { accountsIn } from './needed.ts';
import { numberOfList, Pairing } from './pairing.ts';

/** Documents that stand together in a layer or at a level. */
interface Bundle {
  readonly number: number;
  /** What is said of all targets alike. */
  readonly same: List;
  /** The number of that list, with what the others say where they say nothing special. */
  readonly list: number;
  /** Accounts that stand in the names of all targets of which the others say something; undefined: there are others. */
  readonly accounts: ReadonlySet<string> | undefined;
  readonly glances: readonly Glance[];
  readonly said: OfLast;
}

/** Bundles by level. */
export interface LevelsSeen {
  readonly number: number;
  readonly bundles: readonly Bundle[];
  readonly said: OfLast;
}

/** Callers whom nothing around them tells apart: no document of theirs, nor anything beside the documents. */
export interface Shape {
  /** One of them. */
  readonly caller: number;
  readonly identity: Bundle;
  readonly permissionsBoundary: Bundle;
  readonly session: Bundle;
  readonly scp: LevelsSeen;
}

/** The shapes of the callers of one kind of targets, and what documents around callers and targets say to them. */
export class Shapes {
  readonly #frame: Frame;
  readonly #meanings: Meanings;
  readonly #documents: DocumentsAround;
  readonly #glances: Glances;
  readonly #lists = new Pairing();
  /** By the number of a list of glances. */
  readonly #bundles = new Map<number, Bundle>();
  /** By the number of a list of bundles. */
  readonly #levelsSeen = new Map<number, LevelsSeen>();
  readonly #rcps = new Map<string, Levels>();
  readonly #rcpsOfTargets: Levels[] = [];
  readonly #groups = new Map<Levels, Int32Array>();
  readonly #levelsByNumber: LevelsSeen[] = [];
  readonly #numbers = new Pairing();
  readonly #shapes: (Shape | undefined)[] = [];
  readonly #sides = new Pairing();
  readonly #apart: (caller: number) => number;
  /** By caller; 0: nobody has asked yet. */
  readonly #ofCallers: Int32Array;
  /** By shape: equal where the same guardrails stand around, and documents say the same of targets of which they say nothing special. */
  readonly commons: number[] = [];
  /** Shapes with a document that says something special, where names hold what it needs. */
  readonly #special = new Map<Needing, number[]>();
  /** The same by an account that the names have to hold, */
  readonly #byAccount = new Map<string, Set<Needing>>();
  /** those that need none, */
  readonly #anywhere = new Set<Needing>();
  /** and shapes of which it is not known what they need. */
  readonly #always: number[] = [];
  #active = new Uint8Array(0);
  #activeTarget = -1;
  readonly #accounts: (readonly string[])[] = [];

  /** `apart`: what tells callers from each other beside documents. */
  constructor(frame: Frame, meanings: Meanings, apart: (caller: number) => number) {
    this.#frame = frame;
    this.#meanings = meanings;
    this.#apart = apart;
    this.#documents = new DocumentsAround(frame);
    this.#glances = new Glances(frame, meanings);
    this.#ofCallers = new Int32Array(frame.callers.length);
  }

  /** The number of the shape of a caller, from 1. */
  of(caller: number): number {
    const known = this.#ofCallers[caller] ?? 0;
    if (known !== 0) return known;
    const found = this.#shapeOf(caller, this.#apart(caller));
    this.#ofCallers[caller] = found;
    return found;
  }

  shape(number: number): Shape {
    const found = this.#shapes[number];
    if (found === undefined) throw new Error('no such shape');
    return found;
  }

  /** By shape, 1 where some document may say something special of the target. */
  activeOn(target: number): Uint8Array {
    if (this.#activeTarget === target) return this.#active;
    const active = new Uint8Array(this.#shapes.length);
    for (const shape of this.#always) active[shape] = 1;
    const { target: one } = pairIn(this.#frame, 0, target);
    for (const needed of this.#neededNear(target))
      if (!needed.isMissingIn(one, target)) for (const shape of this.#special.get(needed) ?? []) active[shape] = 1;
    this.#active = active;
    this.#activeTarget = target;
    return active;
  }

  /** What everything around callers of a shape says about a target, by number; ODD: it cannot be shared. */
  saysOf({ identity, permissionsBoundary, session, scp }: Shape, target: number): number {
    const guardrails = this.levelsOf(scp, target);
    const boundary = this.#listOf(permissionsBoundary, target);
    const narrowed = this.#listOf(session, target);
    const granted = this.#listOf(identity, target);
    if (guardrails === ODD || boundary === ODD || narrowed === ODD || granted === ODD) return ODD;
    return this.#sides.of(this.#sides.of(this.#sides.of(guardrails, boundary), narrowed), granted);
  }

  /** What `saysOf` is made of. */
  partsOf(number: number): {
    readonly identity: number;
    readonly permissionsBoundary: number;
    readonly session: number;
    readonly scp: number;
  } {
    const narrowed = this.#sides.first(number);
    const boundary = this.#sides.first(narrowed);
    return {
      identity: this.#sides.second(number),
      session: this.#sides.second(narrowed),
      permissionsBoundary: this.#sides.second(boundary),
      scp: this.#sides.first(boundary),
    };
  }

  /** What guardrails say of a target, level by level. */
  levelsOf({ bundles, said }: LevelsSeen, target: number): number {
    if (said.target === target) return said.found;
    let found = 0;
    for (const bundle of bundles) {
      const list = this.#listOf(bundle, target);
      found = list === ODD || found === ODD ? ODD : this.#meanings.level(found, list);
    }
    said.target = target;
    said.found = found;
    return found;
  }

  /** The RCPs of the account of the target, by level. */
  rcpsAround(target: number): Levels {
    const known = this.#rcpsOfTargets[target];
    if (known !== undefined) return known;
    const account = pairIn(this.#frame, 0, target).target.account ?? '';
    const levels = this.#rcps.get(account) ?? this.#rcpsIn(target);
    this.#rcps.set(account, levels);
    this.#rcpsOfTargets[target] = levels;
    return levels;
  }

  /** The number of how a caller sees these documents. */
  groupUnder(levels: Levels, caller: number): number {
    const groups = this.#groups.get(levels) ?? new Int32Array(this.#frame.callers.length).fill(-1);
    this.#groups.set(levels, groups);
    const known = groups[caller] ?? -1;
    if (known !== -1) return known;
    const found = this.#seenBy(levels, caller).number;
    groups[caller] = found;
    return found;
  }

  levelsSeen(number: number): LevelsSeen {
    const found = this.#levelsByNumber[number];
    if (found === undefined) throw new Error('nobody sees these levels');
    return found;
  }

  #shapeOf(caller: number, apart: number): number {
    const { identity, permissionsBoundary, session, scp = [], boundary } = aroundCaller(this.#frame, caller);
    const bundles = [
      this.#bundleOf(this.#documents.of('identity', identity), caller),
      this.#bundleOf(this.#documents.of('permissionsBoundary', permissionsBoundary), caller),
      this.#bundleOf(this.#documents.of('session', session), caller),
    ] as const;
    const seen = this.#seenBy(this.#documents.levels('scp', scp), caller);
    const around = numberOfList(this.#lists, [seen.number, apart, TRUTHS.indexOf(boundary)]);
    const number = this.#numbers.of(
      around,
      numberOfList(
        this.#lists,
        bundles.map((one) => one.number),
      ),
    );
    if (this.#shapes[number] === undefined) {
      const [granted, limits, narrowed] = bundles;
      this.commons[number] = numberOfList(this.#lists, [...bundles.map(({ list }) => list), seen.number]);
      for (const needed of new Set(bundles.flatMap(({ glances }) => glances.map((one) => one.needed))))
        this.#note(number, needed);
      this.#shapes[number] = { caller, identity: granted, permissionsBoundary: limits, session: narrowed, scp: seen };
    }
    return number;
  }

  #note(shape: number, needed: Needing | undefined): void {
    if (needed === undefined) this.#always.push(shape);
    else {
      const shapes = this.#special.get(needed) ?? [];
      this.#special.set(needed, shapes);
      shapes.push(shape);
      if (needed.accounts === undefined) this.#anywhere.add(needed);
      for (const account of needed.accounts ?? []) {
        const ofAccount = this.#byAccount.get(account) ?? new Set<Needing>();
        this.#byAccount.set(account, ofAccount);
        ofAccount.add(needed);
      }
    }
  }

  *#neededNear(target: number): Generator<Needing> {
    const accounts = this.#accountsOf(target);
    if (accounts === undefined) yield* this.#special.keys();
    else {
      yield* this.#anywhere;
      for (const account of accounts) yield* this.#byAccount.get(account) ?? [];
    }
  }

  #seenBy(levels: Levels, caller: number): LevelsSeen {
    const bundles = levels.map((documents) => this.#bundleOf(documents, caller));
    const list = numberOfList(
      this.#lists,
      bundles.map(({ number }) => number),
    );
    const known = this.#levelsSeen.get(list);
    if (known !== undefined) return known;
    const made = { number: this.#levelsByNumber.length, bundles, said: nothingYet() };
    this.#levelsByNumber.push(made);
    this.#levelsSeen.set(list, made);
    return made;
  }

  #bundleOf(documents: readonly LayerDocument[], caller: number): Bundle {
    const glances = documents.map((document) => this.#glances.of(document, caller));
    const list = numberOfList(
      this.#lists,
      glances.map(({ number }) => number),
    );
    const known = this.#bundles.get(list) ?? this.#madeBundle(glances);
    this.#bundles.set(list, known);
    return known;
  }

  #madeBundle(all: readonly Glance[]): Bundle {
    let same = this.#meanings.silence;
    const glances: Glance[] = [];
    for (const glance of all) {
      const meaning = glance.document.isAlike ? this.#glances.meaningOf(glance, 0) : ODD;
      if (meaning !== ODD) same = this.#meanings.with(same, meaning);
      else glances.push(glance);
    }
    const accounts = glances.map(({ needed }) => needed?.accounts);
    const usual = glances.reduce((list, one) => this.#withUsual(list, one), same);
    return {
      number: this.#bundles.size,
      same,
      list: this.#meanings.list(usual),
      accounts: accounts.includes(undefined) ? undefined : new Set(accounts.flatMap((list) => list ?? [])),
      glances,
      said: nothingYet(),
    };
  }

  /** What a bundle says of a target, by the number of a list. */
  #listOf(bundle: Bundle, target: number): number {
    const { accounts } = bundle;
    if (bundle.glances.length === 0) return bundle.list;
    const named = this.#accountsOf(target);
    if (accounts !== undefined && named?.some((account) => accounts.has(account)) === false) return bundle.list;
    const { said } = bundle;
    if (said.target !== target) said.found = this.#foundList(bundle, target);
    said.target = target;
    return said.found;
  }

  /** Accounts in the name of a target; undefined: it is open, or there is none. */
  #accountsOf(target: number): readonly string[] | undefined {
    const known = this.#accounts[target];
    if (known !== undefined) return known;
    const { arn, part } = pairIn(this.#frame, 0, target).target;
    if (part !== undefined || arn === '*') return undefined;
    const found = accountsIn(arn);
    this.#accounts[target] = found;
    return found;
  }

  #foundList({ same, list: usual, glances }: Bundle, target: number): number {
    const { target: one } = pairIn(this.#frame, 0, target);
    let special = 0;
    for (const { needed } of glances) if (needed?.isMissingIn(one, target) !== true) special += 1;
    if (special === 0) return usual;
    let list = same;
    for (const glance of glances) {
      if (glance.needed?.isMissingIn(one, target) === true) {
        list = this.#withUsual(list, glance);
        continue;
      }
      const meaning = this.#glances.remembered(glance, target);
      if (meaning === ODD) return ODD;
      list = this.#meanings.with(list, meaning);
    }
    return this.#meanings.list(list);
  }

  #withUsual(list: List, { usual }: Glance): List {
    return usual === undefined ? list : this.#meanings.with(list, usual);
  }

  #rcpsIn(target: number): Levels {
    const { rcp = [] } = situationIn(this.#frame, 0, target).policies;
    return this.#documents.levels('rcp', rcp);
  }
}
