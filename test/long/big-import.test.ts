import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeDetails } from '../../bench/authorization-details.ts';

/** Whatever the machine does besides; the goals are asserted. */
const PATIENCE = 600_000;
const MEGABYTE = 1024 * 1024;
const SIZE = 200 * MEGABYTE;
const folder = mkdtempSync(join(tmpdir(), 'tadori-big-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Figures {
  readonly seconds: number;
  readonly megabytes: number;
  readonly roles?: number;
  readonly message?: string;
}

/** Imports in a process of its own, so that its memory is its own. */
function imported(path: string): Figures {
  const script = fileURLToPath(new URL('../../bench/import-run.ts', import.meta.url));
  const run = spawnSync(process.execPath, ['--import', 'tsx', script, path, join(folder, 'data')], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  process.stderr.write(`${path.slice(folder.length + 1)}: ${run.stdout}`);
  return JSON.parse(run.stdout) as Figures;
}

describe('200 MB of account authorization details', () => {
  let indented = 0;
  let dense = 0;
  beforeAll(() => {
    indented = writeDetails(join(folder, 'indented.json'), SIZE, 4);
    dense = writeDetails(join(folder, 'dense.json'), SIZE);
  }, PATIENCE);

  it.each([
    ['indented, as the CLI prints them', 'indented.json', () => indented],
    ['without a blank, of more than twice as many roles', 'dense.json', () => dense],
  ])(
    '%s, are read and stored within 60 s and 1.5 GB',
    (_, name, roles) => {
      expect(statSync(join(folder, name)).size).toBeGreaterThanOrEqual(SIZE);
      const figures = imported(join(folder, name));
      expect(figures.roles).toBe(roles());
      expect(figures.seconds).toBeLessThan(60);
      expect(figures.megabytes).toBeLessThan(1536);
    },
    PATIENCE,
  );

  it(
    'cut short are refused, at the place where they end',
    () => {
      truncateSync(join(folder, 'dense.json'), SIZE - 100);
      const figures = imported(join(folder, 'dense.json'));
      expect(figures.message).toMatch(
        new RegExp(`byte ${SIZE - 100}: the file ends where .* it was cut short, write it again$`),
      );
      expect(figures.seconds).toBeLessThan(60);
    },
    PATIENCE,
  );
});

describe('200 MB of garbage are refused within 5 s, in one line', () => {
  it.each([
    ['random bytes', () => '', (at: number) => ((at * 2654435761) >>> 13) & 255, /line 1, byte 0/],
    ['blanks', () => '', () => 32, /the file ends where the beginning of a JSON object is expected|byte 0/],
    ['a list that never ends', () => '[', () => 91, /found "\[\[/],
    ['an item that never ends', () => '{"RoleDetailList":[{"RoleName":"', () => 120, /an item is longer than 8 MB/],
    ['a value that never ends', () => '{"Marker":"', () => 120, /an item is longer than 8 MB/],
    ['an item that goes ever deeper', () => '{"RoleDetailList":[{"a":', () => 91, /nested more than 200 deep/],
  ])(
    '%s',
    (name, head, byte, message) => {
      const path = join(folder, `${name.replaceAll(' ', '-')}.json`);
      const file = openSync(path, 'w');
      writeSync(file, head());
      const block = Buffer.alloc(MEGABYTE);
      for (let at = 0; at < block.length; at += 1) block[at] = byte(at + 7);
      for (let written = 0; written < SIZE; written += block.length) writeSync(file, block);
      closeSync(file);
      const figures = imported(path);
      rmSync(path);
      expect(figures.message).toMatch(message);
      expect(figures.message).not.toContain('\n');
      expect(figures.seconds).toBeLessThan(5);
    },
    PATIENCE,
  );
});
