import { describe, expect, it } from 'vitest';
import { NodeBook } from '../../answers/node-info.ts';
import { whoCanSentence } from '../../answers/report/who-can-sentence.ts';
import { routeOver } from '../../answers/routes.ts';
import { resultsOn } from '../../answers/subject-result.ts';
import { ofWhoCan } from '../../cli/expectation.ts';
import type { EffectiveAccess, Grant, Hop } from '../../domain/access.ts';
import type { WhoCanResult } from '../../domain/answer.ts';
import { type Formula, TRUE } from '../../domain/formula.ts';
import { personId, ssoUserId } from '../../domain/node-ids.ts';
import { gainOver, peopleNow, tallyOf } from '../../domain/words/can-now.ts';
import { World } from '../../reasoning/world.ts';
import { snapshotOf } from '../reasoning/two-accounts.ts';
import { whoCan } from '../report/fixtures.ts';
import { test } from '../words/conditions.ts';

/** One human with two accounts in the directory: the old one is disabled. */
const ANN = personId('ann@cakes.example');
const user = (id: string, active: boolean) => ({ id, provider: 'p', userName: id, emails: [], active });
const world = new World(
  snapshotOf({
    people: [
      { email: 'ann@cakes.example', active: true },
      { email: 'bob@cakes.example', active: true },
      { email: 'zoe@cakes.example', active: false },
    ],
    directoryUsers: [user('old', false), user('new', true)],
  }),
);
const context = { world, book: new NodeBook(world), language: 'en' } as const;

const ROLE = 'arn:aws:iam::111122223333:role/Reader';
const TABLE = 'arn:aws:dynamodb:eu-west-1:111122223333:table/t';
const from = (address: string): Formula => test('IpAddress', 'aws:SourceIp', address);
const HOME = from('192.0.2.1/32');
const OFFICE = from('198.51.100.1/32');

const hop = (kind: Hop['kind'], start: string, end: string, when: Formula, verdict: Hop['verdict']): Hop => ({
  kind,
  from: start,
  to: end,
  technique: kind === 'memberOf' ? 'same e-mail (probable)' : 'sts:AssumeRoleWithSAML',
  verdict,
  when,
  by: [],
  assumptions: [],
  proof: 'replayed',
});

const through = (account: 'old' | 'new', when: Formula): readonly Hop[] => [
  hop('memberOf', ANN, ssoUserId(account), TRUE, 'allowed'),
  hop('federatesTo', ssoUserId(account), ROLE, when, when.kind === 'true' ? 'allowed' : 'conditional'),
];

const grant = (when: Formula, verdict: Grant['verdict'], ...actions: readonly string[]): Grant => ({
  actions,
  verdict,
  when,
  by: [],
  alsoNeeds: [],
  assumptions: [],
  proof: 'replayed',
});

const access = (...grants: readonly Grant[]): EffectiveAccess => ({
  principal: ROLE,
  resource: TABLE,
  scope: { kind: 'whole', pattern: TABLE, except: [], sample: TABLE },
  grants,
  cuts: [],
  unlisted: [],
});

function told(routes: readonly (readonly Hop[])[], one: EffectiveAccess): WhoCanResult {
  const [result] = resultsOn(context, one)(ANN, routes.map(routeOver));
  if (result === undefined) throw new Error('nothing is reached');
  return result;
}

const expected = (result: WhoCanResult, what: 'allowed' | 'denied'): string =>
  // `as`: what the expectation reads
  ofWhoCan({ results: [result], complete: true } as unknown as Parameters<typeof ofWhoCan>[0], what);

const GET = 'dynamodb:GetItem';
const PUT = 'dynamodb:PutItem';

describe('somebody whose unconditional path is past', () => {
  const result = told([through('old', TRUE), through('new', HOME)], access(grant(TRUE, 'allowed', GET)));

  it('keeps what the policies allow, and is told under the condition of the path that is now', () => {
    expect(result).toMatchObject({ verdict: 'allowed', actions: [GET] });
    expect(result.now).toMatchObject({ verdict: 'conditional', actions: [], conditionalActions: [{ actions: [GET] }] });
  });

  it('is counted, and measured by --expect, by what is now', () => {
    expect(tallyOf({ results: [result] })).toMatchObject({ can: [], conditional: [{ id: ANN }] });
    expect([expected(result, 'allowed'), expected(result, 'denied')]).toEqual(['fails', 'fails']);
  });

  it('has beside each path what it gives', () => {
    const gains = result.paths.map((path) => [path.now, gainOver(result, path).verdict]);
    expect(gains).toEqual([
      [false, 'allowed'],
      [true, 'conditional'],
    ]);
  });

  it('says nothing more where every path is now, and `denied` where none is', () => {
    expect(told([through('new', HOME)], access(grant(TRUE, 'allowed', GET))).now).toBeUndefined();
    const past = told([through('old', TRUE)], access(grant(TRUE, 'allowed', GET)));
    expect(past).toMatchObject({ verdict: 'allowed', now: { verdict: 'denied', actions: [] } });
    expect(tallyOf({ results: [past] }).can).toEqual([]);
  });
});

it('people are counted alike by reports and pages: who is there, also with a path that is past', () => {
  const past = told([through('old', TRUE)], access(grant(TRUE, 'allowed', GET)));
  const active = context.book.info(personId('bob@cakes.example'));
  const left = context.book.info(personId('zoe@cakes.example'));
  const nodes = Object.fromEntries([active, left].map((one) => [one.id, one]));
  const answer = {
    ...whoCan('en'),
    among: 'people',
    complete: true,
    results: [past],
    without: [active.id, left.id],
    nodes: { ...whoCan('en').nodes, ...nodes },
  };
  expect(peopleNow(answer)).toBe(2);
  expect(whoCanSentence(answer, 'en')).toContain('2 people');
});

describe('the paths of one result', () => {
  /** A sign-in that sets the tag that a grant asks for, or another one. */
  const signedInAs = (department: string): readonly Hop[] =>
    through('new', test('StringEquals', 'aws:RequestTag/department', department));
  const asks = (department: string): Formula => test('StringEquals', 'aws:PrincipalTag/department', department);

  it('are those of every grant, also of a route that serves the smaller one alone', () => {
    const large = grant(asks('analysts'), 'conditional', GET, 'dynamodb:Scan');
    const small = grant(asks('bakers'), 'conditional', PUT);
    const routes = [signedInAs('analysts'), signedInAs('bakers')];
    expect(told(routes, access(large)).paths).toHaveLength(1);
    expect(told(routes, access(large, small)).paths).toHaveLength(2);
  });

  it('tell each condition under which an action can be done', () => {
    const result = told([through('new', HOME), through('new', OFFICE)], access(grant(TRUE, 'allowed', GET)));
    expect(result.conditionalActions.map(({ when }) => when)).toEqual(result.paths.map(({ when }) => when));
    expect(result.conditionalActions).toHaveLength(2);
    for (const path of result.paths) {
      expect(gainOver(result, path).conditionalActions).toEqual([{ actions: [GET], when: path.when }]);
    }
  });
});
