import type { NamedPolicy, PolicyDocument, PolicyLayer } from '../../domain/policy.ts';
import { hasBoundary } from '../layers.ts';
import type { Truth } from '../predicates.ts';
import { type CommonSpace, type KeySet, NO_KEYS } from './common-space.ts';
import { type Frame, ODD, pairIn, questionIn, situationIn, UNSEEN } from './frame.ts';
import { LayerDocument, type Reading } from './layer-documents.ts';
import { Pairing } from './pairing.ts';
import type { Rows } from './rows.ts';

/** Documents by level. */
type Levels = readonly (readonly LayerDocument[])[];

/** The documents around a caller, as far as they speak of the kind. */
export interface AroundCaller {
  readonly identity: readonly LayerDocument[];
  readonly permissionsBoundary: readonly LayerDocument[];
  readonly session: readonly LayerDocument[];
  readonly scp: Levels;
  readonly boundary: Truth;
}

/** A document as one class of callers and one of targets see it, with an example of each. */
interface Sight {
  readonly document: LayerDocument;
  readonly caller: number;
  readonly target: number;
  reading?: Reading;
  keys?: KeySet;
  /** Number of its rows. */
  rows?: number;
}

/** What documents say together: a list of rows, and the keys it hangs on. */
export interface Said {
  readonly rows: number;
  readonly keys: KeySet;
}

export interface SaidInLevels {
  readonly rows: readonly number[];
  readonly keys: KeySet;
}

const NO_LEVELS: SaidInLevels = { rows: [], keys: NO_KEYS };

/** The documents of one kind, and which of them every pair sees, and how: lists by number, 0 for the empty one. */
export class Sights {
  readonly #frame: Frame;
  readonly #documents = new Map<PolicyLayer, Map<PolicyDocument, LayerDocument | undefined>>();
  readonly #callers: (AroundCaller | undefined)[] = [];
  readonly #rcps = new Map<string, Levels>();
  readonly #levelsByName = new Map<string, Levels>();
  readonly #rcpsOfTargets: Levels[] = [];
  /** By levels of documents, for each caller the number of those who see them alike. */
  readonly #groups = new Map<Levels, Int32Array>();
  readonly #grouped = new Pairing();
  /** By group, what each target sees. */
  readonly #seen: (Int32Array | undefined)[] = [];
  readonly #pairs = new Pairing();
  readonly #sights: Sight[] = [];
  readonly #lists = new Pairing();
  readonly #levels = new Pairing();
  readonly #said = new Map<number, Said | undefined>();
  readonly #saidInLevels = new Map<number, SaidInLevels | undefined>();
  #count = 0;

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  aroundCaller(caller: number): AroundCaller {
    const known = this.#callers[caller];
    if (known !== undefined) return known;
    const situation = situationIn(this.#frame, caller, 0);
    const { identity, permissionsBoundary, session, scp = [] } = situation.policies;
    const pair = pairIn(this.#frame, caller, 0);
    const around = {
      identity: this.#documentsOf('identity', identity),
      permissionsBoundary: this.#documentsOf('permissionsBoundary', permissionsBoundary),
      session: this.#documentsOf('session', session),
      scp: this.#levelsIn('scp', scp),
      boundary: hasBoundary(questionIn(this.#frame, pair.caller, pair.target, this.#frame.kind.actions[0]), situation),
    };
    this.#callers[caller] = around;
    return around;
  }

  /** The RCPs of the account of the target, by level. */
  rcpsAround(caller: number, target: number): Levels {
    const known = this.#rcpsOfTargets[target];
    if (known !== undefined) return known;
    const account = pairIn(this.#frame, caller, target).target.account ?? '';
    const levels = this.#rcps.get(account) ?? this.#rcpsIn(caller, target);
    this.#rcps.set(account, levels);
    this.#rcpsOfTargets[target] = levels;
    return levels;
  }

  #rcpsIn(caller: number, target: number): Levels {
    const { rcp = [] } = situationIn(this.#frame, caller, target).policies;
    return this.#levelsIn('rcp', rcp);
  }

  /** Equal levels are one. */
  #levelsIn(layer: PolicyLayer, levels: readonly (readonly NamedPolicy[])[]): Levels {
    const found = levels.map((level) => this.#documentsOf(layer, level));
    const name = `${layer} ${found.map((level) => level.map(({ number }) => number).join()).join(';')}`;
    const known = this.#levelsByName.get(name) ?? found;
    this.#levelsByName.set(name, known);
    return known;
  }

  /** What a pair sees of these documents; ODD where nothing of it can be shared. */
  listOf(documents: readonly LayerDocument[], caller: number, target: number): number {
    let list = 0;
    for (const document of documents) {
      const sight = this.#sightOf(document, caller, target);
      if (sight === ODD) return ODD;
      list = this.#lists.of(list, sight);
    }
    return list;
  }

  /** The same of documents by level: what many callers see alike is found once. */
  levelsOf(levels: Levels, caller: number, target: number): number {
    if (levels.length === 0) return 0;
    const group = this.#groupOf(levels, caller);
    if (group === ODD) return ODD;
    const seen = this.#seen[group] ?? new Int32Array(this.#frame.kind.targets.length).fill(UNSEEN);
    this.#seen[group] = seen;
    const known = seen[target] ?? UNSEEN;
    if (known !== UNSEEN) return known;
    const found = this.#levelsSeen(levels, caller, target);
    seen[target] = found;
    return found;
  }

  #groupOf(levels: Levels, caller: number): number {
    const groups = this.#groups.get(levels) ?? new Int32Array(this.#frame.callers.length).fill(UNSEEN);
    this.#groups.set(levels, groups);
    const known = groups[caller] ?? UNSEEN;
    if (known !== UNSEEN) return known;
    const found = this.#groupFor(levels, caller);
    groups[caller] = found;
    return found;
  }

  #groupFor(levels: Levels, caller: number): number {
    let found = this.#grouped.of(0, levels.length);
    for (const documents of levels) {
      found = this.#grouped.of(found, documents.length);
      for (const document of documents) {
        const callerClass = document.callerClass(caller);
        const filling = document.fillingOf(caller);
        if (callerClass === ODD || filling === ODD) return ODD;
        found = this.#grouped.of(this.#grouped.of(found, callerClass), filling);
      }
    }
    return found;
  }

  #levelsSeen(levels: Levels, caller: number, target: number): number {
    let list = 0;
    for (const documents of levels) {
      const level = this.listOf(documents, caller, target);
      if (level === ODD) return ODD;
      list = this.#levels.of(list, level);
    }
    return list;
  }

  /** Reads every document as it is seen, before the space is built. */
  readInto(space: CommonSpace): void {
    for (const sight of this.#sights) {
      if (sight === undefined) continue;
      const { caller, target } = pairIn(this.#frame, sight.caller, sight.target);
      const reading = sight.document.read(caller, target);
      const keys = reading && space.take(reading.builder);
      if (reading !== undefined && keys !== undefined) Object.assign(sight, { reading, keys });
    }
  }

  /** Undefined: something in the list cannot be shared. */
  saidIn(list: number, space: CommonSpace, rows: Rows): Said | undefined {
    if (list === 0) return { rows: rows.silent, keys: NO_KEYS };
    if (this.#said.has(list)) return this.#said.get(list);
    const before = this.saidIn(this.#lists.first(list), space, rows);
    const own = this.#saidAt(this.#lists.second(list), space, rows);
    const keys = before && own && space.join(before.keys, own.keys);
    const said = before && own && keys && { rows: rows.join(space.anywhere, before.rows, own.rows), keys };
    this.#said.set(list, said);
    return said;
  }

  /** The same of documents by level; as rows, what stands at each level. */
  saidInLevels(list: number, space: CommonSpace, rows: Rows): SaidInLevels | undefined {
    if (list === 0) return NO_LEVELS;
    if (this.#saidInLevels.has(list)) return this.#saidInLevels.get(list);
    const before = this.saidInLevels(this.#levels.first(list), space, rows);
    const own = this.saidIn(this.#levels.second(list), space, rows);
    const keys = before && own && space.join(before.keys, own.keys);
    const said = before && own && keys && { rows: [...before.rows, own.rows], keys };
    this.#saidInLevels.set(list, said);
    return said;
  }

  #saidAt(number: number, space: CommonSpace, rows: Rows): Said | undefined {
    const sight = this.#sights[number];
    const view = sight?.keys && space.view(sight.keys);
    if (sight?.reading === undefined || sight.keys === undefined || view === undefined) return undefined;
    sight.rows ??= rows.of(view, sight.reading);
    return { rows: sight.rows, keys: sight.keys };
  }

  #sightOf(document: LayerDocument, caller: number, target: number): number {
    const callerClass = document.callerClass(caller);
    const targetClass = callerClass === ODD ? ODD : document.targetClass(caller, target);
    if (targetClass === ODD) return ODD;
    const number = this.#pairs.of(callerClass, targetClass);
    this.#sights[number] ??= { document, caller, target };
    return number;
  }

  #documentsOf(layer: PolicyLayer, policies: readonly NamedPolicy[] = []): readonly LayerDocument[] {
    const known = this.#documents.get(layer) ?? new Map<PolicyDocument, LayerDocument | undefined>();
    this.#documents.set(layer, known);
    return policies.flatMap(({ document }) => {
      if (!known.has(document)) known.set(document, LayerDocument.of(this.#frame, this.#count++, layer, document));
      return known.get(document) ?? [];
    });
  }
}
