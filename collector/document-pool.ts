import type { Json } from '../domain/policy.ts';
import { hashOfDocument } from './snapshot-documents.ts';

/** Keeps one value for all equal documents: organisations repeat theirs in every account. */
export class DocumentPool {
  readonly #byHash = new Map<string, Json>();

  shared(document: Json): Json {
    const hash = hashOfDocument(JSON.stringify(document));
    const known = this.#byHash.get(hash);
    if (known !== undefined) return known;
    this.#byHash.set(hash, document);
    return document;
  }
}
