import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { calibrateSnapshot } from '../../answers/calibrate/calibrate.ts';
import { coveredPart } from '../../answers/calibrate/covered.ts';
import { type Drawn, drawSample } from '../../answers/calibrate/sample.ts';
import { simulatorInput } from '../../answers/calibrate/simulator-input.ts';
import { proveAll } from '../../answers/prove-snapshot.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { Json, PolicyDocument } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { buildGraph } from '../../graph/build.ts';
import { readGraph, writeGraph } from '../../graph/graph-files.ts';
import { decide } from '../../reasoning/decide.ts';
import { World } from '../../reasoning/world.ts';
import { AwsStub, queryError, type StubAnswer, type StubRequest } from '../collector/aws-stub.ts';
import { got, QUIET, shippedSample } from '../e2e/proved.ts';

const ACCOUNT = '568608789312';
const KEPT = new Set(['arn:aws:s3:::cakes-website', `arn:aws:sqs:eu-west-1:${ACCOUNT}:site-q`]);
const AWS_WORDS = { allowed: 'allowed', explicitlyDenied: 'explicitDeny', implicitlyDenied: 'implicitDeny' } as const;

const data = mkdtempSync(join(tmpdir(), 'tadori-calibrate-'));
const stub = new AwsStub();
let snapshot: Snapshot;
let id: string;
let drawn: readonly Drawn[];
/** What AWS would say, by what it is asked. */
let decisions: ReadonlyMap<string, string>;

beforeAll(async () => {
  const sample = await shippedSample();
  snapshot = {
    ...sample,
    resources: sample.resources.filter((one) => KEPT.has(one.arn)),
    roles: sample.roles.filter((one) => one.account === ACCOUNT),
    users: sample.users.filter((one) => one.account === ACCOUNT),
  };
  id = got(await writeSnapshot(data, snapshot));
  const proved = await proveAll(snapshot, undefined, QUIET);
  if (proved === undefined) throw new Error('stopped');
  const { graph, proofs } = buildGraph(snapshot, proved.access, proved.hops, id);
  got(await writeGraph(data, graph, proofs));
  const world = new World(snapshot);
  drawn = drawSample(world, got(await readGraph(data, id)).proofs, { sample: 30, seed: 1 });
  decisions = new Map(drawn.flatMap((one) => expectedOf(world, one)));
  await stub.start();
  process.env['AWS_ENDPOINT_URL'] = stub.url;
  process.env['AWS_ACCESS_KEY_ID'] = 'OWNKEY';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  process.env['AWS_REGION'] = 'eu-west-1';
}, 240_000);
afterAll(async () => {
  await stub.stop();
  rmSync(data, { recursive: true, force: true });
});
beforeEach(() => {
  stub.requests.length = 0;
});

const keyOf = (action: unknown, arn: unknown, first: unknown): string => [action, arn, first].join(' ');

function expectedOf(world: World, one: Drawn): readonly (readonly [string, string])[] {
  const part = coveredPart(world, one);
  const input = part.ok ? simulatorInput(world, part.value) : undefined;
  if (!part.ok || input === undefined) return [];
  const { kind } = decide(part.value);
  const policies = JSON.stringify(input['PolicyInputList']);
  return kind === 'unknown' ? [] : [[keyOf(one.action, one.resource, policies), AWS_WORDS[kind]]];
}

function keyAsked({ body }: StubRequest): string {
  const form = new URLSearchParams(body);
  const policies = [...form].filter(([name]) => name.startsWith('PolicyInputList.')).map(([, text]) => text);
  return keyOf(form.get('ActionNames.member.1'), form.get('ResourceArns.member.1'), JSON.stringify(policies));
}

/** As the IAM API documents it. */
const result = (decision: string, more = ''): StubAnswer => ({
  body: `<SimulateCustomPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><SimulateCustomPolicyResult><IsTruncated>false</IsTruncated><EvaluationResults><member><EvalActionName>a:B</EvalActionName><EvalResourceName>*</EvalResourceName><EvalDecision>${decision}</EvalDecision>${more}</member></EvaluationResults></SimulateCustomPolicyResult></SimulateCustomPolicyResponse>`,
});
const MATCHED =
  '<MatchedStatements><member><SourcePolicyId>PolicyInputList.1</SourcePolicyId><SourcePolicyType>IAM Policy</SourcePolicyType><StartPosition><Line>1</Line><Column>40</Column></StartPosition><EndPosition><Line>1</Line><Column>120</Column></EndPosition></member></MatchedStatements><MissingContextValues><member>aws:SourceVpce</member></MissingContextValues>';

const agrees = (request: StubRequest): StubAnswer => result(decisions.get(keyAsked(request)) ?? 'no such request');
const calibrate = () => calibrateSnapshot({ data, snapshot: id, sample: 30, seed: 1 }, QUIET);

describe('the sample', () => {
  it('has both kinds, and is the same for the same seed and another for another', async () => {
    const { proofs } = got(await readGraph(data, id));
    const world = new World(snapshot);
    expect(new Set(drawn.map((one) => one.kind))).toEqual(new Set(['access', 'noAccess']));
    expect(drawSample(world, proofs, { sample: 30, seed: 1 })).toEqual(drawn);
    expect(drawSample(world, proofs, { sample: 30, seed: 2 })).not.toEqual(drawn);
    expect(drawn.length).toBeLessThanOrEqual(30);
  });
});

describe('the part that the simulator reads', () => {
  const partOf = (principal: string, action: string, resource: string, context = {}) =>
    coveredPart(new World(snapshot), { kind: 'access', principal, action, resource, context });
  const user = `arn:aws:iam::${ACCOUNT}:user/gone-gus`;

  it('leaves out SCPs and RCPs, and has the policy of a bucket for users', () => {
    const part = partOf(user, 's3:GetObject', 'arn:aws:s3:::cakes-website/x');
    expect(part.ok && Object.keys(part.value.policies)).toEqual(['identity', 'resource']);
    const [role] = snapshot.roles.filter((one) => one.attachedPolicies.length > 0);
    const ofRole = partOf(role?.arn ?? '', 's3:GetObject', 'arn:aws:s3:::cakes-website/x');
    expect(ofRole.ok && ofRole.value.policies.resource).toBeUndefined();
    expect(ofRole.ok).toBe(true);
  });

  it.each([
    ['anyone', 's3:GetObject', 'arn:aws:s3:::cakes-website/x', 'callerKind'],
    [user, 'kms:Decrypt', `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1`, 'resourceDecides'],
    [user, 'sqs:SendMessage', 'arn:aws:sqs:eu-west-1:111122223333:q', 'crossAccount'],
    [user, 's3:GetObject', 'arn:aws:s3:::of-nobody/x', 'ownerUnknown'],
  ])('%s %s on %s is not asked: %s', (principal, action, resource, reason) => {
    expect(partOf(principal, action, resource)).toEqual({ ok: false, error: reason });
  });

  it('sends keys with the type that policies compare them as, and a caller only with a resource policy', () => {
    const context = { 'aws:SourceIp': '203.0.113.9', 'aws:TagKeys': ['a', 'b'] };
    const part = partOf(user, 's3:GetObject', 'arn:aws:s3:::cakes-website/x', context);
    if (!part.ok) throw new Error(part.error);
    const document = parsedPolicy(BY_ADDRESS);
    const identity = (part.value.policies.identity ?? []).map((one) => ({ ...one, document }));
    const world = new World(snapshot);
    const input = simulatorInput(world, { ...part.value, policies: { ...part.value.policies, identity } });
    expect(input).toMatchObject({ CallerArn: user, ResourceOwner: `arn:aws:iam::${ACCOUNT}:root` });
    expect(input?.['ContextEntries']).toEqual(
      expect.arrayContaining([
        { ContextKeyName: 'aws:SourceIp', ContextKeyValues: ['203.0.113.9'], ContextKeyType: 'ip' },
        { ContextKeyName: 'aws:TagKeys', ContextKeyValues: ['a', 'b'], ContextKeyType: 'stringList' },
      ]),
    );
    expect(simulatorInput(world, { ...part.value, policies: { identity } })).not.toHaveProperty('CallerArn');
  });
});

function parsedPolicy(json: Json): PolicyDocument {
  const parsed = parsePolicy(json);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

const BY_ADDRESS = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 's3:*', Resource: '*', Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } },
  ],
};

describe('AWS is asked', () => {
  it('and agrees: each claim is compared once, with a policy and one action', async () => {
    stub.answer = agrees;
    const answer = got(await calibrate());
    expect(answer).toMatchObject({ snapshot: id, sample: 30, seed: 1, differing: [] });
    expect(answer.compared).toBeGreaterThan(5);
    expect(answer.agreed).toBe(answer.compared);
    const left = answer.notAsked.reduce((sum, { count }) => sum + count, answer.unknown);
    expect(answer.compared + left).toBe(answer.drawn.access + answer.drawn.noAccess);
    expect(stub.requests.map((one) => one.action)).toEqual(Array(answer.compared).fill('SimulateCustomPolicy'));
    expect(stub.requests.every((one) => one.key === 'OWNKEY')).toBe(true);
  });

  it('and differs: the reasons of both are told', async () => {
    let first: string | undefined;
    stub.answer = (request) => {
      const allowed = decisions.get(keyAsked(request)) === 'allowed';
      if (allowed) first ??= keyAsked(request);
      return allowed && keyAsked(request) === first ? result('explicitDeny', MATCHED) : agrees(request);
    };
    const { differing, compared, agreed } = got(await calibrate());
    expect(differing.length).toBeGreaterThan(0);
    expect(agreed + differing.length).toBe(compared);
    for (const { ours, aws } of differing) {
      expect(ours.decision).toBe('allowed');
      expect(ours.by.length).toBeGreaterThan(0);
      expect(aws).toEqual({
        decision: 'explicitDeny',
        matched: ['PolicyInputList.1 1:40-1:120'],
        missingContext: ['aws:SourceVpce'],
      });
    }
  });

  it('and lets nobody ask: a clear error after one call', async () => {
    stub.answer = () => queryError(403, 'AccessDenied');
    const answer = await calibrate();
    expect(answer).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(answer.ok ? '' : answer.error.message).toContain(
      'does not let these credentials call iam:SimulateCustomPolicy',
    );
    expect(stub.requests).toHaveLength(1);
  });

  it('and refuses single requests: they are counted with its words, and the others compared', async () => {
    let calls = 0;
    stub.answer = (request) => {
      calls += 1;
      return calls === 1 ? queryError(400, 'InvalidInput') : agrees(request);
    };
    const answer = got(await calibrate());
    expect(answer.notAsked).toContainEqual({ reason: 'refused', count: 1, detail: 'InvalidInput said the stub' });
    expect(answer.differing).toEqual([]);
  });

  it('and throttles for a while: it is asked again', async () => {
    let calls = 0;
    stub.answer = (request) => {
      calls += 1;
      return calls === 2 ? queryError(400, 'Throttling') : agrees(request);
    };
    const answer = got(await calibrate());
    expect(answer.differing).toEqual([]);
    expect(stub.requests).toHaveLength(answer.compared + 1);
  });

  it('and gives no decision: that is an error, not an agreement', async () => {
    stub.answer = () => result('perhaps');
    expect(await calibrate()).toMatchObject({
      ok: false,
      error: { kind: 'unavailable', message: expect.stringContaining('check the network, AWS credentials') },
    });
  });
});
