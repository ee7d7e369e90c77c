import { describe, expect, it } from 'vitest';
import type { Formula } from '../../domain/formula.ts';
import { judgeChain } from '../../reasoning/chains.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';

const sample = await shippedSample();
const test = (key: string, values: readonly string[], name = 'StringEquals'): Formula => ({
  kind: 'test',
  operator: { name, ifExists: false },
  key,
  values,
});
const keysOf = (formula: Formula): readonly string[] => {
  if (formula.kind === 'all' || formula.kind === 'any') return formula.of.flatMap(keysOf);
  if (formula.kind === 'not') return keysOf(formula.of);
  return formula.kind === 'test' ? [formula.key] : [];
};

describe('tags with any name', () => {
  it('are known to policies that read them, with blanks and all', () => {
    const reads = (key: string) => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: { StringEquals: { [key]: 'x' } } }],
    });
    const variable = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: "arn:aws:s3:::${aws:PrincipalTag/home dir, 'none'}" }],
    };
    const documents = [reads('aws:PrincipalTag/cost center'), reads('aws:PrincipalTag/team@eu'), variable];
    const roles = sample.roles.slice(0, 1).map((role) => ({
      ...role,
      inlinePolicies: documents.map((document, at) => ({ name: `p${at}`, document })),
    }));
    const world = new World({ ...sample, users: [], groups: [], resources: [], roles });
    expect(world.sessionTags()).toEqual(['cost center', 'home dir', 'team@eu']);
  });

  it('keep an @ of their own', () => {
    const last: Formula = {
      kind: 'all',
      of: [test('aws:PrincipalTag/a@x', ['1']), test('aws:PrincipalTag/a@y', ['2'])],
    };
    const { when } = judgeChain(new World(sample), [], last);
    expect([...keysOf(when)].sort()).toEqual(['aws:PrincipalTag/a@x', 'aws:PrincipalTag/a@y']);
  });
});

describe('a chain with more patterns on one key than can be told apart', () => {
  const many = Array.from({ length: 24 }, (_, at) =>
    test('aws:UserAgent', [`*${String.fromCharCode(97 + at)}*`], 'StringLike'),
  );

  it('is unknown, with that reason', () => {
    const judged = judgeChain(new World(sample), [], { kind: 'all', of: many });
    expect(judged.verdict).toBe('unknown');
    expect(judged.because).toEqual([{ rule: 52, text: 'too many different patterns are tested on aws:useragent' }]);
  });

  it('is unknown where it cannot be, too', () => {
    const contradiction = [...many, test('aws:UserAgent', ['*a*'], 'StringNotLike')];
    expect(judgeChain(new World(sample), [], { kind: 'all', of: contradiction }).verdict).toBe('unknown');
  });
});
