import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pull } from '../../collector/scim/pull.ts';
import { freePort } from '../free-port.ts';
import { ENTERPRISE, GROUP, type ScimServer, scimServer, sender, tokenOf, USER } from './scim-server.ts';

const PYTHON = process.env['TADORI_TEST_SCIM_PYTHON'] ?? '';
const WITHOUT =
  'scim2-tester of PyPI is not installed: `npm test` installs it (Python 3 needed), or set TADORI_TEST_SCIM_PYTHON to a Python that has it';
const MUST_BE_THERE = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;

/** Skips with its reason, or fails where nothing may be missing. */
const need = (skip: (reason: string) => void): void => {
  if (PYTHON !== '') return;
  if (MUST_BE_THERE) expect.fail(WITHOUT);
  skip(WITHOUT);
};

/** Runs `scim2 test` against a service; the checks by how they ended. */
async function scim2Test(url: string, token: string): Promise<{ readonly code: number; readonly text: string }> {
  const args = ['-c', 'from scim2_cli import cli; cli()', '-u', url, 'test'];
  const child = spawn(PYTHON, args, {
    env: { ...process.env, SCIM_CLI_HEADERS: `Authorization: Bearer ${token}`, NO_COLOR: '1' },
  });
  let text = '';
  child.stdout.on('data', (piece) => {
    text += piece;
  });
  child.stderr.on('data', (piece) => {
    text += piece;
  });
  const [code] = await once(child, 'close');
  return { code, text };
}

describe('scim2-tester', () => {
  let server: ScimServer;
  beforeAll(async () => {
    server = await scimServer('tester');
  });
  afterAll(() => server.stop());

  it('finds no error in our service', async ({ skip }) => {
    need(skip);
    const { code, text } = await scim2Test(`${server.address}/scim/v2`, tokenOf('tester'));
    const ended = (state: string): readonly string[] => text.match(new RegExp(`^${state}\\b.*`, 'gm')) ?? [];
    expect([text.match(/^ERROR[^\n]*\n[^\n]*/gm) ?? [], ended('CRITICAL'), code]).toEqual([[], [], 0]);
    expect(ended('SKIPPED')).toEqual([]);
    expect(ended('SUCCESS').length).toBeGreaterThanOrEqual(90);
  });
});

describe('scim2-server', () => {
  let peer: ChildProcess | undefined;
  afterAll(() => {
    peer?.kill();
  });

  it('is read whole, page by page', async ({ skip }) => {
    need(skip);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const args = ['-c', 'from scim2_server.testserver.cli import main; main()', '--port', String(port)];
    peer = spawn(PYTHON, args, { stdio: 'ignore' });
    const isUp = () =>
      fetch(`${url}/Users`).then(
        () => true,
        () => false,
      );
    await expect.poll(isUp, { timeout: 30_000 }).toBe(true);
    const send = sender(() => url, undefined);
    const ids: string[] = [];
    for (let index = 0; index < 230; index += 1) {
      const { status, body } = await send('POST', '/Users', {
        schemas: [USER, ENTERPRISE],
        userName: `user${index}@peer.example`,
        displayName: `User ${index}`,
        emails: [{ value: `user${index}@peer.example`, type: 'work', primary: true }],
        [ENTERPRISE]: { department: index % 2 === 0 ? 'Kitchen' : 'Finance' },
      });
      expect(status).toBe(201);
      ids.push(body.id);
    }
    const members = ids.slice(0, 120).map((value) => ({ value }));
    expect((await send('POST', '/Groups', { schemas: [GROUP], displayName: 'Many', members })).status).toBe(201);
    const { signal } = new AbortController();
    const pulled = await pull({ url, token: undefined, now: () => new Date(0), signal });
    if (!pulled.ok) return expect.fail(pulled.error);
    const { directory, unknownMembers } = pulled.value;
    expect([directory.count('User'), directory.count('Group'), unknownMembers]).toEqual([230, 1, []]);
    expect(directory.groups()[0]?.members.size).toBe(120);
    expect(directory.user(ids[3] ?? '')?.attributes).toMatchObject({
      userName: 'user3@peer.example',
      [ENTERPRISE]: { department: 'Finance' },
    });
  });
});
