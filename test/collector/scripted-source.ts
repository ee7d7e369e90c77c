import type { Call, CallFailure, CallSource, JsonObject } from '../../collector/call-source.ts';
import { Ledger } from '../../collector/ledger.ts';
import { Reader, type ServiceCalls } from '../../collector/reader.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import { err, ok, type Result } from '../../domain/result.ts';

export type Script = Readonly<
  Record<string, JsonObject | ((input: JsonObject, call: Call) => JsonObject | CallFailure)>
>;

export const failure = (code: string, status: CallFailure['status'] = 'failed'): CallFailure => ({
  status,
  code,
  message: `${code} in the script`,
});
const isFailure = (answer: JsonObject | CallFailure): answer is CallFailure =>
  typeof answer['code'] === 'string' && typeof answer['status'] === 'string' && Object.keys(answer).length === 3;

/** Answers by `service:Operation`; what is not in the script fails, so that no call goes unnoticed. */
export class ScriptedSource implements CallSource {
  readonly calls: Call[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  async call(call: Call): Promise<Result<JsonObject, CallFailure>> {
    this.calls.push(call);
    const entry = this.#script[`${call.service}:${call.operation}`];
    if (entry === undefined) return err(failure('NotScripted'));
    const answer = typeof entry === 'function' ? entry(call.input, call) : entry;
    return isFailure(answer) ? err(answer) : ok(answer);
  }
}

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';

/** A policy as our types hold it, and the two ways AWS writes it in answers. */
export const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' }],
};
export const TEXT = JSON.stringify(POLICY);
export const ENCODED = encodeURIComponent(TEXT);

/** Runs one service's reading over a script; gives what it read and the cells that are not complete. */
export async function read<Operation extends string, T>(
  calls: ServiceCalls<Operation>,
  collect: (reader: Reader<Operation>) => Promise<T>,
  script: Script,
): Promise<{
  readonly value: T;
  readonly gaps: readonly CoverageCell[];
  readonly cells: readonly CoverageCell[];
  readonly calls: readonly Call[];
}> {
  const source = new ScriptedSource(script);
  const ledger = new Ledger();
  const place = { account: ACCOUNT, partition: 'aws', region: REGION, cellRegion: REGION };
  const value = await collect(new Reader(source, ledger, calls, place));
  const cells = ledger.cells();
  return { value, cells, gaps: cells.filter((cell) => cell.status !== 'complete'), calls: source.calls };
}
