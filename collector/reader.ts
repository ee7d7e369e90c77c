import type { Json } from '../domain/policy.ts';
import type { Call, CallFailure, CallSource, JsonObject, ServiceName } from './call-source.ts';
import type { Ledger } from './ledger.ts';
import { isList } from './schema-check.ts';

/** The calls of one service and the IAM permissions each of them needs. Source: AWS Service Authorization Reference. */
export interface ServiceCalls<Operation extends string = string> {
  readonly service: ServiceName;
  /** `account`: once per account; `region`: in every Region; `organization`: in the management account (or its delegate). */
  readonly reach: 'account' | 'region' | 'organization';
  readonly permissions: Readonly<Record<Operation, readonly string[]>>;
}

/** How a list goes on: the field of the answer that names the next page, and the field of the input that asks for it. */
export interface Paging {
  readonly answer: string;
  readonly input: string;
}

export interface Aim {
  /** The item a call is about: its failure then is a gap of that item alone. */
  readonly target?: string;
  /** Error codes that mean "not set": knowledge, not failure. */
  readonly notSet?: readonly string[];
}

export type Found =
  | { readonly kind: 'answer'; readonly answer: JsonObject }
  | { readonly kind: 'notSet' }
  | { readonly kind: 'failed' };

export interface ReaderPlace {
  readonly account: string;
  readonly partition: string;
  /** Region the calls go to. */
  readonly region: string;
  /** Region of the coverage cells: `global` for services that have one endpoint. */
  readonly cellRegion: string;
}

/** Reads one service in one account and Region, and notes in the ledger what became of each call. */
export class Reader<Operation extends string> {
  readonly place: ReaderPlace;
  readonly #source: CallSource;
  readonly #ledger: Ledger;
  readonly #calls: ServiceCalls<Operation>;

  constructor(source: CallSource, ledger: Ledger, calls: ServiceCalls<Operation>, place: ReaderPlace) {
    this.#source = source;
    this.#ledger = ledger;
    this.#calls = calls;
    this.place = place;
  }

  /** The same service in another Region (buckets live where they were made); `cellRegion`: where its answers hold. */
  inRegion(region: string, cellRegion = region): Reader<Operation> {
    return new Reader(this.#source, this.#ledger, this.#calls, { ...this.place, region, cellRegion });
  }

  /** Another service in the same place. */
  beside<Other extends string>(calls: ServiceCalls<Other>): Reader<Other> {
    return new Reader(this.#source, this.#ledger, calls, this.place);
  }

  /** One answer; undefined where the call failed (a gap is noted) or the thing asked for is not set. */
  async get(operation: Operation, input: JsonObject, aim: Aim = {}): Promise<JsonObject | undefined> {
    const found = await this.lookUp(operation, input, aim);
    return found.kind === 'answer' ? found.answer : undefined;
  }

  /** One answer, where "not set" has to be told from "not known". */
  async lookUp(operation: Operation, input: JsonObject, aim: Aim = {}): Promise<Found> {
    const answer = await this.#source.call(this.#call(operation, input));
    if (!answer.ok && aim.notSet?.includes(answer.error.code) !== true) {
      this.#fail(operation, answer.error, aim.target);
      return { kind: 'failed' };
    }
    this.#ledger.answered(this.#cell(operation));
    return answer.ok ? { kind: 'answer', answer: answer.value } : { kind: 'notSet' };
  }

  /** Notes that an answer says something this reader does not understand, or does not come: the item is not wholly known. */
  doubt(operation: Operation, target: string, message: string, code = 'NotUnderstood'): void {
    this.#fail(operation, { status: 'failed', code, message }, target);
  }

  /** Notes a thing that is there and that is not judged here: what rests on it stays open. */
  open(operation: Operation, target: string, message: string): void {
    this.#fail(operation, { status: 'unsupported', code: 'NotJudged', message }, target);
  }

  /** Notes that what a call would tell follows from what was read, so that it need not be made. */
  needless(operation: Operation): void {
    this.#ledger.answered(this.#cell(operation));
  }

  /** All pages of a list; after a page that failed, those before it (and a gap). */
  async pages(operation: Operation, input: JsonObject, paging: Paging, aim: Aim = {}): Promise<readonly JsonObject[]> {
    const pages: JsonObject[] = [];
    const seen = new Set<string>();
    let next: JsonObject | undefined = input;
    while (next !== undefined) {
      const page: JsonObject | undefined = await this.get(operation, next, aim);
      if (page === undefined) return pages;
      pages.push(page);
      const token: Json = page[paging.answer] ?? '';
      if (typeof token !== 'string' || token === '') return pages;
      if (seen.has(token)) {
        this.#fail(operation, REPEATED, aim.target);
        return pages;
      }
      seen.add(token);
      next = { ...input, [paging.input]: token };
    }
    return pages;
  }

  /** The same where every page came; undefined where one is missing. */
  async allPages(
    operation: Operation,
    input: JsonObject,
    paging: Paging,
    aim: Aim = {},
  ): Promise<readonly JsonObject[] | undefined> {
    const pages = await this.pages(operation, input, paging, aim);
    const last = pages.at(-1);
    const next = last?.[paging.answer];
    return last === undefined || (typeof next === 'string' && next !== '') ? undefined : pages;
  }

  /** The items of all pages of a list. */
  async items(
    operation: Operation,
    input: JsonObject,
    list: string,
    paging: Paging,
    aim: Aim = {},
  ): Promise<readonly Json[]> {
    const pages = await this.pages(operation, input, paging, aim);
    return pages.flatMap((page) => {
      const items = page[list];
      return items !== undefined && isList(items) ? items : [];
    });
  }

  #call(operation: Operation, input: JsonObject): Call {
    const { account, region } = this.place;
    return { account, region, service: this.#calls.service, operation, input };
  }

  #cell(operation: Operation): { account: string; region: string; service: string; call: string } {
    const { account, cellRegion } = this.place;
    return { account, region: cellRegion, service: this.#calls.service, call: operation };
  }

  #fail(operation: Operation, failure: CallFailure, target: string | undefined): void {
    this.#ledger.failed(this.#cell(operation), failure, target);
  }
}

const REPEATED: CallFailure = {
  status: 'failed',
  code: 'RepeatedPage',
  message: 'a page names itself as the next one',
};
