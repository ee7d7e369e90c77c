import type { DirectoryUser, Person } from '../domain/snapshot.ts';

const ADDRESS = /^[^\s@]+@[^\s@]+$/;

/** The address under which the human behind an account is known, as far as it has one. */
export const addressOf = ({ emails, userName }: Pick<DirectoryUser, 'emails' | 'userName'>): string | undefined =>
  [...emails, userName].find((one) => ADDRESS.test(one));

/**
 * The people behind accounts, beside those who are known already. Accounts with one address are one person (ADR 21), and so are those
 * of one object in Active Directory, whatever their addresses: what is known first stands, and who is active by one of them is active.
 */
export function peopleOfAccounts(users: readonly DirectoryUser[], known: readonly Person[] = []): readonly Person[] {
  const people = new Map(known.map((person) => [keyOf(person), person]));
  const holders = new Map(known.flatMap((person) => (person.objectGuid ? [[person.objectGuid, keyOf(person)]] : [])));
  const found = new Set<string>();
  for (const user of users) {
    const person = personOf(user);
    if (person === undefined) continue;
    const own = keyOf(person);
    const key = people.has(own) ? own : (holders.get(person.objectGuid ?? '') ?? own);
    const other = people.get(key);
    found.add(key);
    people.set(key, other === undefined ? person : merged(person, other, key === own));
    if (other === undefined && person.objectGuid !== undefined) holders.set(person.objectGuid, key);
  }
  return [...found].flatMap((key) => people.get(key) ?? []);
}

const keyOf = ({ email }: Person): string => email.toLowerCase();

/** An address is merely probable: it does not make the GUID or the number of an account somebody's own. */
function merged(
  { objectGuid: _, employeeNumber: _number, ...person }: Person,
  other: Person,
  sameAddress: boolean,
): Person {
  const active = other.active || person.active;
  return sameAddress ? { ...person, ...other, active } : { ...other, active };
}

function personOf(user: DirectoryUser): Person | undefined {
  const email = addressOf(user);
  if (email === undefined) return undefined;
  const { displayName, department, title, manager, userType, employeeNumber, objectGuid, active } = user;
  const told = { displayName, department, title, manager, employment: userType, employeeNumber, objectGuid };
  return { email, ...Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)), active };
}
