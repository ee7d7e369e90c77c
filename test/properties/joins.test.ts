import fc from 'fast-check';
import { expect, it } from 'vitest';
import { joinsOf } from '../../domain/joins.ts';
import type { DirectoryUser, Person } from '../../domain/snapshot.ts';
import { ownersOf } from '../../reasoning/verify/owners.ts';
import { snapshotOf } from '../reasoning/two-accounts.ts';

const maybe = <T>(...values: readonly T[]): fc.Arbitrary<T | undefined> => fc.constantFrom(undefined, ...values);
const given = (record: Readonly<Record<string, unknown>>): object =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const ADDRESSES = ['a@example.com', 'b@example.com', 'c@example.com'];
const marks = { employeeNumber: maybe('1', '2'), objectGuid: maybe('g1', 'g2') };

// `as`: a record without the keys that are undefined
const people = fc
  .uniqueArray(fc.record({ email: fc.constantFrom(...ADDRESSES), active: fc.boolean(), ...marks }), {
    selector: ({ email }) => email,
    maxLength: 3,
  })
  .map((all) => all.map((one) => given(one) as unknown as Person));
const users = fc
  .array(
    fc.record({
      provider: fc.constantFrom('okta', 'entra', 'd-1', 'scim:ad'),
      emails: fc.subarray(ADDRESSES, { maxLength: 2 }),
      active: fc.boolean(),
      externalId: maybe('x1', 'x2', 'x3'),
      ...marks,
    }),
    { maxLength: 7 },
  )
  .map((all) => all.map((one, at) => given({ ...one, id: `u${at}`, userName: `u${at}` }) as unknown as DirectoryUser));

it('who is who is the same to the engine and to the second reading, and nobody is two', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(people, users, (persons, directoryUsers) => {
      const snapshot = snapshotOf({
        people: persons,
        directoryUsers,
        identitySources: ['okta', 'entra'].map((id) => ({ id, kind: 'okta', name: id, closed: true, providers: [] })),
      });
      const joins = joinsOf(snapshot);
      const owners = ownersOf(snapshot).map(({ email, user, by }) => ({ person: email, user, by }));
      expect(owners).toEqual(joins);
      expect(new Set(joins.map(({ user }) => user)).size).toBe(joins.length);
      for (const { by } of joins) seen.add(by);
    }),
    { numRuns: 3000, seed: 7 },
  );
  expect(seen.size).toBe(6);
});
