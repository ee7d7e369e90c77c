// Imports one file, stores the snapshot, prints time and memory as JSON. Run by figures/import.ts and test/long/big-import.test.ts.
import { importPaths } from '../collector/import.ts';
import { writeSnapshot } from '../collector/snapshot-files.ts';

const [path = '', data = ''] = process.argv.slice(2);
const begin = performance.now();
const imported = await importPaths([path], { now: () => new Date(0) });
if (imported.ok) {
  const written = await writeSnapshot(data, imported.value);
  if (!written.ok) throw new Error(written.error.message);
}
const figures = {
  seconds: Number(((performance.now() - begin) / 1000).toFixed(1)),
  megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  ...(imported.ok ? { roles: imported.value.roles.length } : { message: imported.error.message }),
};
process.stdout.write(`${JSON.stringify(figures)}\n`);
