// Builds sample-org/snapshot/ anew: starts the emulator, seeds the organisation, collects it with the product's collector.
// Run it with `npx tsx sample-org/build.ts`.
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeSnapshot } from '../collector/snapshot-files.ts';
import { startMoto } from '../scripts/services/moto.mjs';
import { collectSample, seedSample } from './collect-sample.ts';

/** Answers about the sample should not depend on the day it was built. */
const TAKEN_AT = new Date('2026-11-25T00:00:00.000Z');
const TARGET = fileURLToPath(new URL('./snapshot', import.meta.url));

async function build(): Promise<void> {
  const moto = await startMoto();
  const work = await mkdtemp(join(tmpdir(), 'tadori-sample-'));
  try {
    const manifest = await seedSample(moto.python, moto.url, join(work, 'manifest.json'));
    const snapshot = await collectSample(moto.url, manifest, TAKEN_AT);
    const gaps = snapshot.coverage.filter((cell) => cell.status !== 'complete');
    const kinds = new Set(gaps.map(({ service, call, status, detail }) => `${service}:${call} ${status} ${detail}`));
    if (gaps.length > 0) throw new Error(`the sample has gaps: ${[...kinds].join('\n')}`);
    const written = await writeSnapshot(work, snapshot);
    if (!written.ok) throw new Error(written.error.message);
    await rm(TARGET, { recursive: true, force: true });
    await rename(join(work, 'snapshots', written.value), TARGET);
    process.stderr.write(`sample-org/snapshot is now ${written.value}\n`);
  } finally {
    await moto.stop();
    await rm(work, { recursive: true, force: true });
  }
}

await build();
