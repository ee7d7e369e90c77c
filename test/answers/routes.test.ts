import { describe, expect, it } from 'vitest';
import { isOpen } from '../../answers/cut-routes.ts';
import {
  distancesTo,
  hopsOn,
  routeOver,
  routesBetween,
  routesFrom,
  type Ways,
  waysInto,
  waysOutOf,
  wholeRoutes,
} from '../../answers/routes.ts';
import type { EffectiveAccess, Hop } from '../../domain/access.ts';
import type { Formula } from '../../domain/formula.ts';
import { Dice } from '../properties/dice.ts';
import { readerOf } from './list-reader.ts';

const hop = (from: string, to: string): Hop => ({
  kind: 'assumes',
  from,
  to,
  technique: 'sts:AssumeRole',
  verdict: 'allowed',
  when: { kind: 'true' },
  by: [],
  assumptions: [],
  proof: 'pending',
});

async function routes(hops: readonly Hop[], from: string, to: string, most = 100) {
  const ways = await waysInto(readerOf(hops), [to]);
  const { routes: found, cut } = routesBetween(ways, distancesTo(ways, to), from, most);
  return { told: found.map((route) => [from, ...hopsOn(route).map((one) => one.to)].join('')), cut };
}

/** Everybody may become everybody else. */
const clique = (names: readonly string[]): readonly Hop[] =>
  names.flatMap((from) => names.filter((to) => to !== from).map((to) => hop(from, to)));

describe('routes from one node to another', () => {
  it('come shortest first, without a node twice, and none is missing', async () => {
    const { told, cut } = await routes(clique(['a', 'b', 'c', 'd']), 'a', 'd');
    expect(told.map((one) => one.length)).toEqual([2, 3, 3, 4, 4]);
    expect([...told].sort()).toEqual(['abcd', 'abd', 'acbd', 'acd', 'ad']);
    expect(cut).toBe(false);
  });

  it('are told to be cut where there are more than asked for, and only there', async () => {
    const four = clique(['a', 'b', 'c', 'd']);
    expect(await routes(four, 'a', 'd', 5)).toMatchObject({ cut: false });
    expect(await routes(four, 'a', 'd', 4)).toMatchObject({ told: { length: 4 }, cut: true });
  });

  it('are found however many hops they take', async () => {
    const names = Array.from({ length: 40 }, (_, at) => `n${at}`);
    const line = names.slice(1).map((to, at) => hop(names[at] ?? '', to));
    const ways = await waysOutOf(readerOf(line), 'n0');
    expect(routesBetween(ways, distancesTo(ways, 'n39'), 'n0', 10)).toMatchObject({
      routes: [routeOver(line)],
      cut: false,
    });
  });

  it('do not take for ever where everybody may become everybody', async () => {
    const many = clique(Array.from({ length: 60 }, (_, at) => `n${at}`));
    const ways = await waysInto(readerOf(many), ['n59']);
    const found = routesBetween(ways, distancesTo(ways, 'n59'), 'n0', 100_000);
    expect(found.routes[0]).toHaveLength(1);
    expect(found.cut).toBe(true);
  });

  it('there is none from a node that does not reach the goal', async () => {
    expect(await routes([hop('a', 'b'), hop('c', 'b')], 'b', 'c')).toEqual({ told: [], cut: false });
  });

  it('the empty one leads from a node to itself', async () => {
    expect(await routes([hop('a', 'b'), hop('b', 'a')], 'b', 'b')).toEqual({ told: ['b'], cut: false });
  });
});

/** Hop by hop, shortest first, in the order of the store; those of one length in the order in which they come to the goal. */
function eachInTurn({ into, outOf }: Ways, from: string, to: string, most: number) {
  const found: (readonly Hop[])[] = [];
  const on = (node: string, way: readonly Hop[]): readonly (readonly Hop[])[] => {
    if (node === to) return [way];
    const met = new Set([from, ...way.map((one) => one.to)]);
    return (outOf.get(node) ?? []).filter((one) => !met.has(one.to)).flatMap((one) => on(one.to, [...way, one]));
  };
  const all = on(from, []);
  for (let length = 0; length < 10; length++) found.push(...all.filter((way) => way.length === length));
  const backward = (way: readonly Hop[]) =>
    way
      .map((one) => String(into.get(one.to)?.indexOf(one)).padStart(4, '0'))
      .reverse()
      .join();
  const key = (way: readonly Hop[]) => `${way.length} ${backward(way)}`;
  const told = found.slice(0, most).sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return { told: told.map((way) => [from, ...way.map((one) => one.to)].join(' ')), cut: all.length > most };
}

it('routes of many starts are those of each by itself, with rings of roles and without', async () => {
  const dice = new Dice(3);
  let several = 0;
  for (let graph = 0; graph < 60; graph++) {
    const [ringed, people] = [dice.chance(0.5), ['p0', 'p1', 'p2']];
    const roles = Array.from({ length: 6 }, (_, at) => `r${at}`);
    const into = people.flatMap((one) => ['g0', 'g1'].flatMap((group) => (dice.chance(0.6) ? [hop(one, group)] : [])));
    const groups = ['g0', 'g1'].flatMap((one) => roles.flatMap((role) => (dice.chance(0.4) ? [hop(one, role)] : [])));
    const among = roles.flatMap((one, at) =>
      roles.flatMap((to, other) => (at !== other && (ringed || other > at) && dice.chance(0.4) ? [hop(one, to)] : [])),
    );
    const hops = [...into, ...groups, ...among];
    const ways = await waysInto(readerOf(hops), ['r5']);
    const most = dice.pick([1, 3, 5, 100]);
    const routesOf = routesFrom(ways, distancesTo(ways, 'r5'), most);
    for (const start of [...people, 'g0', 'r0', 'r1']) {
      const { before, routes: found, cut } = routesOf(start);
      const told = wholeRoutes(before, found).map((route) => [start, ...hopsOn(route).map((one) => one.to)].join(' '));
      expect({ told, cut }).toEqual(eachInTurn(ways, start, 'r5', most));
      if (told.length > 2) several += 1;
    }
  }
  expect(several).toBeGreaterThan(100);
});

describe('routes that were cut', () => {
  const when: Formula = { kind: 'test', operator: { name: 'Bool', ifExists: false }, key: 'k', values: ['true'] };
  const access = (verdict: 'allowed' | 'conditional'): EffectiveAccess => ({
    principal: 'p',
    resource: 'r',
    scope: { kind: 'whole', pattern: 'r', except: [], sample: 'r' },
    grants: [{ actions: ['s3:A'], verdict, when, by: [], alsoNeeds: [], assumptions: [], proof: 'pending' }],
    cuts: [],
    unlisted: [],
  });
  const told = { scope: access('allowed').scope, actions: [], conditionalActions: [], unknownActions: [] };

  it('leave nothing open where a route that was followed gives all that the grants do', () => {
    expect(isOpen(access('allowed'), [{ ...told, actions: ['s3:A'] }])).toBe(false);
    const conditionalActions = [{ actions: ['s3:A'], when: { text: '', formula: when } }];
    expect(isOpen(access('conditional'), [{ ...told, conditionalActions }])).toBe(false);
  });

  it('leave open what no route that was followed gives, or only under a further condition', () => {
    expect(isOpen(access('allowed'), [])).toBe(true);
    const conditionalActions = [{ actions: ['s3:A'], when: { text: '', formula: when } }];
    expect(isOpen(access('allowed'), [{ ...told, conditionalActions }])).toBe(true);
  });
});
