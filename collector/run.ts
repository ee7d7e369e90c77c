import { MalformedAnswer } from './aws/answers.ts';
import type { Caller } from './aws/caller.ts';
import type { CallSource } from './call-source.ts';
import { Ledger } from './ledger.ts';
import type { CollectProgress, Plan } from './plan.ts';
import { Reader, type ReaderPlace, type ServiceCalls } from './reader.ts';

/** One collection on its way: where answers come from, what became of the calls, how far it is. */
export class Run {
  readonly source: CallSource;
  readonly plan: Plan;
  readonly ledger = new Ledger();
  readonly #onProgress: (progress: CollectProgress) => void;
  #done = 0;
  #total = 0;

  constructor(source: CallSource, plan: Plan, onProgress: (progress: CollectProgress) => void) {
    this.source = source;
    this.plan = plan;
    this.#onProgress = onProgress;
  }

  /** Reads one service in one place. An answer that AWS would not give costs this service in this place, no more. */
  async task<Operation extends string, T>(
    { account }: Pick<Caller, 'account'>,
    calls: ServiceCalls<Operation>,
    place: ReaderPlace,
    read: (reader: Reader<Operation>) => Promise<T>,
    ledger: Ledger = this.ledger,
  ): Promise<T | undefined> {
    this.#total += 1;
    try {
      return await read(new Reader(this.source, ledger, calls, place));
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error;
      noteLost(ledger, calls, place, error);
      return undefined;
    } finally {
      this.#done += 1;
      this.#onProgress({ account, service: calls.service, done: this.#done, total: this.#total });
    }
  }
}

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
