import { describe, expect, it } from 'vitest';
import { collectHttpApis, HTTP_APIS } from '../../collector/aws/api-gateway-v2.ts';
import type { DescribedResource } from '../../domain/snapshot.ts';
import { allow, ask, OTHER, OWN, role, smallWorld } from '../reasoning/small-world.ts';
import { ACCOUNT, failure, REGION, read } from './scripted-source.ts';

const arn = `arn:aws:execute-api:${REGION}:${ACCOUNT}:a1`;
const SCRIPT = {
  'apigatewayv2:GetApis': ({ NextToken }: { readonly NextToken?: unknown }) =>
    NextToken === undefined
      ? { Items: [{ ApiId: 'a1', Name: 'cakes', ProtocolType: 'HTTP', Tags: { k: 'v' } }], NextToken: 'n' }
      : { Items: [{ ApiId: 'a2', ProtocolType: 'WEBSOCKET' }] },
  'apigatewayv2:GetStages': {
    Items: [
      { StageName: '$default', AutoDeploy: true },
      { StageName: 'by-hand', AutoDeploy: false },
    ],
  },
  'apigatewayv2:GetRoutes': ({ NextToken }: { readonly NextToken?: unknown }) =>
    NextToken === undefined
      ? {
          Items: [
            { RouteKey: 'GET /cakes', AuthorizationType: 'AWS_IAM' },
            { RouteKey: 'POST /cakes', AuthorizationType: 'JWT' },
          ],
          NextToken: 'n',
        }
      : { Items: [{ RouteKey: 'ANY /cakes/{id}', AuthorizationType: 'AWS_IAM' }, { RouteKey: 'PUT /all' }] },
  'apigatewayv2:GetIntegrations': ({ ApiId }: { readonly ApiId?: unknown }) => ({
    Items:
      ApiId === 'a1'
        ? [
            { IntegrationId: 'i1', CredentialsArn: `arn:aws:iam::${ACCOUNT}:role/queue-writer` },
            { IntegrationId: 'i2', CredentialsArn: 'arn:aws:iam::*:user/*' },
            { IntegrationId: 'i3' },
          ]
        : [],
  }),
};
const methodsOf = (one: DescribedResource | undefined, stage: string): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    (one?.methods ?? []).filter((method) => method.stage === stage).map(({ verb, authorizers }) => [verb, authorizers]),
  );

describe('HTTP and WebSocket APIs', () => {
  it('are read with how the routes of each verb authorise, where a stage serves them as they are', async () => {
    const { value: found, gaps } = await read(HTTP_APIS, collectHttpApis, SCRIPT);
    expect(gaps).toEqual([]);
    expect(found.resources[0]).toMatchObject({ type: 'AWS::ApiGatewayV2::Api', arn, name: 'cakes', tags: { k: 'v' } });
    expect(methodsOf(found.resources[0], '$default')).toEqual({
      ...Object.fromEntries(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH'].map((verb) => [verb, ['AWS_IAM']])),
      POST: ['AWS_IAM', 'JWT'],
      PUT: ['AWS_IAM', 'NONE'],
    });
    expect(Object.values(methodsOf(found.resources[0], 'by-hand')).flat()).toEqual([]);
    expect(found.resources[1]).toMatchObject({ name: 'a2' });
    expect(found.resources[1]).not.toHaveProperty('methods');
  });

  it.each(['GetRoutes', 'GetStages'])('are not taken for APIs without routes where %s ends early', async (call) => {
    const { value: found, gaps } = await read(HTTP_APIS, collectHttpApis, {
      ...SCRIPT,
      [`apigatewayv2:${call}`]: ({ NextToken }) =>
        NextToken === undefined ? { Items: [], NextToken: 'n' } : failure('AccessDeniedException', 'denied'),
    });
    expect(gaps).toMatchObject([{ call, target: arn }]);
    expect(found.resources[0]).not.toHaveProperty('methods');
  });

  it('act as the roles of their integrations', async () => {
    const { value } = await read(HTTP_APIS, collectHttpApis, SCRIPT);
    expect(value.computeBindings).toEqual([
      {
        resource: `arn:aws:apigateway:${REGION}::/apis/a1/integrations/i1`,
        type: 'AWS::ApiGatewayV2::Integration',
        name: 'cakes/i1',
        account: ACCOUNT,
        region: REGION,
        use: 'service',
        role: `arn:aws:iam::${ACCOUNT}:role/queue-writer`,
      },
    ]);
  });

  it('take signed requests of their own account alone where a route wants a signature; what no stage tells is unknown', async () => {
    const app = role('App', OWN, allow('execute-api:Invoke', '*'));
    const nobody = role('Nobody', OWN, allow('sqs:*', '*'));
    const stranger = role('Stranger', OTHER, allow('*', '*'));
    const { value } = await read(HTTP_APIS, collectHttpApis, SCRIPT);
    const world = smallWorld({
      roles: [app, nobody, stranger],
      resources: value.resources.map((one) => ({ ...one, account: OWN })),
    });
    const verdict = (caller: string, path: string): string =>
      ask(world, caller, 'execute-api:Invoke', `${arn}${path}`).verdict;
    expect([app, nobody, stranger].map((one) => verdict(one.arn, '/$default/GET/cakes'))).toEqual([
      ...['allowed', 'denied', 'denied'],
    ]);
    expect(verdict(app.arn, '/$default/POST/cakes')).toBe('unknown');
    expect(verdict(app.arn, '/by-hand/GET/cakes')).toBe('unknown');
    expect(verdict(app.arn, '2/prod/$connect')).toBe('unknown');
  });
});
