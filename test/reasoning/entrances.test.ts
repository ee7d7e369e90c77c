import { describe, expect, it } from 'vitest';
import { collectClusterIdentities, EKS } from '../../collector/aws/eks.ts';
import { collectTrustAnchors, ROLES_ANYWHERE } from '../../collector/aws/roles-anywhere.ts';
import { ACCOUNT_ACCESS, collectAccountAccess } from '../../collector/identity/account-access.ts';
import { outsideId, ssoGroupId, workloadId } from '../../domain/node-ids.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole } from '../../domain/snapshot.ts';
import { failure, REGION, read, type Script } from '../collector/scripted-source.ts';
import { hopsOf, ISSUER, lesserSession, PROVIDER, ROLE, trusting, ways } from './entrance-ways.ts';
import { document, HOME, role } from './two-accounts.ts';

// From the answers of AWS to the way into the role, in one go: each of these stands for a case of section 12 of our list.

const CLUSTER = `arn:aws:eks:${REGION}:111122223333:cluster/kitchen`;
const WEB = workloadId(`${CLUSTER}/shop/web`);
const PODS = { Service: 'pods.eks.amazonaws.com' };
const BOTH: Json = ['sts:AssumeRole', 'sts:TagSession'];

const eksScript = (association: Readonly<Record<string, Json>> = {}): Script => ({
  'eks:ListClusters': { clusters: ['kitchen'] },
  'eks:DescribeCluster': { cluster: { name: 'kitchen', identity: { oidc: { issuer: `https://${ISSUER}` } } } },
  'eks:ListAccessEntries': { accessEntries: [] },
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

describe('EKS Pod Identity (identity case 14)', () => {
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

  it('leads into a session that is less than the role where the association has a policy', async () => {
    const hops = await eks(trusting(PODS, BOTH), { policy: '{}' });
    expect(ways(hops, WEB)).toEqual([]);
    expect(ways(hops, WEB, lesserSession(hops, WEB))).toEqual(['eks: pod identity association a-1: allowed, allowed']);
  });

  it('enters a target role from the first with the external id of the association, if the first lets it in', async () => {
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
    const first = lesserSession(right, WEB);
    expect(ways(right, WEB, first)).toEqual(['eks: pod identity association a-1: allowed, allowed']);
    expect(right.filter(({ from }) => from === first)).toMatchObject([{ to: target, verdict: 'allowed' }]);
    expect(ways(right, WEB)).toEqual([]);
    const wrong = await eks(trusting(PODS, BOTH), described, through('x-2'));
    expect(wrong.filter(({ from }) => from === first)).toEqual([]);
    const shut = await eks(trusting({ Service: 'ec2.amazonaws.com' }, BOTH), described, through('x-1'));
    expect(shut.filter(({ to }) => to === first)).toEqual([]);
  });

  it('is unknown where an association with a target role has a policy: which session it cuts is not documented', async () => {
    const described = { targetRoleArn: `arn:aws:iam::${HOME}:role/target`, policy: '{}' };
    const hops = await eks(trusting(PODS, BOTH), described, role('target'));
    expect(ways(hops, WEB, lesserSession(hops, WEB))).toEqual(['eks: pod identity association a-1: unknown, allowed']);
    expect(hops.find(({ from }) => from === WEB)?.assumptions).toMatchObject([{ rule: 105 }]);
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

const ANCHOR = `arn:aws:rolesanywhere:${REGION}:111122223333:trust-anchor/t`;
const HOLDER = outsideId(ANCHOR);
const ANYWHERE = { Service: 'rolesanywhere.amazonaws.com' };
const ALL_THREE: Json = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
const SUBJECT_ALONE: Json = [{ certificateField: 'x509Subject', mappingRules: [{ specifier: 'OU' }] }];

async function anywhere(
  trust: IamRole,
  profile: Readonly<Record<string, Json>> = {},
  anchor: Readonly<Record<string, Json>> = {},
  crls: Json = [],
  others: readonly Json[] = [],
) {
  const { value, gaps } = await read(ROLES_ANYWHERE, collectTrustAnchors, {
    'rolesanywhere:ListTrustAnchors': {
      trustAnchors: [{ trustAnchorArn: ANCHOR, name: 'ca', enabled: true, ...anchor }, ...others],
    },
    'rolesanywhere:ListProfiles': {
      profiles: [{ profileArn: 'p', name: 'machines', enabled: true, roleArns: [ROLE], ...profile }],
    },
    'rolesanywhere:ListCrls': { crls },
  });
  expect(gaps).toEqual([]);
  return hopsOf(value, [trust]);
}

describe('IAM Roles Anywhere (identity case 16)', () => {
  const byName: Json = { StringEquals: { 'aws:PrincipalTag/x509Subject/CN': 'oven' } };

  it('lets whoever holds a certificate of an enabled anchor into the roles of enabled profiles', async () => {
    const trust = trusting(ANYWHERE, ALL_THREE);
    expect(ways(await anywhere(trust), HOLDER)).toEqual(['rolesAnywhere: profile machines: allowed, allowed']);
    expect(ways(await anywhere(trust, { enabled: false }), HOLDER)).toEqual([]);
    expect(ways(await anywhere(trust, {}, { enabled: false }), HOLDER)).toEqual([]);
  });

  it('says so where a list of revoked certificates of the anchor is in force', async () => {
    const trust = trusting(ANYWHERE, ALL_THREE);
    const list = (enabled: boolean, trustAnchorArn = ANCHOR): Json => ({ trustAnchorArn, enabled, crlData: 'LQ==' });
    const told = async (...crls: readonly Json[]) => ways(await anywhere(trust, {}, {}, crls), HOLDER);
    const plain = 'rolesAnywhere: profile machines: allowed, allowed';
    const but = 'rolesAnywhere: profile machines, unless the certificate is revoked: allowed, allowed';
    expect(await told(list(false), list(true, `${ANCHOR}2`))).toEqual([plain]);
    expect(await told(list(false), list(true))).toEqual([but]);
  });

  it('needs all three actions', async () => {
    expect(ways(await anywhere(trusting(ANYWHERE, BOTH)), HOLDER)).toEqual([]);
  });

  it('shows the anchor to the trust policy', async () => {
    const of = (arn: string): IamRole => trusting(ANYWHERE, ALL_THREE, { ArnEquals: { 'aws:SourceArn': arn } });
    expect(ways(await anywhere(of(ANCHOR)), HOLDER)).toHaveLength(1);
    expect(ways(await anywhere(of(`${ANCHOR}2`)), HOLDER)).toEqual([]);
  });

  it('counts every anchor of the account where the trust policy names none', async () => {
    const other = { trustAnchorArn: `${ANCHOR}2`, name: 'anybody', enabled: true };
    const into = async (condition?: Json) =>
      ways(await anywhere(trusting(ANYWHERE, ALL_THREE, condition), {}, {}, [], [other]), outsideId(`${ANCHOR}2`));
    expect(await into()).toHaveLength(1);
    expect(await into({ ArnEquals: { 'aws:SourceArn': ANCHOR } })).toEqual([]);
  });

  it('shows what the profile maps, and nothing else', async () => {
    const trust = trusting(ANYWHERE, ALL_THREE, byName);
    expect(ways(await anywhere(trust), HOLDER)).toEqual(['rolesAnywhere: profile machines: allowed, conditional']);
    expect(ways(await anywhere(trust, { attributeMappings: SUBJECT_ALONE }), HOLDER)).toEqual([]);
  });

  it('leads into a session that is less than the role where the profile has a session policy', async () => {
    for (const profile of [
      { sessionPolicy: '{}' },
      { managedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'] },
    ]) {
      const hops = await anywhere(trusting(ANYWHERE, ALL_THREE), profile);
      expect(ways(hops, HOLDER)).toEqual([]);
      expect(ways(hops, HOLDER, lesserSession(hops, HOLDER))).toEqual([
        'rolesAnywhere: profile machines: allowed, allowed',
      ]);
    }
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

describe('account access manager (identity case 5)', () => {
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
