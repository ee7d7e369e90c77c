import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../domain/decision.ts';
import type { Json } from '../../domain/policy.ts';
import type { PublicAccessBlock, Resource, S3Bucket, S3MultiRegionAccessPoint } from '../../domain/snapshot.ts';
import { actionsOnTarget, targetsOf } from '../../reasoning/targets.ts';
import { compareBlocks } from './blocks/compare-blocks.ts';
import { accessPoint, allow, ask, at, bucket, deny, OTHER, OWN, recorded, role, smallWorld } from './small-world.ts';

const POINT = `arn:aws:s3::${OWN}:accesspoint/m1.mrap`;
const OBJECT = `${POINT}/object/a`;
const EVERYONE = { Principal: '*' };
const ALL_OFF: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};
const RESTRICTS = { ...ALL_OFF, restrictPublicBuckets: true };

const app = role('App', OWN, allow('*', '*'));
const stranger = role('Stranger', OTHER, allow('*', '*'));

function point(statements: readonly Json[] = [], more: Partial<S3MultiRegionAccessPoint> = {}) {
  const made: S3MultiRegionAccessPoint = {
    type: 'AWS::S3::MultiRegionAccessPoint',
    arn: POINT,
    name: 'all',
    ...at(OWN),
    region: '',
    buckets: ['near', 'far'].map((name) => ({ bucket: name, region: 'eu-west-1' })),
    publicAccessBlock: ALL_OFF,
    ...more,
  };
  return statements.length === 0
    ? made
    : { ...made, policy: { name: 'policy', document: { Version: '2012-10-17', Statement: [...statements] } } };
}

/** Whoever comes through an access point of the account may act. */
const delegates = (name: string) =>
  allow('s3:*', [`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`], {
    ...EVERYONE,
    Condition: { StringEquals: { 's3:DataAccessPointAccount': OWN } },
  });
const open = (name: string): S3Bucket => bucket(name, undefined, delegates(name));
const shut = (name: string): S3Bucket => bucket(name, undefined);
const forStranger = (Condition: Json = {}) =>
  allow('s3:*', [POINT, `${POINT}/object/*`], { Principal: { AWS: `arn:aws:iam::${OTHER}:root` }, Condition });

const asked = (resources: readonly Resource[], caller = stranger.arn, action = 's3:GetObject', arn = OBJECT) =>
  ask(smallWorld({ roles: [app, stranger], resources }), caller, action, arn);

describe('a Multi-Region Access Point', () => {
  it.each<readonly [string, readonly Resource[], Verdict]>([
    [
      'opens to another account where it and every bucket do',
      [point([forStranger()]), open('near'), open('far')],
      'allowed',
    ],
    ['without a policy opens to no other account', [point(), open('near'), open('far')], 'denied'],
    ['is shut where every bucket is', [point([forStranger()]), shut('near'), shut('far')], 'denied'],
  ])('%s', (_, resources, verdict) => {
    expect(asked(resources).verdict).toBe(verdict);
    const world = smallWorld({ roles: [app, stranger], resources });
    const [whole] = resources;
    const found = whole === undefined ? [] : recorded(world, stranger.arn, whole, 's3:GetObject');
    expect(found.map((one) => one.verdict)).toEqual(found.length === 0 ? [] : [verdict]);
  });

  it('asks nothing but identity policies of its own account', () => {
    const found = asked([point(), shut('near'), shut('far')], app.arn);
    expect([found.verdict, found.alsoNeeds.map(({ resource }) => resource)]).toEqual([
      'allowed',
      ['arn:aws:s3:::near/a', 'arn:aws:s3:::far/a'],
    ]);
  });

  it('is open where one bucket lets through what the other does not, and each bucket is told', () => {
    const found = asked([point([forStranger()]), open('near'), shut('far')]);
    expect(found.verdict).toBe('unknown');
    expect(found.alsoNeeds.map(({ resource, verdict }) => [resource, verdict])).toEqual([
      ['arn:aws:s3:::near/a', 'allowed'],
      ['arn:aws:s3:::far/a', 'unknown'],
    ]);
    expect(found.assumptions.map(({ text }) => text).join()).toContain('which bucket the Multi-Region Access Point');
  });

  it('rounds no condition of one bucket', () => {
    const tls = allow('s3:*', 'arn:aws:s3:::far/*', {
      ...EVERYONE,
      Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
    });
    const conditional = bucket('far', undefined, tls);
    expect(asked([point([forStranger()]), open('near'), conditional]).verdict).toBe('unknown');
  });

  it('is not known where a bucket behind it is not in the snapshot', () => {
    const found = asked([point([forStranger()]), open('near')]);
    expect(found.verdict).toBe('unknown');
    expect(asked([point([forStranger()], { buckets: [] })]).verdict).toBe('unknown');
  });

  it('takes no unsigned requests', () => {
    const everybody = allow('s3:*', [POINT, `${POINT}/object/*`], EVERYONE);
    expect(asked([point([everybody]), open('near'), open('far')], 'anyone').verdict).toBe('denied');
  });

  it('has some objects denied by one bucket told apart from the others', () => {
    const far = bucket('far', undefined, delegates('far'), deny('s3:GetObject', 'arn:aws:s3:::far/secret/*', EVERYONE));
    const whole = point([forStranger()]);
    const world = smallWorld({ roles: [stranger], resources: [whole, open('near'), far] });
    const found = recorded(world, stranger.arn, whole, 's3:GetObject');
    expect(Object.fromEntries(found.map(({ scope, verdict }) => [scope.pattern, verdict]))).toEqual({
      [`${POINT}/object/*`]: 'allowed',
      [`${POINT}/object/secret/*`]: 'unknown',
    });
  });

  it('is managed without a bucket being asked, and so is an ordinary access point', () => {
    const manage = role('Manager', OWN, allow('s3:*AccessPoint*', '*'));
    const ordinary = accessPoint('ap', 'near');
    const world = smallWorld({ roles: [manage], resources: [point(), ordinary, open('near'), open('far')] });
    for (const [action, arn] of [
      ['s3:PutMultiRegionAccessPointPolicy', POINT],
      ['s3:PutAccessPointPolicy', ordinary.arn],
    ] as const) {
      const found = ask(world, manage.arn, action, arn);
      expect([found.verdict, found.alsoNeeds]).toEqual(['allowed', []]);
    }
  });

  it('may be managed by another account that its policy names, or not, and by nobody else', () => {
    const everything = allow('s3:*', '*', { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } });
    for (const [action, shared, own] of [
      ['s3:PutMultiRegionAccessPointPolicy', point([everything]), point()],
      ['s3:PutAccessPointPolicy', accessPoint('ap', 'near', everything), accessPoint('ap', 'near')],
    ] as const) {
      const verdictOf = (whole: Resource) => asked([whole, open('near'), open('far')], stranger.arn, action, whole.arn);
      expect([verdictOf(shared).verdict, verdictOf(own).verdict]).toEqual(['unknown', 'denied']);
    }
  });

  it('takes the operations that AWS lists, and its own', () => {
    const [whole, objects] = targetsOf(point());
    const names = (target: typeof whole) =>
      target === undefined ? [] : actionsOnTarget(target).map(({ name }) => name);
    expect(names(whole)).toContain('s3:ListBucket');
    expect(names(whole)).toContain('s3:SubmitMultiRegionAccessPointRoutes');
    expect(names(whole)).not.toContain('s3:GetBucketAcl');
    expect(names(objects)).toContain('s3:PutObject');
    expect(names(objects)).not.toContain('s3:GetObjectAttributes');
  });

  it('may take other operations or not, and what no bucket lets through is denied', () => {
    const roles = [app, stranger];
    const [whole, ...opened] = [point([forStranger()]), open('near'), open('far')];
    const verdictOf = (action: string, behind: readonly Resource[]) =>
      ask(smallWorld({ roles, resources: [whole, ...behind] }), stranger.arn, action, OBJECT).verdict;
    expect(verdictOf('s3:GetObjectAttributes', opened)).toBe('unknown');
    expect(verdictOf('s3:GetObjectAttributes', [shut('near'), shut('far')])).toBe('denied');
    expect(asked([whole, ...opened], stranger.arn, 's3:ListBucketMultipartUploads', POINT).verdict).toBe('allowed');
  });

  it('leaves open what its requests carry that AWS does not say', () => {
    const inRegion = { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } };
    expect(asked([point([forStranger(inRegion)]), open('near'), open('far')]).verdict).toBe('unknown');
    const tagged = { StringEquals: { 'aws:ResourceTag/team': 'red' } };
    expect(asked([point([forStranger(tagged)]), open('near'), open('far')]).verdict).toBe('unknown');
  });
});

it('is decided in blocks as it is pair by pair', () => {
  const resources = [point([forStranger()]), open('near'), shut('far'), accessPoint('ap', 'near')];
  const { differences, compared } = compareBlocks(smallWorld({ roles: [app, stranger], resources }), 1, 1);
  expect([differences, compared > 0]).toEqual([[], true]);
});

describe('Block Public Access on a Multi-Region Access Point', () => {
  /** Names everybody, and so is public. */
  const everybody = allow('s3:*', [POINT, `${POINT}/object/*`], EVERYONE);
  const behind = [open('near'), open('far')];

  it.each<readonly [string, readonly Resource[], Verdict]>([
    ['does nothing where it is off', [point([everybody]), ...behind], 'allowed'],
    ['of its own cuts a public policy', [point([everybody], { publicAccessBlock: RESTRICTS }), ...behind], 'denied'],
    [
      'leaves a policy alone that is not public',
      [point([forStranger()], { publicAccessBlock: RESTRICTS }), ...behind],
      'allowed',
    ],
    [
      'of one bucket cuts what is routed to it',
      [point([everybody]), open('near'), { ...open('far'), publicAccessBlock: RESTRICTS }],
      'unknown',
    ],
  ])('%s', (_, resources, verdict) => {
    expect(asked(resources).verdict).toBe(verdict);
  });

  it('spares its own account', () => {
    expect(asked([point([everybody], { publicAccessBlock: RESTRICTS }), ...behind], app.arn).verdict).toBe('allowed');
  });

  it('is not known where it was not read', () => {
    const resources = [point([everybody]), ...behind];
    const world = smallWorld({ roles: [stranger], resources, denied: ['s3control:GetPublicAccessBlock'] });
    const found = ask(world, stranger.arn, 's3:GetObject', OBJECT);
    expect(found.verdict).toBe('unknown');
    expect(found.assumptions.map(({ text }) => text).join()).toContain('s3control:GetPublicAccessBlock');
  });
});

describe('VPC endpoints to Multi-Region Access Points', () => {
  const endpoint = (id: string, serviceName: string): Resource => ({
    type: 'AWS::EC2::VPCEndpoint',
    arn: `arn:aws:ec2:eu-west-1:${OWN}:vpc-endpoint/${id}`,
    name: id,
    ...at(OWN),
    vpcId: 'vpc-1',
    serviceName,
    endpointType: 'Interface',
  });
  const through = (id: string) => forStranger({ StringEquals: { 'aws:SourceVpce': id } });
  const endpoints = [
    endpoint('vpce-all', 'com.amazonaws.s3-global.accesspoint'),
    endpoint('vpce-one', 'com.amazonaws.eu-west-1.s3'),
  ];

  it.each([
    ['those of their own lead to them', 'vpce-all', 'conditional'],
    ['those of one Region do not', 'vpce-one', 'denied'],
  ])('%s', (_, id, verdict) => {
    expect(asked([point([through(id)]), open('near'), open('far'), ...endpoints]).verdict).toBe(verdict);
  });
});
