import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect } from '../../collector/collect.ts';
import { seedSample, useEmulator } from '../../sample-org/collect-sample.ts';
import type { SeedManifest } from '../../sample-org/emulator.ts';

interface MotoModule {
  isMotoInstalled(): boolean;
  motoPython(): string;
  startMoto(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }>;
}
const SCRIPT = new URL('../../scripts/services/moto.mjs', import.meta.url).href;
const moto = (await import(SCRIPT)) as MotoModule;

export interface SeededMoto {
  readonly url: string;
  readonly manifest: SeedManifest;
  stop(): Promise<void>;
}

const given = process.env['TADORI_TEST_MOTO_URL'];
/** Why there is no emulator to test against; undefined: there is one. */
export const MOTO_MISSING: string | undefined =
  given !== undefined || moto.isMotoInstalled()
    ? undefined
    : 'moto is not installed: run `npm test`, which installs and starts it, or set TADORI_TEST_MOTO_URL';

/** The emulator with the sample organisation in it, seeded by whoever asks first. */
export async function seededMoto(): Promise<SeededMoto> {
  if (MOTO_MISSING !== undefined) throw new Error(MOTO_MISSING);
  const server = given === undefined ? await moto.startMoto() : { url: given, stop: async () => undefined };
  const file = join(tmpdir(), `tadori-seed-${new URL(server.url).port}.json`);
  useEmulator(server.url);
  const seeded = existsSync(file) && (await isSeeded());
  const manifest = seeded
    ? (JSON.parse(readFileSync(file, 'utf8')) as SeedManifest)
    : await seedSample(moto.motoPython(), server.url, file);
  return { url: server.url, manifest, stop: server.stop };
}

async function isSeeded(): Promise<boolean> {
  const snapshot = await collect({ accounts: [], regions: [] }, { now: () => new Date(0) });
  return snapshot.ok && snapshot.value.organization !== undefined;
}
