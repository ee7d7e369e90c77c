import { describe, expect, it } from 'vitest';
import type { DataAccessRule } from '../../domain/data-access.ts';
import type { Principal } from '../../domain/principal.ts';
import type { DescribedResource } from '../../domain/snapshot.ts';
import { dataAccessFacts } from '../../reasoning/data-access.ts';
import { ofDataAccess } from '../../reasoning/verify/data-access.ts';
import { compareBlocks } from './blocks/compare-blocks.ts';
import { allow, ask, at, OTHER, OWN, role, smallWorld } from './small-world.ts';

const arn = `arn:aws:aoss:eu-west-1:${OWN}:collection/x1`;
const chef = role('Chef', OWN, allow('aoss:*', '*'));
const nobody = role('Nobody', OWN, allow('sqs:*', '*'));
const stranger = role('Stranger', OTHER, allow('aoss:*', '*'));
const roles = [chef, nobody, stranger];

const rule = (principals: readonly string[], ...on: readonly string[]): DataAccessRule => ({
  policy: 'p',
  principals,
  permissions: ['aoss:ReadDocument'],
  on,
});
const collection = (...dataAccess: readonly DataAccessRule[]): DescribedResource => ({
  type: 'AWS::OpenSearchServerless::Collection',
  arn,
  name: 'logs',
  ...at(OWN),
  dataAccess,
});
const verdict = (resource: DescribedResource, caller: string, action = 'aoss:APIAccessAll'): string =>
  ask(smallWorld({ roles, resources: [resource] }), caller, action, arn).verdict;
const named = [chef, nobody, stranger].map((one) => one.arn);

describe('the data of a collection', () => {
  it('wants both: aoss:APIAccessAll of IAM and a rule that names the caller', () => {
    const open = collection(rule(named, 'index/logs/*'));
    expect(named.map((one) => verdict(open, one))).toEqual(['allowed', 'denied', 'denied']);
    expect(verdict(collection(rule([nobody.arn], 'index/logs/*')), chef.arn)).toBe('denied');
    expect(verdict(collection(), chef.arn)).toBe('denied');
  });

  it('is open where no policy was read, and what IAM denies is denied', () => {
    const { dataAccess: _, ...unread } = collection();
    expect(verdict(unread, chef.arn)).toBe('unknown');
    expect(verdict(unread, nobody.arn)).toBe('denied');
  });

  it('is apart from the collection itself, which IAM alone rules', () => {
    expect(verdict(collection(), chef.arn, 'aoss:DeleteCollection')).toBe('allowed');
    expect(verdict(collection(), nobody.arn, 'aoss:DeleteCollection')).toBe('denied');
    expect(verdict(collection(rule(named, 'index/logs/*')), stranger.arn, 'aoss:DeleteCollection')).toBe('denied');
  });
});

describe('blocks of pairs', () => {
  it('tell collections apart by whom their rules name', () => {
    const others = ['A', 'B', 'C'].map((name) => role(name, OWN, allow('aoss:*', '*')));
    const resources = [chef, ...others].map((one, index) => ({
      ...collection(rule([one.arn], 'index/logs/*')),
      arn: `${arn}${index}`,
    }));
    const { differences, verdicts } = compareBlocks(smallWorld({ roles: [nobody, ...others, chef], resources }), 1, 1);
    expect(differences).toEqual([]);
    expect(verdicts).toMatchObject({ allowed: expect.any(Number) });
  });
});

describe('a rule of a data access policy', () => {
  const inRole = (more: object): Principal => ({
    ...{ kind: 'roleSession', partition: 'aws', account: OWN, roleName: 'Chef' },
    ...more,
  });
  const session = inRole({ roleArn: chef.arn });
  const said = (principal: Principal, ...dataAccess: readonly DataAccessRule[]): unknown => {
    const { dataAccessPolicies } = dataAccessFacts(collection(...dataAccess), { id: 'x', principal });
    expect(ofDataAccess(collection(...dataAccess), principal)).toEqual({ dataAccessPolicies });
    return dataAccessPolicies;
  };

  it.each([
    ['collection/logs', 'grants'],
    ['collection/lo*', 'grants'],
    ['collection/*', 'grants'],
    ['index/*/*', 'grants'],
    ['index/logs/orders', 'grants'],
    ['collection/log', 'denies'],
    ['collection/logs2*', 'denies'],
    ['index/other/*', 'denies'],
    ['index/logs', 'unread'],
    ['index/*', 'unread'],
    ['collection/l*s', 'unread'],
    ['collection/logs/x', 'unread'],
    ['model/logs/*', 'unread'],
  ])('on %s %s', (on, expected) => {
    expect(said(session, rule([chef.arn], on))).toBe(expected);
    expect(said(session, rule([nobody.arn], on))).toBe('denies');
  });

  const iam = (name: string): string => `arn:aws:iam::${OWN}:${name}`;
  const user = (path: string): Principal => ({ kind: 'user', partition: 'aws', account: OWN, arn: iam(path) });
  it.each([
    [session, chef.arn, 'grants'],
    [session, iam('role/kitchen/Chef'), 'unread'],
    [session, iam('user/Chef'), 'denies'],
    [session, `arn:aws:iam::${OTHER}:role/Chef`, 'denies'],
    [session, iam('role/*'), 'unread'],
    [session, `arn:aws:sts::${OWN}:assumed-role/Chef/s`, 'unread'],
    [session, `saml/${OWN}/corp/group/Cooks`, 'denies'],
    [session, 'iamidentitycenter/ssoins-1/user/u', 'denies'],
    [inRole({}), chef.arn, 'unread'],
    [inRole({}), nobody.arn, 'denies'],
    [user('user/Chef'), iam('user/Chef'), 'grants'],
    [user('user/a/Chef'), iam('user/Chef'), 'unread'],
    [user('user/Chef'), chef.arn, 'denies'],
    [{ kind: 'root', partition: 'aws', account: OWN }, chef.arn, 'denies'],
    [{ kind: 'root', partition: 'aws', account: OWN }, iam('root'), 'unread'],
    [{ kind: 'federatedUser', partition: 'aws', account: OWN, name: 'f' }, chef.arn, 'unread'],
    [{ kind: 'anonymous' }, '*', 'denies'],
    [{ kind: 'service', name: 'bedrock.amazonaws.com' }, '*', 'denies'],
  ] as const)('%j named as %s: %s', (principal, written, expected) => {
    expect(said(principal, rule([written], 'index/logs/*'))).toBe(expected);
  });

  it('is not needed twice, and one that says nothing is open', () => {
    expect(
      said(session, rule([nobody.arn], 'index/*/*'), rule(['*'], 'index/*/*'), rule([chef.arn], 'index/*/*')),
    ).toBe('grants');
    expect(said(session, rule([chef.arn]))).toBe('unread');
    expect(said(session, { ...rule([chef.arn], 'index/*/*'), permissions: [] })).toBe('unread');
  });
});
