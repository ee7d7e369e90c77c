import { describe, expect, it } from 'vitest';
import type { SourceRead } from '../../../collector/sources/asking.ts';
import { parseSources } from '../../../collector/sources/config.ts';
import { declaredRead, parseDeclared } from '../../../collector/sources/declared.ts';
import type { DirectoryUser } from '../../../domain/snapshot.ts';

const ROLE = 'arn:aws:iam::111122223333:role/admin';
const PROVIDER = 'arn:aws:iam::111122223333:saml-provider/ADFS';
const HEAD = 'subject,role,provider,tags,duration\n';
const ANN: DirectoryUser = {
  id: 'u1',
  provider: 'scim:ad',
  userName: 'Ann',
  emails: ['ann@example.com'],
  active: true,
};
const BAKERS = { id: 'g1', provider: 'scim:ad', name: 'Bakers', members: ['u1'] };

function read(lines: string, closed = true): SourceRead {
  const rows = parseDeclared(`${HEAD}${lines}`, 'roles.csv');
  if (!rows.ok) throw new Error(rows.error.message);
  const identity = { id: 'adfs', name: 'AD FS', standsFor: [] };
  return declaredRead(identity, { closed, rows: rows.value }, { users: [ANN], groups: [BAKERS] });
}
const messageOf = (text: string): string => {
  const rows = parseDeclared(text, 'roles.csv');
  return rows.ok ? '' : rows.error.message;
};

describe('a declared mapping', () => {
  it('gives roles to users by name or address, whatever the case, and to groups', () => {
    const { entitlements, source } = read(
      `user:ANN@example.com,${ROLE},${PROVIDER},,\ngroup:Bakers,${ROLE},${PROVIDER},,`,
    );
    expect(source.closed).toBe(true);
    expect(entitlements.map(({ principalKind, principalId, rule }) => [principalKind, principalId, rule])).toEqual([
      ['user', 'u1', 'line 2, user:ANN@example.com'],
      ['group', 'g1', 'line 3, group:Bakers'],
    ]);
  });

  it('passes the tags it names', () => {
    expect(read(`group:Bakers,${ROLE},${PROVIDER},Team=cakes; Cost=12,3600`).entitlements[0]?.fixes).toEqual({
      'aws:RequestTag/Team': 'cakes',
      'aws:RequestTag/Cost': '12',
    });
  });

  it('is not closed where nobody is called as a line says', () => {
    const { source, cells, entitlements } = read(`group:Icing,${ROLE},${PROVIDER},,`);
    expect([source.closed, entitlements]).toEqual([false, []]);
    expect(cells).toContainEqual(expect.objectContaining({ target: 'line 2', status: 'failed' }));
  });

  it('is not closed where it does not say that it is', () => {
    expect(read(`group:Bakers,${ROLE},${PROVIDER},,`, false).source.closed).toBe(false);
  });

  it('refuses what is wrong, and says where', () => {
    expect(messageOf('who,what\n')).toContain('line 1: its first line names the columns');
    expect(messageOf(`${HEAD}Bakers,${ROLE},${PROVIDER},,`)).toContain('line 2: `Bakers` is neither');
    expect(messageOf(`${HEAD}group:Bakers,admin,${PROVIDER},,`)).toContain('ARNs');
    expect(messageOf(`${HEAD}group:Bakers,${ROLE},${PROVIDER},Team,`)).toContain('no list of tags');
    expect(messageOf(`${HEAD}group:Bakers,${ROLE},${PROVIDER},,an hour`)).toContain('no number of seconds');
  });
});

describe('the configuration of identity sources', () => {
  const problem = (value: unknown): string => {
    const read = parseSources(typeof value === 'string' ? value : JSON.stringify(value), 'identity.json');
    return read.ok ? '' : read.error.message;
  };
  const okta = { kind: 'okta', id: 'okta', url: 'https://cakes.okta.com', token: 'OKTA_TOKEN' };

  it('names the place that is wrong', () => {
    expect(problem({ sources: [okta] })).toBe('');
    expect(problem('{')).toContain('is no JSON');
    expect(problem({ sources: [{ kind: 'ldap', id: 'x' }] })).toContain('sources[0].kind');
    expect(problem({ sources: [{ ...okta, url: 'http://cakes.okta.com' }] })).toContain('sources[0].url');
    expect(problem({ sources: [{ ...okta, password: 'x' }] })).toContain('sources[0]');
    expect(problem({ sources: [okta, okta] })).toContain('sources[1].id');
  });

  it('refuses a user and password in an address, and does not show them', () => {
    for (const url of [
      'https://u:hunter2@cakes.okta.com',
      'https:///hunter2@cakes.okta.com',
      'https://\nhunter2@a.b',
    ]) {
      expect(problem({ sources: [{ ...okta, url }] })).toMatch(/sources\[0\]\.url: must (be an address|match)/);
      expect(problem({ sources: [{ ...okta, url }] })).not.toContain('hunter2');
    }
    expect(problem({ sources: [{ ...okta, url: 'https://[' }] })).toContain('sources[0].url: is no address');
  });

  it('refuses a declared file that a recording would have twice, or outside', () => {
    const declared = (file: string): unknown => ({ sources: [okta, { kind: 'declared', id: 'adfs', file }] });
    expect(problem(declared('roles.csv'))).toBe('');
    for (const file of ['okta.jsonl', 'Okta.JSONL', 'identity.json', '..', '../roles.csv'])
      expect([file, problem(declared(file))]).toEqual([file, expect.stringContaining('sources[1].file')]);
  });

  it('takes the name of a variable for a token, and no token', () => {
    expect(problem({ sources: [{ ...okta, token: '00abcDEF-secret' }] })).toContain('sources[0].token');
  });
});
