#!/usr/bin/env node
// `npm test`: the first command in a fresh clone. Installs, starts what the tests need, runs the gates and the tests, cleans up.
//   npm test                    gates, then every test        npm test -- --gates     gates only
//   npm test -- <filter ...>    only the tests that match     npm test -- --long      the long tests
// The last line is `N passed, N failed`. In CI (CI or TADORI_CI set) a missing service is a failure, elsewhere a notice.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { checkNode } from './lib/node-floor.mjs';

checkNode();
const { ensureInstalled, orExit, ROOT } = await import('./lib/clone.mjs');
const { GATES, runGate } = await import('./lib/gates.mjs');
const { needsOf } = await import('./lib/needs.mjs');
const { GROUPED, signalGroup } = await import('./lib/process-group.mjs');

const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs');
const COUNTS = join(ROOT, `.cache/test-counts-${process.pid}.json`);
const GATES_AT_ONCE = 2;
const LIMIT_MINUTES = Number(process.env.TADORI_TEST_LIMIT_MINUTES ?? 23);
const inCi = isSet('CI') || isSet('TADORI_CI');
const SIGNALS = Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 });

const args = process.argv.slice(2);
const gatesOnly = args.includes('--gates');
const long = args.includes('--long');
const vitestArgs = args.filter((arg) => arg !== '--gates' && arg !== '--long');
const mode = long ? ['--mode', 'long'] : [];
const gates = gatesOnly || (!long && vitestArgs.length === 0) ? GATES : [];

const total = { passed: 0, failed: 0 };
const notices = [];
const children = new Set();
const stops = [];
let interrupted;

function isSet(name) {
  const value = process.env[name] ?? '';
  return value !== '' && value !== '0' && value !== 'false';
}

async function runGates() {
  const queue = [...gates];
  const lane = async () => {
    for (let gate = queue.shift(); gate !== undefined && interrupted === undefined; gate = queue.shift()) {
      const { child, done } = runGate(gate);
      children.add(child);
      const { ok, output, seconds } = await done;
      children.delete(child);
      if (interrupted === undefined) count(ok, `${gate.name} (${seconds.toFixed(1)} s)`, output);
    }
  };
  await Promise.all(Array.from({ length: GATES_AT_ONCE }, lane));
}

function count(ok, name, output = '') {
  total[ok ? 'passed' : 'failed'] += 1;
  process.stdout.write(`${ok ? 'ok    ' : 'FAILED'} ${name}\n${ok || output === '' ? '' : `${output.trimEnd()}\n`}`);
}

/** Variables for the tests. What cannot be started is a failure in CI and a notice elsewhere; the tests skip, with the reason. */
async function startNeeds() {
  const files = chosenTestFiles();
  const environment = {};
  for (const need of needsOf(files)) {
    if (isSet(need.variable) || interrupted !== undefined) continue;
    try {
      const { variables, stop } = await need.start();
      stops.push(stop);
      Object.assign(environment, variables);
    } catch (error) {
      const text = `missing: ${need.name}: ${error.message}`;
      if (inCi) count(false, text);
      else notices.push(text);
    }
  }
  return environment;
}

function chosenTestFiles() {
  const list = spawnSync(process.execPath, [VITEST, 'list', ...vitestArgs, ...mode, '--filesOnly', '--json'], {
    encoding: 'utf8',
  });
  try {
    return JSON.parse(list.stdout).map(({ file }) => file);
  } catch {
    return []; // vitest itself says next what is wrong
  }
}

async function runTests(environment) {
  const reporters = ['--reporter=default', `--reporter=${join(ROOT, 'scripts/lib/count-reporter.mjs')}`];
  const child = spawn(process.execPath, [VITEST, 'run', ...mode, ...reporters, ...vitestArgs], {
    ...GROUPED,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment, TADORI_TEST_COUNTS: COUNTS },
  });
  children.add(child);
  const limit = long ? undefined : setTimeout(() => stopHanging(child), LIMIT_MINUTES * 60_000);
  const status = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(limit);
  signalGroup(child, 'SIGKILL');
  children.delete(child);
  if (interrupted === undefined) addCounts(status);
}

/** A test that never returns can only be killed. */
function stopHanging(child) {
  const running = readCounts().running ?? [];
  process.stdout.write(
    `FAILED the tests took more than ${LIMIT_MINUTES} minutes; still running: ${running.join(', ')}\n`,
  );
  signalGroup(child, 'SIGKILL');
}

/** vitest's own status is believed where it is worse than the counts: a run that broke must not look green. */
function addCounts(status) {
  const { passed = 0, failed = 0, skipped = [] } = readCounts();
  total.passed += passed;
  total.failed += failed === 0 && status !== 0 ? 1 : failed;
  for (const { name, reason } of skipped)
    notices.push(`skipped: ${name} (${reason === '' ? 'no reason given' : reason})`);
}

function readCounts() {
  try {
    return JSON.parse(readFileSync(COUNTS, 'utf8'));
  } catch {
    return {};
  }
}

function interrupt(signal, status) {
  interrupted ??= status;
  for (const child of children) signalGroup(child, signal);
}

async function cleanUp() {
  rmSync(COUNTS, { force: true });
  for (const stop of stops) await stop();
}

function finish() {
  for (const notice of notices) process.stdout.write(`note   ${notice}\n`);
  if (interrupted !== undefined) {
    process.stdout.write('interrupted\n');
    process.exit(interrupted);
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
}

for (const [signal, status] of SIGNALS) process.on(signal, () => interrupt(signal, status));

process.chdir(ROOT);
await orExit(ensureInstalled());
mkdirSync(join(ROOT, '.cache'), { recursive: true });
try {
  const [environment] = await Promise.all([gatesOnly ? {} : startNeeds(), runGates()]);
  if (!gatesOnly && interrupted === undefined) await runTests(environment);
} finally {
  await cleanUp();
}
finish();
