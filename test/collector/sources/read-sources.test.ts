import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Asking } from '../../../collector/sources/asking.ts';
import { readRecordedSources, readSources } from '../../../collector/sources/read-sources.ts';

const KEYCLOAK = { kind: 'keycloak', id: 'kc', url: 'https://sso.example/admin/realms/cakes', token: 'KC_TOKEN' };
const signal = new AbortController().signal;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tadori-sources-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function configured(...sources: readonly object[]): Promise<string> {
  const file = join(folder, 'sources.json');
  await writeFile(file, JSON.stringify({ sources }));
  return file;
}

describe('identity sources', () => {
  it('keep secrets of clients out of what is recorded', async () => {
    const client = {
      id: 'c1',
      clientId: 'urn:amazon:webservices',
      secret: 'hunter2',
      registrationAccessToken: 'hunter2',
    };
    const answers = new Map([['/admin/realms/cakes/clients', [client]]]);
    const read = await readSources(await configured(KEYCLOAK), {
      environment: { KC_TOKEN: 'eyJ-token' },
      signal,
      fetch: (address) =>
        Promise.resolve(new Response(JSON.stringify(answers.get(new URL(String(address)).pathname) ?? []))),
    });
    const lines = read.ok ? (read.value.files.get('kc.jsonl') ?? '') : '';
    expect(lines).toContain('urn:amazon:webservices');
    expect(lines).not.toMatch(/hunter2|eyJ-token/);
  });

  it.each(['line\nbreak-of-token', 'two words', 'tökén'])('refuse the token %j and do not show it', async (token) => {
    const read = await readSources(await configured(KEYCLOAK), {
      environment: { KC_TOKEN: token },
      signal,
      fetch: () => Promise.reject(new Error('asked all the same')),
    });
    expect(read).toMatchObject({ ok: false, error: { message: expect.stringContaining('KC_TOKEN holds') } });
    expect(JSON.stringify(read)).not.toContain(JSON.stringify(token).slice(1, -1));
  });
});

describe('a folder of recorded answers', () => {
  it('reads no declared file that leads out of it', async () => {
    const [inside, outside] = [join(folder, 'identity'), join(folder, 'roles.csv')];
    await mkdir(inside);
    await writeFile(outside, 'subject,role,provider\n');
    await writeFile(join(inside, 'own.csv'), 'subject,role,provider\n');
    await symlink(outside, join(inside, 'roles.csv'));
    const reading = async (file: string): Promise<unknown> => {
      const source = { kind: 'declared', id: 'adfs', file };
      await writeFile(join(inside, 'identity.json'), JSON.stringify({ sources: [source] }));
      return readRecordedSources(inside);
    };
    expect(await reading('own.csv')).toMatchObject({ ok: true });
    expect(await reading('roles.csv')).toMatchObject({
      ok: false,
      error: { message: `${join(inside, 'roles.csv')}: leads out of the folder` },
    });
  });
});

describe('a list in pages', () => {
  const pages = async (next: (read: number) => string): Promise<string | undefined> => {
    const asking = new Asking({ get: () => Promise.resolve({ ok: true, body: [{ id: 'a' }] }) }, 'okta', 'okta');
    const question = { call: 'ListUsers', permission: 'users', path: '/0' };
    expect(await asking.list({ ...question, next: (_, read) => next(read) })).toBeUndefined();
    return asking.cells()[0]?.detail;
  };

  it('that goes in a circle is told from one that is too long', async () => {
    expect(await pages((read) => `/${read % 3}`)).toBe('the pages go in a circle');
    expect(await pages((read) => `/${read}`)).toBe('there are more than 20000 pages');
  });
});
