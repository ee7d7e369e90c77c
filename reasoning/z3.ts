import { init } from 'z3-solver';

export type SolverAnswer = 'sat' | 'unsat' | 'unknown';

/** Answers each `(check-sat)` of an SMT-LIB text; texts do not see each other. */
export interface Solver {
  readonly version: string;
  /** Throws where the text is not understood. Blocks while it works, at most `CHECK_LIMIT_MS` a check. */
  check(text: string): readonly SolverAnswer[];
  /** Bytes that Z3 holds at the moment. */
  allocated(): number;
  close(): void;
}

const CHECK_LIMIT_MS = 5_000;

/** The parts of the Emscripten module that z3-solver hands out untyped. */
interface WasmModule {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  ccall(name: string, result: 'string', types: readonly 'number'[], values: readonly number[]): string;
  readonly PThread: { terminateAllThreads(): void };
}

/**
 * Z3 in this thread. Its own asynchronous call reads the text off a stack that is already taken back (seen with long texts:
 * they arrive damaged), so the text is put on the heap and the call made synchronously.
 */
export async function startZ3(): Promise<Solver> {
  const { Z3, em } = await init();
  const wasm: WasmModule = em;
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  const { major, minor, build_number: build } = Z3.get_version();
  return {
    version: `Z3 ${major}.${minor}.${build}`,
    check: (text) => answersIn(run(wasm, context, `(reset)\n(set-option :timeout ${CHECK_LIMIT_MS})\n${text}`)),
    allocated: () => Number(Z3.get_estimated_alloc_size()),
    close: () => {
      Z3.del_context(context);
      Z3.del_config(config);
      wasm.PThread.terminateAllThreads();
    },
  };
}

function run(wasm: WasmModule, context: unknown, text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  const pointer = wasm._malloc(bytes.length + 1);
  try {
    wasm.HEAPU8.set(bytes, pointer);
    wasm.HEAPU8[pointer + bytes.length] = 0;
    return wasm.ccall('Z3_eval_smtlib2_string', 'string', ['number', 'number'], [Number(context), pointer]);
  } finally {
    wasm._free(pointer);
  }
}

function answersIn(output: string): readonly SolverAnswer[] {
  return output
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      if (line !== 'sat' && line !== 'unsat' && line !== 'unknown') throw new Error(`the solver says: ${line}`);
      return line;
    });
}
