import type { CellStatus } from '../domain/gap.ts';
import { MalformedAnswer } from './aws/answers.ts';
import type { Caller } from './aws/caller.ts';
import type { CallSource } from './call-source.ts';
import { Ledger } from './ledger.ts';
import { Limiter } from './limiter.ts';
import type { CollectProgress, Plan } from './plan.ts';
import { Reader, type ReaderPlace, type ServiceCalls } from './reader.ts';
import type { Units } from './units.ts';

/** Resolves when every account was read, or nobody is left who would. `spare`: Regions for accounts that do not name theirs. */
export type ReadAhead = (accounts: readonly string[], spare: readonly string[]) => Promise<void>;

/** One collection on its way: where answers come from, what became of the calls, how far it is. */
export class Run {
  readonly source: CallSource;
  readonly plan: Plan;
  readonly ledger = new Ledger();
  /** Lets others read accounts before this run comes to them. */
  readonly readAhead: ReadAhead;
  readonly #onProgress: (progress: CollectProgress) => void;
  readonly #units: Units | undefined;
  readonly #limiter = new Limiter(UNITS_AT_ONCE);
  readonly #shared = new Map<string, Promise<unknown>>();
  #done = 0;
  #total = 0;
  #calls = 0;
  #accounts = 0;
  #ofAccounts = 0;

  /** `units`: what an earlier run has finished, and where this one keeps what it finishes. */
  constructor(
    source: CallSource,
    plan: Plan,
    onProgress: (progress: CollectProgress) => void,
    units?: Units,
    readAhead: ReadAhead = async () => undefined,
  ) {
    this.readAhead = readAhead;
    this.source = {
      call: (call) => {
        this.#calls += 1;
        return source.call(call);
      },
    };
    this.plan = plan;
    this.#onProgress = onProgress;
    this.#units = units;
  }

  /** Reads an account to its end; how many there are is known before the first is read. */
  async account<T>(ofAccounts: number, read: () => Promise<T>): Promise<T> {
    this.#ofAccounts = ofAccounts;
    try {
      return await read();
    } finally {
      this.#accounts += 1;
    }
  }

  /** What several parts of a run want to know is read once. */
  once<T>(name: string, read: () => Promise<T>): Promise<T> {
    const known = this.#shared.get(name) ?? read();
    this.#shared.set(name, known);
    return known as Promise<T>;
  }

  /**
   * Reads a unit: one service in one place. An answer that AWS would not give costs this service in this place, no more. A
   * unit that was finished by an earlier run is read from what that one kept.
   */
  async task<Operation extends string, T>(
    { account }: Pick<Caller, 'account'>,
    calls: ServiceCalls<Operation>,
    place: ReaderPlace,
    read: (reader: Reader<Operation>) => Promise<T>,
    ledger: Ledger = this.ledger,
  ): Promise<T | undefined> {
    this.#total += 1;
    try {
      return await this.#limiter.run(() => this.#unit(calls, place, read, ledger));
    } finally {
      this.#done += 1;
      const reading = { accounts: this.#accounts, ofAccounts: this.#ofAccounts, calls: this.#calls };
      this.#onProgress({ account, service: calls.service, done: this.#done, total: this.#total, reading });
    }
  }

  async #unit<Operation extends string, T>(
    calls: ServiceCalls<Operation>,
    place: ReaderPlace,
    read: (reader: Reader<Operation>) => Promise<T>,
    ledger: Ledger,
  ): Promise<T | undefined> {
    const own = new Ledger();
    const unit = await this.#units?.begin(unitName(calls, place), this.source);
    let isRead = false;
    try {
      const result = await read(new Reader(unit ?? this.source, own, calls, place));
      isRead = own.cells().every(({ status }) => SETTLED.has(status));
      return result;
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error;
      noteLost(own, calls, place, error);
      return undefined;
    } finally {
      await unit?.finish(isRead);
      ledger.absorb(own, unit?.times);
    }
  }
}

/** Units read side by side: each holds a client or two. */
const UNITS_AT_ONCE = 64;

/** What asking again would not change. The others may have failed by chance, or a permission was given since. */
const SETTLED: ReadonlySet<CellStatus> = new Set<CellStatus>(['complete', 'unsupported']);

/** Some services are read in several parts, told apart by their calls. */
const unitName = ({ service, permissions }: ServiceCalls, { account, cellRegion }: ReaderPlace): string =>
  [account, cellRegion, service, ...Object.keys(permissions).sort()].join(' ');

function noteLost(
  ledger: Ledger,
  calls: ServiceCalls,
  { account, cellRegion }: ReaderPlace,
  error: MalformedAnswer,
): void {
  for (const call of Object.keys(calls.permissions)) {
    ledger.add({
      account,
      region: cellRegion,
      service: calls.service,
      call,
      status: 'failed',
      detail: `an answer is not what AWS documents: ${error.message}`,
    });
  }
}
