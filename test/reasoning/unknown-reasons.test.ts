import { describe, expect, it } from 'vitest';
import type { Json } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { actionsOnType } from '../../reasoning/actions.ts';
import { callersOf } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import { type ActionExplanation, explainActions } from '../../reasoning/explain.ts';
import { assumeHops } from '../../reasoning/hops.ts';
import { type Caller, ordinaryCaller, type Target } from '../../reasoning/question.ts';
import { roleTarget, targetsOf } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';
import { howMany } from '../numbers.ts';

const SAMPLE = await shippedSample();
const CALLERS = callersOf(new World(SAMPLE));
/** Everybody in the long tests. */
const ASKING = howMany(
  CALLERS.filter((_, index) => index % 3 === 1),
  CALLERS,
);

/** The sample, had this call been denied. What it brought is still there, and must not be believed complete. */
function denied(call: string): Snapshot {
  const cells = SAMPLE.coverage.map((cell) =>
    `${cell.service}:${cell.call}` === call ? { ...cell, status: 'denied' as const } : cell,
  );
  return { ...SAMPLE, coverage: cells, resources: SAMPLE.resources.map((one) => without(one, call)) };
}

/** Encryption and ownership that are there are believed, whichever call they come from. */
function without<T extends Snapshot['resources'][number]>(resource: T, call: string): T {
  if (call === 's3:GetBucketOwnershipControls') return { ...resource, ownership: undefined };
  return /GetBucketEncryption|DescribeTable/.test(call) ? { ...resource, encryption: undefined } : resource;
}

/** A call about resources can matter to those of its service, and where the service's keys seal them. */
function targetsFor(snapshot: Snapshot, call: string): readonly Target[] {
  const targets = [...snapshot.resources.flatMap(targetsOf), ...snapshot.roles.map(roleTarget)];
  const [service = ''] = call.replace('s3control', 's3').split(':');
  if (/^(iam|organizations)$/.test(service)) return targets.filter((_, index) => index % 5 === 0);
  return targets.filter((target) => target.service === service || (service === 'kms' && target.service === 's3'));
}

const asked = ({ role, service, type }: Target): readonly string[] =>
  role === undefined
    ? actionsOnType(service, type)
        .map((action) => action.name)
        .filter((name, index) => index % 7 === 0 || /:(GetObject|GetItem|Decrypt|ListBucket)$/.test(name))
    : ['sts:AssumeRole', 'sts:TagSession'];

function* explained(
  snapshot: Snapshot,
  targets: readonly Target[],
): Generator<readonly [question: string, ActionExplanation]> {
  const world = new World(snapshot);
  for (const caller of ASKING) {
    for (const target of targets) {
      for (const one of explainActions(world, caller, target, asked(target), ordinaryCaller(snapshot.takenAt)))
        yield [`${caller.id} ${one.action} ${target.arn}`, one];
    }
  }
}

const KNOWN = new Map(explained(SAMPLE, [...SAMPLE.resources.flatMap(targetsOf), ...SAMPLE.roles.map(roleTarget)]));

describe('why it is unknown', () => {
  it('is said of everything unknown in the sample', () => {
    expect(KNOWN.size).toBeGreaterThan(howMany(1_500, 5_000));
    for (const [question, { verdict, assumptions }] of KNOWN)
      if (verdict === 'unknown') expect(assumptions.length, question).toBeGreaterThan(0);
  });

  it.each([
    'iam:GetAccountAuthorizationDetails',
    'organizations:ListPolicies',
    'organizations:DescribePolicy',
    'organizations:ListTargetsForPolicy',
    's3:GetBucketPolicy',
    's3:GetBucketAcl',
    's3:GetBucketOwnershipControls',
    's3:GetBucketEncryption',
    's3:GetPublicAccessBlock',
    's3control:GetPublicAccessBlock',
    's3control:GetAccessPointPolicy',
    'dynamodb:GetResourcePolicy',
    'dynamodb:DescribeTable',
    'kms:GetKeyPolicy',
    'kms:ListGrants',
    'lambda:GetPolicy',
    'lambda:GetLayerVersionPolicy',
    'sqs:GetQueueAttributes',
    'sns:GetTopicAttributes',
    'secretsmanager:GetResourcePolicy',
  ])('without %s its name is in the reasons', (call) => {
    const snapshot = denied(call);
    let unknown = 0;
    for (const [question, { verdict, assumptions }] of explained(snapshot, targetsFor(snapshot, call))) {
      if (verdict !== 'unknown' || KNOWN.get(question)?.verdict === 'unknown') continue;
      unknown += 1;
      expect(assumptions.map((one) => one.text).join('; '), question).toContain(call);
    }
    expect(unknown).toBeGreaterThan(0);
  });

  it('is on every unknown grant and hop that proving finds, too', () => {
    for (const call of ['s3:GetBucketEncryption', 'organizations:ListPolicies']) {
      const world = new World(denied(call));
      const options = {
        profile: ordinaryCaller(SAMPLE.takenAt),
        replay: decide,
        onDisagreement: (one: unknown) => expect.fail(JSON.stringify(one)),
      };
      let unknown = 0;
      for (const caller of CALLERS.filter((_, index) => index % 4 === 0)) {
        const access = world.snapshot.resources.flatMap((one) => effectiveAccess(world, caller, one, options));
        const grants = access.flatMap((one) => [...one.grants, ...one.unlisted]);
        const hops = world.snapshot.roles.flatMap((role) => assumeHops(world, caller, role, options));
        for (const one of [...grants, ...hops].filter(({ verdict }) => verdict === 'unknown')) {
          unknown += 1;
          expect(one.assumptions.length, JSON.stringify(one)).toBeGreaterThan(0);
        }
      }
      expect(unknown, call).toBeGreaterThan(0);
    }
  });
});

describe('a condition on something that was not read', () => {
  const table = SAMPLE.resources.find((one) => one.type === 'AWS::DynamoDB::Table' && one.name === 'finance-ledger');
  const role = SAMPLE.roles.find((one) => one.account === table?.account && one.name === 'LedgerBatch');
  if (table === undefined || role === undefined) throw new Error('the sample has a finance-ledger and a LedgerBatch');
  const [target] = targetsOf(table);
  if (target === undefined) throw new Error('a table is a target');

  /** What the role may do when this is the only policy it has. */
  function verdict(snapshot: Snapshot, document: Json, extra: object = {}): ActionExplanation {
    const alone = { ...role, attachedPolicies: [], inlinePolicies: [{ name: 'p', document }], ...extra };
    const roles = snapshot.roles.map((one) => (one.arn === role?.arn ? (alone as typeof one) : one));
    const world = new World({ ...snapshot, roles, resources: snapshot.resources.map(withoutPolicy) });
    const entity = world.role(role?.arn ?? '');
    const caller: Caller | undefined = CALLERS.find((one) => one.id === role?.arn);
    if (caller === undefined || entity === undefined || target === undefined) throw new Error('the role calls');
    const [one] = explainActions(
      world,
      { ...caller, entity },
      { ...target, ...(target.resource === undefined ? {} : { resource: withoutPolicy(target.resource) }) },
      ['dynamodb:GetItem'],
      ordinaryCaller(snapshot.takenAt),
    );
    if (one === undefined) throw new Error('one action was asked about');
    return one;
  }

  function withoutPolicy<T extends Snapshot['resources'][number]>(resource: T): T {
    return { ...resource, policy: undefined, encryption: undefined };
  }

  const allow = (Condition: Json): Json => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*', Condition }],
  });
  const texts = ({ assumptions }: ActionExplanation): string => assumptions.map((one) => one.text).join('; ');

  it('names the call that brings tags', () => {
    const document = allow({ StringEquals: { 'aws:ResourceTag/team': 'cakes' } });
    expect(verdict(SAMPLE, document).verdict).toBe('denied');
    const open = verdict(denied('dynamodb:ListTagsOfResource'), document);
    expect(open.verdict).toBe('unknown');
    expect(texts(open)).toContain('the tags of the resource could not be read: dynamodb:ListTagsOfResource');
  });

  it('names it where tags are compared with each other', () => {
    const document = allow({ StringEquals: { 'aws:ResourceTag/team': `\${aws:PrincipalTag/team}` } });
    const open = verdict(denied('dynamodb:ListTagsOfResource'), document, { tags: { team: 'cakes' } });
    expect(open.verdict).toBe('unknown');
    expect(texts(open)).toContain('dynamodb:ListTagsOfResource');
  });

  it('names a document that is no policy, where every call was made', () => {
    const open = verdict(SAMPLE, { Statement: 'none' });
    expect(open.verdict).toBe('unknown');
    expect(texts(open)).toContain(`policies of the layer identity could not be read: inline policy p of ${role.arn}`);
  });

  it('names a managed policy that is attached and missing', () => {
    const open = verdict(SAMPLE, allow({}), { permissionsBoundary: 'arn:aws:iam::646836788589:policy/Gone' });
    expect(open.verdict).toBe('unknown');
    expect(texts(open)).toContain('permissionsBoundary could not be read: managed policy arn:aws:iam::');
  });

  it('says what cannot be known of the principal', () => {
    const open = verdict(SAMPLE, allow({ StringLike: { 'aws:userid': 'AROAX*' } }), { uniqueId: undefined });
    expect(open.verdict).toBe('unknown');
    expect(texts(open)).toContain('the unique id of the principal is not known');
  });
});
