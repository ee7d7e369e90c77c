// Which test files name what. Also read by vitest.config.ts, so it imports nothing but what is always there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const TESTS = fileURLToPath(new URL('../../test/', import.meta.url));
const REPLACES = 'vi.mock(';
const SERVERS = ['TADORI_TEST_MOTO_URL', 'TADORI_TEST_NEO4J_URL'];

/** Does the test file, or what it imports from the test folder, hold the word? */
export const names = (file, word) => [...withTestImports(file).values()].some((text) => text.includes(word));

/** Test files that share a server with others of them: what one loads, another would see, so they run one at a time (test/one-at-a-time.ts). */
export function filesThatShareAServer(long) {
  const files = testFiles().filter((file) => file.includes('/test/long/') === long);
  const sharing = SERVERS.map((one) => files.filter((file) => names(file, one))).filter((some) => some.length > 1);
  return files.filter((file) => sharing.some((some) => some.includes(file)));
}

/** Test files that put other modules in the place of ours: nobody shares what they load. */
export const filesThatReplaceModules = () => testFiles().filter((file) => textOf(file).includes(REPLACES));

function testFiles() {
  if (!existsSync(TESTS)) return [];
  return readdirSync(TESTS, { recursive: true })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(TESTS, name))
    .sort();
}

const read = new Map();

/** What several test files import is read once. */
function textOf(path) {
  const text = read.get(path) ?? readFileSync(path, 'utf8');
  read.set(path, text);
  return text;
}

/** Text by path. */
function withTestImports(file) {
  const texts = new Map();
  const queue = [file];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (texts.has(path) || !path.startsWith(TESTS) || !existsSync(path)) continue;
    const text = textOf(path);
    texts.set(path, text);
    for (const [, target] of text.matchAll(/(?:from|import) '(\.[^']+)'/g)) queue.push(join(dirname(path), target));
  }
  return texts;
}
