import type { Calibration } from '../../answers/calibrate/calibration.ts';
import { comparePolicies } from '../../answers/compare.ts';
import type {
  Answered,
  AskError,
  CollectAsk,
  ExportAsk,
  OperationOptions,
  Operations,
  Progress,
  ProvedSnapshot,
  PulledPeople,
  TakenSnapshot,
  Verification,
} from '../../answers/questions.ts';
import type { Output, Ports, ServeAsk, SimulatedLine, Surroundings } from '../../cli/ports.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { FakeQuestions } from '../api/fake-questions.ts';
import { agreeing } from '../report/calibration-fixtures.ts';
import * as fixtures from '../report/fixtures.ts';

type Listed = Awaited<ReturnType<Operations['snapshots']>>;
const SNAPSHOT = { id: 'b41d07e2c901', takenAt: '2026-11-22T06:00:00Z', source: 'sample', active: true };

/** Operations that note what they are asked, tell some progress, and come to what they are given. */
export class FakeOperations implements Operations {
  readonly asked: (readonly unknown[])[] = [];
  readonly #errors: Partial<Record<keyof Operations, AskError>>;
  listed: Listed = ok([SNAPSHOT]);
  progress: readonly Progress[] = [];
  verification: Verification = { ...fixtures.verification, failed: [] };
  calibration: Calibration = agreeing;
  /** What a long operation waits for before it comes to an end. */
  wait: (options: OperationOptions) => Promise<void> = async () => undefined;

  constructor(errors: Partial<Record<keyof Operations, AskError>> = {}) {
    this.#errors = errors;
  }

  async #come<T>(
    name: keyof Operations,
    ask: unknown,
    value: T,
    options?: OperationOptions,
  ): Promise<Result<T, AskError>> {
    this.asked.push([name, ask]);
    if (options !== undefined) {
      for (const progress of this.progress) options.onProgress(progress);
      await this.wait(options);
      if (options.signal.aborted) return err({ kind: 'unavailable', message: 'stopped' });
    }
    const error = this.#errors[name];
    return error === undefined ? ok(value) : err(error);
  }

  dryRun = (ask: CollectAsk) => this.#come('dryRun', ask, { calls: ['iam:ListRoles'], permissions: ['iam:ListRoles'] });
  collect = (ask: CollectAsk, options: OperationOptions): Answered<TakenSnapshot> =>
    this.#come('collect', ask, fixtures.taken, options);
  import = (paths: readonly string[], options: OperationOptions): Answered<TakenSnapshot> =>
    this.#come('import', paths, fixtures.taken, options);
  prove = (ask: unknown, options: OperationOptions): Answered<ProvedSnapshot> =>
    this.#come('prove', ask, fixtures.proved, options);
  work: Operations['work'] = async (ask, { onReady, onJob }) => {
    onReady();
    onJob({ kind: 'collect', name: '111122223333', state: 'done' });
    onJob({ kind: 'prove', name: '8', state: 'failed', problem: 'the snapshot is not there any more' });
    return this.#come('work', ask, { jobs: 2 });
  };
  loadSample = (options: OperationOptions): Answered<TakenSnapshot> =>
    this.#come('loadSample', undefined, fixtures.taken, options);
  verify = (ask: unknown, options: OperationOptions): Answered<Verification> =>
    this.#come('verify', ask, this.verification, options);
  calibrate: Operations['calibrate'] = (ask, options) => this.#come('calibrate', ask, this.calibration, options);
  export = (ask: ExportAsk, options: OperationOptions): ReturnType<Operations['export']> =>
    this.#come('export', ask, { snapshot: '72c39cc75f20', folder: ask.folder }, options);
  connectors = () => this.#come('connectors', undefined, fixtures.connectors);
  addConnector = (ask: unknown): Answered<undefined> => this.#come('addConnector', ask, undefined);
  renewConnector = (ask: unknown): Answered<undefined> => this.#come('renewConnector', ask, undefined);
  removeConnector = (name: string): Answered<undefined> => this.#come('removeConnector', name, undefined);
  pullPeople = (ask: unknown, options: OperationOptions): Answered<PulledPeople> =>
    this.#come('pullPeople', ask, fixtures.pulled, options);
  snapshots = async (): Promise<Listed> => {
    this.asked.push(['snapshots']);
    return this.listed;
  };
}

/** Decides by the word that stands in the line: `{"decision":"allowed"}` is answered as it stands, anything else is invalid. */
async function* fakeSimulate(lines: AsyncIterable<string>): AsyncGenerator<SimulatedLine> {
  for await (const line of lines) {
    try {
      yield JSON.parse(line) as SimulatedLine;
    } catch {
      yield { decision: 'invalid' };
    }
  }
}

export interface FakeWorld {
  readonly ports: Ports;
  readonly questions: FakeQuestions;
  readonly operations: FakeOperations;
  readonly opened: unknown[];
  readonly served: ServeAsk[];
}

export function fakeWorld(
  questions = new FakeQuestions(),
  operations = new FakeOperations(),
  errors: { readonly open?: AskError; readonly operations?: AskError; readonly serve?: AskError } = {},
): FakeWorld {
  const opened: unknown[] = [];
  const served: ServeAsk[] = [];
  const ports: Ports = {
    version: '1.2.3',
    openQuestions: async (options) => {
      opened.push(options);
      return errors.open === undefined ? ok(questions) : err(errors.open);
    },
    operations: async () => (errors.operations === undefined ? ok(operations) : err(errors.operations)),
    simulate: fakeSimulate,
    compare: async (ask) => comparePolicies(ask),
    startServer: async (ask) => {
      served.push(ask);
      if (errors.serve !== undefined) return err(errors.serve);
      return ok({ address: `http://127.0.0.1:${ask.port}`, close: async () => undefined });
    },
  };
  return { ports, questions, operations, opened, served };
}

class Recorder implements Output {
  text = '';
  closed = false;
  readonly isTTY: boolean;
  readonly columns: number | undefined;

  constructor(columns: number | undefined) {
    this.isTTY = columns !== undefined;
    this.columns = columns;
  }

  async write(text: string): Promise<void> {
    if (!this.closed) this.text += text;
  }
}

export interface FakeSurroundings extends Surroundings {
  readonly stdout: Recorder;
  readonly stderr: Recorder;
  /** What Ctrl-C does. */
  interrupt(): void;
  readonly exits: number[];
}

export interface Terminal {
  readonly env?: Readonly<Record<string, string>>;
  /** Columns of a terminal on both outputs; without it they are pipes. */
  readonly columns?: number;
  readonly files?: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7);
}

async function* missing(path: string): AsyncGenerator<Uint8Array> {
  yield* [];
  throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), {
    syscall: 'open',
    code: 'ENOENT',
  });
}

export function fakeSurroundings({ env = {}, columns, files = {}, stdin = '' }: Terminal = {}): FakeSurroundings {
  const handlers = new Set<() => void>();
  const exits: number[] = [];
  let time = 0;
  return {
    env: { LANG: 'C.UTF-8', ...env },
    stdout: new Recorder(columns),
    stderr: new Recorder(columns),
    stdin: bytesOf(stdin),
    readFile: (path) => {
      const text = files[path];
      return text === undefined ? missing(path) : bytesOf(text);
    },
    onInterrupt: (handler) => {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    interrupt: () => {
      for (const handler of [...handlers]) handler();
    },
    exitNow: (code) => exits.push(code),
    exits,
    newToken: () => 'token-of-the-test',
    now: () => {
      time += 1000;
      return time;
    },
  };
}
