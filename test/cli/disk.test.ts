import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../compiled.ts';
import type { Said } from './real-ports.ts';

const STRANGERS = fileURLToPath(new URL('./stranger.ts', import.meta.url));
/** Nobody who owns these files: root may read and write everything. */
const STRANGER = 65_534;
let folder: string;
let stranger: ChildProcess;
const asStranger = () => ({
  env: { ...process.env, LANG: 'C.UTF-8', LC_ALL: '', TADORI_DATA: at('data'), HOME: tmpdir() },
  ...(process.getuid?.() === 0 ? { uid: STRANGER, gid: STRANGER } : {}),
});
const at = (name: string): string => join(folder, name);

/** A folder or file of which nobody but its owner may do what the mode leaves out; the owner neither. */
function withMode(mode: number, name: string, make: (path: string) => void): void {
  make(at(name));
  chmodSync(at(name), mode);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tadori-disk-'));
  chmodSync(folder, 0o755);
  writeFileSync(at('file'), 'x');
  withMode(0o000, 'secret.json', (path) => writeFileSync(path, '{}'));
  withMode(0o555, 'readonly', (path) => mkdirSync(path));
  withMode(0o000, 'locked', (path) => mkdirSync(path));
  stranger = fork(STRANGERS, { ...asStranger(), execArgv: ['--import', 'tsx'] });
  await once(stranger, 'message');
});
afterAll(() => {
  stranger.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const argumentsOf = (line: string, words: readonly string[]): readonly string[] => [
  ...line.split(' ').map((word) => word.replace(/^@/, `${folder}/`)),
  ...words,
];
const toldOf = (stderr: string): string => stderr.replaceAll(`${folder}/`, '@');

/** The command line over the real parts, in a process of somebody else; it waits for nothing longer than this. */
async function tadori(line: string, words: readonly string[] = []): Promise<Said> {
  const answered = once(stranger, 'message', { signal: AbortSignal.timeout(30_000) });
  stranger.send(argumentsOf(line, words));
  const [said] = await answered;
  return { ...said, stderr: toldOf(said.stderr) };
}

/** The real command line; what it waits for longer than this it waits for without end. */
async function program(line: string, words: readonly string[] = []): Promise<Said> {
  const child = spawn(process.execPath, [compiled('cli/main.js'), ...argumentsOf(line, words)], {
    ...asStranger(),
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  let stderr = '';
  let stdout = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, stdout, stderr: toldOf(stderr) };
}

describe('a file that cannot be read is wrong input: one line, exit code 2', () => {
  it.each([
    ['simulate @none', 'cannot read `@none`: there is no such file or folder'],
    ['simulate @readonly', 'cannot read `@readonly`: it is a folder, not a file'],
    ['simulate @secret.json', 'cannot read `@secret.json`: access is denied'],
    ['compare --existing @none --new @file --type IDENTITY_POLICY', 'cannot read `@none`: there is no such file'],
    ['import @none', '@none: there is no such file or folder'],
    ['import @secret.json', '@secret.json: access is denied'],
    ['refresh @none', '@none: there is no such file or folder'],
    ['collect --people @none', '@none: there is no such file or folder'],
    ['collect --people @secret.json', '@secret.json: access is denied'],
  ])('%s', async (line, message) => {
    const { code, stdout, stderr } = await tadori(line);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^E_BAD_INPUT: .*\n$/);
  });
});

const BAD_FOLDERS = [
  ['/proc/nope', 'the system lets no folder be made there'],
  ['@file', 'a part of the path is a file, not a folder'],
  ['@file/inside', 'a part of the path is a file, not a folder'],
  ['@readonly', 'access is denied'],
  ['@locked', 'access is denied'],
] as const;

describe.skipIf(process.platform !== 'linux')('a data folder that cannot be written', () => {
  it.each(BAD_FOLDERS)('%s ends with 4, and says why', async (data, cause) => {
    const { code, stdout, stderr } = await tadori('demo --no-serve --no-certify --data', [
      data.replace('@', `${folder}/`),
    ]);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^E_STORE: .*\n$/);
    expect(stderr).toContain(cause);
    expect(readdirSync(folder).sort()).toEqual(['file', 'locked', 'readonly', 'secret.json']);
  });
});

describe.skipIf(process.platform !== 'linux')('the program itself', () => {
  it('says the same in a process of its own', async () => {
    const ended = await program('prove --data @file');
    expect(ended).toMatchObject({ code: 4, stdout: '', stderr: expect.stringMatching(/^E_STORE: .*\n$/) });
    expect(ended).toEqual(await tadori('prove --data @file'));
  });
});

describe.skipIf(process.platform !== 'linux')('a data folder that cannot be read', () => {
  const [, file, , , locked] = BAD_FOLDERS;
  it.each([
    ['who-can x', ...file],
    ['who-can x', ...locked],
    ['snapshots', ...file],
    ['prove', ...file],
    ['verify', ...locked],
    ['serve --port 0', ...file],
  ])('%s --data %s ends with 4, and says why', async (command, data, cause) => {
    const { code, stdout, stderr } = await tadori(`${command} --data ${data}`);
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toMatch(/^E_STORE: .*\n$/);
    expect(stderr).toContain(cause);
  });
});
