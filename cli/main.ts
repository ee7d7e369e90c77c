#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '../domain/result.ts';
import type { Ports } from './ports.ts';
import { realSurroundings } from './process.ts';
import { run } from './run.ts';
import { setUpV8 } from './v8-settings.ts';

/** Beside this folder in a clone, one further up in the package (dist/cli). */
function version(): string {
  const file = ['../package.json', '../../package.json']
    .map((path) => join(import.meta.dirname, path))
    .find((path) => existsSync(path));
  if (file === undefined) return 'unknown';
  const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return typeof parsed === 'object' && parsed !== null && 'version' in parsed ? String(parsed.version) : 'unknown';
}

/** Neo4j's password comes from the environment alone: options show up in lists of processes. */
const credentials = {
  user: process.env['TADORI_NEO4J_USER'] ?? 'neo4j',
  password: process.env['TADORI_NEO4J_PASSWORD'] ?? '',
};

/** For the same reason. */
const jobCredentials = {
  ...(process.env['TADORI_REDIS_USER'] === undefined ? {} : { user: process.env['TADORI_REDIS_USER'] }),
  ...(process.env['TADORI_REDIS_PASSWORD'] === undefined ? {} : { password: process.env['TADORI_REDIS_PASSWORD'] }),
};

/** A mistake of ours: told even where nobody watches, and never on standard output. */
const onDefect = (text: string): void => {
  process.stderr.write(`error: ${text}\n`);
};

/** The real parts, each loaded when a command first needs it, so that `--help` stays fast. */
const ports: Ports = {
  version: version(),
  openQuestions: async (ask) => {
    const { openQuestions } = await import('../answers/open.ts');
    return openQuestions({ ...ask, credentials, onDefect });
  },
  operations: async (at) => {
    const { operationsAt } = await import('../answers/operations.ts');
    return ok(operationsAt({ ...at, credentials, jobCredentials, onDefect }));
  },
  simulate: async function* (lines, source) {
    const { simulateLines } = await import('../answers/simulate.ts');
    yield* simulateLines(lines, source);
  },
  compare: async (ask) => {
    const { comparePolicies } = await import('../answers/compare.ts');
    return comparePolicies(ask);
  },
  startServer: async (ask) => {
    const { startServer } = await import('../api/server.ts');
    return startServer(ask);
  },
};

setUpV8();
const around = realSurroundings();
const code = await run(process.argv.slice(2), ports, around);
await around.flushed();
// A solver's or a driver's threads must not keep a finished command alive.
process.exit(process.exitCode ?? code);
