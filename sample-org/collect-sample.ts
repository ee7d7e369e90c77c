import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type CollectOptions, collect } from '../collector/collect.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { adaptToEmulator, classifyEmulatorError, type SeedManifest } from './emulator.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
export const SAMPLE_PEOPLE = here('people.csv');

/** Seeds a fresh emulator and gives the manifest of what was made. */
export async function seedSample(python: string, url: string, manifestFile: string): Promise<SeedManifest> {
  await promisify(execFile)(python, [here('seed.py'), url, manifestFile]);
  return JSON.parse(await readFile(manifestFile, 'utf8')) as SeedManifest;
}

/** Sets the SDK's environment for the emulator; its credentials are made up. */
export function useEmulator(url: string): void {
  process.env['AWS_ENDPOINT_URL'] = url;
  process.env['AWS_ACCESS_KEY_ID'] = 'a';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'b';
  process.env['AWS_REGION'] = 'eu-west-1';
}

/** Collects the seeded organisation as the product would, through the emulator adapter. */
export async function collectSample(
  url: string,
  manifest: SeedManifest,
  takenAt: Date,
  options: CollectOptions = {},
): Promise<Snapshot> {
  useEmulator(url);
  const snapshot = await collect(
    { people: SAMPLE_PEOPLE, ...options },
    { now: () => takenAt, source: 'sample', classify: classifyEmulatorError, adapt: adaptToEmulator(manifest) },
  );
  if (!snapshot.ok) throw new Error(snapshot.error.message);
  return snapshot.value;
}
