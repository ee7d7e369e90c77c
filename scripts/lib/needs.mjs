// What the chosen tests need beside Node. A test says so by naming the environment variable it reads.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensureUiBuilt } from './clone.mjs';
import { names } from './test-files.mjs';

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
    start: async () => {
      const { startMoto } = await import('../services/moto.mjs');
      const moto = await startMoto();
      return { variables: { TADORI_TEST_MOTO_URL: moto.url }, stop: moto.stop };
    },
  },
  {
    // of tests that start emulators of their own
    name: 'moto, installed',
    variable: 'motoPython',
    start: async () => {
      const { motoPython } = await import('../services/moto.mjs');
      motoPython();
      return { variables: {}, stop: async () => {} };
    },
  },
  {
    name: 'Z3 of PyPI',
    variable: 'TADORI_TEST_Z3_PYTHON',
    start: async () => {
      const { z3Python } = await import('../services/z3.mjs');
      return { variables: { TADORI_TEST_Z3_PYTHON: z3Python() }, stop: async () => {} };
    },
  },
  {
    name: 'scim2-tester of PyPI',
    variable: 'TADORI_TEST_SCIM_PYTHON',
    start: async () => {
      const { scimPython } = await import('../services/scim.mjs');
      return { variables: { TADORI_TEST_SCIM_PYTHON: scimPython() }, stop: async () => {} };
    },
  },
  {
    name: 'Neo4j',
    variable: 'TADORI_TEST_NEO4J_URL',
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

/** The needs that these test files name. */
export const needsOf = (testFiles) => NEEDS.filter((need) => testFiles.some((file) => names(file, need.variable)));

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
