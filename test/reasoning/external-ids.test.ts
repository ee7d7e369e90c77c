import { expect, it } from 'vitest';
import { NodeBook } from '../../answers/node-info.ts';
import { personId, ssoUserId } from '../../domain/node-ids.ts';
import type { DirectoryUser } from '../../domain/snapshot.ts';
import { directoryHops } from '../../reasoning/hops.ts';
import { directoryFacts, nameOfHop } from '../../reasoning/verify/directory.ts';
import { World } from '../../reasoning/world.ts';
import { snapshotOf } from './two-accounts.ts';

const user = (id: string, provider: string, userName: string, externalId: string): DirectoryUser => ({
  id,
  provider,
  userName,
  emails: [],
  active: true,
  externalId,
});
const IN_OKTA = user('okta:00u1', 'okta', 'ann@example.com', '00u1');

/** Joins that are no e-mail address's, as the engine and the verification have them, and as readers are shown them. */
function joins(...users: readonly DirectoryUser[]): readonly string[] {
  const snapshot = snapshotOf({
    identitySources: [{ id: 'okta', kind: 'okta', name: 'Okta', closed: true, providers: [] }],
    directoryUsers: users,
    people: [{ email: 'ann@example.com', active: true }],
  });
  const world = new World(snapshot);
  const hops = directoryHops(world);
  expect([...directoryFacts(snapshot).keys()].sort()).toEqual(hops.map(nameOfHop).sort());
  const external = hops.filter(({ technique }) => technique === 'same external id (probable)');
  const book = new NodeBook(world);
  for (const { from, to } of external) expect(book.personOf(to)).toBe(from);
  return external.map(({ from, to }) => `${from} ${to}`);
}

it('an account that keeps the id of a user at the provider is joined to the same person', () => {
  const ann = user('u1', 'd-1', 'ann.alyst', '00u1');
  expect(joins(IN_OKTA, ann)).toEqual([`${personId('ann@example.com')} ${ssoUserId('u1')}`]);
});

it('an id that two keep joins neither', () => {
  expect(joins(IN_OKTA, user('u1', 'd-1', 'ann.alyst', '00u1'), user('u2', 'd-1', 'ann', '00u1'))).toEqual([]);
});

it('an empty id joins nobody', () => {
  const nobody = user('okta:', 'okta', 'ann@example.com', '');
  expect(joins(nobody, user('u1', 'd-1', 'ann.alyst', ''))).toEqual([]);
});

it('a name that is used again under another id is somebody else (identity case 20)', () => {
  expect(joins(IN_OKTA, user('u1', 'd-1', 'ann.alyst', '00u9'))).toEqual([]);
});

it('who is joined by e-mail is not joined twice', () => {
  expect(joins(IN_OKTA, user('u1', 'd-1', 'ANN@example.com', '00u1'))).toEqual([]);
});
