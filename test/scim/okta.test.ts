import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GROUP, patchOf, type ScimServer, type Send, scimServer, USER } from './scim-server.ts';

// Requests in the shapes and the order in which Okta sends them. Source: Okta, Okta and SCIM Version 2.0.

const personOf = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  schemas: [USER],
  userName: `${name}@cakes.example`,
  name: { givenName: name, familyName: 'Baker' },
  emails: [{ primary: true, value: `${name}@cakes.example`, type: 'work' }],
  displayName: `${name} Baker`,
  locale: 'en-US',
  externalId: `00u${name}`,
  groups: [],
  password: '1mz050nq',
  active: true,
  ...more,
});

let server: ScimServer;
let okta: Send;
beforeAll(async () => {
  server = await scimServer('okta');
  const send = server.as('okta');
  okta = (method, path, body) => send(method, path, body, { 'user-agent': 'Okta SCIM Client 1.0.0' });
});
afterAll(() => server.stop());

describe('Okta (identity case 19)', () => {
  it('tests the connection', async () => {
    for (const path of ['/Users?startIndex=1&count=2', '/Groups?count=100&startIndex=1']) {
      const { status, body, headers } = await okta('GET', path);
      expect([status, body.totalResults, body.Resources]).toEqual([200, 0, []]);
      expect(headers.get('content-type')).toContain('application/scim+json');
    }
  });

  it('looks a person up, creates, reads, and is told of a double', async () => {
    const nobody = await okta('GET', '/Users?filter=userName%20eq%20%22ann%40cakes.example%22&startIndex=1&count=100');
    expect([nobody.status, nobody.body.totalResults]).toEqual([200, 0]);
    const created = await okta('POST', '/Users', personOf('ann'));
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toBe(created.body.meta.location);
    expect(created.body).toMatchObject({ externalId: '00uann', active: true, name: { givenName: 'ann' } });
    expect(JSON.stringify(created.body)).not.toContain('1mz050nq');
    const read = await okta('GET', `/Users/${created.body.id}`);
    expect(read.body).toEqual(created.body);
    const double = await okta('POST', '/Users', personOf('ann', { userName: 'ANN@cakes.example' }));
    expect(double.status).toBe(409);
    expect(double.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '409',
      scimType: 'uniqueness',
    });
  });

  it('suspends and wakes by PATCH without a path, and by PUT; a PUT that says nothing of it changes nothing', async () => {
    const { body: bob } = await okta('POST', '/Users', personOf('bob'));
    const active = async (): Promise<unknown> => (await okta('GET', `/Users/${bob.id}`)).body.active;
    const off = await okta('PATCH', `/Users/${bob.id}`, patchOf({ op: 'replace', value: { active: false } }));
    expect([off.status, await active()]).toEqual([200, false]);
    const { active: _, ...profile } = personOf('bob', { title: 'Baker' });
    const put = await okta('PUT', `/Users/${bob.id}`, { ...profile, id: bob.id });
    expect([put.status, put.body.title, await active()]).toEqual([200, 'Baker', false]);
    expect((await okta('PUT', `/Users/${bob.id}`, personOf('bob'))).body.active).toBe(true);
    expect(await active()).toBe(true);
    expect((await okta('PUT', `/Users/${bob.id}`, personOf('bob', { active: false }))).body.active).toBe(false);
  });

  it('reads everybody page by page, in an order that stays', async () => {
    for (let index = 0; index < 7; index += 1) await okta('POST', '/Users', personOf(`page${index}`));
    const pages = [];
    for (const start of [1, 4, 7, 10]) pages.push((await okta('GET', `/Users?startIndex=${start}&count=3`)).body);
    const names = pages.flatMap((page) => page.Resources.map((one: { userName: string }) => one.userName));
    expect(new Set(names).size).toBe(pages[0].totalResults);
    expect(pages.map((page) => page.itemsPerPage)).toEqual([3, 3, 3, 0]);
    expect(pages.every((page) => Number.isInteger(page.totalResults))).toBe(true);
  });

  it('pushes a group: renames it with every change of members, adds, removes, replaces all, unlinks', async () => {
    const people: string[] = [];
    for (const name of ['g1', 'g2', 'g3']) people.push((await okta('POST', '/Users', personOf(name))).body.id);
    const [one, two, three] = people;
    const created = await okta('POST', '/Groups', { schemas: [GROUP], displayName: 'Bakers', members: [] });
    expect([created.status, created.body.displayName]).toEqual([201, 'Bakers']);
    const { id } = created.body;
    const rename = { op: 'replace', value: { id, displayName: 'Master bakers' } };
    const members = async (): Promise<readonly string[]> =>
      ((await okta('GET', `/Groups/${id}`)).body.members ?? []).map((member: { value: string }) => member.value);
    const added = await okta(
      'PATCH',
      `/Groups/${id}`,
      patchOf(rename, {
        op: 'add',
        path: 'members',
        value: [
          { value: one, display: 'g1@cakes.example' },
          { value: two, display: 'g2@cakes.example' },
        ],
      }),
    );
    expect([added.status, await members()]).toEqual([204, [one, two]]);
    const swap = patchOf(
      rename,
      { op: 'remove', path: `members[value eq "${one}"]` },
      { op: 'add', path: 'members', value: [{ value: three }, { value: two }] },
    );
    await okta('PATCH', `/Groups/${id}`, swap);
    expect(await members()).toEqual([two, three]);
    await okta('PATCH', `/Groups/${id}`, patchOf({ op: 'replace', path: 'members', value: [{ value: one }] }));
    expect(await members()).toEqual([one]);
    expect((await okta('GET', `/Users/${one}`)).body.groups).toMatchObject([{ value: id, display: 'Master bakers' }]);
    const put = await okta('PUT', `/Groups/${id}`, {
      schemas: [GROUP],
      id,
      displayName: 'Bakers',
      members: [{ value: two, display: 'g2' }],
    });
    expect([put.status, await members()]).toEqual([200, [two]]);
    expect((await okta('DELETE', `/Groups/${id}`)).status).toBe(204);
    expect((await okta('GET', `/Groups/${id}`)).status).toBe(404);
    expect((await okta('GET', `/Users/${two}`)).body.groups).toBeUndefined();
  });

  it('is told of a member that was not pushed, rather than losing it', async () => {
    const { body: group } = await okta('POST', '/Groups', { schemas: [GROUP], displayName: 'Early' });
    const early = patchOf({ op: 'add', path: 'members', value: [{ value: 'nobody-yet' }] });
    const refused = await okta('PATCH', `/Groups/${group.id}`, early);
    expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidValue']);
    expect(refused.body.detail).toContain('push the user first');
    expect((await okta('PATCH', '/Groups/no-such-group', early)).status).toBe(404);
  });
});
