import type { AskError, Questions } from '../answers/questions.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Context } from './context.ts';
import type { ExitCode } from './exit.ts';
import { fail } from './failure.ts';
import type { RunningServer } from './ports.ts';
import { jsonText } from './render.ts';

interface ServeAt {
  readonly host: string;
  readonly port: number;
  readonly cypher: boolean;
}

/** Serves until Ctrl-C; nothing is returned then. A server that cannot start is told and becomes an exit code. */
export async function serveUntilInterrupt(context: Context, at: ServeAt): Promise<ExitCode | undefined> {
  const { ports, around } = context;
  const active = new ActiveQuestions(context);
  const first = await active.current();
  if (!first.ok) return fail(context, first.error);
  const token = around.newToken();
  const started = await ports.startServer({
    ...at,
    token,
    data: context.options.data,
    questions: () => active.current(),
  });
  if (!started.ok) {
    await active.close();
    return fail(context, started.error);
  }
  // Whoever reads the address may press Ctrl-C at once.
  const interrupt = new Promise<void>((resolve) => {
    const done = around.onInterrupt(() => {
      done();
      resolve();
    });
  });
  await tellAddress(context, started.value, token);
  await interrupt;
  await started.value.close();
  await active.close();
  return undefined;
}

async function tellAddress({ options, around, words }: Context, server: RunningServer, token: string): Promise<void> {
  const url = `${server.address}/?token=${token}`;
  if (options.form === 'json') return around.stdout.write(jsonText({ url, address: server.address, token }));
  await around.stdout.write(`${words.serving(url)}\n`);
  if (around.stderr.isTTY) await around.stderr.write(`${words.servingHint}\n`);
}

/** Milliseconds between two looks at which snapshot is active. */
const LOOK = 2000;

/**
 * The questions of the active snapshot: when another one is activated, or the same one proved again, requests from then on go to
 * that. The one before stays open until the next change, for requests that are under way. A snapshot that was named on the
 * command line stays.
 */
class ActiveQuestions {
  readonly #context: Context;
  #open: Questions | undefined;
  #before: Questions | undefined;
  #looked = Number.NEGATIVE_INFINITY;
  #looking: Promise<Result<Questions, AskError>> | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  async current(): Promise<Result<Questions, AskError>> {
    const fresh = this.#context.around.now() - this.#looked < LOOK;
    if (this.#open !== undefined && (fresh || this.#context.options.snapshot !== undefined)) return ok(this.#open);
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async close(): Promise<void> {
    await this.#before?.close();
    await this.#open?.close();
  }

  async #look(): Promise<Result<Questions, AskError>> {
    // what is open looks through the store it has open; where nobody can say, it stays
    const current = await this.#open?.isCurrent();
    this.#looked = this.#context.around.now();
    if (this.#open !== undefined && (current?.ok !== true || current.value)) return ok(this.#open);
    const { data, store, snapshot } = this.#context.options;
    const opened = await this.#context.ports.openQuestions({
      data,
      store,
      ...(snapshot === undefined ? {} : { snapshot }),
    });
    if (!opened.ok) return this.#open === undefined ? opened : ok(this.#open);
    await this.#before?.close();
    this.#before = this.#open;
    this.#open = opened.value;
    // what stands in the way of it is told to whoever asks
    opened.value.readAhead(() => this.#open === opened.value).catch(() => undefined);
    return opened;
  }
}
