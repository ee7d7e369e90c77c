import { ToldBuckets } from './bucket-names.ts';
import { type Frame, nothingYet, ODD, type OfLast } from './frame.ts';
import type { LayerDocument } from './layer-documents.ts';
import type { Meanings } from './meanings.ts';
import { Needed } from './needed.ts';
import { Pairing } from './pairing.ts';
import { partitionOf } from './part-names.ts';

/** Tells of which names a document says nothing special. */
export type Needing = Needed | ToldBuckets;

/** A document as one class of callers sees it. */
export interface Glance {
  readonly number: number;
  readonly document: LayerDocument;
  /** ODD, as the filling: it cannot be shared where the document has something to say. */
  readonly callerClass: number;
  readonly filling: number;
  /** One of the class. */
  readonly caller: number;
  /** Of which names the document says nothing special; left out: that is not known. */
  readonly needed: Needing | undefined;
  /** What it says of these; left out: nothing. */
  readonly usual: number | undefined;
  readonly meaning: OfLast;
}

/** What documents say to callers; those whom a document cannot tell apart see it alike. */
export class Glances {
  readonly #frame: Frame;
  readonly #meanings: Meanings;
  readonly #seen = new Pairing();
  readonly #shared: Glance[] = [];
  readonly #odd = new Pairing();
  readonly #oddOnes: Glance[] = [];
  readonly #needed = new Map<string, Needed>();
  readonly #told = new Map<string, ToldBuckets>();
  /** Of documents that say the same to all callers, by number. */
  readonly #toAll: Glance[] = [];

  constructor(frame: Frame, meanings: Meanings) {
    this.#frame = frame;
    this.#meanings = meanings;
  }

  of(document: LayerDocument, caller: number): Glance {
    if (!document.isToAll) return this.#glanceBy(document, caller);
    const found = this.#toAll[document.number] ?? this.#glanceBy(document, caller);
    this.#toAll[document.number] = found;
    return found;
  }

  #glanceBy(document: LayerDocument, caller: number): Glance {
    const callerClass = document.callerClass(caller);
    const filling = document.fillingOf(caller);
    const isOdd = callerClass === ODD || filling === ODD;
    const needed = isOdd ? this.#neededFor(document, caller) : undefined;
    const seen = isOdd ? this.#odd.of(document.number, needed?.number ?? 0) : this.#seen.of(callerClass, filling);
    const glances = isOdd ? this.#oddOnes : this.#shared;
    const known = glances[seen];
    if (known !== undefined) return known;
    const number = seen * 2 + (isOdd ? 1 : 0);
    const glance = { number, document, callerClass, filling, caller, usual: undefined, meaning: nothingYet() };
    const found = (isOdd ? undefined : this.#glanceTelling({ ...glance, needed: undefined })) ?? {
      ...glance,
      needed: isOdd ? needed : this.#neededFor(document, caller),
    };
    glances[seen] = found;
    return found;
  }

  /** Undefined: it is not known of which buckets the document says the same of all objects. */
  #glanceTelling(glance: Glance): Glance | undefined {
    const tellings = glance.document.tellingsFor(glance.caller);
    if (tellings === undefined) return undefined;
    const name = JSON.stringify(tellings);
    const { targets } = this.#frame.kind;
    const [first] = targets;
    const told =
      this.#told.get(name) ?? new ToldBuckets(this.#told.size + 1, tellings, first ? partitionOf(first) : '');
    this.#told.set(name, told);
    const example = targets.findIndex((target, index) => told.isMissingIn(target, index));
    const usual = example === -1 ? undefined : this.meaningOf(glance, example);
    return usual === ODD ? undefined : { ...glance, needed: told, usual };
  }

  /** Equal ones are one. */
  #neededFor(document: LayerDocument, caller: number): Needed | undefined {
    const written = document.neededFor(caller);
    if (written === undefined) return undefined;
    const name = JSON.stringify(written);
    const found = this.#needed.get(name) ?? new Needed(this.#needed.size + 1, written);
    this.#needed.set(name, found);
    return found;
  }

  remembered(glance: Glance, target: number): number {
    const { meaning } = glance;
    if (meaning.target !== target) meaning.found = this.meaningOf(glance, target);
    meaning.target = target;
    return meaning.found;
  }

  meaningOf(glance: Glance, target: number): number {
    return glance.callerClass === ODD || glance.filling === ODD ? ODD : this.#meanings.of(glance, target);
  }
}
