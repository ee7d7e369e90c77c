import { createHash } from 'node:crypto';
import { err, ok, type Result } from '../domain/result.ts';
import type { Call, CallFailure, CallSource, JsonObject } from './call-source.ts';
import { canonicalText } from './canonical-json.ts';
import { parseJson } from './json-text.ts';
import { callKey, lineOf, type RecordedCall } from './recording.ts';

export type Answer = Result<JsonObject, CallFailure>;

/** One unit on its way: answers come from where it was kept, or from AWS and are then kept. */
export interface Unit extends CallSource {
  /** `settled`: nothing in it failed for want of patience or of a permission, so it need not be read again. */
  finish(settled: boolean): Promise<void>;
  readonly times?: ReadTimes;
}

/** What was finished before, and where what is finished now is kept. */
export interface Units {
  /** The unit of that name; a unit is begun once in a run, so that nothing comes into the result twice. */
  begin(name: string, source: CallSource): Promise<Unit>;
}

/** Finished units of one run, where several processes have them. What was kept first stays. */
export interface SharedUnits {
  /** Text of a finished unit; undefined: nobody has finished it. */
  read(key: string): Promise<string | undefined>;
  keep(key: string, text: string): Promise<void>;
}

/** Short, and the same for everybody: 24 hex digits. */
export const unitKey = (name: string): string => createHash('sha256').update(name).digest('hex').slice(0, 24);

/** The last line of a unit's text; a text without it is not whole. */
export const endOf = (calls: number): string => `${JSON.stringify({ calls })}\n`;

/** The calls in the text of a unit, with what came of them; undefined where the text is not whole. */
export function callsIn(text: string): readonly RecordedCall[] | undefined {
  const lines = text.split('\n');
  const end = parseJson(lines.at(-2) ?? '');
  const calls = lines.slice(0, -2).map((line) => parseJson(line) as unknown as RecordedCall | undefined);
  if (end === undefined || canonicalText(end) !== canonicalText({ calls: calls.length })) return undefined;
  const whole = calls.filter((call) => call !== undefined);
  return whole.length === calls.length ? whole : undefined;
}

const answerIn = (call: RecordedCall): Answer => ('answer' in call ? ok(call.answer) : err(call.failure));

/** Which calls of a unit an earlier collection made, and when (ISO 8601): `whole`, where it made all of them. */
export class ReadTimes {
  readonly whole: string | undefined;
  readonly #first = new Map<string, string>();

  constructor(whole?: string) {
    this.whole = whole;
  }

  note({ service, operation }: Pick<Call, 'service' | 'operation'>, readAt: string): void {
    const name = `${service} ${operation}`;
    const known = this.#first.get(name);
    if (known === undefined || readAt < known) this.#first.set(name, readAt);
  }

  /** Of several calls of that name the first. */
  of(service: string, operation: string): string | undefined {
    return this.#first.get(`${service} ${operation}`) ?? this.whole;
  }
}

/**
 * A finished unit again. A call that is not in it goes to AWS: a reader that asks more than the one before. `readAt`: an earlier
 * collection read it then.
 */
export function replayed(calls: readonly RecordedCall[], source: CallSource, readAt?: string): Unit {
  const answers = new Map(calls.map((call) => [callKey(call), answerIn(call)]));
  const times = new ReadTimes(readAt);
  for (const call of calls) if (call.readAt !== undefined) times.note(call, call.readAt);
  return {
    call: async (call) => answers.get(callKey(call)) ?? source.call(call),
    finish: async () => undefined,
    times,
  };
}

/** Units of a process that keeps nothing by itself: finished ones go to where the others have them, too. */
export class UnitsOfAll implements Units {
  readonly #shared: SharedUnits;

  constructor(shared: SharedUnits) {
    this.#shared = shared;
  }

  async begin(name: string, source: CallSource): Promise<Unit> {
    const key = unitKey(name);
    const text = await this.#shared.read(key);
    const calls = text === undefined ? undefined : callsIn(text);
    return calls === undefined ? new SharedUnit(source, key, this.#shared) : replayed(calls, source);
  }
}

class SharedUnit implements Unit {
  readonly #source: CallSource;
  readonly #key: string;
  readonly #shared: SharedUnits;
  readonly #lines: string[] = [];

  constructor(source: CallSource, key: string, shared: SharedUnits) {
    this.#source = source;
    this.#key = key;
    this.#shared = shared;
  }

  async call(call: Call): Promise<Answer> {
    const result = await this.#source.call(call);
    this.#lines.push(lineOf(call, result));
    return result;
  }

  async finish(settled: boolean): Promise<void> {
    if (settled) await this.#shared.keep(this.#key, `${this.#lines.join('')}${endOf(this.#lines.length)}`);
  }
}
