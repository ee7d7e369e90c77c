import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENTERPRISE, GROUP, patchOf, type ScimServer, type Send, scimServer, USER } from './scim-server.ts';

// Requests in the shapes in which Microsoft Entra ID sends them, those of its default and those behind the flag
// `aadOptscim062020`. Source: Microsoft Entra, Develop and plan provisioning for a SCIM endpoint; Known issues.

const ADSCIM = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';

const personOf = (name: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  schemas: [USER, ENTERPRISE],
  externalId: `object-${name}`,
  userName: `${name}@cakes.example`,
  active: true,
  addresses: null,
  displayName: name,
  emails: [{ primary: true, type: 'work', value: `${name}@cakes.example` }],
  meta: { resourceType: 'User' },
  name: { formatted: `${name} Baker`, familyName: 'Baker', givenName: name },
  roles: [],
  ...more,
});

let server: ScimServer;
let entra: Send;
beforeAll(async () => {
  server = await scimServer('entra');
  entra = server.as('entra');
});
afterAll(() => server.stop());

const created = async (name: string, more: Record<string, unknown> = {}): Promise<string> => {
  const { status, body } = await entra('POST', '/Users', personOf(name, more));
  expect(status).toBe(201);
  return body.id;
};
const read = async (id: string) => (await entra('GET', `/Users/${id}`)).body;
const foundBy = async (filter: string) => (await entra('GET', `/Users?filter=${encodeURIComponent(filter)}`)).body;

describe('Entra (identity case 19)', () => {
  it.each([
    'userName eq "5f8f9e0a-0000-4000-8000-000000000000"',
    'externalId eq "5f8f9e0a-0000-4000-8000-000000000000"',
    'emails[type eq "work"].value eq "5f8f9e0a"',
  ])('tests the connection with somebody who is not there: %s', async (filter) => {
    const { status, body } = await entra('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect([status, body.totalResults, body.Resources]).toEqual([200, 0, []]);
  });

  it('finds people by each attribute that it can match by', async () => {
    const id = await created('Mia');
    for (const filter of [
      'userName eq "mia@CAKES.example"',
      'userName eq mia@cakes.example',
      'externalId eq "object-Mia"',
      'emails[type eq "work"].value eq "mia@cakes.example"',
      'userName eq "mia@cakes.example" and active eq true',
    ]) {
      expect([filter, (await foundBy(filter)).Resources.map((one: { id: string }) => one.id)]).toEqual([filter, [id]]);
    }
    expect((await foundBy('externalId eq "OBJECT-mia"')).totalResults).toBe(0);
    expect((await entra('GET', '/Users/00000000-0000-4000-8000-000000000000')).body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '404',
    });
  });

  it('changes people with many operations, `Add` and `Replace`, a path each', async () => {
    const id = await created('Noa', { emails: null });
    const { status } = await entra(
      'PATCH',
      `/Users/${id}`,
      patchOf(
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'noa.new@cakes.example' },
        { op: 'Replace', path: 'name.familyName', value: 'Neu' },
        { op: 'Add', path: `${ENTERPRISE}:employeeNumber`, value: '701984' },
        { op: 'Add', path: `${ENTERPRISE}:department`, value: 'Kitchen' },
        { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+81 3 0000 0000' },
        { op: 'Replace', path: 'active', value: 'False' },
      ),
    );
    expect(status).toBe(200);
    expect(await read(id)).toMatchObject({
      emails: [{ type: 'work', value: 'noa.new@cakes.example' }],
      name: { familyName: 'Neu', givenName: 'Noa' },
      active: false,
      [ENTERPRISE]: { employeeNumber: '701984', department: 'Kitchen' },
    });
    await entra('PATCH', `/Users/${id}`, patchOf({ op: 'Replace', path: 'active', value: 'True' }));
    expect((await read(id)).active).toBe(true);
  });

  it('changes people by one operation without a path and with dotted names, behind its flag', async () => {
    const id = await created('Oda');
    const value = {
      displayName: 'Oda Ota',
      'name.givenName': 'Oda-Mae',
      'emails[type eq "work"].value': 'oda.mae@cakes.example',
      [`${ENTERPRISE}:department`]: 'Finance',
      active: false,
    };
    expect((await entra('PATCH', `/Users/${id}`, patchOf({ op: 'replace', value }))).status).toBe(200);
    expect(await read(id)).toMatchObject({
      displayName: 'Oda Ota',
      name: { givenName: 'Oda-Mae', familyName: 'Baker' },
      emails: [{ type: 'work', value: 'oda.mae@cakes.example', primary: true }],
      active: false,
      [ENTERPRISE]: { department: 'Finance' },
    });
  });

  it('names the manager, asks who has one, and takes the manager away', async () => {
    const [boss, worker] = [await created('Pia'), await created('Ren')];
    const asked = (id: string) =>
      foundBy(`id eq "${worker}" and manager eq "${id}"`).then((body) => [body.totalResults, body.Resources.length]);
    expect(await asked(boss)).toEqual([0, 0]);
    const add = { op: 'Add', path: 'manager', value: [{ $ref: `http://idp/Users/${boss}`, value: boss }] };
    await entra('PATCH', `/Users/${worker}`, patchOf(add));
    expect((await read(worker))[ENTERPRISE].manager.value).toBe(boss);
    expect(await asked(boss)).toEqual([1, 1]);
    const ids = await foundBy(`manager eq "${boss}" and id eq "${worker}"`);
    expect(ids.totalResults).toBe(1);
    await entra('PATCH', `/Users/${worker}`, patchOf({ op: 'Replace', path: `${ENTERPRISE}:manager`, value: boss }));
    expect(await asked(boss)).toEqual([1, 1]);
    await entra('PATCH', `/Users/${worker}`, patchOf({ op: 'Remove', path: `${ENTERPRISE}:manager` }));
    expect((await read(worker))[ENTERPRISE]).toBeUndefined();
  });

  it('reads the extension under a name that one of its samples misspells', async () => {
    const id = await created('Sol', { [ENTERPRISE.replace('2.0:User', '2.0User')]: { department: 'Kitchen' } });
    expect((await read(id))[ENTERPRISE]).toEqual({ department: 'Kitchen' });
  });

  it('lets go, takes back and renames one and the same person, before somebody else gets the old name', async () => {
    const una = await created('Una');
    const change = async (path: string, value: string): Promise<void> => {
      const { status } = await entra('PATCH', `/Users/${una}`, patchOf({ op: 'Replace', path, value }));
      expect([200, 204]).toContain(status);
    };
    await change('active', 'False');
    expect((await read(una)).active).toBe(false);
    await change('active', 'True');
    await change('userName', 'una.new@cakes.example');
    expect(await read(una)).toMatchObject({
      active: true,
      userName: 'una.new@cakes.example',
      externalId: 'object-Una',
    });
    const other = await created('Una', { externalId: 'object-Una-2' });
    expect((await foundBy('userName eq "una@cakes.example"')).Resources).toMatchObject([{ id: other }]);
    expect((await entra('DELETE', `/Users/${una}`)).status).toBe(204);
    expect((await foundBy('externalId eq "object-Una"')).totalResults).toBe(0);
    expect(await read(other)).toMatchObject({ active: true, externalId: 'object-Una-2' });
  });

  it('deletes for good; who comes later under the same name is somebody else', async () => {
    const before = await created('Tia');
    expect((await entra('DELETE', `/Users/${before}`)).status).toBe(204);
    expect((await entra('DELETE', `/Users/${before}`)).status).toBe(404);
    const after = await created('Tia', { externalId: 'object-Tia-2' });
    expect(after).not.toBe(before);
    expect((await foundBy('userName eq "tia@cakes.example"')).Resources).toMatchObject([
      { id: after, externalId: 'object-Tia-2' },
    ]);
  });

  it.each([
    ['by default', (id: string) => ({ op: 'Remove', path: 'members', value: [{ value: id }] })],
    ['behind its flag', (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` })],
  ])('keeps groups, members leaving %s', async (name, leaving) => {
    const [one, two] = [await created(`one ${name}`), await created(`two ${name}`)];
    const { body: group, status } = await entra('POST', '/Groups', {
      schemas: [GROUP, ADSCIM],
      externalId: `group-${name}`,
      displayName: `Group ${name}`,
      meta: { resourceType: 'Group' },
      members: [],
    });
    expect(status).toBe(201);
    const look = `/Groups?excludedAttributes=members&filter=${encodeURIComponent(`displayName eq "group ${name}"`)}`;
    expect((await entra('GET', look)).body.Resources).toMatchObject([{ id: group.id }]);
    const joining = patchOf({
      op: 'Add',
      path: 'members',
      value: [
        { $ref: null, value: one },
        { $ref: null, value: two },
      ],
    });
    expect((await entra('PATCH', `/Groups/${group.id}`, joining)).status).toBe(204);
    expect((await entra('PATCH', `/Groups/${group.id}`, joining)).status).toBe(204);
    const bare = await entra('GET', `/Groups/${group.id}?excludedAttributes=members`);
    expect(bare.body.members).toBeUndefined();
    const isIn = async (id: string): Promise<number> =>
      (await entra('GET', `/Groups?filter=${encodeURIComponent(`id eq "${group.id}" and members eq "${id}"`)}`)).body
        .totalResults;
    expect([await isIn(one), await isIn(two)]).toEqual([1, 1]);
    expect((await entra('PATCH', `/Groups/${group.id}`, patchOf(leaving(one)))).status).toBe(204);
    expect([await isIn(one), await isIn(two)]).toEqual([0, 1]);
    expect((await entra('PATCH', `/Groups/${group.id}`, patchOf(leaving(one)))).status).toBe(204);
    await entra(
      'PATCH',
      `/Groups/${group.id}`,
      patchOf({ op: 'Replace', path: 'displayName', value: `Renamed ${name}` }),
    );
    expect((await entra('GET', `/Groups/${group.id}`)).body.displayName).toBe(`Renamed ${name}`);
    expect((await entra('DELETE', `/Groups/${group.id}`)).status).toBe(204);
  });
});
