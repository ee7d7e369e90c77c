import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Whatever the machine does besides; the goals are asserted. */
const PATIENCE = 600_000;
const MEGABYTE = 1024 * 1024;
const SIZE = 200 * MEGABYTE;
const folder = mkdtempSync(join(tmpdir(), 'tadori-big-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A role of its own making, with documents no other role has: nothing can be saved by keeping equal ones once. */
function role(number: number): object {
  const statements = [0, 1, 2, 3].map((part) => ({
    Sid: `S${number}x${part}`,
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject', 'dynamodb:Query'],
    Resource: [
      `arn:aws:s3:::bucket-${number}-${part}/*`,
      `arn:aws:dynamodb:eu-west-1:111122223333:table/t-${number}-${part}`,
    ],
    Condition: { StringEquals: { 'aws:PrincipalTag/team': `team-${number % 977}` } },
  }));
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::111122223333:role/role-${number - 1}` },
    Action: 'sts:AssumeRole',
  };
  return {
    Path: '/',
    RoleName: `role-${number}`,
    RoleId: `AROA${String(number).padStart(16, '0')}`,
    Arn: `arn:aws:iam::111122223333:role/role-${number}`,
    CreateDate: '2024-01-01T00:00:00+00:00',
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
    InstanceProfileList: [],
    RolePolicyList: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    AttachedManagedPolicies: [],
    Tags: [{ Key: 'n', Value: String(number) }],
    RoleLastUsed: {},
  };
}

/** Writes 200 MB of roles; gives how many they are. */
function writeDetails(path: string, indent: number | undefined): number {
  const file = openSync(path, 'w');
  let size = writeSync(file, '{"UserDetailList":[],"GroupDetailList":[],"Policies":[],"RoleDetailList":[\n');
  let roles = 0;
  while (size < SIZE) {
    const block = Array.from({ length: 500 }, (_, one) => JSON.stringify(role(roles + one), null, indent)).join(',\n');
    size += writeSync(file, roles === 0 ? block : `,\n${block}`);
    roles += 500;
  }
  writeSync(file, ']}\n');
  closeSync(file);
  return roles;
}

interface Figures {
  readonly seconds: number;
  readonly megabytes: number;
  readonly roles?: number;
  readonly message?: string;
}

/** Imports in a process of its own, so that its memory is its own. */
function imported(path: string): Figures {
  const script = fileURLToPath(new URL('./import-figures.ts', import.meta.url));
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
    indented = writeDetails(join(folder, 'indented.json'), 4);
    dense = writeDetails(join(folder, 'dense.json'), undefined);
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
