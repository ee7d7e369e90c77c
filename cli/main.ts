#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AskError } from '../answers/questions.ts';
import { err } from '../domain/result.ts';
import type { Ports } from './ports.ts';
import { realSurroundings } from './process.ts';
import { run } from './run.ts';

/** Beside this folder in a clone, one further up in the package (dist/cli). */
function version(): string {
  const file = ['../package.json', '../../package.json']
    .map((path) => join(import.meta.dirname, path))
    .find((path) => existsSync(path));
  if (file === undefined) return 'unknown';
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown';
}

const NOT_WIRED: AskError = { kind: 'unavailable', message: 'this part is not connected yet' };

/** The real parts, each loaded when a command first needs it, so that `--help` stays fast. */
const ports: Ports = {
  version: version(),
  openQuestions: async () => err(NOT_WIRED),
  operations: async () => err(NOT_WIRED),
  simulate: () => {
    throw new Error(NOT_WIRED.message);
  },
  startServer: async (ask) => {
    const { startServer } = await import('../api/server.ts');
    return startServer(ask);
  },
};

const around = realSurroundings();
const code = await run(process.argv.slice(2), ports, around);
await around.flushed();
// A solver's or a driver's threads must not keep a finished command alive.
process.exit(process.exitCode ?? code);
