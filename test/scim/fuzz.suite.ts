import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Directory } from '../../collector/scim/directory.ts';
import { parseFilter } from '../../collector/scim/filter.ts';
import { fits } from '../../collector/scim/filter-match.ts';
import { listed } from '../../collector/scim/listing.ts';
import { placesOf } from '../../collector/scim/place.ts';
import { Renderer } from '../../collector/scim/render.ts';
import { RESOURCE_TYPES } from '../../collector/scim/schemas.ts';
import { ENTERPRISE, type ScimServer, type Send, scimServer, USER } from './scim-server.ts';

const SEED = 20_261_128;
const word = fc.constantFrom(
  'userName',
  'emails',
  'active',
  'name',
  'members',
  'manager',
  'id',
  'meta',
  'schemas',
  'groups',
  'externalId',
  'displayName',
  'Operations',
  'op',
  'path',
  'value',
  '$ref',
  'type',
  'primary',
  '__proto__',
  'constructor',
  'toString',
  ENTERPRISE,
  USER,
  'name.givenName',
  'emails[type eq "work"].value',
  'members[value eq "x"]',
  `${ENTERPRISE}:manager`,
);
const leaf = fc.oneof(
  word,
  fc.string(),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, 'True', 'add', 'Replace', 'remove', ''),
);
const anyJson = fc.letrec<{ json: unknown }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: false },
    leaf,
    fc.array(tie('json'), { maxLength: 4 }),
    fc.dictionary(word, tie('json'), { maxKeys: 5 }),
  ),
})).json;
const patch = fc.record({
  Operations: fc.array(
    fc.oneof(
      anyJson,
      fc.record(
        { op: fc.constantFrom('add', 'Replace', 'remove', 'move'), path: fc.oneof(word, fc.string()), value: anyJson },
        { requiredKeys: ['op'] },
      ),
    ),
    { maxLength: 4 },
  ),
});
const text = fc.array(
  fc.oneof(
    word,
    fc.constantFrom(
      'eq',
      'co',
      'and',
      'or',
      'not',
      '(',
      ')',
      '[',
      ']',
      '"a"',
      '"',
      'pr',
      '.',
      '\\',
      'true',
      'null',
      '3',
    ),
    fc.string(),
  ),
  { maxLength: 12 },
);

/** Answered in our own words: a failure of ours would be 500. */
const FINE = [200, 201, 204, 400, 404, 405, 409, 415];

export interface FuzzRuns {
  readonly bodies: number;
  readonly filters: number;
  readonly lookups: number;
}

/** What a directory is asked and sent, at random; the same seed gives the same. */
export function fuzzSuite(runs: FuzzRuns): void {
  let server: ScimServer;
  let send: Send;
  let user: string;
  let group: string;
  beforeAll(async () => {
    server = await scimServer('fuzz');
    send = server.as('fuzz');
    user = (await send('POST', '/Users', { schemas: [USER], userName: 'fuzzed' })).body.id;
    group = (await send('POST', '/Groups', { displayName: 'fuzzed', members: [{ value: user }] })).body.id;
  });
  afterAll(() => server.stop());

  describe('whatever is sent', () => {
    it('bodies are answered, and nobody is harmed', async () => {
      const request = fc.record({
        method: fc.constantFrom('POST', 'PUT', 'PATCH'),
        place: fc.constantFrom('users', 'user', 'groups', 'group', 'search'),
        body: fc.oneof(anyJson, patch, fc.string()),
      });
      await fc.assert(
        fc.asyncProperty(request, async ({ method, place, body }) => {
          const path = {
            users: '/Users',
            user: `/Users/${user}`,
            groups: '/Groups',
            group: `/Groups/${group}`,
            search: '/.search',
          }[place];
          const { status } = await send(method, path, body ?? 'null');
          expect(FINE).toContain(status);
        }),
        { numRuns: runs.bodies, seed: SEED },
      );
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect((await send('GET', `/Users/${user}`)).status).toBe(200);
      await server.again();
      expect((await send('GET', '/Users')).status).toBe(200);
    }, 120_000);

    it('filters are parsed or told to be none, never by an exception', () => {
      fc.assert(
        fc.property(text, fc.constantFrom('User', 'Group'), (words, kind) => {
          const filter = parseFilter(words.join(' '), placesOf(RESOURCE_TYPES[kind as 'User']));
          if (filter.ok) expect(typeof fits(filter.value, { userName: 'a', emails: [{ value: 'a' }] })).toBe('boolean');
        }),
        { numRuns: runs.filters, seed: SEED },
      );
    });
  });

  describe('looking up by an index', () => {
    const users = fc.array(
      fc.record({
        userName: fc.constantFrom('ann', 'Ann', 'bob', 'eve'),
        externalId: fc.constantFrom('1', '2', undefined),
        title: fc.constantFrom('a', 'B', undefined),
      }),
      { maxLength: 8 },
    );
    const test = fc.oneof(
      fc
        .tuple(
          fc.constantFrom('userName', 'externalId', 'id', 'title'),
          fc.constantFrom('eq', 'ne', 'sw'),
          fc.constantFrom('ann', 'BOB', '1', 'a', 'u0'),
        )
        .map(([name, op, value]) => `${name} ${op} "${value}"`),
      fc.constant('title pr'),
    );
    const filters = fc.array(fc.tuple(test, fc.constantFrom(' and ', ' or ')), { minLength: 1, maxLength: 4 });

    it('finds what looking at everybody finds', () => {
      fc.assert(
        fc.property(users, filters, (given, parts) => {
          const directory = new Directory();
          given.forEach((one, index) => {
            const attributes = Object.fromEntries(
              Object.entries(one).filter(([, value]) => value !== undefined),
            ) as Record<string, string>;
            directory.apply({ user: { id: `u${index}`, created: '', modified: '', version: 1, attributes } });
          });
          const filter = parts
            .map(([one, join], index) => (index === parts.length - 1 ? one : `${one}${join}`))
            .join('');
          const renderer = new Renderer(directory, 'http://x');
          const answer = listed(directory, renderer, ['User'], { filter, startIndex: 1, count: 100 });
          const parsed = parseFilter(filter, placesOf(RESOURCE_TYPES.User));
          if (!parsed.ok || !answer.ok) return expect.fail(filter);
          const everybody = directory.users().map((stored) => renderer.rendered({ kind: 'User', stored }));
          expect(answer.value['Resources']).toEqual(everybody.filter((one) => fits(parsed.value, one)));
        }),
        { numRuns: runs.lookups, seed: SEED },
      );
    });
  });
}
