import { join } from 'node:path';

/** The sources as they were compiled before the tests (scripts/lib/before-tests.mjs): what starts from them needs no loader. */
export function compiled(file: string): string {
  const folder = process.env['TADORI_COMPILED'];
  if (folder === undefined) throw new Error('vitest compiles the sources before the tests');
  return join(folder, file);
}
