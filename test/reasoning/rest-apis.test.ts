import { describe, expect, it } from 'vitest';
import { ANYONE_ID } from '../../domain/node-ids.ts';
import type { DescribedResource } from '../../domain/snapshot.ts';
import { actionsOnTarget, targetsOf } from '../../reasoning/targets.ts';
import { factsOfResource } from '../../reasoning/verify/facts.ts';
import { NOTHING } from '../empty-snapshot.ts';
import { allow, ask, at, deny, OTHER, OWN, role, smallWorld } from './small-world.ts';

const app = role('App', OWN, allow('execute-api:Invoke', '*'));
const nobody = role('Nobody', OWN, allow('sqs:*', '*'));
const stranger = role('Stranger', OTHER, allow('*', '*'));
const arn = `arn:aws:execute-api:eu-west-1:${OWN}:a1`;
const policy = (...statements: readonly ReturnType<typeof allow>[]) => ({
  policy: { name: 'API policy', document: { Version: '2012-10-17', Statement: [...statements] } },
});
const api = (more: Partial<DescribedResource> = {}): DescribedResource => ({
  type: 'AWS::ApiGateway::RestApi',
  arn,
  name: 'cakes',
  ...at(OWN),
  methods: [
    { stage: 'prod', verb: 'GET', authorizers: ['AWS_IAM'] },
    { stage: 'prod', verb: 'OPTIONS', authorizers: ['NONE'] },
    { stage: 'prod', verb: 'POST', authorizers: ['CUSTOM'] },
    { stage: 'prod', verb: 'PUT', authorizers: ['AWS_IAM', 'NONE'] },
    { stage: 'prod', verb: 'PATCH', authorizers: ['COGNITO_USER_POOLS'] },
  ],
  ...more,
});
const verdict = (one: DescribedResource, caller: string, verb: string): string =>
  ask(
    smallWorld({ roles: [app, nobody, stranger], resources: [one] }),
    caller,
    'execute-api:Invoke',
    `${arn}/prod/${verb}/orders`,
  ).verdict;
const toStranger = policy(allow('execute-api:Invoke', `${arn}/*`, { Principal: { AWS: stranger.arn } }));

describe('a REST API', () => {
  it('is asked by stage and verb of what it serves; nothing calls the API itself', () => {
    const [whole, ...parts] = targetsOf(api());
    if (whole === undefined) throw new Error('an API is a target');
    expect(actionsOnTarget(whole)).toEqual([]);
    expect(parts.map(({ part }) => part?.prefix)).toEqual(
      ['GET', 'OPTIONS', 'POST', 'PUT', 'PATCH'].map((verb) => `${arn}/prod/${verb}/`),
    );
    expect(parts[0] && actionsOnTarget(parts[0]).map(({ name }) => name)).toContain('execute-api:Invoke');
    const { methods: _, ...unread } = api();
    expect(targetsOf(unread).map(({ part }) => part?.prefix)).toEqual([undefined, `${arn}/`]);
  });

  it.each([
    ['GET', app.arn, {}, 'allowed'],
    ['GET', nobody.arn, {}, 'denied'],
    ['GET', stranger.arn, {}, 'denied'],
    ['GET', stranger.arn, toStranger, 'allowed'],
    ['GET', app.arn, policy(deny('execute-api:Invoke', '*', { Principal: '*' })), 'denied'],
    ['POST', app.arn, {}, 'unknown'],
    ['PUT', app.arn, {}, 'unknown'],
    ['OPTIONS', app.arn, {}, 'unknown'],
    ['POST', app.arn, policy(deny('execute-api:Invoke', '*', { Principal: '*' })), 'denied'],
    ['GET', ANYONE_ID, {}, 'denied'],
    ['OPTIONS', ANYONE_ID, {}, 'allowed'],
    ['PATCH', ANYONE_ID, {}, 'allowed'],
    ['OPTIONS', ANYONE_ID, toStranger, 'denied'],
    ['POST', ANYONE_ID, {}, 'unknown'],
    ['GET', app.arn, { onlyFromVpc: true }, 'conditional'],
    ['GET', nobody.arn, { onlyFromVpc: true }, 'denied'],
  ])('%s by %s %#', (verb, caller, more, expected) => {
    expect(verdict(api(more), caller, verb)).toBe(expected);
  });

  it('is read for verify in a second way, with the same facts', () => {
    const facts = (verb: string, one = api()) =>
      factsOfResource(NOTHING, one, `${arn}/prod/${verb}/orders`, { kind: 'anonymous' });
    expect(['GET', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'HEAD'].map((verb) => facts(verb).apiAuthorizer)).toEqual([
      ...['AWS_IAM', 'NONE', 'unread', 'unread', 'COGNITO', 'unread'],
    ]);
    expect(facts('GET', api({ onlyFromVpc: true }))).toEqual({ apiAuthorizer: 'AWS_IAM', privateApi: true });
  });
});
