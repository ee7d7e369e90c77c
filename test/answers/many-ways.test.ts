import { expect, it } from 'vitest';
import { whoCan } from '../../answers/who-can.ts';
import type { EffectiveAccess, Hop } from '../../domain/access.ts';
import { TRUE } from '../../domain/formula.ts';
import { at, OWN, role, smallWorld } from '../reasoning/small-world.ts';
import { opened } from './identity-cases/small-questions.ts';
import { readerOf } from './list-reader.ts';

const TABLE = `arn:aws:dynamodb:eu-west-1:${OWN}:table/t`;
const roles = Array.from({ length: 2 }, (_, index) => role(`role-${index}`, OWN));
const PEOPLE = 50_010;

const allowed = { verdict: 'allowed', when: TRUE, by: [], assumptions: [], proof: 'replayed' } as const;
const hops = roles.flatMap(({ arn }) =>
  Array.from(
    { length: PEOPLE },
    (_, index): Hop => ({
      kind: 'federatesTo',
      from: `ssouser:u${index}`,
      to: arn,
      technique: 'sts:AssumeRoleWithSAML',
      ...allowed,
    }),
  ),
);
const access = roles.map(
  ({ arn }): EffectiveAccess => ({
    principal: arn,
    resource: TABLE,
    scope: { kind: 'whole', pattern: TABLE, except: [], sample: TABLE },
    grants: [{ actions: ['dynamodb:GetItem'], alsoNeeds: [], ...allowed }],
    cuts: [],
    unlisted: [],
  }),
);

it('who-can refuses an answer that nobody would read, and tells how to ask for less', async () => {
  const table = { type: 'AWS::DynamoDB::Table', arn: TABLE, name: 't', ...at(OWN), tags: {}, indexes: [] } as const;
  const { snapshot } = smallWorld({ roles, resources: [table] });
  const directoryUsers = Array.from({ length: PEOPLE }, (_, index) => ({
    id: `u${index}`,
    provider: 'p',
    userName: `u${index}`,
    emails: [],
    active: true,
  }));
  const open = {
    ...opened({ ...snapshot, directoryUsers }),
    reader: {
      ...readerOf(hops, access),
      hopsTo: async (nodes: readonly string[]) => (nodes.length > roles.length ? [] : hops),
    },
  };
  const answer = await whoCan(open, { resource: TABLE, language: 'en', among: 'people' });
  expect(answer).toMatchObject({ ok: false, error: { kind: 'refused' } });
  expect(!answer.ok && answer.error.message).toContain('more than 100000 ways of somebody to');
  const one = await whoCan(open, { resource: TABLE, language: 'en', among: 'u7' });
  expect(one.ok && one.value.results.map(({ principal }) => principal)).toEqual(roles.map(({ arn }) => arn));
});
