import { describe, expect, it } from 'vitest';
import type { DescribedResource } from '../../domain/snapshot.ts';
import { actsOn } from '../../reasoning/acts-on.ts';
import { actionsOnTarget, targetsOf } from '../../reasoning/targets.ts';
import { allow, ask, at, OTHER, OWN, role, smallWorld } from './small-world.ts';

const app = role('App', OWN, allow('*', '*'));
const nobody = role('Nobody', OWN, allow('sqs:*', '*'));
const stranger = role('Stranger', OTHER, allow('*', '*'));
const roles = [app, nobody, stranger];
const policy = (...statements: readonly ReturnType<typeof allow>[]) => ({
  name: 'policy',
  document: { Version: '2012-10-17', Statement: statements },
});
const toStranger = { Principal: { AWS: stranger.arn } };

const domainArn = `arn:aws:es:eu-west-1:${OWN}:domain/cakes`;
const domain = (more: Partial<DescribedResource>): DescribedResource => ({
  type: 'AWS::OpenSearchService::Domain',
  arn: domainArn,
  name: 'cakes',
  ...at(OWN),
  fineGrained: false,
  ...more,
});
const opened = policy(allow('es:*', `${domainArn}/*`, toStranger));
const verdict = (resource: DescribedResource, caller: string, action: string, arn: string): string =>
  ask(smallWorld({ roles, resources: [resource] }), caller, action, arn).verdict;

describe('a domain of OpenSearch', () => {
  it('HTTP calls name what is under it, and its policy speaks of these alone', () => {
    const [whole, part] = targetsOf(domain({}));
    if (whole === undefined || part === undefined) throw new Error('a domain has something under it');
    const names = (target: typeof whole) => actionsOnTarget(target).map((action) => action.name);
    expect(names(part)).toContain('es:ESHttpGet');
    expect(names(whole)).not.toContain('es:ESHttpGet');
    expect(names(whole)).toContain('es:UpdateDomainConfig');
    expect(names(part)).not.toContain('es:UpdateDomainConfig');
    expect(actsOn('es:ESHttpGet', part).kind).toBe('acts');
    expect(actsOn('es:ESHttpGet', whole)).toEqual({ kind: 'otherTypes', types: [`${domainArn}/*`] });
  });

  it.each([
    [app.arn, 'es:ESHttpGet', {}, 'allowed'],
    [nobody.arn, 'es:ESHttpGet', {}, 'denied'],
    [stranger.arn, 'es:ESHttpGet', {}, 'denied'],
    [stranger.arn, 'es:ESHttpGet', { policy: opened }, 'allowed'],
    [stranger.arn, 'es:ESHttpGet', { policy: opened, fineGrained: true }, 'unknown'],
  ])('%s: %s %#', (caller, action, more, expected) => {
    expect(verdict(domain(more), caller, action, `${domainArn}/orders/_search`)).toBe(expected);
  });

  it('of which AWS does not say whether it has roles of its own leaves the answer open', () => {
    const { fineGrained: _, ...unsaid } = domain({});
    expect(verdict(unsaid, app.arn, 'es:ESHttpGet', `${domainArn}/orders/_search`)).toBe('unknown');
    expect(verdict(unsaid, nobody.arn, 'es:ESHttpGet', `${domainArn}/orders/_search`)).toBe('denied');
  });

  it('is configured by its own account alone', () => {
    const wide = policy(allow('es:*', '*', toStranger));
    expect(verdict(domain({ policy: wide }), stranger.arn, 'es:UpdateDomainConfig', domainArn)).toBe('denied');
    expect(verdict(domain({}), app.arn, 'es:UpdateDomainConfig', domainArn)).toBe('allowed');
  });
});

describe('a table of the Data Catalog', () => {
  const arn = `arn:aws:glue:eu-west-1:${OWN}:table/shop/orders`;
  const table = (more: Partial<DescribedResource>): DescribedResource => ({
    type: 'AWS::Glue::Table',
    arn,
    name: 'shop.orders',
    ...at(OWN),
    ...more,
  });

  it('is under Lake Formation, whose permissions nobody read: what IAM allows is open, what it does not is denied', () => {
    expect(verdict(table({}), app.arn, 'glue:GetTable', arn)).toBe('unknown');
    expect(verdict(table({}), nobody.arn, 'glue:GetTable', arn)).toBe('denied');
  });

  it('another account needs the policy of the catalogue, too', () => {
    const shared = { containerPolicy: policy(allow('glue:GetTable', arn, toStranger)) };
    expect(verdict(table(shared), stranger.arn, 'glue:GetTable', arn)).toBe('unknown');
    expect(verdict(table(shared), stranger.arn, 'glue:DeleteTable', arn)).toBe('denied');
    expect(verdict(table({}), stranger.arn, 'glue:GetTable', arn)).toBe('denied');
  });
});
