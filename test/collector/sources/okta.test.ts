import { describe, expect, it } from 'vitest';
import type { SourceRead } from '../../../collector/sources/asking.ts';
import { fittingNames } from '../../../collector/sources/group-names.ts';
import { oktaReader } from '../../../collector/sources/okta.ts';
import { fakeWeb, refused, type Told } from './fake-web.ts';
import { APPS, app, group, MODE_A, okta } from './okta-answers.ts';

const IDENTITY = { id: 'okta', name: 'Okta', standsFor: [] };
const ROLE = 'arn:aws:iam::111122223333:role/';
const PROVIDER = 'arn:aws:iam::111122223333:saml-provider/OKTA';

const read = (more: Readonly<Record<string, Told>> = {}): Promise<SourceRead> =>
  oktaReader(IDENTITY, fakeWeb(okta(more))).read();
const given = ({ entitlements }: SourceRead): readonly string[] =>
  entitlements.map(({ principalId, role, doubt }) =>
    [principalId, role.replace(ROLE, ''), ...(doubt === undefined ? [] : [doubt])].join(' '),
  );
const withFilter = (groupFilter: string): Readonly<Record<string, Told>> => ({
  [APPS]: [app({ ...MODE_A, groupFilter })],
});

describe('Okta with roles in names of groups (identity case 7)', () => {
  it('gives a group that fits the role of its name, and says by which group and pattern', async () => {
    const { source, entitlements, groups, users } = await read();
    expect(source).toMatchObject({ kind: 'okta', closed: true });
    expect(entitlements).toEqual([
      {
        source: 'okta',
        principalKind: 'group',
        principalId: 'okta:g1',
        role: `${ROLE}admin`,
        through: PROVIDER,
        rule: `group aws_111122223333_admin fits ${MODE_A.groupFilter} of AWS`,
      },
    ]);
    expect(groups).toMatchObject([{ id: 'okta:g1', members: ['okta:ann', 'okta:ben'] }]);
    expect(users[0]).toMatchObject({ userName: 'ann@example.com', department: 'Ovens', active: true });
  });

  it('takes the captures in either order', async () => {
    const groupFilter = '^aws\\#\\S+\\#(?{{role}}[\\w\\-]+)\\#(?{{accountid}}\\d+)$';
    const answers = { ...withFilter(groupFilter), '/api/v1/groups': [group('g1', 'aws#cakes#admin#111122223333')] };
    expect(given(await read(answers))).toEqual(['okta:g1 admin']);
  });

  it('leaves open whether a pattern without anchors has to take the whole name', async () => {
    const groupFilter = 'aws_(?{{accountid}}\\d+)_(?{{role}}[a-z]+)';
    const groups = (name: string): Readonly<Record<string, Told>> => ({ '/api/v1/groups': [group('g1', name)] });
    expect(given(await read({ ...withFilter(groupFilter), ...groups('aws_111122223333_admin') }))).toEqual([
      'okta:g1 admin',
    ]);
    expect(given(await read({ ...withFilter(groupFilter), ...groups('my-aws_111122223333_admin') }))).toEqual([
      'okta:g1 admin partOfName',
    ]);
  });

  it('passes over groups of a source that the filter leaves out', async () => {
    const ofDirectory = { type: 'APP_GROUP', source: { id: 'ad1' } };
    const answers = (name: string): Readonly<Record<string, Told>> => ({
      '/api/v1/groups': [group('g1', 'aws_111122223333_admin', ofDirectory)],
      '/api/v1/apps/ad1': { id: 'ad1', name },
    });
    expect(given(await read(answers('active_directory')))).toEqual([]);
    expect(given(await read(answers('okta')))).toEqual(['okta:g1 admin']);
    const unread = await read({ ...answers('okta'), '/api/v1/apps/ad1': refused });
    expect(given(unread)).toEqual(['okta:g1 admin sourceOfGroup']);
    expect(unread.source.closed).toBe(false);
  });

  it('gives the role to those of the group alone who are assigned to the application', async () => {
    expect(given(await read({ '/api/v1/apps/app1/users': [{ id: 'ben', scope: 'USER' }] }))).toEqual([
      'okta:ben admin',
    ]);
    expect(given(await read({ '/api/v1/apps/app1/users': refused }))).toEqual(['okta:g1 admin appAssignment']);
  });

  it('keeps whoever is suspended as inactive', async () => {
    const { users } = await read();
    expect(users.map(({ userName, active }) => [userName, active])).toContainEqual(['cy@example.com', false]);
  });

  it('says so where the pattern cannot be read', async () => {
    expect(fittingNames('(?{{role}}', [])).toBe('unreadable');
    const { source, entitlements, cells } = await read(withFilter('(?{{role}}.*'));
    expect([source.closed, entitlements]).toEqual([false, []]);
    expect(cells).toContainEqual(expect.objectContaining({ status: 'failed', target: 'app1' }));
  });
});

describe('a group filter', () => {
  const BOTH = '(?{{accountid}}\\d+)_(?{{role}}[a-z]+)';

  it.each([
    `\\A${BOTH}\\z`,
    `${BOTH}\\Z`,
    `${BOTH}\\p{Alpha}`,
    `${BOTH}[[:digit:]]`,
    `${BOTH}[a-z&&[^b]]`,
    `${BOTH}x*+`,
    `\\Q^\\E${BOTH}`,
    `(?i)${BOTH}`,
    `(?>a)${BOTH}`,
    `${BOTH}[]a]`,
    `${BOTH}\\1`,
    `${BOTH}{,3}`,
  ])('that Java reads in its own way is not read in another: %s', (filter) => {
    expect(fittingNames(filter, ['1_a'])).toBe('unreadable');
  });

  it('is read where both read it alike', () => {
    const filter = `^(?:aws\\#|x{1,2}[^\\]&-])*(?!no)${BOTH}$`;
    const found = fittingNames(filter, ['aws#1_a', 'aws#no1_a', 'b']);
    expect(found).toEqual(new Map([['aws#1_a', { part: 'aws#1_a', values: { accountid: '1', role: 'a' } }]]));
  });

  it('that is longer than anybody writes is not read', () => {
    expect(fittingNames(`${BOTH}${'a?'.repeat(1_000_000)}`, ['1_a'])).toBe('unreadable');
  });

  it('that would take for ever is stopped, and the source is open', async () => {
    const groupFilter = '^(?{{accountid}}(\\d+)+)_(?{{role}}([a-z]+)+)$';
    const slow = `1_${'a'.repeat(60)}!`;
    const { source, entitlements, cells } = await read({
      ...withFilter(groupFilter),
      '/api/v1/groups': [group('g1', slow)],
    });
    expect([source.closed, entitlements]).toEqual([false, []]);
    expect(cells).toContainEqual(expect.objectContaining({ status: 'failed', target: 'app1' }));
  });
});

describe('Okta with roles in profiles of assignments', () => {
  const modeB = (joinAllRoles: boolean, users: Told): Readonly<Record<string, Told>> => ({
    [APPS]: [app({ joinAllRoles, identityProviderArn: PROVIDER })],
    '/api/v1/groups': [group('g1', 'Bakers'), group('g2', 'Icing')],
    '/api/v1/apps/app1/users': users,
    '/api/v1/apps/app1/groups': [
      { id: 'g2', priority: 1, profile: { samlRoles: ['ice'] } },
      { id: 'g1', priority: 0, profile: { samlRoles: ['bake'] } },
    ],
    '/api/v1/groups/g1/users': [{ id: 'ann' }],
    '/api/v1/groups/g2/users': [{ id: 'ann' }, { id: 'ben' }],
  });
  const byGroup: Told = [
    { id: 'ann', scope: 'GROUP' },
    { id: 'ben', scope: 'GROUP' },
  ];

  it('lets the group of the highest priority win', async () => {
    expect(given(await read(modeB(false, byGroup)))).toEqual(['okta:g1 bake', 'okta:ben ice']);
  });

  it('gives the roles of all groups where they are joined', async () => {
    expect(given(await read(modeB(true, byGroup)))).toEqual(['okta:g1 bake', 'okta:g2 ice']);
  });

  it("puts a user's own roles in the place of those of groups", async () => {
    const own: Told = [
      { id: 'ann', scope: 'USER', profile: { samlRoles: ['444455556666 -- taste'] } },
      { id: 'ben', scope: 'GROUP' },
    ];
    expect(given(await read(modeB(true, own)))).toEqual([
      'okta:ann arn:aws:iam::444455556666:role/taste',
      'okta:ben ice',
    ]);
  });

  it('is not sure of the groups after one that could not be read', async () => {
    const unread = { ...modeB(false, byGroup), '/api/v1/groups/g1/users': refused };
    expect(given(await read(unread))).toEqual(['okta:g1 bake', 'okta:g2 ice appAssignment']);
    expect(given(await read({ ...unread, ...{ [APPS]: modeB(true, byGroup)[APPS] ?? null } }))).toContain(
      'okta:g2 ice',
    );
    const missing = await read({ ...modeB(false, byGroup), '/api/v1/groups': [group('g2', 'Icing')] });
    expect(given(missing)).toEqual(['okta:g2 ice appAssignment']);
    expect(missing.source.closed).toBe(false);
  });

  it('knows roles with a comma in their name', async () => {
    const own: Told = [{ id: 'ann', scope: 'USER', profile: { role: 'bake,ice' } }];
    expect(given(await read(modeB(true, own)))).toContain('okta:ann bake,ice');
  });

  it('leaves the source open where a role cannot be told', async () => {
    const own: Told = [{ id: 'ann', scope: 'USER', profile: { role: 'cakes -- taste' } }];
    expect((await read(modeB(true, own))).source.closed).toBe(false);
  });
});
