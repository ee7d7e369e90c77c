import { describe, expect, it } from 'vitest';
import { COGNITO_IDENTITY, collectIdentityPools } from '../../collector/aws/cognito-identity.ts';
import { collectClusterIdentities, EKS } from '../../collector/aws/eks.ts';
import { collectTrustAnchors, ROLES_ANYWHERE } from '../../collector/aws/roles-anywhere.ts';
import { ACCOUNT_ACCESS, collectAccountAccess } from '../../collector/identity/account-access.ts';
import type { SnapshotPart } from '../../collector/snapshot-part.ts';
import type { Hop } from '../../domain/access.ts';
import { ANYONE_ID, outsideId, ssoGroupId, workloadId } from '../../domain/node-ids.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import { decide } from '../../reasoning/decide.ts';
import { prove } from '../../reasoning/prove.ts';
import { claimText } from '../../reasoning/smt/claim-text.ts';
import { directoryFacts, nameOfHop } from '../../reasoning/verify/directory.ts';
import { checkHop } from '../../reasoning/verify/records.ts';
import { World } from '../../reasoning/world.ts';
import { failure, REGION, read, type Script } from '../collector/scripted-source.ts';
import { document, HOME, role, snapshotOf } from './two-accounts.ts';

// From the answers of AWS to the way into the role, in one go: each of these stands for a case of section 12 of our list.

const ROLE = `arn:aws:iam::${HOME}:role/app`;
const trusting = (principal: Json, action: Json, condition?: Json): IamRole =>
  role('app', undefined, {
    trustPolicy: document({
      Effect: 'Allow',
      Principal: principal,
      Action: action,
      ...(condition === undefined ? {} : { Condition: condition }),
    }),
  });

/** Every hop, proved, certified against the second reading, and without disagreement of the two engines. */
function hopsOf(part: SnapshotPart, roles: readonly IamRole[]): readonly Hop[] {
  const snapshot: Snapshot = snapshotOf({
    roles,
    identitySources: part.identitySources ?? [],
    entitlements: part.entitlements ?? [],
    identityProviders: [{ kind: 'oidc', arn: PROVIDER, account: HOME, url: ISSUER, clientIds: ['sts.amazonaws.com'] }],
  });
  const steps = prove(new World(snapshot), decide, (claim) => claimText(claim).slice(0, 1));
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    const { hops, disagreements } = step.value;
    expect(disagreements).toEqual([]);
    const evidence = { snapshot, claims: new Map(), isCertified: () => false };
    expect(hops.flatMap((hop) => checkHop(evidence, hop).problems)).toEqual([]);
    const facts = directoryFacts(snapshot);
    expect(hops.filter(({ kind }) => kind === 'assigned').filter((hop) => !facts.has(nameOfHop(hop)))).toEqual([]);
    return hops;
  }
}

/** `verdict` of the way from who is entitled to the role: that of the entitlement, then that of the trust policy. */
function ways(hops: readonly Hop[], from: string, to = ROLE): readonly string[] {
  return hops
    .filter((hop) => hop.from === from)
    .flatMap((fact) =>
      hops
        .filter((hop) => hop.from === fact.to && hop.to === to)
        .map((hop) => `${fact.technique}: ${fact.verdict}, ${hop.verdict}`),
    );
}

const CLUSTER = `arn:aws:eks:${REGION}:111122223333:cluster/kitchen`;
const WEB = workloadId(`${CLUSTER}/shop/web`);
const ISSUER = `oidc.eks.${REGION}.amazonaws.com/id/ABC`;
const PROVIDER = `arn:aws:iam::${HOME}:oidc-provider/${ISSUER}`;
const PODS = { Service: 'pods.eks.amazonaws.com' };
const BOTH: Json = ['sts:AssumeRole', 'sts:TagSession'];

const eksScript = (association: Readonly<Record<string, Json>> = {}): Script => ({
  'eks:ListClusters': { clusters: ['kitchen'] },
  'eks:DescribeCluster': { cluster: { name: 'kitchen', identity: { oidc: { issuer: `https://${ISSUER}` } } } },
  'eks:ListPodIdentityAssociations': {
    associations: [{ clusterName: 'kitchen', namespace: 'shop', serviceAccount: 'web', associationId: 'a-1' }],
  },
  'eks:DescribePodIdentityAssociation': {
    association: {
      namespace: 'shop',
      serviceAccount: 'web',
      roleArn: ROLE,
      associationId: 'a-1',
      ...association,
    },
  },
});

async function eks(trust: IamRole, association: Readonly<Record<string, Json>> = {}, ...more: IamRole[]) {
  const { value, gaps } = await read(EKS, collectClusterIdentities, eksScript(association));
  expect(gaps).toEqual([]);
  return hopsOf(value, [trust, ...more]);
}

const byTag = (tag: string, value: string): Json => ({ StringEquals: { [`aws:RequestTag/${tag}`]: value } });

describe('EKS Pod Identity', () => {
  it('leads a service account into the role of its association', async () => {
    expect(ways(await eks(trusting(PODS, BOTH)), WEB)).toEqual(['eks: pod identity association a-1: allowed, allowed']);
  });

  it('shows the trust policy which service account it is', async () => {
    const of = async (tag: string, value: string) => ways(await eks(trusting(PODS, BOTH, byTag(tag, value))), WEB);
    expect(await of('kubernetes-namespace', 'shop')).toHaveLength(1);
    expect(await of('kubernetes-namespace', 'other')).toEqual([]);
    expect(await of('eks-cluster-arn', CLUSTER)).toHaveLength(1);
    expect(await of('kubernetes-pod-name', 'web-1')).toEqual([
      'eks: pod identity association a-1: allowed, conditional',
    ]);
    expect(await of('Team', 'cakes')).toEqual([]);
  });

  it('needs sts:TagSession, but not where tags are switched off; then nothing is shown', async () => {
    expect(ways(await eks(trusting(PODS, 'sts:AssumeRole')), WEB)).toEqual([]);
    const off = { disableSessionTags: true };
    expect(ways(await eks(trusting(PODS, 'sts:AssumeRole'), off), WEB)).toHaveLength(1);
    expect(ways(await eks(trusting(PODS, BOTH, byTag('kubernetes-namespace', 'shop')), off), WEB)).toEqual([]);
  });

  it('is a dangling association where the role does not trust the service', async () => {
    const hops = await eks(trusting({ Service: 'ec2.amazonaws.com' }, BOTH));
    expect(hops.filter(({ from }) => from === WEB)).toHaveLength(1);
    expect(ways(hops, WEB)).toEqual([]);
  });

  it('is unknown where a session policy narrows it', async () => {
    const hops = await eks(trusting(PODS, BOTH), { policy: '{}' });
    expect(ways(hops, WEB)).toEqual(['eks: pod identity association a-1: unknown, allowed']);
    expect(hops.find(({ from }) => from === WEB)?.assumptions).toMatchObject([{ rule: 105 }]);
  });

  it('enters a target role from the first with the external id of the association, and is not certain of the first', async () => {
    const through = (id: string): IamRole =>
      role('target', undefined, {
        trustPolicy: document({
          Effect: 'Allow',
          Principal: { AWS: ROLE },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': id } },
        }),
      });
    const target = `arn:aws:iam::${HOME}:role/target`;
    const described = { targetRoleArn: target, externalId: 'x-1' };
    const right = await eks(trusting(PODS, BOTH), described, through('x-1'));
    expect(ways(right, WEB, target)).toEqual(['eks: pod identity association a-1: unknown, allowed']);
    expect(ways(right, WEB)).toEqual([]);
    expect(ways(await eks(trusting(PODS, BOTH), described, through('x-2')), WEB, target)).toEqual([]);
  });

  it('tells of no role where the association could not be described', async () => {
    const { value, gaps } = await read(EKS, collectClusterIdentities, {
      ...eksScript(),
      'eks:DescribePodIdentityAssociation': () => failure('AccessDeniedException', 'denied'),
    });
    expect(gaps).toMatchObject([{ call: 'DescribePodIdentityAssociation', status: 'denied' }]);
    expect(value.entitlements).toEqual([]);
  });
});

describe('IAM roles for service accounts', () => {
  const bySubject = (operator: string, subject: string): IamRole =>
    trusting({ Federated: PROVIDER }, 'sts:AssumeRoleWithWebIdentity', {
      [operator]: { [`${ISSUER}:sub`]: subject },
      StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com' },
    });

  it('leads a service account that the trust policy names into the role', async () => {
    const hops = await eks(bySubject('StringLike', 'system:serviceaccount:shop:api'), { roleArn: `${ROLE}-other` });
    expect(ways(hops, workloadId(`${CLUSTER}/shop/api`))).toEqual(['eks: service account shop/api: allowed, allowed']);
  });

  it('leaves a pattern to the open end of the provider', async () => {
    const hops = await eks(bySubject('StringLike', 'system:serviceaccount:shop:*'));
    expect(hops.filter(({ from, to }) => from.startsWith('workload:') && to.includes('oidc-provider'))).toEqual([]);
    expect(hops.filter(({ from }) => from === `federated:${PROVIDER}`)).toMatchObject([{ verdict: 'conditional' }]);
  });
});

const POOL = `${REGION}:1234`;
const POOL_ARN = `arn:aws:cognito-identity:${REGION}:111122223333:identitypool/${POOL}`;
const USERS = `cognito-idp.${REGION}.amazonaws.com/pool`;
const SIGNED_IN = outsideId(`${POOL_ARN}/${USERS}`);
const COGNITO = { Federated: 'cognito-identity.amazonaws.com' };

interface PoolParts {
  readonly pool?: Readonly<Record<string, Json>>;
  readonly roles?: Readonly<Record<string, Json>>;
  readonly mapping?: Json;
  readonly tags?: Json;
}

async function cognito(trusts: readonly IamRole[], { pool = {}, roles = {}, mapping, tags }: PoolParts) {
  const { value, gaps } = await read(COGNITO_IDENTITY, collectIdentityPools, {
    'cognito-identity:ListIdentityPools': { IdentityPools: [{ IdentityPoolId: POOL, IdentityPoolName: 'cakes' }] },
    'cognito-identity:DescribeIdentityPool': {
      IdentityPoolId: POOL,
      AllowUnauthenticatedIdentities: false,
      CognitoIdentityProviders: [{ ProviderName: USERS, ClientId: 'c' }],
      ...pool,
    },
    'cognito-identity:GetIdentityPoolRoles': {
      Roles: roles,
      ...(mapping === undefined ? {} : { RoleMappings: { [`${USERS}:c`]: mapping } }),
    },
    'cognito-identity:GetPrincipalTagAttributeMap':
      tags === undefined ? () => failure('ResourceNotFoundException') : { PrincipalTags: tags },
  });
  expect(gaps).toEqual([]);
  return hopsOf(value, trusts);
}

const ofPool = (amr: string, pool = POOL): Json => ({
  StringEquals: { 'cognito-identity.amazonaws.com:aud': pool },
  'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': amr },
});
const WEB_IDENTITY = 'sts:AssumeRoleWithWebIdentity';

describe('Cognito identity pools', () => {
  const guests = trusting(COGNITO, WEB_IDENTITY, ofPool('unauthenticated'));
  const members = trusting(COGNITO, WEB_IDENTITY, ofPool('authenticated'));

  it('let anyone into the role of guests where guests are let in, narrowed by Amazon Cognito', async () => {
    const roles = { unauthenticated: ROLE };
    expect(ways(await cognito([guests], { roles }), ANYONE_ID)).toEqual([]);
    expect(ways(await cognito([guests], { roles, pool: { AllowUnauthenticatedIdentities: true } }), ANYONE_ID)).toEqual(
      [`cognito: guests of identity pool ${POOL}: unknown, allowed`],
    );
  });

  it('that allow the classic flow let them into every role that trusts the pool, as it is', async () => {
    const pool = { AllowUnauthenticatedIdentities: true, AllowClassicFlow: true };
    expect(ways(await cognito([guests], { pool }), ANYONE_ID)).toEqual([
      `cognito: guests of identity pool ${POOL}, classic flow: allowed, allowed`,
    ]);
    const other = trusting(COGNITO, WEB_IDENTITY, ofPool('unauthenticated', 'eu-west-1:other'));
    expect(ways(await cognito([other], { pool }), ANYONE_ID)).toEqual([]);
  });

  it('reach by the classic flow also a role whose trust policy names everybody, and leave open one that cannot be read', async () => {
    const pool = { AllowUnauthenticatedIdentities: true, AllowClassicFlow: true };
    const everybody = trusting('*', WEB_IDENTITY, ofPool('unauthenticated'));
    expect(ways(await cognito([everybody], { pool }), ANYONE_ID)).toHaveLength(1);
    const broken = role('broken', undefined, { trustPolicy: 'no policy' });
    expect(ways(await cognito([broken], { pool }), ANYONE_ID, broken.arn).join()).toContain('unknown');
  });

  it('let who signed in into the role of the pool, and not where the trust policy wants guests', async () => {
    const roles = { authenticated: ROLE };
    expect(ways(await cognito([members], { roles }), SIGNED_IN)).toHaveLength(1);
    expect(ways(await cognito([guests], { roles }), SIGNED_IN)).toEqual([]);
  });

  it('give the roles of rules to whom they fit, and what is ambiguous to nobody where it is denied', async () => {
    const Rules = [{ Claim: 'custom:team', MatchType: 'Equals', Value: 'cakes', RoleARN: ROLE }];
    const mapping = { Type: 'Rules', RulesConfiguration: { Rules }, AmbiguousRoleResolution: 'Deny' };
    const roles = { authenticated: `arn:aws:iam::${HOME}:role/plain` };
    const plain = role('plain', undefined, { trustPolicy: members.trustPolicy });
    const hops = await cognito([members, plain], { roles, mapping });
    expect(ways(hops, `${SIGNED_IN}?custom:team Equals cakes`)).toEqual([
      'cognito: rule custom:team Equals cakes: allowed, allowed',
    ]);
    expect(ways(hops, SIGNED_IN, plain.arn)).toEqual([]);
    const fallback = { ...mapping, AmbiguousRoleResolution: 'AuthenticatedRole' };
    expect(ways(await cognito([members, plain], { roles, mapping: fallback }), SIGNED_IN, plain.arn)).toHaveLength(1);
  });

  it('do not tell which role a token names', async () => {
    const mapping = { Type: 'Token', AmbiguousRoleResolution: 'Deny' };
    expect(ways(await cognito([members], { mapping }), SIGNED_IN)).toEqual([
      `cognito: role named by the token, identity pool ${POOL}: unknown, allowed`,
    ]);
  });

  it('that map attributes to tags need sts:TagSession', async () => {
    const roles = { authenticated: ROLE };
    const tags = { team: 'custom:team' };
    expect(ways(await cognito([members], { roles, tags }), SIGNED_IN)).toEqual([]);
    const tagged = trusting(COGNITO, [WEB_IDENTITY, 'sts:TagSession'], ofPool('authenticated'));
    expect(ways(await cognito([tagged], { roles, tags }), SIGNED_IN)).toHaveLength(1);
  });
});

const ANCHOR = `arn:aws:rolesanywhere:${REGION}:111122223333:trust-anchor/t`;
const HOLDER = outsideId(ANCHOR);
const ANYWHERE = { Service: 'rolesanywhere.amazonaws.com' };
const ALL_THREE: Json = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
const SUBJECT_ALONE: Json = [{ certificateField: 'x509Subject', mappingRules: [{ specifier: 'OU' }] }];

async function anywhere(
  trust: IamRole,
  profile: Readonly<Record<string, Json>> = {},
  anchor: Readonly<Record<string, Json>> = {},
) {
  const { value, gaps } = await read(ROLES_ANYWHERE, collectTrustAnchors, {
    'rolesanywhere:ListTrustAnchors': {
      trustAnchors: [{ trustAnchorArn: ANCHOR, name: 'ca', enabled: true, ...anchor }],
    },
    'rolesanywhere:ListProfiles': {
      profiles: [{ profileArn: 'p', name: 'machines', enabled: true, roleArns: [ROLE], ...profile }],
    },
  });
  expect(gaps).toEqual([]);
  return hopsOf(value, [trust]);
}

describe('IAM Roles Anywhere', () => {
  const byName: Json = { StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'oven' } };

  it('lets whoever holds a certificate of an enabled anchor into the roles of enabled profiles', async () => {
    const trust = trusting(ANYWHERE, ALL_THREE);
    expect(ways(await anywhere(trust), HOLDER)).toEqual(['rolesAnywhere: profile machines: allowed, allowed']);
    expect(ways(await anywhere(trust, { enabled: false }), HOLDER)).toEqual([]);
    expect(ways(await anywhere(trust, {}, { enabled: false }), HOLDER)).toEqual([]);
  });

  it('needs all three actions', async () => {
    expect(ways(await anywhere(trusting(ANYWHERE, BOTH)), HOLDER)).toEqual([]);
  });

  it('shows the anchor to the trust policy', async () => {
    const of = (arn: string): IamRole => trusting(ANYWHERE, ALL_THREE, { ArnEquals: { 'aws:SourceArn': arn } });
    expect(ways(await anywhere(of(ANCHOR)), HOLDER)).toHaveLength(1);
    expect(ways(await anywhere(of(`${ANCHOR}2`)), HOLDER)).toEqual([]);
  });

  it('shows what the profile maps, and nothing else', async () => {
    const trust = trusting(ANYWHERE, ALL_THREE, byName);
    expect(ways(await anywhere(trust), HOLDER)).toEqual(['rolesAnywhere: profile machines: allowed, conditional']);
    expect(ways(await anywhere(trust, { attributeMappings: SUBJECT_ALONE }), HOLDER)).toEqual([]);
  });

  it('is unknown where the profile has a session policy', async () => {
    const hops = await anywhere(trusting(ANYWHERE, ALL_THREE), { sessionPolicy: '{}' });
    expect(ways(hops, HOLDER)).toEqual(['rolesAnywhere: profile machines: unknown, allowed']);
  });
});

const APPLICATION = 'arn:aws:account-access:eu-west-1:111122223333:application/aa';
const MANAGER = { Service: 'account-access.amazonaws.com' };
const WITH_CONTEXT: Json = ['sts:AssumeRole', 'sts:SetContext'];

async function manager(trust: IamRole) {
  const collect = (reader: Parameters<typeof collectAccountAccess>[0]) => collectAccountAccess(reader, [HOME]);
  const { value, gaps, calls } = await read(ACCOUNT_ACCESS, collect, {
    'account-access:ListApplications': { applications: [{ applicationArn: APPLICATION }] },
    'account-access:ListEntitlements': {
      entitlements: [
        {
          entitlementId: 'e-1',
          entitlement: {
            principalRole: { principal: { identityCenter: { groupId: 'g1' } }, roleArn: ROLE, account: HOME },
          },
        },
      ],
    },
  });
  expect(gaps).toEqual([]);
  expect(calls.at(-1)?.input).toEqual({
    applicationArn: APPLICATION,
    filter: { principalRole: { account: HOME } },
  });
  return ways(hopsOf(value, [trust]), ssoGroupId('g1'));
}

describe('account access manager', () => {
  const given = (key: string, value: string): Json => ({ StringEquals: { [key]: value } });

  it('needs the entitlement and a trust policy that allows sts:AssumeRole and sts:SetContext', async () => {
    expect(await manager(trusting(MANAGER, WITH_CONTEXT))).toEqual([
      'accountAccess: entitlement e-1: allowed, allowed',
    ]);
    expect(await manager(trusting(MANAGER, 'sts:AssumeRole'))).toEqual([]);
    expect(await manager(trusting(MANAGER, 'sts:SetContext'))).toEqual([]);
  });

  it('shows its application and the account of it, not the account of the role', async () => {
    expect(await manager(trusting(MANAGER, WITH_CONTEXT, given('aws:SourceArn', APPLICATION)))).toHaveLength(1);
    expect(await manager(trusting(MANAGER, WITH_CONTEXT, given('aws:SourceArn', `${APPLICATION}2`)))).toEqual([]);
    expect(await manager(trusting(MANAGER, WITH_CONTEXT, given('aws:SourceAccount', '111122223333')))).toHaveLength(1);
    expect(await manager(trusting(MANAGER, WITH_CONTEXT, given('aws:SourceAccount', '444455556666')))).toEqual([]);
  });

  it('without sts:TagSession loses the tags alone', async () => {
    const tag: Json = { StringEquals: { 'aws:RequestTag/Team': 'cakes' } };
    expect(await manager(trusting(MANAGER, WITH_CONTEXT, tag))).toEqual([]);
    expect(await manager(trusting(MANAGER, [...(WITH_CONTEXT as string[]), 'sts:TagSession'], tag))).toEqual([
      'accountAccess: entitlement e-1: allowed, conditional',
    ]);
  });
});
