import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

const OWN_FILE = import.meta.url;

/**
 * A file beside this one, named without its ending, as a thread; its environment is empty. Node 20 does not run TypeScript by itself,
 * and threads do not inherit the development loader: from sources, it comes first, but where they were compiled (`TADORI_COMPILED`).
 */
export function startThread(
  name: string,
  more: Pick<WorkerOptions, 'workerData' | 'resourceLimits' | 'stdout'> = {},
): Worker {
  const options = { env: {}, ...more };
  if (!OWN_FILE.endsWith('.ts')) return new Worker(new URL(`./${name}.js`, OWN_FILE), options);
  const compiled = process.env['TADORI_COMPILED'];
  if (compiled !== undefined) return new Worker(join(compiled, `answers/${name}.js`), options);
  const loader = join(dirname(createRequire(OWN_FILE).resolve('tsx/package.json')), 'dist/esm/api/index.mjs');
  const argv = [pathToFileURL(loader).href, new URL(`./${name}.ts`, OWN_FILE).href];
  const load = 'import(process.argv[2]).then(({ register }) => { register(); return import(process.argv[3]); })';
  return new Worker(load, { ...options, eval: true, argv });
}
