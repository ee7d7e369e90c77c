import { describe, expect, it } from 'vitest';
import { COGNITO_IDENTITY, collectIdentityPools } from '../../collector/aws/cognito-identity.ts';
import { ANYONE_ID, outsideId } from '../../domain/node-ids.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole } from '../../domain/snapshot.ts';
import { failure, REGION, read, type Script } from '../collector/scripted-source.ts';
import { hopsOf, ROLE, trusting, ways } from './entrance-ways.ts';
import { HOME, role } from './two-accounts.ts';

const POOL = `${REGION}:1234`;
const POOL_ARN = `arn:aws:cognito-identity:${REGION}:111122223333:identitypool/${POOL}`;
const USERS = `cognito-idp.${REGION}.amazonaws.com/pool`;
const SIGNED_IN = outsideId(`${POOL_ARN}/${USERS}`);
const COGNITO = { Federated: 'cognito-identity.amazonaws.com' };

type JsonRecord = { readonly [key: string]: Json };

interface PoolParts {
  readonly pool?: Readonly<Record<string, Json>>;
  readonly roles?: Readonly<Record<string, Json>>;
  readonly mapping?: Json;
  /** `denied`: it may not be read. */
  readonly tags?: Json;
}

function tagMap(tags: Json | undefined): Script[string] {
  if (tags === undefined) return () => failure('ResourceNotFoundException');
  return tags === 'denied' ? () => failure('AccessDeniedException', 'denied') : { PrincipalTags: tags };
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
    'cognito-identity:GetPrincipalTagAttributeMap': tagMap(tags),
  });
  expect(gaps.map(({ call, status }) => `${call} ${status}`)).toEqual(
    tags === 'denied' ? ['GetPrincipalTagAttributeMap denied'] : [],
  );
  return hopsOf(value, trusts);
}

const ofPool = (amr: string, pool = POOL): JsonRecord => ({
  StringEquals: { 'cognito-identity.amazonaws.com:aud': pool },
  'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': amr },
});
const WEB_IDENTITY = 'sts:AssumeRoleWithWebIdentity';

describe('Cognito identity pools (identity case 15)', () => {
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

  it('whose map of tags may not be read are open, with tags and without, and deny nobody', async () => {
    const roles = { authenticated: ROLE };
    const rule = `cognito: signed-in of identity pool ${POOL}`;
    expect(ways(await cognito([members], { roles, tags: 'denied' }), SIGNED_IN)).toEqual([`${rule}: unknown, allowed`]);
    const byTeam = { ...ofPool('authenticated'), StringEquals: { 'aws:RequestTag/team': 'cakes' } };
    const tagged = trusting(COGNITO, [WEB_IDENTITY, 'sts:TagSession'], byTeam);
    expect(ways(await cognito([tagged], { roles, tags: 'denied' }), SIGNED_IN)).toEqual([
      `${rule}: unknown, conditional`,
    ]);
    const untagged = trusting(COGNITO, WEB_IDENTITY, byTeam);
    expect(ways(await cognito([untagged], { roles, tags: 'denied' }), SIGNED_IN)).toEqual([]);
  });

  it('pass no tags by the classic flow, whatever their map says', async () => {
    const pool = { AllowClassicFlow: true };
    const rule = `cognito: identity pool ${POOL}, classic flow: allowed, allowed`;
    for (const tags of ['denied', { team: 'custom:team' }])
      expect(ways(await cognito([members], { pool, tags }), SIGNED_IN)).toEqual([rule]);
  });
});
