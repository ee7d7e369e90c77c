// Runs a TypeScript file in this very process: same terminal, same signals, same exit code, no second Node to start.
import { pathToFileURL } from 'node:url';

/** @param {string} file absolute path; @param {readonly string[]} args what the file sees as its arguments */
export async function runTypeScript(file, args) {
  const { register } = await import('tsx/esm/api');
  register();
  process.argv = [process.execPath, file, ...args];
  process.execArgv.push('--import', import.meta.resolve('tsx')); // for children made by fork()
  await import(pathToFileURL(file).href);
}
