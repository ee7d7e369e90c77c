import { describe, expect, it } from 'vitest';
import type { SourceRead } from '../../../collector/sources/asking.ts';
import { entraReader } from '../../../collector/sources/entra.ts';
import {
  APPLICATIONS,
  application,
  assigned,
  assignment,
  entra,
  members,
  NONE,
  schedules,
  USERS,
} from './entra-answers.ts';
import { fakeWeb, type Told } from './fake-web.ts';

const IDENTITY = { id: 'entra', name: 'Entra ID', standsFor: [] };
const read = (more: Readonly<Record<string, Told>> = {}): Promise<SourceRead> =>
  entraReader(IDENTITY, fakeWeb(entra(more))).read();
const given = ({ entitlements }: SourceRead): readonly string[] =>
  entitlements.map(({ principalKind, principalId, role, eligible, doubt }) =>
    [principalKind, principalId, role.slice(13), ...(eligible === true ? ['eligible'] : []), doubt ?? '']
      .join(' ')
      .trim(),
  );
const ofSp1 = (...list: readonly ReturnType<typeof assignment>[]): Readonly<Record<string, Told>> => ({
  [assigned('sp1')]: { value: [...list] },
});

describe('Entra ID (identity case 8)', () => {
  it('gives an assigned group the app role, with its direct members alone', async () => {
    const { source, groups, entitlements } = await read();
    expect(source).toMatchObject({ kind: 'entra', closed: true });
    expect(groups).toMatchObject([{ id: 'entra:g1', members: ['entra:ann'] }]);
    expect(entitlements).toMatchObject([
      {
        principalKind: 'group',
        principalId: 'entra:g1',
        role: 'arn:aws:iam::111122223333:role/admin',
        through: 'arn:aws:iam::111122223333:saml-provider/ENTRA',
        rule: 'app role admin of AWS 111122223333',
      },
    ]);
  });

  it('never asks for members of groups in a group', async () => {
    const web = fakeWeb(entra());
    await entraReader(IDENTITY, web).read();
    expect(web.asked.filter((path) => path.includes('transitive'))).toEqual([]);
  });

  it('gives nothing by default access, nor to other applications', async () => {
    const answers = ofSp1(assignment('ann', 'User', NONE), assignment('bot', 'ServicePrincipal', 'role-sp1'));
    expect(given(await read(answers))).toEqual([]);
  });

  it('reads one application for each account', async () => {
    const two = [application('sp1', '111122223333', 'admin'), application('sp2', '444455556666', 'reader')];
    const answers = {
      [APPLICATIONS]: { value: two },
      [assigned('sp2')]: { value: [assignment('ben', 'User', 'role-sp2')] },
    };
    expect(given(await read(answers))).toEqual([
      'group entra:g1 111122223333:role/admin',
      'user entra:ben 444455556666:role/reader',
    ]);
  });

  it('keeps of people of Active Directory the GUID of the object', async () => {
    const [ann, ben] = ['1wfM9xV8fUSHbcAbDlqeOA==', 'ben-of-hr'].map((onPremisesImmutableId, index) => ({
      id: `u${index}`,
      userPrincipalName: `u${index}`,
      onPremisesImmutableId,
    }));
    const { users } = await read({ [USERS]: { value: [ann ?? {}, ben ?? {}] } });
    expect(users.map(({ objectGuid }) => objectGuid)).toEqual(['f7cc07d7-7c15-447d-876d-c01b0e5a9e38', undefined]);
  });

  it('keeps a disabled account as inactive, and passes over a disabled application', async () => {
    const off = { ...(application('sp1', '111122223333', 'admin') as object), accountEnabled: false };
    const { users, entitlements } = await read({ [APPLICATIONS]: { value: [off] } });
    expect(users.map(({ userName, active }) => [userName, active])).toContainEqual(['cy@example.com', false]);
    expect(entitlements).toEqual([]);
  });

  it('leaves open whether a disabled role is sent', async () => {
    const off = application('sp1', '111122223333', 'admin', { isEnabled: false });
    expect(given(await read({ [APPLICATIONS]: { value: [off] } }))).toEqual([
      'group entra:g1 111122223333:role/admin disabledRole',
    ]);
  });

  it('tells who could become a member', async () => {
    const eligible = [
      { principalId: 'ben', groupId: 'g1', accessId: 'member' },
      { principalId: 'ann', groupId: 'g1', accessId: 'owner' },
    ];
    expect(given(await read({ [schedules('g1')]: { value: eligible } }))).toContain(
      'user entra:ben 111122223333:role/admin eligible',
    );
    expect(given(await read({ [schedules('g1')]: { value: eligible } }))).toHaveLength(2);
  });

  it('knows every legal path of a role, and says which value it cannot read', async () => {
    const provider = 'arn:aws:iam::111122223333:saml-provider/ENTRA';
    const withValue = (value: string): Readonly<Record<string, Told>> => ({
      [APPLICATIONS]: { value: [application('sp1', '111122223333', 'admin', { value })] },
    });
    const role = 'arn:aws:iam::111122223333:role/a(b)!,c/ad,min';
    const found = await read(withValue(`${role},${provider}`));
    expect(found.entitlements).toMatchObject([{ role, through: provider }]);
    const puzzled = await read(withValue(`arn:aws:iam::1111:role/admin,${provider}`));
    expect([puzzled.source.closed, puzzled.entitlements]).toEqual([false, []]);
    expect(puzzled.cells).toContainEqual(expect.objectContaining({ call: 'ListServicePrincipals', target: 'sp1' }));
  });

  it('takes an answer without its list for none', async () => {
    const { source, cells } = await read({ [APPLICATIONS]: {} });
    expect(source.closed).toBe(false);
    expect(cells).toContainEqual(expect.objectContaining({ call: 'ListServicePrincipals', status: 'failed' }));
  });

  it('follows pages', async () => {
    const next = 'https://graph.microsoft.com/v1.0/next';
    const answers = {
      [members('g1')]: { value: [{ id: 'ann' }], '@odata.nextLink': next },
      [next]: { value: [{ id: 'ben' }] },
    };
    expect((await read(answers)).groups[0]?.members).toEqual(['entra:ann', 'entra:ben']);
  });
});
