import { describe, expect, it } from 'vitest';
import { API_GATEWAY, collectRestApis } from '../../collector/aws/api-gateway.ts';
import { ACCOUNT, failure, POLICY, REGION, read, TEXT } from './scripted-source.ts';

const arn = `arn:aws:execute-api:${REGION}:${ACCOUNT}:a1`;
const method = (authorizationType: string) => ({ authorizationType, apiKeyRequired: false });
const SCRIPT = {
  'api-gateway:GetRestApis': ({ position }: { readonly position?: unknown }) =>
    position === undefined
      ? {
          items: [
            { id: 'a1', name: 'cakes', policy: TEXT.replaceAll('"', '\\"'), tags: { k: 'v' } },
            { id: 'a2', endpointConfiguration: { types: ['PRIVATE'] }, policy: TEXT },
          ],
          position: 'p',
        }
      : { items: [{ id: 'a3', name: 'bare' }] },
  'api-gateway:GetStages': ({ restApiId }: { readonly restApiId?: unknown }) => ({
    item: restApiId === 'a1' ? [{ stageName: 'prod', deploymentId: 'd1', canarySettings: { deploymentId: 'd2' } }] : [],
  }),
  'api-gateway:GetDeployment': ({ deploymentId }: { readonly deploymentId?: unknown }) => ({
    apiSummary:
      deploymentId === 'd1'
        ? { '/cakes': { GET: method('AWS_IAM'), OPTIONS: method('NONE') }, '/all': { POST: method('CUSTOM') } }
        : { '/cakes': { GET: method('AWS_IAM'), ANY: method('NONE') } },
  }),
};

describe('REST APIs', () => {
  it('are read with policy, tags and how each verb of a stage authorises, its canary included', async () => {
    const { value, gaps, calls } = await read(API_GATEWAY, collectRestApis, SCRIPT);
    expect(gaps).toEqual([]);
    expect(value[0]).toEqual({
      type: 'AWS::ApiGateway::RestApi',
      arn,
      account: ACCOUNT,
      region: REGION,
      name: 'cakes',
      tags: { k: 'v' },
      policy: { name: 'API policy', document: POLICY },
      methods: [
        { stage: 'prod', verb: 'DELETE', authorizers: ['NONE'] },
        { stage: 'prod', verb: 'GET', authorizers: ['AWS_IAM'] },
        { stage: 'prod', verb: 'HEAD', authorizers: ['NONE'] },
        { stage: 'prod', verb: 'OPTIONS', authorizers: ['NONE'] },
        { stage: 'prod', verb: 'PATCH', authorizers: ['NONE'] },
        { stage: 'prod', verb: 'POST', authorizers: ['CUSTOM', 'NONE'] },
        { stage: 'prod', verb: 'PUT', authorizers: ['NONE'] },
      ],
    });
    expect(value[1]).toMatchObject({ name: 'a2', onlyFromVpc: true, policy: { document: POLICY }, methods: [] });
    expect(value[2]).not.toHaveProperty('policy');
    const asked = calls.filter((one) => one.operation === 'GetDeployment').map(({ input }) => input['embed']);
    expect(asked).toEqual([['apisummary'], ['apisummary']]);
  });

  it('of which a deployment or the stages were not read are not taken for APIs without methods', async () => {
    const unread = await read(API_GATEWAY, collectRestApis, {
      ...SCRIPT,
      'api-gateway:GetDeployment': () => failure('AccessDeniedException', 'denied'),
    });
    expect(unread.gaps.map(({ call, target }) => [call, target])).toEqual([['GetDeployment', arn]]);
    expect(unread.value[0]?.methods).toHaveLength(7);
    expect(unread.value[0]?.methods?.every(({ authorizers }) => authorizers.length === 0)).toBe(true);
    const { value } = await read(API_GATEWAY, collectRestApis, {
      ...SCRIPT,
      'api-gateway:GetStages': () => failure('AccessDeniedException', 'denied'),
    });
    expect(value[0]).not.toHaveProperty('methods');
  });
});
