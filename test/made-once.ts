import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * What several test files of a run need alike, in a folder of the run. Files run side by side: the first makes it, others
 * wait for it. One that fails leaves the work to the next. `fresh` is there only for the one who made it.
 */
export async function madeOnce<T>(
  name: string,
  make: (folder: string) => Promise<T>,
): Promise<{ readonly folder: string; readonly told: T; readonly fresh: boolean }> {
  const run = process.env['TADORI_TEST_PROVED'];
  if (run === undefined) throw new Error('scripts/lib/before-tests.mjs sets a folder of the run before all tests');
  const [folder, kept, busy] = [join(run, name), join(run, `${name}.json`), join(run, `${name}.busy`)];
  for (;;) {
    if (existsSync(kept)) return { folder, told: JSON.parse(await readFile(kept, 'utf8')), fresh: false };
    if (await isFirst(busy)) break;
    await pause(200);
  }
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    const told = await make(folder);
    await writeFile(`${kept}.new`, JSON.stringify(told ?? null));
    await rename(`${kept}.new`, kept);
    return { folder, told, fresh: true };
  } finally {
    await rm(busy, { recursive: true, force: true });
  }
}

/** Makes the folder, unless it is there: true for one of all who ask at once. */
export const isFirst = (folder: string): Promise<boolean> =>
  mkdir(folder).then(
    () => true,
    () => false,
  );
