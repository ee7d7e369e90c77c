import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { operationsAt } from '../../answers/operations.ts';
import { PushedDirectories } from '../../collector/scim/pushed-directories.ts';
import { got, QUIET } from '../e2e/proved.ts';
import { emptyFolder, GROUP, patchOf, scimServer, sender, serve, tokenOf, USER } from './scim-server.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function folderWith(...connectors: readonly string[]): Promise<string> {
  const data = await emptyFolder();
  cleanUps.push(() => rm(data, { recursive: true, force: true }));
  const operations = operationsAt({ data, store: 'embedded' });
  for (const name of connectors) got(await operations.addConnector({ name, token: tokenOf(name) }));
  return data;
}
const fileOf = (data: string): string => join(data, 'connectors', 'okta.jsonl');
const person = (userName: string, more: Record<string, unknown> = {}) => ({ schemas: [USER], userName, ...more });
const server = async () => {
  const started = await scimServer('okta');
  cleanUps.push(() => started.stop());
  return started;
};

/** A server in a process of its own, which can be killed. */
async function serverProcess(data: string): Promise<{ readonly child: ChildProcess; readonly address: string }> {
  const script = join(import.meta.dirname, 'serve-data.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, data], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanUps.push(async () => child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout })) return { child, address: line };
  throw new Error('the server did not start');
}

describe('what was answered is kept', () => {
  it('when the server is killed in the midst of pushes', async () => {
    const data = await folderWith('okta');
    const told = new Map<string, string>();
    for (let round = 0; round < 3; round += 1) {
      const { child, address } = await serverProcess(data);
      const send = sender(() => `${address}/scim/v2`, tokenOf('okta'));
      const { body: group } = await send('POST', '/Groups', { schemas: [GROUP], displayName: `Round ${round}` });
      const lane = async (number: number): Promise<void> => {
        for (let index = 0; ; index += 1) {
          const name = `r${round}-${number}-${index}@x.example`;
          const { status, body } = await send('POST', '/Users', person(name));
          if (status !== 201) return;
          told.set(name, body.id);
          await send(
            'PATCH',
            `/Groups/${group.id}`,
            patchOf({ op: 'add', path: 'members', value: [{ value: body.id }] }),
          );
          told.set(`${name} in ${group.id}`, body.id);
        }
      };
      const lanes = [1, 2, 3, 4].map((number) => lane(number).catch(() => undefined));
      await expect.poll(() => told.size, { timeout: 30_000 }).toBeGreaterThan((round + 1) * 60);
      child.kill('SIGKILL');
      await Promise.all(lanes);
    }
    const after = await serve(data);
    cleanUps.push(() => after.close());
    const send = sender(() => `${after.address}/scim/v2`, tokenOf('okta'));
    for (const [what, id] of told) {
      const { status, body } = await send('GET', `/Users/${id}`);
      const [name, group] = what.split(' in ');
      expect([what, status, body.userName]).toEqual([what, 200, name]);
      if (group !== undefined) expect([what, body.groups?.[0]?.value]).toEqual([what, group]);
    }
    expect(told.size).toBeGreaterThan(180);
  }, 120_000);

  it('over a new start, groups and deletions too', async () => {
    const started = await server();
    const send = started.as('okta');
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) ids.push((await send('POST', '/Users', person(name))).body.id);
    const members = ids.map((value) => ({ value }));
    const { body: group } = await send('POST', '/Groups', { schemas: [GROUP], displayName: 'G', members });
    await send('DELETE', `/Users/${ids[0]}`);
    await send('PATCH', `/Groups/${group.id}`, patchOf({ op: 'remove', path: `members[value eq "${ids[1]}"]` }));
    const everything = async () => [(await send('GET', '/Users')).body, (await send('GET', '/Groups')).body];
    const untouched = (text: unknown) => JSON.stringify(text).replaceAll(/127\.0\.0\.1:\d+/g, 'HOST');
    const before = untouched(await everything());
    await started.again();
    expect(untouched(await everything())).toBe(before);
    expect(
      (await send('GET', `/Groups/${group.id}`)).body.members.map(({ value }: { value: string }) => value),
    ).toEqual([ids[2]]);
  });

  it('a line that was being written when the power went is as if it had never been', async () => {
    const started = await server();
    const send = started.as('okta');
    await send('POST', '/Users', person('kept@x.example'));
    await started.again();
    await appendFile(fileOf(started.data), '{"user":{"id":"torn","created":"2026');
    expect((await send('GET', '/Users')).body.totalResults).toBe(1);
    await send('POST', '/Users', person('next@x.example'));
    await started.again();
    expect((await send('GET', '/Users')).body.totalResults).toBe(2);
  });

  it('a file that changes much stays small', async () => {
    const started = await server();
    const send = started.as('okta');
    const { body } = await send('POST', '/Users', person('busy@x.example'));
    for (let index = 0; index < 1_100; index += 1) {
      await send('PATCH', `/Users/${body.id}`, patchOf({ op: 'replace', path: 'title', value: `Title ${index}` }));
    }
    expect((await readFile(fileOf(started.data), 'utf8')).split('\n').length).toBeLessThan(200);
    await started.again();
    expect((await send('GET', `/Users/${body.id}`)).body).toMatchObject({
      title: 'Title 1099',
      meta: { version: 'W/"1101"' },
    });
  });
});

describe('the files', () => {
  it('are for their owner alone', async () => {
    const started = await server();
    await started.as('okta')('POST', '/Users', person('a'));
    for (const name of ['connectors.json', 'okta.jsonl'])
      expect((await stat(join(started.data, 'connectors', name))).mode & 0o777).toBe(0o600);
    expect((await stat(join(started.data, 'connectors'))).mode & 0o777).toBe(0o700);
  });

  it.each([
    ['a damaged line', (text: string) => text.replace('"user"', '"usher"'), 'line 2: it is damaged'],
    ['another file', () => '{"tadori":"something else","format":1}\n', 'line 1: it is no file of pushed people'],
    ['a newer one', (text: string) => text.replace('"format":1', '"format":2'), 'of a newer version'],
  ])('%s is told, and left as it is', async (_, damage, told) => {
    const data = await folderWith('okta');
    const path = fileOf(data);
    const first = await serve(data);
    await sender(() => `${first.address}/scim/v2`, tokenOf('okta'))('POST', '/Users', person('a'));
    await first.close();
    const damaged = damage(await readFile(path, 'utf8'));
    await writeFile(path, damaged);
    const again = await serve(data);
    cleanUps.push(() => again.close());
    const { status, body } = await sender(() => `${again.address}/scim/v2`, tokenOf('okta'))('GET', '/Users');
    expect(status).toBe(503);
    expect(body.detail).toContain(told);
    expect(await readFile(path, 'utf8')).toBe(damaged);
    const operations = operationsAt({ data, store: 'embedded' });
    expect(await operations.connectors()).toMatchObject({ ok: false, error: { kind: 'store' } });
    // no snapshot is taken without these people, and nothing is asked of AWS before
    const collected = await operations.collect({}, QUIET);
    expect(collected).toMatchObject({ ok: false, error: { kind: 'store', message: expect.stringContaining(told) } });
  });

  it('a damaged list of connectors lets nobody in', async () => {
    const data = await folderWith('okta');
    await writeFile(join(data, 'connectors', 'connectors.json'), '{ "format": 1, "connectors": [{}] }');
    const started = await serve(data);
    cleanUps.push(() => started.close());
    const { status, body } = await sender(() => `${started.address}/scim/v2`, tokenOf('okta'))('GET', '/Users');
    expect([status, body.detail]).toEqual([503, expect.stringContaining('it is damaged, or of a newer version')]);
  });

  it('are written by one server, and by the next after it was killed', async () => {
    const data = await folderWith('okta');
    const { child, address } = await serverProcess(data);
    const send = sender(() => `${address}/scim/v2`, tokenOf('okta'));
    expect((await send('POST', '/Users', person('a'))).status).toBe(201);
    const second = await serve(data);
    cleanUps.push(() => second.close());
    const other = sender(() => `${second.address}/scim/v2`, tokenOf('okta'));
    const refused = await other('GET', '/Users');
    expect([refused.status, refused.body.detail]).toEqual([503, expect.stringContaining('another server')]);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect((await other('GET', '/Users')).body.totalResults).toBe(1);
  });

  it('what the disk refuses is not answered as kept, and can be sent again', async () => {
    const started = await server();
    const send = started.as('okta');
    await mkdir(fileOf(started.data));
    const refused = await send('POST', '/Users', person('a'));
    expect([refused.status, refused.body.detail]).toEqual([503, 'the disk refuses to keep it; send it again']);
    await rm(fileOf(started.data), { recursive: true });
    expect((await send('POST', '/Users', person('a'))).status).toBe(201);
  });

  it('a file that cannot be opened opens nothing', async () => {
    const data = await folderWith('okta');
    const pushes = new PushedDirectories({ data, now: () => new Date(0), newId: () => 'id' });
    cleanUps.push(() => pushes.close());
    // a folder where the file should be: whatever is written fails
    await mkdir(fileOf(data));
    await expect(pushes.connectorOf(tokenOf('okta'))).resolves.toEqual({ ok: true, value: 'okta' });
    await expect(pushes.service('okta')).rejects.toMatchObject({ code: 'EISDIR' });
    await rm(fileOf(data), { recursive: true });
    const service = await pushes.service('okta');
    expect(service.ok && (await service.value.create('User', { userName: 'a' })).ok).toBe(true);
  });
});
