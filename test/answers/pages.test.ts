import { describe, expect, it } from 'vitest';
import { NodeBook } from '../../answers/node-info.ts';
import type { OpenSnapshot } from '../../answers/open-snapshot.ts';
import type { WhoCanAsk } from '../../answers/questions.ts';
import { whoCan } from '../../answers/who-can.ts';
import { whoCanWithCopies } from '../../answers/who-can-copies.ts';
import { problemWords } from '../../answers/words/problem-words.ts';
import type { EffectiveAccess, Grant, Hop } from '../../domain/access.ts';
import { TRUE } from '../../domain/formula.ts';
import { ANYONE_ID, personId, serviceId, ssoUserId } from '../../domain/node-ids.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { World } from '../../reasoning/world.ts';
import { Dice } from '../properties/dice.ts';
import { at, OWN, role, smallWorld } from '../reasoning/small-world.ts';
import { test } from '../words/conditions.ts';
import { readerOf } from './list-reader.ts';
import { expectPages, pagesOf } from './pages.ts';

const TABLE = `arn:aws:dynamodb:eu-west-1:${OWN}:table/t`;
const ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Scan'];
const WHENS = [TRUE, TRUE, ...['192.0.2.1/32', '198.51.100.1/32'].map((one) => test('IpAddress', 'aws:SourceIp', one))];

const people = ['ann', 'ben', 'cyd', 'dee'].map((name) => ({ email: `${name}@cakes.example`, active: name !== 'dee' }));
const account = (name: string) => ({
  id: `u-${name}`,
  provider: 'p',
  // two of one name are told apart by their ids
  userName: name === 'eve' || name === 'eva' ? 'eve' : name,
  emails: [`${name}@cakes.example`],
  active: true,
});
const directoryUsers = ['ann', 'ben', 'eve', 'eva'].map(account);
const roles = Array.from({ length: 7 }, (_, index) => role(`role-${index}`, OWN));
const SAME = 'same e-mail (probable)';

/** Who can become whom, and who may do what to the table: at random, with conditions, doubts and parts of the table. */
function randomOrganisation(seed: number): OpenSnapshot {
  const dice = new Dice(seed);
  const when = () => dice.pick(WHENS);
  const grantOf = (actions: readonly string[]): Grant => {
    const formula = when();
    const verdict = dice.chance(0.1) ? 'unknown' : formula === TRUE ? 'allowed' : 'conditional';
    return { actions, verdict, when: formula, by: [], alsoNeeds: [], assumptions: [], proof: 'replayed' };
  };
  const arns = roles.map(({ arn }) => arn);
  const starts = [...directoryUsers.map(({ id }) => ssoUserId(id)), serviceId('ec2.amazonaws.com'), ANYONE_ID, ...arns];
  const density = dice.pick([0.05, 0.15, 0.3]);
  const hops = starts.flatMap((from) =>
    arns.flatMap((to): readonly Hop[] => {
      if (to === from || !dice.chance(density)) return [];
      const { actions: _, alsoNeeds: __, ...judged } = grantOf([]);
      return [{ ...judged, kind: 'assumes', from, to, technique: 'sts:AssumeRole' }];
    }),
  );
  const joined = directoryUsers.slice(0, 2).map(({ id }, index): Hop => {
    const from = personId(people[index]?.email ?? '');
    return {
      kind: 'memberOf',
      from,
      to: ssoUserId(id),
      technique: SAME,
      verdict: 'allowed',
      when: TRUE,
      by: [],
      assumptions: [],
      proof: 'replayed',
    };
  });
  const access = [...arns, ANYONE_ID].flatMap((principal) =>
    ['', '/index/i', '/index/j'].flatMap((part): readonly EffectiveAccess[] => {
      if (!dice.chance(principal === ANYONE_ID ? 0.1 : 0.4)) return [];
      const grants = dice.some(ACTIONS, 0.6).map((action) => grantOf([action]));
      const pattern = `${TABLE}${part}`;
      const scope = { kind: part === '' ? 'whole' : 'part', pattern, except: [], sample: pattern } as const;
      return [{ principal, resource: TABLE, scope, grants, cuts: [], unlisted: [] }];
    }),
  );
  const table = { type: 'AWS::DynamoDB::Table', arn: TABLE, name: 't', ...at(OWN), tags: {}, indexes: [] } as const;
  const snapshot: Snapshot = { ...smallWorld({ roles, resources: [table] }).snapshot, people, directoryUsers };
  const world = new World(snapshot);
  const reader = readerOf([...joined, ...hops], access);
  return { snapshot: '48bab8384e92', world, book: new NodeBook(world), reader, certificate: () => undefined };
}

const asking = (open: OpenSnapshot) => (ask: WhoCanAsk) => whoCan(open, ask);
const ALL = { resource: TABLE, language: 'en' } as const;
const QUESTIONS: readonly WhoCanAsk[] = [
  ALL,
  { ...ALL, among: 'people' },
  { ...ALL, among: 'people', probableJoins: false },
  { ...ALL, among: 'ann@cakes.example' },
  { ...ALL, among: 'u-eve' },
  { ...ALL, among: 'role-3', actions: ['read'] },
  { ...ALL, actions: ['dynamodb:PutItem'], language: 'ja' },
];

describe('the pages of who-can', () => {
  it('tell together what the whole answer tells, whatever their size', async () => {
    let told = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const open = randomOrganisation(seed);
      for (const ask of QUESTIONS) told += (await expectPages(asking(open), ask, [1, 3, 1000])).results.length;
    }
    expect(told).toBeGreaterThan(1000);
  });

  it('tell of one subject what the answer about everybody says of it', async () => {
    for (let seed = 1; seed <= 12; seed++) {
      const open = randomOrganisation(seed);
      const all = await whoCan(open, ALL);
      for (const among of ['ann@cakes.example', 'u-eva']) {
        const one = await whoCan(open, { ...ALL, among });
        if (!all.ok || !one.ok) throw new Error('not answered');
        const of = all.value.results.filter(({ subject }) => [one.value.among, ANYONE_ID].includes(subject.id));
        expect(one.value.results).toEqual(of);
      }
    }
  });

  it('come in the order of kinds, names and ids', async () => {
    const pages = await pagesOf(asking(randomOrganisation(4)), ALL, 2);
    const subjects = pages.flatMap(({ results }) => results.map(({ subject }) => `${subject.kind} ${subject.name}`));
    const kinds = ['anyone', 'person', 'directoryUser', 'role', 'service'];
    const place = (text: string): string => `${kinds.indexOf(text.split(' ')[0] ?? '')} ${text}`;
    expect(subjects.map(place)).toEqual(subjects.map(place).sort());
    expect(new Set(subjects.map((one) => one.split(' ')[0])).size).toBeGreaterThan(3);
  });

  it('begin where the cursor says, which names who was told last', async () => {
    const ask = asking(randomOrganisation(4));
    const [first, second] = await pagesOf(ask, ALL, 5);
    const last = first?.results.at(-1);
    expect(first?.next?.split(',').slice(2, 4)).toEqual([last?.subject.id, last?.principal]);
    expect(second?.page).toEqual({ limit: 5, after: first?.next, people: 5 });
  });

  it('are refused where the cursor is none, or one of something else, in both languages', async () => {
    const open = randomOrganisation(4);
    const [{ next = '' } = {}] = await pagesOf(asking(open), ALL, 5);
    const [snapshot, question, ...place] = next.split(',');
    const refused = async (after: string, ask: WhoCanAsk = ALL) => {
      const answer = await whoCan(open, { ...ask, page: { limit: 5, after } });
      return answer.ok ? 'answered' : `${answer.error.kind}: ${answer.error.message}`;
    };
    const garbage = ['x', ',,,,', '%', '', next.slice(0, -2), `${next},1`, `${next}x`, next.replace(',', '/')];
    const nobody = [snapshot, question, 'person:nobody@cakes.example', ...place.slice(1)].join(',');
    for (const one of [...garbage, nobody]) {
      const said = await refused(one);
      expect(said).toBe(`badInput: \`${one}\` is no cursor; take \`next\` of an answer as it is, or begin without one`);
      expect(problemWords(said.slice('badInput: '.length), 'ja')).toContain('はカーソルではありません');
    }
    const older = await refused(['0123456789ab', question, ...place].join(','));
    expect(older).toBe(
      'badInput: the cursor is of snapshot `0123456789ab`, and `48bab8384e92` answers now; begin without one',
    );
    expect(problemWords(older.slice('badInput: '.length), 'ja')).toContain('いま回答しているのは`48bab8384e92`です');
    const other = await refused(next, { ...ALL, among: 'people' });
    expect(other).toBe('badInput: the cursor is of another question; ask for the next page as for the first one');
    expect(problemWords(other.slice('badInput: '.length), 'ja')).toContain('別の質問のもの');
    expect(await refused(next, { ...ALL, language: 'ja' })).toBe('answered');
  });

  it('have no copies', async () => {
    const ask = { ...ALL, withCopies: true, page: { limit: 5 } } as const;
    const answer = await whoCanWithCopies(randomOrganisation(4), ask);
    expect(answer).toMatchObject({ ok: false, error: { kind: 'badInput' } });
  });

  it('make what they show, and the next result, and nothing of what comes later', async () => {
    const open = randomOrganisation(5);
    const asked = new Set<string>();
    const reader = {
      ...open.reader,
      accessTo: () => Promise.reject(new Error('the whole column is asked for')),
      accessOf: (principal: string, resource?: string) => {
        asked.add(principal);
        return open.reader.accessOf(principal, resource);
      },
    };
    const page = await whoCan({ ...open, reader }, { ...ALL, page: { limit: 1 } });
    expect(page.ok && page.value.results.length).toBe(1);
    const principals = await open.reader.principalsTo(TABLE);
    expect(asked.size).toBeLessThan(new Set(principals).size / 2);
  });
});
