import { describe, expect, it } from 'vitest';
import type { SourceRead } from '../../../collector/sources/asking.ts';
import { keycloakReader } from '../../../collector/sources/keycloak.ts';
import { fakeWeb, type Told } from './fake-web.ts';
import { BY_ROLE, keycloak } from './keycloak-answers.ts';

const IDENTITY = { id: 'kc', name: 'Keycloak', standsFor: [] };
const read = (more: Readonly<Record<string, Told>> = {}, client = 'urn:amazon:webservices'): Promise<SourceRead> =>
  keycloakReader(IDENTITY, fakeWeb(keycloak(more)), client).read();
const given = ({ entitlements }: SourceRead): readonly string[] =>
  entitlements.map(({ principalId, rule }) => `${principalId}: ${rule}`);

describe('Keycloak (identity case 9)', () => {
  it('hands roles down to sub-groups and out of composites', async () => {
    const found = await read();
    expect(given(found)).toEqual([
      'kc:g1: client role',
      'kc:g2: client role of group Bakers above it',
      'kc:ben: composite role chef',
    ]);
    expect(found.source.closed).toBe(true);
    expect(found.entitlements[0]).toMatchObject({
      role: 'arn:aws:iam::111122223333:role/admin',
      through: 'arn:aws:iam::111122223333:saml-provider/KC',
    });
  });

  it('follows composites of composites', async () => {
    const answers = {
      '/roles?briefRepresentation=false': [
        { id: 'r1', name: 'chef', composite: true },
        { id: 'r2', name: 'head', composite: true },
      ],
      '/roles-by-id/r2/composites': [{ id: 'r1', name: 'chef' }],
      '/roles/head/users': [{ id: 'ann' }],
      '/roles/head/groups': [],
    };
    expect(given(await read(answers))).toContain('kc:ann: composite role head');
  });

  it('says which role of the client it cannot read', async () => {
    const found = await read({
      '/clients/c1/roles?briefRepresentation=false': [
        { id: 'a1', name: BY_ROLE },
        { id: 'a2', name: 'arn:aws:iam::1:role/x' },
        { id: 'a3', name: 'uma_protection' },
      ],
    });
    expect(found.cells.filter(({ status }) => status !== 'complete').map(({ target }) => target)).toEqual(['a2']);
    expect(found.source.closed).toBe(false);
  });

  it('uses no address that was not verified', async () => {
    const user = { id: 'u', username: 'Boss@example.com', email: 'boss@example.com', enabled: true };
    const usersOf = async (emailVerified: boolean): Promise<unknown> =>
      (await read({ '/users': [{ ...user, emailVerified }] })).users.map(({ userName, emails }) => [
        userName,
        ...emails,
      ]);
    expect(await usersOf(true)).toEqual([['Boss@example.com', 'boss@example.com']]);
    expect(await usersOf(false)).toEqual([['u']]);
  });

  it('keeps of users of Active Directory the GUID of the object', async () => {
    const LDAP_ID = ['F7CC07D7-7c15-447d-876d-c01b0e5a9e38'];
    const { users } = await read({ '/users': [{ id: 'u', username: 'u', enabled: true, attributes: { LDAP_ID } }] });
    expect(users.map(({ objectGuid }) => objectGuid)).toEqual(['f7cc07d7-7c15-447d-876d-c01b0e5a9e38']);
  });

  it('asks for sub-groups that do not come along', async () => {
    const answers = {
      '/groups': [{ id: 'g1', name: 'Bakers', subGroupCount: 1, subGroups: [] }],
      '/groups/g1/children': [{ id: 'g2', name: 'Apprentices' }],
    };
    expect(given(await read(answers))).toContain('kc:g2: client role of group Bakers above it');
  });

  it('takes roles of the client of AWS alone', async () => {
    const other = {
      '/roles?briefRepresentation=false': [{ id: 'r9', name: BY_ROLE, composite: false }],
      '/roles-by-id/r1/composites': [],
    };
    expect(given(await read(other)).filter((one) => one.includes('ben'))).toEqual([]);
    const found = await read({}, 'urn:other');
    expect([found.entitlements, found.source.closed]).toEqual([[], false]);
  });
});
