import { describe, expect, it } from 'vitest';
import { NodeBook } from '../../../answers/node-info.ts';
import { joinsOf } from '../../../domain/joins.ts';
import { ssoUserId } from '../../../domain/node-ids.ts';
import type { DirectoryUser, Person, Snapshot } from '../../../domain/snapshot.ts';
import { directoryHops } from '../../../reasoning/hops.ts';
import { directoryFacts, nameOfHop } from '../../../reasoning/verify/directory.ts';
import { World } from '../../../reasoning/world.ts';
import { snapshotOf } from '../../reasoning/two-accounts.ts';

// Who is who: numbers are given once, addresses are given again.

const user = (id: string, more: Partial<DirectoryUser> = {}): DirectoryUser => ({
  id,
  provider: 'd-1',
  userName: id,
  emails: [],
  active: true,
  ...more,
});
const ANN: Person = { email: 'ann@example.com', active: true };
const BEN: Person = { email: 'ben@example.com', active: true };
const atAnn = (id: string, more: Partial<DirectoryUser> = {}): DirectoryUser =>
  user(id, { emails: ['Ann@Example.com'], ...more });

/** `account person rule`, as the engine and the verification have it. */
function joins(people: readonly Person[], ...directoryUsers: readonly DirectoryUser[]): readonly string[] {
  const snapshot: Snapshot = snapshotOf({
    people,
    directoryUsers,
    identitySources: [{ id: 'okta', kind: 'okta', name: 'Okta', closed: true, providers: [] }],
  });
  const hops = directoryHops(new World(snapshot)).map(nameOfHop).sort();
  expect([...directoryFacts(snapshot).keys()].sort()).toEqual(hops);
  const book = new NodeBook(new World(snapshot));
  const told = joinsOf(snapshot);
  expect(hops).toHaveLength(told.length);
  expect(directoryUsers.filter(({ id }) => book.personOf(ssoUserId(id)) !== undefined)).toHaveLength(told.length);
  return told.map(({ user: account, person, by }) => `${account} ${person} ${by}`);
}

describe('a person and an account (identity case 20)', () => {
  const cases: readonly [
    name: string,
    people: readonly Person[],
    users: readonly DirectoryUser[],
    said: readonly string[],
  ][] = [
    ['with one address are probably one', [ANN], [atAnn('u1')], ['u1 ann@example.com same e-mail (probable)']],
    [
      'with one address in two directories are probably one in both',
      [ANN],
      [atAnn('u1'), atAnn('okta:1', { provider: 'okta' })],
      ['u1 ann@example.com same e-mail (probable)', 'okta:1 ann@example.com same e-mail (probable)'],
    ],
    ['are not one where two accounts of a directory have the address', [ANN], [atAnn('u1'), atAnn('u2')], []],
    [
      'are one where the other account with the address is closed',
      [ANN],
      [atAnn('old', { active: false }), atAnn('new')],
      ['new ann@example.com same e-mail (probable)'],
    ],
    ['are not one where the account has the addresses of two', [ANN, BEN], [atAnn('u1', { userName: BEN.email })], []],
    [
      'with one employee number are one, whatever the address',
      [{ ...ANN, employeeNumber: '7' }, BEN],
      [user('u1', { emails: [BEN.email], employeeNumber: '7' })],
      ['u1 ann@example.com same employee number (strong)'],
    ],
    [
      'with one address and two numbers are two: the address was given again',
      [{ ...ANN, employeeNumber: '7' }],
      [atAnn('u1', { employeeNumber: '8' })],
      [],
    ],
    [
      'are not joined by a number that two have',
      [
        { ...ANN, employeeNumber: '7' },
        { ...BEN, employeeNumber: '7' },
      ],
      [user('u1', { employeeNumber: '7' })],
      [],
    ],
    [
      'with the GUID of one object in Active Directory are one, whatever the address',
      [{ ...ANN, objectGuid: 'g1' }, BEN],
      [user('u1', { emails: [BEN.email], objectGuid: 'g1' })],
      ['u1 ann@example.com same object GUID (strong)'],
    ],
    [
      'are one by the number before they are by the GUID',
      [
        { ...ANN, objectGuid: 'g1' },
        { ...BEN, employeeNumber: '7' },
      ],
      [user('u1', { employeeNumber: '7', objectGuid: 'g1' })],
      ['u1 ben@example.com same employee number (strong)'],
    ],
    [
      'are not joined by a GUID that two of a directory have',
      [{ ...ANN, objectGuid: 'g1' }],
      [user('u1', { objectGuid: 'g1' }), user('u2', { objectGuid: 'g1' })],
      [],
    ],
    [
      'are surely one where an account of the same object surely is, and its own address is another’s',
      [{ ...ANN, employeeNumber: '7' }, BEN],
      [
        user('entra:1', { provider: 'entra', employeeNumber: '7', objectGuid: 'g1' }),
        user('u1', { emails: [BEN.email], objectGuid: 'g1' }),
      ],
      ['entra:1 ann@example.com same employee number (strong)', 'u1 ann@example.com same object GUID (strong)'],
    ],
    [
      'are probably one where an account of the same object probably is',
      [ANN],
      [atAnn('entra:1', { provider: 'entra', objectGuid: 'g1' }), user('kc:1', { provider: 'kc', objectGuid: 'g1' })],
      ['entra:1 ann@example.com same e-mail (probable)', 'kc:1 ann@example.com same object GUID (probable)'],
    ],
    [
      'are nobody’s by a GUID whose accounts are two people’s',
      [ANN, BEN],
      [
        atAnn('entra:1', { provider: 'entra', objectGuid: 'g1' }),
        user('u1', { emails: [BEN.email], objectGuid: 'g1' }),
        user('kc:1', { provider: 'kc', objectGuid: 'g1' }),
      ],
      ['entra:1 ann@example.com same e-mail (probable)', 'u1 ben@example.com same e-mail (probable)'],
    ],
    [
      'with one address are not one where the account is of somebody before, by its external id',
      [ANN],
      [
        atAnn('okta:1', { provider: 'okta', externalId: '00u1', active: false }),
        atAnn('okta:2', { provider: 'okta', externalId: '00u2' }),
        atAnn('u1', { externalId: '00u1' }),
      ],
      ['okta:2 ann@example.com same e-mail (probable)'],
    ],
    [
      'with one address are one where the external id says so, too, or nothing',
      [ANN],
      [atAnn('okta:1', { provider: 'okta', externalId: '00u1' }), atAnn('u1', { externalId: '00u1' })],
      ['okta:1 ann@example.com same e-mail (probable)', 'u1 ann@example.com same e-mail (probable)'],
    ],
    [
      'are who the external id says, and not whom the address does',
      [ANN, BEN],
      [
        user('okta:1', { provider: 'okta', externalId: '00u1', emails: [BEN.email] }),
        atAnn('u1', { externalId: '00u1' }),
      ],
      ['okta:1 ben@example.com same e-mail (probable)', 'u1 ben@example.com same external id (probable)'],
    ],
    [
      'are as sure over an external id as the account behind it is',
      [{ ...ANN, employeeNumber: '7' }],
      [
        user('okta:1', { provider: 'okta', externalId: '00u1', employeeNumber: '7' }),
        user('u1', { externalId: '00u1' }),
      ],
      ['okta:1 ann@example.com same employee number (strong)', 'u1 ann@example.com same external id (strong)'],
    ],
  ];
  it.each(cases)('%s', (_name, people, users, said) => {
    expect(joins(people, ...users)).toEqual(said);
  });
});
