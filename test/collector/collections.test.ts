import { describe, expect, it } from 'vitest';
import { collectCollections, OPENSEARCH_SERVERLESS } from '../../collector/aws/opensearch-serverless.ts';
import type { JsonObject } from '../../collector/call-source.ts';
import type { Json } from '../../domain/policy.ts';
import { ACCOUNT, failure, REGION, read } from './scripted-source.ts';

const arn = (id: string): string => `arn:aws:aoss:${REGION}:${ACCOUNT}:collection/${id}`;
const CHEF = `arn:aws:iam::${ACCOUNT}:role/chef`;
const rule = (Resource: readonly string[], ...Permission: readonly string[]) => ({ Resource, Permission });
const policy = (name: string, ...Rules: readonly JsonObject[]): JsonObject => ({
  accessPolicyDetail: { type: 'data', name, policy: [{ Rules, Principal: [CHEF] }] },
});

const SCRIPT = {
  'opensearchserverless:ListCollections': ({ nextToken }: { readonly nextToken?: unknown }) =>
    nextToken === undefined
      ? {
          collectionSummaries: [{ id: 'x1', name: 'logs', arn: arn('x1'), kmsKeyArn: 'auto' }],
          nextToken: 'n',
        }
      : { collectionSummaries: [{ id: 'x2', name: 'sales', arn: arn('x2'), kmsKeyArn: 'arn:aws:kms:r:a:key/k' }] },
  'opensearchserverless:ListTagsForResource': { tags: [{ key: 'k', value: 'v' }] },
  'opensearchserverless:ListAccessPolicies': { accessPolicySummaries: [{ name: 'wide' }, { name: 'narrow' }] },
  'opensearchserverless:GetAccessPolicy': ({ name }: { readonly name?: unknown }) =>
    name === 'wide'
      ? policy('wide', rule(['index/*/*'], 'aoss:*'), rule(['model/*/*'], 'aoss:CreateMLResource'))
      : policy('narrow', rule(['collection/sal*', 'index/salesorders/x'], 'aoss:DescribeCollectionItems')),
};

describe('collections of OpenSearch Serverless', () => {
  it('are read with tags, key and the rules of data access policies that are about them', async () => {
    const { value, gaps, calls } = await read(OPENSEARCH_SERVERLESS, collectCollections, SCRIPT);
    expect(gaps).toEqual([]);
    const wide = [
      { policy: 'wide', principals: [CHEF], permissions: ['aoss:*'], on: ['index/*/*'] },
      { policy: 'wide', principals: [CHEF], permissions: ['aoss:CreateMLResource'], on: ['model/*/*'] },
    ];
    const common = { type: 'AWS::OpenSearchServerless::Collection', account: ACCOUNT, region: REGION };
    expect(value).toEqual([
      { ...common, arn: arn('x1'), name: 'logs', tags: { k: 'v' }, encryption: { kind: 'awsOwned' }, dataAccess: wide },
      {
        ...common,
        arn: arn('x2'),
        name: 'sales',
        tags: { k: 'v' },
        encryption: { kind: 'customerManaged', key: 'arn:aws:kms:r:a:key/k' },
        dataAccess: [
          {
            policy: 'narrow',
            principals: [CHEF],
            permissions: ['aoss:DescribeCollectionItems'],
            on: ['collection/sal*', 'index/salesorders/x'],
          },
          ...wide,
        ],
      },
    ]);
    expect(calls.filter(({ operation }) => operation === 'GetAccessPolicy')).toHaveLength(2);
  });

  it.each([
    ['ListAccessPolicies', () => failure('AccessDeniedException', 'denied')],
    ['GetAccessPolicy', ({ name }: { readonly name?: unknown }) => (name === 'wide' ? failure('x') : policy('narrow'))],
    ['GetAccessPolicy', () => ({ accessPolicyDetail: { policy: 'no list' } })],
  ] as const)('of whose policies one was not read have none that could be relied on: %s', async (call, answer) => {
    const script = { ...SCRIPT, [`opensearchserverless:${call}`]: answer };
    const { value, gaps } = await read(OPENSEARCH_SERVERLESS, collectCollections, script);
    expect(value.map((one) => one.dataAccess)).toEqual([undefined, undefined]);
    expect(gaps.map((gap) => gap.call)).toContain(call);
  });

  it.each<Json>([
    [{}],
    [{ Rules: 'x', Principal: [CHEF] }],
    [{ Rules: [rule(['collection/logs'], 'aoss:*')], Principal: CHEF }],
    [{ Rules: [{ Resource: 'collection/logs', Permission: ['aoss:*'] }], Principal: [CHEF] }],
    [{ rules: [], principal: [] }],
  ])('whose policies are in another form have none: %j', async (written) => {
    const answer = { accessPolicyDetail: { policy: [written] } };
    const script = { ...SCRIPT, 'opensearchserverless:GetAccessPolicy': answer };
    const { value, gaps } = await read(OPENSEARCH_SERVERLESS, collectCollections, script);
    expect(value.map((one) => one.dataAccess)).toEqual([undefined, undefined]);
    expect(gaps[0]?.detail).toBe('NotUnderstood: the data access policy is no list of rules');
  });

  it('keep rules in a form that AWS does not describe, which may be about them', async () => {
    const script = {
      ...SCRIPT,
      'opensearchserverless:GetAccessPolicy': policy('odd', rule(['collection/lo?s'], 'aoss:*')),
    };
    const { value } = await read(OPENSEARCH_SERVERLESS, collectCollections, script);
    expect(value.map((one) => one.dataAccess?.length)).toEqual([2, 0]);
  });

  it('that are not there ask for no policies', async () => {
    const { value, calls } = await read(OPENSEARCH_SERVERLESS, collectCollections, {
      'opensearchserverless:ListCollections': { collectionSummaries: [] },
    });
    expect([value, calls.length]).toEqual([[], 1]);
  });
});
