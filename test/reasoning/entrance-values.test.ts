import { describe, expect, it } from 'vitest';
import { pathOfRoute } from '../../answers/access-paths.ts';
import { NodeBook } from '../../answers/node-info.ts';
import { routeOver } from '../../answers/routes.ts';
import type { Hop } from '../../domain/access.ts';
import { entitledId, entitlementId, type IdentitySource, type RoleEntitlement } from '../../domain/entitlement.ts';
import { workloadId } from '../../domain/node-ids.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import { entitlementsOf } from '../../domain/told-entitlements.ts';
import { decide } from '../../reasoning/decide.ts';
import { prove } from '../../reasoning/prove.ts';
import { claimText } from '../../reasoning/smt/claim-text.ts';
import { checkHop } from '../../reasoning/verify/records.ts';
import { World } from '../../reasoning/world.ts';
import { allow, document, HOME, role, snapshotOf } from './two-accounts.ts';

// What an entrance shows of itself is neither more nor less than the sources say.

const APP = `arn:aws:iam::${HOME}:role/app`;
const CLUSTER = `arn:aws:eks:eu-west-1:${HOME}:cluster/kitchen`;
const ISSUER = 'oidc.eks.eu-west-1.amazonaws.com/id/ABC';
const PROVIDER = `arn:aws:iam::${HOME}:oidc-provider/${ISSUER}`;
const kitchen: IdentitySource = {
  id: CLUSTER,
  kind: 'eks',
  name: 'kitchen',
  closed: false,
  providers: [],
  issuer: ISSUER,
};

function hopsOf(snapshot: Snapshot): readonly Hop[] {
  const steps = prove(new World(snapshot), decide, (claim) => claimText(claim).slice(0, 1));
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    expect(step.value.disagreements).toEqual([]);
    const evidence = { snapshot, claims: new Map(), isCertified: () => false };
    expect(step.value.hops.flatMap((hop) => checkHop(evidence, hop).problems)).toEqual([]);
    return step.value.hops;
  }
}

const letting = (name: string, statement: Readonly<Record<string, Json>>, policy?: Json): IamRole =>
  role(name, policy, { trustPolicy: document({ Effect: 'Allow', ...statement }) });

describe('a tag that an entrance passes', () => {
  const arn = (name: string): string => `arn:aws:iam::${HOME}:role/${name}`;
  const BOTH: Json = ['sts:AssumeRole', 'sts:TagSession'];
  /** Nobody passes the tag anew. */
  const passing = (tag: string): Json => ({ Null: { [`aws:RequestTag/${tag}`]: 'true' } });

  /** Verdict of: entrance, role `app`, role `mid`, role `last`, whose trust policy asks `mid` for the tag. */
  function overMid(entitlement: RoleEntitlement, principal: Json, actions: Json, tag: string): string {
    const snapshot = snapshotOf({
      roles: [
        letting('app', { Principal: principal, Action: actions }, allow(BOTH)),
        letting('mid', { Principal: { AWS: APP }, Action: BOTH, Condition: passing(tag) }, allow(BOTH)),
        letting('last', {
          Principal: { AWS: arn('mid') },
          Action: BOTH,
          Condition: { StringEquals: { [`aws:PrincipalTag/${tag}`]: 'shop' } },
        }),
      ],
      entitlements: [entitlement],
    });
    const world = new World(snapshot);
    const hops = hopsOf(snapshot);
    const stations = [entitledId(entitlement), entitlementId(entitlement), APP, arn('mid'), arn('last')];
    const route = stations
      .slice(1)
      .flatMap((to, i) => hops.find((hop) => hop.from === stations[i] && hop.to === to) ?? []);
    expect(route).toHaveLength(4);
    return pathOfRoute({ world, book: new NodeBook(world), language: 'en' }, routeOver(route))?.verdict ?? 'denied';
  }

  const pod = (more: Partial<RoleEntitlement>): RoleEntitlement => ({
    source: CLUSTER,
    principalKind: 'workload',
    principalId: `${CLUSTER}/shop/web`,
    role: APP,
    through: 'pods.eks.amazonaws.com',
    rule: 'pod identity association a-1',
    closedTags: true,
    ...more,
  });
  const PODS = { Service: 'pods.eks.amazonaws.com' };
  const NAMESPACE = 'kubernetes-namespace';
  const fixes = { [`aws:RequestTag/${NAMESPACE}`]: 'shop', 'aws:TagKeys': [NAMESPACE] };

  it('goes with every later role where the entrance makes it transitive', () => {
    const marked = pod({ fixes: { ...fixes, 'sts:TransitiveTagKeys': [NAMESPACE] } });
    expect(overMid(marked, PODS, BOTH, NAMESPACE)).toBe('allowed');
    expect(overMid(marked, PODS, BOTH, 'Kubernetes-Namespace')).toBe('allowed');
  });

  it('ends with the first role where it does not', () => {
    const cognito: RoleEntitlement = {
      source: 'pool',
      principalKind: 'outside',
      principalId: 'pool/users',
      role: APP,
      through: 'cognito-identity.amazonaws.com',
      rule: 'signed-in of identity pool',
      closedTags: true,
      opens: ['aws:RequestTag/team'],
    };
    const actions: Json = ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'];
    expect(overMid(cognito, { Federated: 'cognito-identity.amazonaws.com' }, actions, 'team')).toBe('denied');
    const other = pod({ fixes: { ...fixes, 'sts:TransitiveTagKeys': ['other'] } });
    expect(overMid(other, PODS, BOTH, NAMESPACE)).toBe('denied');
  });
});

/** `<verdict>` of each way into the role, by who comes in. */
function intoApp(snapshot: Snapshot): Readonly<Record<string, string>> {
  const hops = hopsOf(snapshot);
  const ways = hops.filter(({ from, to }) => from.startsWith('entitlement:') && to === APP);
  return Object.fromEntries(
    ways.flatMap(({ from, verdict }) => hops.filter(({ to }) => to === from).map((fact) => [fact.from, verdict])),
  );
}

describe('what an identity pool says of a sign-in', () => {
  const COGNITO = 'cognito-identity.amazonaws.com';
  const USERS = 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC';
  const entitlement: RoleEntitlement = {
    source: 'pool',
    principalKind: 'outside',
    principalId: 'pool/users',
    role: APP,
    through: COGNITO,
    rule: 'signed-in of identity pool',
    closedTags: true,
    fixes: { [`${COGNITO}:aud`]: 'eu-west-1:1', [`${COGNITO}:amr`]: ['authenticated', USERS] },
  };
  function verdict(operator: string, ...amr: readonly string[]): string {
    const Condition = { [operator]: { [`${COGNITO}:amr`]: amr } };
    const trust = { Principal: { Federated: COGNITO }, Action: 'sts:AssumeRoleWithWebIdentity', Condition };
    const roles = [letting('app', trust)];
    return intoApp(snapshotOf({ roles, entitlements: [entitlement] }))['outside:pool/users'] ?? 'denied';
  }

  it('holds that there was one, and its provider', () => {
    expect(verdict('ForAnyValue:StringLike', 'authenticated')).toBe('allowed');
    expect(verdict('ForAnyValue:StringEquals', USERS)).toBe('allowed');
    expect(verdict('ForAnyValue:StringLike', 'unauthenticated')).toBe('denied');
    expect(verdict('ForAnyValue:StringLike', 'graph.facebook.com')).toBe('denied');
  });

  it('may name the user too, in a form that nobody prints', () => {
    expect(verdict('ForAnyValue:StringLike', `${USERS}:CognitoSignIn:*`)).toBe('unknown');
    expect(verdict('ForAnyValue:StringEquals', `${USERS}:CognitoSignIn:0a1b`)).toBe('unknown');
    expect(verdict('ForAllValues:StringLike', 'authenticated', USERS)).toBe('unknown');
    expect(verdict('ForAllValues:StringLike', 'authenticated', `${USERS}*`)).toBe('allowed');
  });
});

describe('a service account of a cluster', () => {
  const WEB = workloadId(`${CLUSTER}/shop/web`);
  const SUBJECT = 'system:serviceaccount:shop:web';
  const provider = (clientIds: readonly string[] | undefined): Snapshot['identityProviders'][number] => ({
    kind: 'oidc',
    arn: PROVIDER,
    account: HOME,
    url: ISSUER,
    ...(clientIds === undefined ? {} : { clientIds }),
  });
  const trusting = (principal: Json, more: Readonly<Record<string, Json>> = {}): IamRole =>
    letting('app', {
      Principal: principal,
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${ISSUER}:sub`]: SUBJECT, ...more } },
    });
  const cluster = (
    roles: readonly IamRole[],
    clientIds: readonly string[] | undefined = ['sts.amazonaws.com'],
  ): Snapshot => snapshotOf({ roles, identitySources: [kitchen], identityProviders: [provider(clientIds)] });

  it('has a token for any audience that the provider takes', () => {
    const asking = (aud: string): IamRole => trusting({ Federated: PROVIDER }, { [`${ISSUER}:aud`]: aud });
    const both = ['sts.amazonaws.com', 'kitchen-tools'];
    expect(intoApp(cluster([asking('sts.amazonaws.com')]))[WEB]).toBe('allowed');
    expect(intoApp(cluster([asking('kitchen-tools')], both))[WEB]).toBe('conditional');
    expect(intoApp(cluster([asking('kitchen-tools')]))[WEB]).toBeUndefined();
    expect(intoApp(cluster([trusting({ Federated: PROVIDER })], both))[WEB]).toBe('allowed');
  });

  it('is seen where the trust policy names its provider among everybody', () => {
    expect(intoApp(cluster([trusting('*')]))).toHaveProperty([WEB]);
    const except = letting('app', {
      NotPrincipal: { AWS: `arn:aws:iam::${HOME}:root` },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { [`${ISSUER}:sub`]: SUBJECT } },
    });
    expect(entitlementsOf(cluster([except])).map(({ role: to, principalId }) => `${principalId} ${to}`)).toEqual([
      `${CLUSTER}/shop/web ${APP}`,
    ]);
  });

  it('may enter a role whose trust policy cannot be read', () => {
    const named = { ...trusting({ Federated: PROVIDER }), name: 'named', arn: `${APP}-named` };
    const broken = role('app', undefined, { trustPolicy: 'no policy' });
    expect(intoApp(cluster([named, broken]))).toEqual({ [WEB]: 'unknown' });
  });
});
