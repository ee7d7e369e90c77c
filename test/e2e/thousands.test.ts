import { afterAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../domain/snapshot.ts';
import { got, provedData, shippedSample, whoCan } from './proved.ts';

const FINANCE = '646836788589';
const PEOPLE = 3_000;
const TABLE = `arn:aws:dynamodb:eu-west-1:${FINANCE}:table/finance-ledger`;

const sample = await shippedSample();
const { questions, close } = await provedData(companyOf(PEOPLE));
afterAll(close);

/** Everybody is in one group, which is assigned to the one set whose role reads the table; one more person is in no group. */
function companyOf(employees: number): Snapshot {
  const set = sample.permissionSets.find(({ name }) => name === 'FinanceAccess');
  const assignment = sample.assignments.find((one) => one.permissionSet === set?.arn && one.account === FINANCE);
  const [user] = sample.directoryUsers;
  const [group] = sample.directoryGroups;
  if (assignment === undefined || user === undefined || group === undefined) throw new Error('the sample is another');
  const names = Array.from({ length: employees + 1 }, (_, at) => `p${at}`);
  return {
    ...sample,
    roles: sample.roles.filter(({ name }) => name.startsWith('AWSReservedSSO_FinanceAccess')),
    users: [],
    groups: [],
    resources: sample.resources.filter(({ arn }) => arn === TABLE),
    people: names.map((name) => ({ email: `${name}@cakes.example`, displayName: name, active: true })),
    directoryUsers: names.map((name) => ({
      ...user,
      id: `u-${name}`,
      userName: `${name}@cakes.example`,
      displayName: name,
      emails: [],
    })),
    directoryGroups: [{ ...group, members: names.slice(0, employees).map((name) => `u-${name}`) }],
    assignments: [{ ...assignment, principalKind: 'group', principalId: group.id }],
  };
}

describe(`a group of ${PEOPLE} people`, () => {
  it('everybody in it is named, and nobody is said to have no path who has one', async () => {
    const start = performance.now();
    const answer = await whoCan(questions, 'finance-ledger');
    const seconds = (performance.now() - start) / 1000;
    const able = new Set(
      answer.results.filter(({ subject }) => subject.kind === 'person').map((one) => one.subject.id),
    );
    expect(able.size).toBe(PEOPLE);
    expect(answer.without).toEqual([`person:p${PEOPLE}@cakes.example`]);
    expect(answer).toMatchObject({ complete: true });
    expect(answer.cutRoutes).toBeUndefined();

    expect(seconds).toBeLessThan(30);
  });

  it('each has a path, and reaches the table', async () => {
    const from = 'p17@cakes.example';
    const { paths } = got(await questions.paths({ from, to: 'finance-ledger', language: 'en' }));
    expect(paths.length).toBeGreaterThan(0);
    const { results } = got(await questions.whatCan({ subject: from, language: 'en' }));
    expect(results.map(({ resource }) => resource)).toContain(TABLE);
  });

  it('a directory user asked about alone is answered as the person', async () => {
    const { results } = await whoCan(questions, 'finance-ledger', 'ssouser:u-p17');
    expect(new Set(results.map(({ subject }) => subject.id))).toEqual(new Set(['person:p17@cakes.example']));
  });
});
