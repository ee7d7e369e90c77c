import { describe, expect, it } from 'vitest';
import { peopleOfAccounts } from '../../collector/people-of-accounts.ts';
import { objectGuidOf } from '../../domain/object-guid.ts';
import type { DirectoryUser } from '../../domain/snapshot.ts';

// One object in Active Directory, as Get-ADUser and as Entra ID write it: PowerShell's [guid] reads either from the other.
const GUID = 'f7cc07d7-7c15-447d-876d-c01b0e5a9e38';
const IMMUTABLE = '1wfM9xV8fUSHbcAbDlqeOA==';

describe('the GUID of an object in Active Directory', () => {
  it.each([
    [GUID, GUID],
    [IMMUTABLE, GUID],
    [`{${GUID.toUpperCase()}}`, GUID],
    ["X'd707ccf7157c7d44876dc01b0e5a9e38'", GUID],
    ['3PNdoRZES0GLfV+9y1dDwQ==', 'a15df3dc-4416-414b-8b7d-5fbdcb5743c1'],
    ['00u1', undefined],
    ['', undefined],
    ['1wfM9xV8fUSHbcAbDlqe', undefined],
    ['1wfM9xV8fUSHbcAbDlqeOB==', undefined],
    [undefined, undefined],
  ])('%s', (text, guid) => expect(objectGuidOf(text)).toBe(guid));
});

const account = (id: string, more: Partial<DirectoryUser> = {}): DirectoryUser => ({
  id,
  provider: 'd',
  userName: `${id}@example.com`,
  emails: [],
  active: true,
  ...more,
});

describe('people behind accounts', () => {
  const known = { email: 'ann@example.com', displayName: 'Ann', active: false };

  it('are one where the object in Active Directory is, whatever the address', () => {
    const accounts = [account('ann', { objectGuid: GUID }), account('a.alyst', { objectGuid: GUID })];
    expect(peopleOfAccounts(accounts)).toEqual([{ email: 'ann@example.com', objectGuid: GUID, active: true }]);
    expect(peopleOfAccounts([account('a.alyst', { objectGuid: GUID })], [{ ...known, objectGuid: GUID }])).toEqual([
      { ...known, objectGuid: GUID, active: true },
    ]);
  });

  it('do not get a GUID or a number for good by an address, which is merely probable', () => {
    expect(peopleOfAccounts([account('ann', { objectGuid: GUID, employeeNumber: '7' })], [known])).toEqual([
      { ...known, active: true },
    ]);
  });
});
