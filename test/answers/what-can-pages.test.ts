import { describe, expect, it } from 'vitest';
import { NodeBook } from '../../answers/node-info.ts';
import type { OpenSnapshot } from '../../answers/open-snapshot.ts';
import type { WhatCanAsk } from '../../answers/questions.ts';
import { whatCan } from '../../answers/what-can.ts';
import { whoCan } from '../../answers/who-can.ts';
import type { EffectiveAccess, Grant, Hop } from '../../domain/access.ts';
import type { CutRoutes, WhatCanAnswer } from '../../domain/answer.ts';
import { TRUE } from '../../domain/formula.ts';
import { World } from '../../reasoning/world.ts';
import { assumedHop } from '../graph/assumed-hop.ts';
import { Dice } from '../properties/dice.ts';
import { at, OWN, role, smallWorld } from '../reasoning/small-world.ts';
import { test } from '../words/conditions.ts';
import { readerOf } from './list-reader.ts';

const WHENS = [TRUE, TRUE, ...['192.0.2.1/32', '198.51.100.1/32'].map((one) => test('IpAddress', 'aws:SourceIp', one))];
const roles = Array.from({ length: 6 }, (_, index) => role(`role-${index}`, OWN));
const tables = ['a', 'b', 'c'].map(
  (name) =>
    ({
      type: 'AWS::DynamoDB::Table',
      arn: `arn:aws:dynamodb:eu-west-1:${OWN}:table/${name}`,
      name,
      ...at(OWN),
      tags: {},
      indexes: [],
    }) as const,
);

/** Who can become whom, and who may do what to which table, or a part of it: at random, with conditions. */
function randomOrganisation(seed: number, density: number): OpenSnapshot {
  const dice = new Dice(seed);
  const grantOf = (actions: readonly string[]): Grant => {
    const when = dice.pick(WHENS);
    const verdict = when === TRUE ? 'allowed' : 'conditional';
    return { actions, verdict, when, by: [], alsoNeeds: [], assumptions: [], proof: 'replayed' };
  };
  const arns = roles.map(({ arn }) => arn);
  const hops = arns.flatMap((from) =>
    arns.flatMap((to): readonly Hop[] => {
      if (to === from || !dice.chance(density)) return [];
      const { actions: _, alsoNeeds: __, ...judged } = grantOf([]);
      return [{ ...judged, kind: 'assumes', from, to, technique: 'sts:AssumeRole' }];
    }),
  );
  const access = arns.flatMap((principal) =>
    tables.flatMap(({ arn }) =>
      ['', '/index/i'].flatMap((part): readonly EffectiveAccess[] => {
        if (!dice.chance(0.5)) return [];
        const grants = dice.some(['dynamodb:GetItem', 'dynamodb:PutItem'], 0.6).map((action) => grantOf([action]));
        const pattern = `${arn}${part}`;
        const scope = { kind: part === '' ? 'whole' : 'part', pattern, except: [], sample: pattern } as const;
        return [{ principal, resource: arn, scope, grants, cuts: [], unlisted: [] }];
      }),
    ),
  );
  const world = new World(smallWorld({ roles, resources: tables }).snapshot);
  return {
    snapshot: '48bab8384e92',
    world,
    book: new NodeBook(world),
    reader: readerOf(hops, access),
    certificate: () => undefined,
  };
}

async function answered(open: OpenSnapshot, ask: WhatCanAsk): Promise<WhatCanAnswer> {
  const answer = await whatCan(open, ask);
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

async function pagesOf(open: OpenSnapshot, ask: WhatCanAsk, limit: number): Promise<readonly WhatCanAnswer[]> {
  const pages: WhatCanAnswer[] = [];
  for (let after: string | undefined; ; ) {
    const page = await answered(open, { ...ask, page: { limit, ...(after === undefined ? {} : { after }) } });
    pages.push(page);
    after = page.next;
    if (after === undefined) return pages;
  }
}

const ask: WhatCanAsk = { subject: 'role-0', language: 'en' };
const texts = (items: readonly unknown[]): readonly string[] => items.map((one) => JSON.stringify(one)).sort();

/** What several pages say of the routes to one principal. */
const together = (cut: readonly CutRoutes[]): readonly CutRoutes[] =>
  [...new Set(cut.map(({ to }) => to))].map((to) => {
    const all = cut.filter((one) => one.to === to);
    return { from: all[0]?.from ?? '', to, open: all.some(({ open }) => open) };
  });

const grant: Grant = {
  actions: ['dynamodb:GetItem'],
  verdict: 'allowed',
  when: TRUE,
  by: [],
  alsoNeeds: [],
  assumptions: [],
  proof: 'replayed',
};
const wholeOf = (arn: string) => ({ kind: 'whole', pattern: arn, except: [], sample: arn }) as const;

describe('the pages of what-can', () => {
  it('tell together what the whole answer tells, whatever their size', async () => {
    let [told, full] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const open = randomOrganisation(seed, [0.1, 0.3, 0.6][seed % 3] ?? 0);
      const whole = await answered(open, ask);
      for (const limit of [1, 3, 1000]) {
        const pages = await pagesOf(open, ask, limit);
        expect(pages.slice(0, -1).map(({ results }) => results.length)).toEqual(pages.slice(1).map(() => limit));
        expect(texts(pages.flatMap(({ results }) => results))).toEqual(texts(whole.results));
        expect(pages.map(({ complete }) => complete)).toEqual(pages.map(() => pages.length === 1 && whole.complete));
        for (const { nodes, levelOf } of pages) expect([whole.nodes, whole.levelOf]).toMatchObject([nodes, levelOf]);
        full += pages.length - 1;
      }
      told += whole.results.length;
    }
    expect(told).toBeGreaterThan(150);
    expect(full).toBeGreaterThan(150);
  });

  it('tell of whom more routes lead to than are followed, as the whole answer does', async () => {
    const dense = Array.from({ length: 8 }, (_, index) => role(`dense-${index}`, OWN));
    const open = randomOrganisation(3, 0.5);
    const arns = dense.map(({ arn }) => arn);
    const hops = arns.flatMap((from) => arns.filter((to) => to !== from).map((to) => assumedHop(from, to)));
    const access = arns.slice(5).flatMap((principal) =>
      tables.map(({ arn }): EffectiveAccess => {
        const scope = wholeOf(arn);
        const when = test('IpAddress', 'aws:SourceIp', '192.0.2.1/32');
        const grants = [{ ...grant, verdict: 'conditional', when } as const];
        return { principal, resource: arn, scope, grants, cuts: [], unlisted: [] };
      }),
    );
    const world = new World(smallWorld({ roles: dense, resources: tables }).snapshot);
    const many = { ...open, world, book: new NodeBook(world), reader: readerOf(hops, access) };
    const from = { ...ask, subject: 'dense-0' };
    const whole = await answered(many, from);
    expect(whole.cutRoutes?.length).toBe(3);
    const pages = await pagesOf(many, from, 2);
    expect(texts(pages.flatMap(({ results }) => results))).toEqual(texts(whole.results));
    expect(texts(together(pages.flatMap(({ cutRoutes = [] }) => cutRoutes)))).toEqual(texts(whole.cutRoutes ?? []));
  });

  it('tell what is nearest first, and of each principal its resources by name', async () => {
    const arns = roles.slice(0, 4).map(({ arn }) => arn);
    const [own = '', near = '', far = '', next = ''] = arns;
    const access = arns.flatMap((principal) =>
      [...tables].reverse().map(
        ({ arn }): EffectiveAccess => ({
          principal,
          resource: arn,
          scope: wholeOf(arn),
          grants: [grant],
          cuts: [],
          unlisted: [],
        }),
      ),
    );
    const reader = readerOf([assumedHop(near, far), assumedHop(own, next), assumedHop(own, near)], access);
    const pages = await pagesOf({ ...randomOrganisation(5, 0.3), reader }, ask, 2);
    const told = pages.flatMap(({ results }) => results.map(({ principal, resource }) => `${principal} ${resource}`));
    const expected = [own, near, next, far].flatMap((principal) => tables.map(({ arn }) => `${principal} ${arn}`));
    expect(told).toEqual(expected);
    expect(pages[0]?.next?.split(',').slice(2, 4)).toEqual([own, tables[1]?.arn]);
    expect(pages[1]?.page).toEqual({ limit: 2, after: pages[0]?.next });
  });

  it('are refused where the cursor is of another question, or none', async () => {
    const open = randomOrganisation(5, 0.3);
    const [{ next = '' } = {}] = await pagesOf(open, ask, 2);
    const refused = async (after: string, of: WhatCanAsk = ask) => {
      const answer = await whatCan(open, { ...of, page: { limit: 5, after } });
      return answer.ok ? 'answered' : answer.error.message;
    };
    const [snapshot, question, principal = '', resource = '', told] = next.split(',');
    expect(await refused([snapshot, question, principal, `${resource}x`, told].join(','))).toContain('is no cursor');
    expect(await refused([snapshot, question, `${principal}x`, resource, told].join(','))).toContain('is no cursor');
    expect(await refused('x')).toContain('is no cursor');
    expect(await refused(next, { ...ask, subject: 'role-1' })).toContain('of another question');
    expect(await refused(next, { ...ask, language: 'ja' })).toBe('answered');
  });

  it('make what they show, and the next result, and nothing of what comes later', async () => {
    const open = randomOrganisation(5, 0.3);
    const asked: string[] = [];
    const reader = {
      ...open.reader,
      accessOf: (principal: string, resource?: string) => {
        asked.push(`${principal} ${resource}`);
        return open.reader.accessOf(principal, resource);
      },
    };
    await answered({ ...open, reader }, { ...ask, page: { limit: 1 } });
    expect(asked.length).toBeLessThanOrEqual(3);
    expect(asked.every((one) => one.includes('role-0 arn:'))).toBe(true);
  });
});

it('whole answers do not hang on the order in which stores and the engine give records', async () => {
  const [principal = ''] = roles.map(({ arn }) => arn);
  const [resource = ''] = tables.map(({ arn }) => arn);
  const access = [[`${resource}/b*`], [`${resource}/a*`], []].map((except): EffectiveAccess => {
    const scope = { kind: 'part', pattern: `${resource}/*`, except, sample: `${resource}/${except.length}` } as const;
    return { principal, resource, scope, grants: [grant], cuts: [], unlisted: [] };
  });
  const told = async (records: readonly EffectiveAccess[]) => {
    const open = { ...randomOrganisation(5, 0.3), reader: readerOf([], records) };
    return [await whatCan(open, ask), await whoCan(open, { resource, among: 'all', language: 'en' })];
  };
  const [can, who] = await told(access);
  expect([can, who].map((one) => one?.ok === true && one.value.results.length)).toEqual([3, 3]);
  expect(await told([...access].reverse())).toEqual([can, who]);
});
