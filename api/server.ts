import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compareApart } from '../answers/compare-apart.ts';
import type { AskError } from '../answers/questions.ts';
import { verifyApart } from '../answers/verify-apart.ts';
import { PushedDirectories } from '../collector/scim/pushed-directories.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { buildApp } from './app.ts';
import type { CurrentQuestions } from './routes/route.ts';
import type { Verify } from './routes/verify.ts';
import { isLoopback } from './security.ts';

export interface ServerOptions {
  /** Asked at every request, so that a newly activated snapshot answers from then on. */
  readonly questions: CurrentQuestions;
  /** Folder of the snapshots and what is proved of them. */
  readonly data: string;
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** Made anew at every start. */
  readonly token: string;
  readonly cypher: boolean;
}

export interface RunningServer {
  /** `http://127.0.0.1:7070` */
  readonly address: string;
  close(): Promise<void>;
}

/** Beside this file in a clone, and beside the built file in the package (dist/api -> dist/ui). */
const UI_FOLDERS = [join(import.meta.dirname, '../ui/dist'), join(import.meta.dirname, '../../ui/dist')];

/** Starts the API and the pages on loopback; refuses any other address, because nobody would have to sign in there. */
export async function startServer(options: ServerOptions): Promise<Result<RunningServer, AskError>> {
  if (!isLoopback(options.host)) {
    return err({
      kind: 'badInput',
      message: `refusing to listen on \`${options.host}\`: reaching Tadori from other machines needs sign-in (OIDC or API tokens) and TLS, which this version does not have; listen on 127.0.0.1 and go through a tunnel such as \`ssh -L\``,
    });
  }
  const verify: Verify = (snapshot, signal) => verifyApart({ data: options.data, snapshot }, signal);
  const pushes = new PushedDirectories({ data: options.data, now: () => new Date(), newId: randomUUID });
  const app = await buildApp({ ...options, compare: compareApart, verify, pushes, uiFolder: uiFolder() });
  app.addHook('onClose', () => pushes.close());
  try {
    const address = await app.listen({ host: options.host, port: options.port });
    return ok({ address, close: () => app.close() });
  } catch (error) {
    await app.close();
    const reason = error instanceof Error ? error.message : String(error);
    return err({
      kind: 'unavailable',
      message: `cannot listen on port ${options.port}: ${reason}; choose another with \`--port\``,
    });
  }
}

const uiFolder = (): string =>
  UI_FOLDERS.find((folder) => existsSync(join(folder, 'index.html'))) ?? join(import.meta.dirname, '../ui/dist');
