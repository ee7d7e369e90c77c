import { describe, expect, it } from 'vitest';
import type { Json } from '../../domain/policy.ts';
import type { Resource, S3Bucket, VpcEndpoint } from '../../domain/snapshot.ts';
import { callersOf } from '../../reasoning/callers.ts';
import type { Claim } from '../../reasoning/claim.ts';
import { decide } from '../../reasoning/decide.ts';
import type { LayerSays } from '../../reasoning/explain.ts';
import { prove } from '../../reasoning/prove.ts';
import { situationOf } from '../../reasoning/situation.ts';
import { claimText } from '../../reasoning/smt/claim-text.ts';
import { targetsOf } from '../../reasoning/targets.ts';
import { replayProblems } from '../../reasoning/verify/replays.ts';
import { surroundingsOf } from '../../reasoning/verify/surroundings.ts';
import type { World } from '../../reasoning/world.ts';
import { startZ3 } from '../../reasoning/z3.ts';
import { allow, ask, at, bucket, deny, OWN, recorded, role, smallWorld } from './small-world.ts';

const READ = 's3:GetObject';
const OBJECT = 'arn:aws:s3:::logs/a';
const app = role('app', OWN, allow('s3:*', '*'));

/** Of an endpoint in VPC `vpc-1`. */
function endpoint(name: string, service: string, statements?: readonly Json[]): VpcEndpoint {
  return {
    type: 'AWS::EC2::VPCEndpoint',
    arn: `arn:aws:ec2:eu-west-1:${OWN}:vpc-endpoint/${name}`,
    name,
    ...at(OWN),
    ...(statements === undefined
      ? {}
      : { policy: { name: 'endpoint policy', document: { Version: '2012-10-17', Statement: [...statements] } } }),
    vpcId: 'vpc-1',
    serviceName: service.includes('.') ? service : `com.amazonaws.eu-west-1.${service}`,
    endpointType: 'Gateway',
  };
}
const everybody = { Principal: '*' };
const opening = (...actions: readonly string[]): Json => allow([...actions], '*', everybody);

/** Denies whoever does not come so. */
const only = (key: string, value: string): S3Bucket =>
  bucket('logs', undefined, deny('s3:*', '*', { ...everybody, Condition: { StringNotEquals: { [key]: value } } }));
const THROUGH = only('aws:SourceVpce', 'vpce-1');
const FROM = only('aws:SourceVpc', 'vpc-1');

const worldOf = (resources: readonly Resource[], denied: readonly string[] = []): World =>
  smallWorld({ roles: [app], resources, denied });
const verdictOf = (resources: readonly Resource[], action = READ): string =>
  ask(worldOf(resources), app.arn, action, OBJECT).verdict;
const UNREAD = 'a VPC endpoint that was not read lets the request through';
const beliefs = (world: World): readonly string[] =>
  ask(world, app.arn, READ, OBJECT).assumptions.map(({ text }) => text);

describe('a bucket that wants an endpoint', () => {
  it('is reached through it if the policy of the endpoint lets it', () => {
    const world = worldOf([THROUGH, endpoint('vpce-1', 's3', [opening(READ)])]);
    const found = ask(world, app.arn, READ, OBJECT);
    expect(found.verdict).toBe('conditional');
    expect(JSON.stringify(found.when)).toContain('vpce-1');
    expect(beliefs(world)).toEqual([]);
    expect(ask(world, app.arn, 's3:DeleteObject', OBJECT).verdict).toBe('denied');
  });

  it('is reached through an endpoint without a policy', () => {
    expect(verdictOf([THROUGH, endpoint('vpce-1', 's3')])).toBe('conditional');
  });

  it('is not reached where the policy of the endpoint denies, is silent or names others', () => {
    const denying = endpoint('vpce-1', 's3', [opening('*'), deny(READ, '*', everybody)]);
    expect(verdictOf([THROUGH, denying])).toBe('denied');
    expect(verdictOf([THROUGH, endpoint('vpce-1', 's3', [opening('s3:List*')])])).toBe('denied');
    const others = allow('*', '*', { Principal: { AWS: `arn:aws:iam::${OWN}:role/other` } });
    expect(verdictOf([THROUGH, endpoint('vpce-1', 's3', [others])])).toBe('denied');
  });

  it('is not reached where the endpoint leads to another service, another Region or no service of AWS', () => {
    expect(verdictOf([THROUGH, endpoint('vpce-1', 'dynamodb', [opening('*')])])).toBe('denied');
    expect(verdictOf([THROUGH, endpoint('vpce-1', 'com.amazonaws.us-east-1.s3', [opening('*')])])).toBe('denied');
    expect(verdictOf([THROUGH, endpoint('vpce-1', 'com.amazonaws.vpce.eu-west-1.vpce-svc-1')])).toBe('denied');
  });

  it('is perhaps reached where the policy of the endpoint is none, or nobody knows where it leads', () => {
    const broken = { ...endpoint('vpce-1', 's3'), policy: { name: 'endpoint policy', document: 'nonsense' } };
    expect(verdictOf([THROUGH, broken])).toBe('unknown');
    expect(verdictOf([THROUGH, endpoint('vpce-1', 'com.amazonaws.eu-west-1.no-such-thing')])).toBe('unknown');
  });

  it('is reached through an endpoint that was not read by assumption', () => {
    const world = worldOf([THROUGH, endpoint('vpce-2', 's3', [opening('s3:List*')])]);
    expect(ask(world, app.arn, READ, OBJECT).verdict).toBe('conditional');
    expect(beliefs(world)).toContain(UNREAD);
  });
});

describe('a bucket that wants a VPC', () => {
  it('is reached through some endpoint of the VPC', () => {
    const silent = endpoint('vpce-1', 's3', [opening('s3:List*')]);
    expect(verdictOf([FROM, silent])).toBe('denied');
    const world = worldOf([FROM, silent, endpoint('vpce-2', 's3', [opening(READ)])]);
    expect(ask(world, app.arn, READ, OBJECT).verdict).toBe('conditional');
    expect(beliefs(world)).toEqual([]);
    expect(verdictOf([FROM, endpoint('vpce-1', 'dynamodb')])).toBe('denied');
  });

  it('is reached by assumption where the endpoints were not all read', () => {
    const world = worldOf([FROM, endpoint('vpce-1', 's3', [opening('s3:List*')])], ['ec2:DescribeVpcEndpoints']);
    expect(ask(world, app.arn, READ, OBJECT).verdict).toBe('conditional');
    expect(beliefs(world)).toContain(UNREAD);
  });
});

const endpointRow = (world: World): LayerSays | undefined =>
  ask(world, app.arn, READ, OBJECT).layers.find(({ layer }) => layer === 'vpcEndpoint');

describe('a question in which no policy speaks of endpoints or VPCs', () => {
  it('is answered without them', () => {
    const world = worldOf([bucket('logs', undefined), endpoint('vpce-1', 's3', [deny('*', '*', everybody)])]);
    expect(ask(world, app.arn, READ, OBJECT)).toMatchObject({ verdict: 'allowed', assumptions: [] });
    expect(endpointRow(world)).toMatchObject({
      effect: 'noLimit',
      noLimit: 'anotherWay',
      policies: [`policy of arn:aws:ec2:eu-west-1:${OWN}:vpc-endpoint/vpce-1`],
    });
    expect(endpointRow(worldOf([bucket('logs', undefined), endpoint('vpce-1', 'dynamodb', [opening('*')])]))).toEqual({
      layer: 'vpcEndpoint',
      policies: [],
      effect: 'noLimit',
      noLimit: 'absent',
      by: [],
    });
    const unread = worldOf([bucket('logs', undefined)], ['ec2:DescribeVpcEndpoints']);
    expect(endpointRow(unread)).toMatchObject({ noLimit: 'anotherWay', policies: [] });
  });

  it('and an action of whose statements none does, is allowed without an endpoint', () => {
    const deletes = deny('s3:DeleteObject', '*', {
      ...everybody,
      Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
    });
    const resources = [bucket('logs', undefined, deletes), endpoint('vpce-1', 's3', [opening('s3:DeleteObject')])];
    expect(verdictOf(resources)).toBe('allowed');
    expect(verdictOf(resources, 's3:DeleteObject')).toBe('conditional');
  });
});

describe('the explanation', () => {
  it('has a row for the endpoints and says that they stand in the way', () => {
    const denying = endpoint('vpce-1', 's3', [opening('*'), deny(READ, '*', everybody)]);
    const found = ask(worldOf([THROUGH, denying]), app.arn, READ, OBJECT);
    expect(found.layers.find(({ layer }) => layer === 'vpcEndpoint')).toMatchObject({
      effect: 'cuts',
      policies: [`policy of ${denying.arn}`],
      by: [{ layer: 'vpcEndpoint', index: 1 }],
    });
    expect(found.missing).toContain('vpcEndpoint');
  });
});

describe('what is recorded about endpoints', () => {
  const silent = endpoint('vpce-1', 's3', [opening('s3:List*', READ)]);
  const other = endpoint('vpce-2', 's3', [opening('*'), deny('s3:Put*', '*', everybody)]);
  const either = bucket(
    'both',
    undefined,
    deny('s3:*', '*', { ...everybody, Condition: { StringNotLike: { 'aws:SourceVpce': 'vpce-*' } } }),
    deny('s3:GetObject', '*', {
      ...everybody,
      Condition: { StringNotEquals: { 'aws:SourceVpc': ['vpc-1', 'vpc-2'] } },
    }),
  );
  const world = worldOf([THROUGH, { ...FROM, arn: 'arn:aws:s3:::from', name: 'from' }, either, silent, other]);

  it('is what is answered', () => {
    const verdicts = (action: string): readonly string[] =>
      recorded(world, app.arn, THROUGH, action).map(({ verdict }) => verdict);
    expect(verdicts(READ)).toEqual(['conditional']);
    expect(verdicts('s3:DeleteObject')).toEqual(['denied']);
  });

  it('is found again by the reading that verify has of its own', () => {
    const worlds = [world, worldOf([THROUGH, endpoint('vpce-1', 'monitoring'), endpoint('vpce-2', '')])];
    for (const one of worlds) {
      const questions = callersOf(one).flatMap((caller) =>
        one.snapshot.resources.flatMap(targetsOf).map((target) => ({ caller, target, action: '', profile: {} })),
      );
      for (const question of questions) {
        const { endpoints } = situationOf(one, question).policies;
        const again = surroundingsOf(one.snapshot, question.caller.id, question.target.arn)?.policies.endpoints;
        expect(again).toEqual(endpoints);
      }
    }
    expect(surroundingsOf(world.snapshot, app.arn, OBJECT)?.policies.endpoints).toHaveLength(2);
  });

  it('is proved: witnesses, counter-witnesses and claims', { timeout: 120_000 }, async () => {
    const claims: Claim[] = [];
    const steps = prove(world, decide, (claim) => String(claims.push(claim)));
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const { access, disagreements } = step.value;
    expect(disagreements).toEqual([]);
    const shown = access.flatMap(({ principal, grants }) =>
      grants.map((grant) => ({ caller: principal, ...grant, inside: () => true })),
    );
    expect(shown.some(({ counterWitnesses }) => (counterWitnesses ?? []).length > 0)).toBe(true);
    expect(shown.flatMap((one) => replayProblems(world.snapshot, one))).toEqual([]);
    expect(claims.filter(({ policies }) => policies.endpoints !== undefined).length).toBeGreaterThan(3);
    const solver = await startZ3();
    const wrong = claims.filter((claim) => solver.check(claimText(claim)).some((answer) => answer !== 'unsat'));
    solver.close();
    expect(wrong.map(({ caller, resource }) => `${caller} on ${resource.arn}`)).toEqual([]);
  });
});
