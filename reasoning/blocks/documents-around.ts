import type { NamedPolicy, PolicyDocument, PolicyLayer } from '../../domain/policy.ts';
import type { Frame } from './frame.ts';
import { LayerDocument } from './layer-documents.ts';
import { numberOfList, Pairing } from './pairing.ts';

/** Documents by level. */
export type Levels = readonly (readonly LayerDocument[])[];

/** The documents around callers and targets, as far as they say something of one kind: each is read once. */
export class DocumentsAround {
  readonly #frame: Frame;
  /** By layer, by the number of a document; null: it says nothing of the kind. */
  readonly #known = new Map<PolicyLayer, (LayerDocument | null)[]>();
  readonly #lists = new Pairing();
  /** By the number of a list of lists of documents. */
  readonly #levels = new Map<number, Levels>();
  #count = 0;

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  of(layer: PolicyLayer, policies: readonly NamedPolicy[] = []): readonly LayerDocument[] {
    const known = this.#known.get(layer) ?? [];
    this.#known.set(layer, known);
    const documents: LayerDocument[] = [];
    for (const { document } of policies) {
      const number = this.#numberOf(document);
      const there = known[number];
      const one = there === undefined ? this.#read(layer, document) : there;
      known[number] = one;
      if (one !== null) documents.push(one);
    }
    return documents;
  }

  /** Equal levels are one. */
  levels(layer: PolicyLayer, levels: readonly (readonly NamedPolicy[])[]): Levels {
    const found = levels.map((level) => this.of(layer, level));
    const ofLevels = found.map((level) =>
      numberOfList(
        this.#lists,
        level.map(({ number }) => number),
      ),
    );
    const list = numberOfList(this.#lists, ofLevels);
    const known = this.#levels.get(list) ?? found;
    this.#levels.set(list, known);
    return known;
  }

  #read(layer: PolicyLayer, document: PolicyDocument): LayerDocument | null {
    return LayerDocument.of(this.#frame, this.#count++, layer, document) ?? null;
  }

  /** The same for each kind. */
  #numberOf(document: PolicyDocument): number {
    const { documents } = this.#frame.known;
    const number = documents.get(document) ?? documents.size;
    documents.set(document, number);
    return number;
  }
}
