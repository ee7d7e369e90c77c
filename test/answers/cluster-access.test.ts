import { describe, expect, it } from 'vitest';
import { reachedClusters, reachedGrants } from '../../answers/cluster-access.ts';
import { relevantGaps } from '../../answers/coverage.ts';
import { NodeBook } from '../../answers/node-info.ts';
import { collectClusterIdentities, EKS } from '../../collector/aws/eks.ts';
import type { Hop } from '../../domain/access.ts';
import type { DescribedResource } from '../../domain/snapshot.ts';
import { clusterLine } from '../../domain/words/cluster-access.ts';
import { grantLine } from '../../domain/words/data-grants.ts';
import { World } from '../../reasoning/world.ts';
import { ACCOUNT, failure, REGION, read, type Script } from '../collector/scripted-source.ts';
import { role, snapshotOf } from '../reasoning/two-accounts.ts';
import { readerOf } from './list-reader.ts';

const COOK = `arn:aws:iam::${ACCOUNT}:role/cook`;
const CHEF = `arn:aws:iam::${ACCOUNT}:role/chef`;
const CLUSTER = `arn:aws:eks:${REGION}:${ACCOUNT}:cluster/kitchen`;
const POLICY = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy';

const script = (mode: string): Script => ({
  'eks:ListClusters': { clusters: ['kitchen'] },
  'eks:ListPodIdentityAssociations': { associations: [] },
  'eks:DescribeCluster': { cluster: { name: 'kitchen', accessConfig: { authenticationMode: mode } } },
  'eks:ListAccessEntries': { accessEntries: [CHEF, COOK] },
  'eks:DescribeAccessEntry': ({ principalArn }) => ({
    accessEntry: { principalArn: principalArn ?? '', kubernetesGroups: principalArn === CHEF ? ['cooks'] : [] },
  }),
  'eks:ListAssociatedAccessPolicies': ({ principalArn }) => ({
    associatedAccessPolicies: [
      {
        policyArn: POLICY,
        accessScope: principalArn === CHEF ? { type: 'cluster' } : { type: 'namespace', namespaces: ['shop', 'oven'] },
      },
    ],
  }),
});

const OF_CHEF = { principal: CHEF, groups: ['cooks'], policies: [{ policy: POLICY }] };
const OF_COOK = { principal: COOK, groups: [], policies: [{ policy: POLICY, namespaces: ['oven', 'shop'] }] };

const enters = (verdict: Hop['verdict']): Hop => ({
  kind: 'assumes',
  from: COOK,
  to: CHEF,
  technique: 'sts:AssumeRole',
  verdict,
  when: { kind: 'true' },
  by: [],
  assumptions: [],
  proof: 'pending',
});

async function clustersOf(subject: string, hops: readonly Hop[]) {
  const { value } = await read(EKS, collectClusterIdentities, script('API'));
  const world = new World(snapshotOf({ roles: [role('cook'), role('chef')], ...value }));
  const context = { world, book: new NodeBook(world), language: 'en' } as const;
  return (await reachedClusters(context, readerOf(hops), subject)).clusters;
}

describe('permissions of Lake Formation', () => {
  it('are told of the subject itself and of who it gets into, and of nobody else', async () => {
    const on = `arn:aws:glue:${REGION}:${ACCOUNT}:table/shop/orders`;
    const grant = (principal: string) => ({ principal, permissions: ['SELECT'], on });
    const catalog: DescribedResource = {
      type: 'AWS::Glue::Catalog',
      arn: `arn:aws:glue:${REGION}:${ACCOUNT}:catalog`,
      account: ACCOUNT,
      region: REGION,
      name: 'catalog',
      tags: {},
      dataGrants: [grant(CHEF), grant(COOK), grant('IAM_ALLOWED_PRINCIPALS')],
    };
    const world = new World(snapshotOf({ roles: [role('cook'), role('chef')], resources: [catalog] }));
    const context = { world, book: new NodeBook(world), language: 'en' } as const;
    const { dataGrants = [] } = await reachedGrants(context, readerOf([enters('unknown')]), COOK);
    expect(dataGrants).toEqual([
      { ...grant(CHEF), verdict: 'unknown' },
      { ...grant(COOK), verdict: 'allowed' },
    ]);
    expect(dataGrants.map((one) => grantLine(one, one.principal === COOK ? undefined : 'chef', 'en'))).toEqual([
      `Lake Formation: SELECT on ${on} (as chef), if it gets there, which is unknown; it counts beside IAM, and is not judged here`,
      `Lake Formation: SELECT on ${on}; it counts beside IAM, and is not judged here`,
    ]);
    const tables = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => on.replace('orders', name));
    const byTag = { ...grant(COOK), on: 'lf-tag level=low', verdict: 'allowed' } as const;
    const told = (reaches: readonly string[]): string =>
      grantLine({ ...byTag, reaches }, undefined, 'en').split(';')[0] ?? '';
    expect([tables, tables.slice(0, 1), []].map(told)).toEqual([
      'Lake Formation: SELECT on lf-tag level=low (reaches shop.a, shop.b, shop.c, shop.d, shop.e and 1 more)',
      'Lake Formation: SELECT on lf-tag level=low (reaches shop.a)',
      'Lake Formation: SELECT on lf-tag level=low (reaches nothing now)',
    ]);
    expect(grantLine({ ...byTag, reaches: tables }, undefined, 'ja')).toContain('shop.eほか1件');
  });
});

describe('rules of data access policies', () => {
  it('are told of the subject itself and of who it gets into, part by part', async () => {
    const arn = `arn:aws:aoss:${REGION}:${ACCOUNT}:collection/x1`;
    const rule = { policy: 'read', permissions: ['aoss:ReadDocument'], on: ['index/logs/*'] };
    const collection: DescribedResource = {
      type: 'AWS::OpenSearchServerless::Collection',
      arn,
      account: ACCOUNT,
      region: REGION,
      name: 'logs',
      tags: {},
      dataAccess: [{ ...rule, principals: [CHEF, `saml/${ACCOUNT}/corp/group/cooks`] }],
    };
    const world = new World(snapshotOf({ roles: [role('cook'), role('chef')], resources: [collection] }));
    const context = { world, book: new NodeBook(world), language: 'en' } as const;
    const told = async (subject: string) =>
      (await reachedGrants(context, readerOf([enters('allowed')]), subject)).dataGrants;
    const [grant] = (await told(COOK)) ?? [];
    if (grant === undefined) throw new Error('nothing is told');
    expect(grant).toEqual({
      principal: CHEF,
      permissions: ['aoss:ReadDocument'],
      on: arn,
      by: { policy: 'read', parts: ['index/logs/*'] },
      verdict: 'allowed',
    });
    expect(grantLine(grant, 'chef', 'en')).toBe(
      `OpenSearch Serverless: aoss:ReadDocument on index/logs/* in ${arn} (as chef), by the data access policy \`read\`; it takes aoss:APIAccessAll of IAM, too`,
    );
    expect(grantLine(grant, undefined, 'ja')).toContain('データアクセスポリシー`read`による');
    expect(await told('nobody')).toBeUndefined();
  });
});

describe('access entries of EKS clusters', () => {
  it('are read with groups and policies where a cluster goes by them', async () => {
    const { value, gaps } = await read(EKS, collectClusterIdentities, script('API_AND_CONFIG_MAP'));
    expect(gaps).toEqual([]);
    expect(value.identitySources).toMatchObject([
      { id: CLUSTER, authentication: 'API_AND_CONFIG_MAP', accessEntries: [OF_CHEF, OF_COOK] },
    ]);
  });

  it('are not asked for where it goes by its own map alone', async () => {
    const { value, calls } = await read(EKS, collectClusterIdentities, script('CONFIG_MAP'));
    expect(value.identitySources?.[0]).toMatchObject({ authentication: 'CONFIG_MAP' });
    expect(value.identitySources?.[0]).not.toHaveProperty('accessEntries');
    expect(calls.map(({ operation }) => operation)).not.toContain('ListAccessEntries');
  });

  it('leave open what a call did not bring, as a gap that touches no answer of another service', async () => {
    const denied = { 'eks:ListAssociatedAccessPolicies': () => failure('AccessDeniedException', 'denied') };
    const { value, gaps } = await read(EKS, collectClusterIdentities, { ...script('API'), ...denied });
    expect(value.identitySources?.[0]?.accessEntries?.[0]).toEqual({ principal: CHEF, groups: ['cooks'] });
    const world = new World(snapshotOf({ coverage: gaps }));
    expect(gaps).toHaveLength(2);
    expect(relevantGaps(world, new Set(['s3']))).toEqual([]);
    expect(relevantGaps(world, new Set(['eks']))).toEqual(gaps);
  });

  it('are told of the role itself and of who gets into it, with how sure the way is', async () => {
    const mine = { cluster: CLUSTER, name: 'kitchen', ...OF_COOK, verdict: 'allowed' };
    expect(await clustersOf(COOK, [])).toEqual([mine]);
    const chef = { cluster: CLUSTER, name: 'kitchen', ...OF_CHEF };
    expect(await clustersOf(COOK, [enters('allowed')])).toEqual([{ ...chef, verdict: 'allowed' }, mine]);
    expect(await clustersOf(COOK, [enters('unknown')])).toEqual([{ ...chef, verdict: 'unknown' }, mine]);
    expect(await clustersOf('nobody', [])).toBeUndefined();
  });

  it('go by the surest of all ways there, however far behind it comes, and are open where some were not followed', async () => {
    const often: Hop = {
      ...enters('conditional'),
      when: {
        kind: 'test',
        operator: { name: 'IpAddress', ifExists: false },
        key: 'aws:SourceIp',
        values: ['192.0.2.1'],
      },
    };
    const over = (middle: string, first: Hop): readonly Hop[] => [
      { ...first, to: middle },
      { ...enters('allowed'), from: middle },
    ];
    const middles = Array.from({ length: 250 }, (_, at) => `arn:aws:iam::${ACCOUNT}:role/m${at}`);
    const chef = async (hops: readonly Hop[]) => (await clustersOf(COOK, hops))?.[0]?.verdict;
    const few = middles.slice(0, 20).flatMap((one) => over(one, often));
    expect(await chef([often, ...few])).toBe('conditional');
    expect(await chef([often, ...few, ...over(`arn:aws:iam::${ACCOUNT}:role/last`, enters('allowed'))])).toBe(
      'allowed',
    );
    expect(await chef(middles.flatMap((one) => over(one, often)))).toBe('unknown');
  });

  it('say in words that IAM has no part in it', () => {
    const one = { cluster: CLUSTER, name: 'kitchen', ...OF_CHEF, verdict: 'unknown' } as const;
    expect(clusterLine(one, 'chef', 'en')).toBe(
      'Kubernetes of cluster kitchen: AmazonEKSViewPolicy in all namespaces; groups cooks, whose permissions the cluster holds (as chef), if it gets there, which is unknown; not judged here, for IAM has no part in it',
    );
    expect(clusterLine({ ...one, ...OF_COOK, verdict: 'allowed' }, undefined, 'ja')).toBe(
      'クラスターkitchenのKubernetes：名前空間oven、shopでAmazonEKSViewPolicy。IAMは関わらないため、ここでは判定しない',
    );
  });
});
