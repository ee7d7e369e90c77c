import { describe, expect, it } from 'vitest';
import type { Hop } from '../../domain/access.ts';
import { entitlementId, type IdentitySource, type RoleEntitlement } from '../../domain/entitlement.ts';
import { ssoGroupId, ssoUserId } from '../../domain/node-ids.ts';
import type { Json } from '../../domain/policy.ts';
import type { DirectoryGroup, DirectoryUser, Snapshot } from '../../domain/snapshot.ts';
import { decide } from '../../reasoning/decide.ts';
import { type Proved, prove } from '../../reasoning/prove.ts';
import { claimText } from '../../reasoning/smt/claim-text.ts';
import { directoryFacts, nameOfHop } from '../../reasoning/verify/directory.ts';
import { checkHop } from '../../reasoning/verify/records.ts';
import { World } from '../../reasoning/world.ts';
import { document, HOME, role, snapshotOf } from './two-accounts.ts';

const PROVIDER = `arn:aws:iam::${HOME}:saml-provider/OKTA`;
const FOREIGN = 'arn:aws:iam::999999999999:saml-provider/OKTA';
const ADMIN = `arn:aws:iam::${HOME}:role/admin`;
const OPEN_END = `federated:${PROVIDER}`;
const RULE = 'group aws_111122223333_admin';

const ANN: DirectoryUser = { id: 'u1', provider: 'okta', userName: 'ann@example', emails: [], active: true };
const ADMINS: DirectoryGroup = { id: 'g1', provider: 'okta', name: 'aws_111122223333_admin', members: ['u1'] };
const okta = (closed: boolean): IdentitySource => ({
  id: 'okta',
  kind: 'okta',
  name: 'Okta',
  closed,
  providers: [PROVIDER],
});
const entitled = (more: Partial<RoleEntitlement> = {}): RoleEntitlement => ({
  source: 'okta',
  principalKind: 'group',
  principalId: 'g1',
  role: ADMIN,
  through: PROVIDER,
  rule: RULE,
  ...more,
});

const samlTrust = (more: Readonly<Record<string, Json>> = {}, action: Json = 'sts:AssumeRoleWithSAML'): Json =>
  document({ Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: action, ...more });

interface Parts {
  readonly trust?: Json;
  readonly entitlements?: readonly RoleEntitlement[];
  readonly closed?: boolean;
}

function snapshotWith({ trust = samlTrust(), entitlements = [entitled()], closed = true }: Parts): Snapshot {
  return snapshotOf({
    roles: [role('admin', undefined, { trustPolicy: trust })],
    identityProviders: [{ kind: 'saml', arn: PROVIDER, account: HOME }],
    directoryUsers: [ANN],
    directoryGroups: [ADMINS],
    identitySources: [okta(closed)],
    entitlements,
  });
}

function proved(snapshot: Snapshot, register?: Parameters<typeof prove>[2]): Proved {
  const steps = prove(new World(snapshot), decide, register);
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    expect(step.value.disagreements).toEqual([]);
    return step.value;
  }
}
const hopsOf = (parts: Parts): readonly Hop[] => proved(snapshotWith(parts)).hops;
const into = (hops: readonly Hop[], to: string): readonly Hop[] => hops.filter((hop) => hop.to === to);
const entered = (parts: Parts): readonly string[] =>
  into(hopsOf(parts), ADMIN)
    .filter(({ from }) => from.startsWith('entitlement:'))
    .map(({ kind, verdict }) => `${kind} ${verdict}`);

describe('an entitlement of an identity source', () => {
  it('leads from the group over the entitlement into the role, and says by which rule', () => {
    const hops = hopsOf({});
    const node = entitlementId(entitled());
    expect(into(hops, node)).toMatchObject([{ from: ssoGroupId('g1'), kind: 'assigned', technique: `okta: ${RULE}` }]);
    expect(into(hops, ADMIN)).toMatchObject([
      { from: node, kind: 'federatesTo', verdict: 'allowed', technique: 'sts:AssumeRoleWithSAML', proof: 'replayed' },
    ]);
  });

  it('leads from a user as well', () => {
    const user = entitled({ principalKind: 'user', principalId: 'u1' });
    expect(into(hopsOf({ entitlements: [user] }), entitlementId(user))).toMatchObject([{ from: ssoUserId('u1') }]);
  });

  it('is worth nothing where the trust policy refuses', () => {
    const trust = document({ Effect: 'Allow', Principal: { AWS: HOME }, Action: 'sts:AssumeRole' });
    expect(entered({ trust })).toEqual([]);
  });

  it('is conditional where the trust policy is', () => {
    const trust = samlTrust({ Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } } });
    expect(entered({ trust })).toEqual(['federatesTo conditional']);
  });

  it('has the values that its entrance fixes, and no others', () => {
    const trust = samlTrust({ Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } } });
    const fixes = (value: string): RoleEntitlement => entitled({ fixes: { 'saml:AUD': value } });
    expect(entered({ trust, entitlements: [fixes('https://signin.aws.amazon.com/saml')] })).toEqual([
      'federatesTo allowed',
    ]);
    expect(entered({ trust, entitlements: [fixes('https://elsewhere.example')] })).toEqual([]);
  });

  it('that passes tags needs sts:TagSession', () => {
    const entitlements = [entitled({ fixes: { 'aws:RequestTag/Team': 'cakes' } })];
    const both: Json = ['sts:AssumeRoleWithSAML', 'sts:TagSession'];
    const team = (value: string): Json =>
      samlTrust({ Condition: { StringEquals: { 'aws:RequestTag/Team': value } } }, both);
    expect(entered({ entitlements })).toEqual([]);
    expect(entered({ entitlements, trust: samlTrust({}, both) })).toEqual(['federatesTo allowed']);
    expect(entered({ entitlements, trust: team('cakes') })).toEqual(['federatesTo allowed']);
    expect(entered({ entitlements, trust: team('bread') })).toEqual([]);
  });

  it('that needs another action is worth nothing without it', () => {
    const service = 'account-access.amazonaws.com';
    const trust = (action: Json): Json =>
      document({ Effect: 'Allow', Principal: { Service: service }, Action: action });
    const entitlements = [entitled({ through: service, needs: ['sts:SetContext'] })];
    expect(entered({ entitlements, trust: trust('sts:AssumeRole') })).toEqual([]);
    expect(entered({ entitlements, trust: trust(['sts:AssumeRole', 'sts:SetContext']) })).toEqual([
      'federatesTo allowed',
    ]);
  });

  it('through a provider of another account gives nothing', () => {
    const hops = hopsOf({ entitlements: [entitled({ through: FOREIGN })] });
    expect(hops.filter(({ from, to }) => [from, to].some((id) => id.startsWith('entitlement:')))).toEqual([]);
  });

  it('that has to be activated is unknown until then', () => {
    const one = entitled({ eligible: true });
    expect(into(hopsOf({ entitlements: [one] }), entitlementId(one))).toMatchObject([
      { verdict: 'unknown', assumptions: [{ text: 'the assignment has to be activated first' }] },
    ]);
  });

  it('takes the place of the open end where the source was read to its end, and stands beside it elsewhere', () => {
    const openEnds = (closed: boolean): number => hopsOf({ closed }).filter(({ from }) => from === OPEN_END).length;
    expect(openEnds(true)).toBe(0);
    expect(openEnds(false)).toBe(1);
  });

  it('is read again by the verification, which finds it right', () => {
    const fixes = { 'SAML:aud': 'https://signin.aws.amazon.com/saml' };
    const trust = samlTrust({ Condition: { StringEquals: fixes } });
    const snapshot = snapshotWith({ trust, entitlements: [entitled({ fixes }), entitled({ eligible: true })] });
    const texts: string[] = [];
    const { hops } = proved(snapshot, (claim) => String(texts.push(claimText(claim))));
    expect(texts.length).toBeGreaterThan(0);
    const evidence = { snapshot, claims: new Map(), isCertified: () => false };
    expect(hops.flatMap((hop) => checkHop(evidence, hop).problems)).toEqual([]);
    const facts = directoryFacts(snapshot);
    expect(hops.filter(({ kind }) => kind === 'assigned').every((hop) => facts.has(nameOfHop(hop)))).toBe(true);
  });
});
