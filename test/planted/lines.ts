import type { AccessRequest } from '../../domain/request.ts';
import type { Solver } from '../../reasoning/z3.ts';
import { meets, shortOf } from '../expectation.ts';
import { compareChains } from '../properties/chains.ts';
import type { Core, Entry } from './altered-core.ts';
import { ClaimsLine } from './claims-line.ts';
import type { Line } from './errors.ts';
import { CASES, CLOSED, RANDOM } from './requests.ts';
import { disagreementInWorld, SAMPLE } from './small-world.ts';

/** What gave an error away, in words; undefined: nothing did. */
export type Evidence = string | undefined;

const INTERPRETER: Entry = 'reasoning/decide.ts';
const ENGINE: Entry = 'reasoning/one-request.ts';
const CHAIN_PARTS: readonly Entry[] = ['answers/access-paths.ts', 'reasoning/hops.ts', 'reasoning/effective.ts'];

/** How many of the random requests are replayed, and how many chains are tried. */
const REPLAYED = 2000;
const CHAINS = 400;
const CHAIN_SEED = 28;

/** Whoever asks the lines keeps what the core itself answers, so that only what an error can change is asked again. */
export class Defence {
  readonly #original: Core;
  readonly #interpreter = new Map<AccessRequest, string>();
  readonly #engine = new Map<AccessRequest, string>();
  readonly #claims: ClaimsLine;

  constructor(original: Core, solver: Solver) {
    this.#original = original;
    this.#claims = new ClaimsLine(original, solver);
  }

  /** Asks one line; an answer that breaks off gives the error away as well as a wrong one. Throws where the edit makes no program. */
  ask(line: Line, core: Core): Evidence {
    try {
      return this.#lines[line](core);
    } catch (error) {
      // an edit that names what is not there is a slip of its author, and would be seen by the compiler
      if (error instanceof ReferenceError) throw error;
      return `breaks: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  readonly #lines: Readonly<Record<Line, (core: Core) => Evidence>> = {
    cases: (core) => this.#cases(core),
    property: (core) => this.#requests(core) ?? this.#chains(core),
    replay: (core) => this.#replay(core),
    solver: (core) => this.#claims.ask(core),
  };

  #cases(core: Core): Evidence {
    for (const { name, request, expect } of CASES) {
      if (core.touches(INTERPRETER)) {
        const decision = core.take('reasoning/decide.ts').decide(request);
        if (!meets(decision, expect)) return `${name}: interpreter ${decision.kind}`;
      }
      if (core.touches(ENGINE)) {
        const answer = core.take('reasoning/one-request.ts').decideSymbolically(request);
        if (answer !== shortOf(expect)) return `${name}: engine ${answer}`;
      }
    }
    return undefined;
  }

  /** Interpreter and engine on the random requests. */
  #requests(core: Core): Evidence {
    if (!core.touches(INTERPRETER, ENGINE)) return undefined;
    for (const [index, request] of RANDOM.entries()) {
      const interpreter = this.#interpreterSays(core, request);
      const engine = this.#engineSays(core, request);
      if (interpreter !== engine) return `random request ${index}: interpreter ${interpreter}, engine ${engine}`;
    }
    return undefined;
  }

  /** Paths over two or three roles, judged at once and by trying every call. */
  #chains(core: Core): Evidence {
    if (!core.touches(...CHAIN_PARTS)) return undefined;
    const parts = {
      ...core.take('reasoning/world.ts'),
      ...core.take('reasoning/callers.ts'),
      ...core.take('reasoning/hops.ts'),
      ...core.take('reasoning/effective.ts'),
      ...core.take('reasoning/decide.ts'),
      ...core.take('answers/access-paths.ts'),
      ...core.take('answers/node-info.ts'),
    };
    return compareChains(SAMPLE, CHAIN_SEED, CHAINS, parts, 1).different[0];
  }

  #interpreterSays(core: Core, request: AccessRequest): string {
    const ask = (one: Core): string => shortOf(one.take('reasoning/decide.ts').decide(request));
    return core.touches(INTERPRETER) ? ask(core) : remembered(this.#interpreter, request, () => ask(this.#original));
  }

  #engineSays(core: Core, request: AccessRequest): string {
    const ask = (one: Core): string => one.take('reasoning/one-request.ts').decideSymbolically(request);
    return core.touches(ENGINE) ? ask(core) : remembered(this.#engine, request, () => ask(this.#original));
  }

  /** Witnesses of requests for which nothing is left, of random ones, and all of a small organisation. */
  #replay(core: Core): Evidence {
    if (core.touches(INTERPRETER, ENGINE, 'reasoning/replay.ts')) {
      const closed = CLOSED.map((request) => witnessRefused(core, request)).find((one) => one !== undefined);
      if (closed !== undefined) return `all is denied: ${closed}`;
      for (const [index, request] of RANDOM.slice(0, REPLAYED).entries()) {
        // near cases lists are compared with each other, for which no witness is sought
        const found = index % 2 === 0 ? witnessRefused(core, request) : undefined;
        if (found !== undefined) return `random request ${index}: ${found}`;
      }
    }
    return core.touches(INTERPRETER, 'reasoning/prove.ts', 'reasoning/world.ts')
      ? disagreementInWorld(core)
      : undefined;
  }
}

/** A request inside what the engine allows, or outside what it holds possible, that the interpreter decides otherwise. */
function witnessRefused(core: Core, request: AccessRequest): Evidence {
  const { analysis } = core.take('reasoning/one-request.ts').analyseRequest(request);
  const { bdd } = analysis.space;
  for (const action of analysis.actions) {
    const { lower, upper } = action.allowed;
    for (const [set, wanted] of [
      [lower, 'allowed'],
      [bdd.not(upper), 'denied'],
    ] as const) {
      const witness = core.take('reasoning/replay.ts').requestInside(analysis, action, set);
      if (witness === undefined) continue;
      const answer = shortOf(core.take('reasoning/decide.ts').decide(witness));
      if (answer !== wanted) return `witness for ${wanted} is ${answer}`;
    }
  }
  return undefined;
}

function remembered<K, V>(known: Map<K, V>, key: K, find: () => V): V {
  const old = known.get(key);
  if (old !== undefined) return old;
  const found = find();
  known.set(key, found);
  return found;
}
