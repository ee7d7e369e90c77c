// What the chosen tests need beside Node. A test says so by naming the environment variable it reads.
import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ensureUiBuilt, ROOT } from './clone.mjs';

const TESTS = join(ROOT, 'test/');

const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const BROWSER_FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/snap/bin'];

/**
 * `start` gives the variables for the tests and how to stop what runs; it throws, saying what to install, if it cannot.
 * Where the variables are set already, nothing is started.
 */
const NEEDS = [
  {
    name: 'moto',
    variable: 'TADORI_TEST_MOTO_URL',
    shared: true,
    start: async () => {
      const { startMoto } = await import('../services/moto.mjs');
      const moto = await startMoto();
      return { variables: { TADORI_TEST_MOTO_URL: moto.url }, stop: moto.stop };
    },
  },
  {
    name: 'Neo4j',
    variable: 'TADORI_TEST_NEO4J_URL',
    shared: true,
    start: async () => {
      const { startNeo4j } = await import('../services/neo4j.mjs');
      const { url, user, password, stop } = await startNeo4j();
      const variables = {
        TADORI_TEST_NEO4J_URL: url,
        TADORI_TEST_NEO4J_USER: user,
        TADORI_TEST_NEO4J_PASSWORD: password,
      };
      return { variables, stop };
    },
  },
  {
    name: 'the built pages',
    variable: 'ui/dist',
    start: async () => {
      await ensureUiBuilt();
      return { variables: {}, stop: async () => {} };
    },
  },
  {
    name: 'Chromium',
    variable: 'TADORI_TEST_CHROMIUM',
    start: async () => ({ variables: { TADORI_TEST_CHROMIUM: findChromium() }, stop: async () => {} }),
  },
];

/** The needs that these test files, or what they import from the test folder, name. */
export function needsOf(testFiles) {
  const texts = [...withTestImports(testFiles).values()];
  return NEEDS.filter((need) => texts.some((text) => text.includes(need.variable)));
}

/** Test files that share a server: what one of them loads, another would see, so they run one at a time. */
export function filesThatShareAServer() {
  if (!existsSync(TESTS)) return [];
  const files = readdirSync(TESTS, { recursive: true }).filter((name) => name.endsWith('.test.ts'));
  return files
    .map((name) => join(TESTS, name))
    .filter((file) => needsOf([file]).some((need) => need.shared))
    .sort();
}

function findChromium() {
  const found = BROWSER_FOLDERS.flatMap((folder) => BROWSERS.map((name) => join(folder, name))).find(executable);
  if (found !== undefined) return found;
  throw new Error('no Chromium was found (Debian: apt-get install chromium; or set TADORI_TEST_CHROMIUM to its path)');
}

function executable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Text by path: the files and, step by step, what they import from the test folder. */
function withTestImports(files) {
  const texts = new Map();
  const queue = [...files];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (texts.has(file) || !file.startsWith(TESTS) || !existsSync(file)) continue;
    const text = readFileSync(file, 'utf8');
    texts.set(file, text);
    for (const [, path] of text.matchAll(/from '(\.[^']+)'/g)) queue.push(join(dirname(file), path));
  }
  return texts;
}
