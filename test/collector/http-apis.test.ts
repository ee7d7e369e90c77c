import { describe, expect, it } from 'vitest';
import { objectsOf } from '../../collector/aws/answers.ts';
import { collectHttpApis, HTTP_APIS } from '../../collector/aws/api-gateway-v2.ts';
import { routesOfExport } from '../../collector/aws/exported-api.ts';
import type { JsonObject } from '../../collector/call-source.ts';
import { ANYONE_ID } from '../../domain/node-ids.ts';
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
  'apigatewayv2:ExportApi': ({ StageName }: { readonly StageName?: unknown }) =>
    StageName === 'by-hand'
      ? {
          Items: [
            { RouteKey: 'GET /cakes', AuthorizationType: 'NONE' },
            { RouteKey: 'ANY /all', AuthorizationType: 'NONE' },
            { RouteKey: 'POST /cakes', AuthorizationType: 'unknown' },
          ],
        }
      : {},
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
    expect(methodsOf(found.resources[0], 'by-hand')).toEqual({
      ...Object.fromEntries(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'PUT'].map((verb) => [verb, ['NONE']])),
      POST: ['NONE', 'unknown'],
    });
    expect(found.resources[1]).toMatchObject({ name: 'a2' });
    expect(found.resources[1]).not.toHaveProperty('methods');
  });

  it.each([
    [() => failure('AccessDeniedException', 'denied'), 'denied'],
    [{}, 'failed'],
  ] as const)('leave open what a stage serves whose export is not known %#', async (answer, status) => {
    const { value: found, gaps } = await read(HTTP_APIS, collectHttpApis, {
      ...SCRIPT,
      'apigatewayv2:ExportApi': answer,
    });
    expect(gaps).toMatchObject([{ call: 'ExportApi', target: arn, status }]);
    expect(Object.values(methodsOf(found.resources[0], 'by-hand'))).toEqual(Array.from({ length: 7 }, () => []));
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
    expect([app, nobody].map((one) => verdict(one.arn, '/by-hand/POST/cakes'))).toEqual(['unknown', 'unknown']);
    expect(verdict(ANYONE_ID, '/by-hand/GET/cakes')).toBe('allowed');
    expect(verdict(ANYONE_ID, '/$default/GET/cakes')).toBe('denied');
    expect(verdict(app.arn, '2/prod/$connect')).toBe('unknown');
  });
});

describe('the export of a stage', () => {
  const operation = (more: object): object => ({
    responses: {},
    'x-amazon-apigateway-integration': { uri: 'https://inside', requestParameters: { 'append:header.key': 's3cr3t' } },
    ...more,
  });
  const paths = {
    '/cakes': { get: operation({ security: [{ signed: [] }] }), post: operation({ security: [{ jwt: [] }] }) },
    '/orders': { put: operation({ 'x-amazon-apigateway-auth': { type: 'aws_iam' } }), parameters: [] },
    '/open': { patch: operation({ 'x-amazon-apigateway-auth': { type: 'NONE' } }) },
    '/both': { delete: operation({ security: [{ signed: [] }, { jwt: [] }] }) },
    '/$default': { 'x-amazon-apigateway-any-method': operation({ isDefaultRoute: true }) },
  };
  const components = {
    securitySchemes: {
      signed: { type: 'apiKey', name: 'Authorization', in: 'header', 'x-amazon-apigateway-authtype': 'awsSigv4' },
      jwt: { type: 'oauth2', 'x-amazon-apigateway-authorizer': { type: 'jwt' } },
    },
  };
  const kept = (document: object): JsonObject =>
    routesOfExport({ body: Buffer.from(JSON.stringify(document)).toString('base64') });
  const routes = (document: object): unknown =>
    objectsOf(kept(document), 'Items').map((one) => [one['RouteKey'], one['AuthorizationType']]);

  it('tells routes and how they authorise, and nothing else of it is kept', () => {
    expect(routes({ openapi: '3.0.1', paths, components })).toEqual([
      ['GET /cakes', 'AWS_IAM'],
      ['POST /cakes', 'CUSTOM'],
      ['PUT /orders', 'AWS_IAM'],
      ['PATCH /open', 'NONE'],
      ['DELETE /both', 'unknown'],
      ['ANY /$default', 'NONE'],
    ]);
    expect(JSON.stringify(kept({ paths, components }))).not.toMatch(/s3cr3t|inside/);
  });

  it('tells nothing by silence where it names IAM nowhere', () => {
    expect(
      routes({ paths: { '/a': { get: operation({}) }, '/b': { get: operation({ security: [{ jwt: [] }] }) } } }),
    ).toEqual([
      ['GET /a', 'unknown'],
      ['GET /b', 'CUSTOM'],
    ]);
    expect(routes({ paths: { '/a': { get: operation({}) } }, security: [{ signed: [] }], components })).toEqual([
      ['GET /a', 'AWS_IAM'],
    ]);
  });

  it.each([
    [{}],
    [{ body: 'bm8ganNvbg==' }],
    [{ body: 'W10=' }],
    [{ body: 'e30=' }],
  ])('%j is not understood', (answer) => {
    expect(routesOfExport(answer)).toEqual({});
  });
});
