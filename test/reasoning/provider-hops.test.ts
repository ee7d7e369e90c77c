import { describe, expect, it } from 'vitest';
import type { Hop } from '../../domain/access.ts';
import type { CellStatus } from '../../domain/gap.ts';
import type { Json } from '../../domain/policy.ts';
import type { IdentityProvider } from '../../domain/snapshot.ts';
import type { Claim } from '../../reasoning/claim.ts';
import { decide } from '../../reasoning/decide.ts';
import { prove } from '../../reasoning/prove.ts';
import { claimText } from '../../reasoning/smt/claim-text.ts';
import { World } from '../../reasoning/world.ts';
import { startZ3 } from '../../reasoning/z3.ts';
import { document, HOME, role, snapshotOf } from './two-accounts.ts';

const ISSUER = 'git.example/Group';
const OIDC = `arn:aws:iam::${HOME}:oidc-provider/${ISSUER}`;
const SAML = `arn:aws:iam::${HOME}:saml-provider/Corp`;
const oidc = (...clientIds: readonly string[]): IdentityProvider => ({
  kind: 'oidc',
  arn: OIDC,
  account: HOME,
  clientIds,
});

const trust = (provider: string, condition: Json = {}): Json =>
  document({
    Effect: 'Allow',
    Principal: { Federated: provider },
    Action: provider.includes('saml') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity',
    Condition: condition,
  });
const audience = (operator: string, value: string): Json => ({ [operator]: { [`${ISSUER}:aud`]: value } });

interface Read {
  readonly providers?: readonly IdentityProvider[];
  readonly lists?: CellStatus;
}

/** The ways into a role with this trust policy, where all lists of providers ended in this way. */
function waysIn(trustPolicy: Json, { providers = [], lists = 'complete' }: Read, claims: Claim[] = []): readonly Hop[] {
  const coverage = ['ListSAMLProviders', 'ListOpenIDConnectProviders'].map((call) => ({
    account: HOME,
    region: 'global',
    service: 'iam',
    call,
    status: lists,
  }));
  const world = new World(
    snapshotOf({ roles: [role('ci', undefined, { trustPolicy })], identityProviders: providers, coverage }),
  );
  const steps = prove(world, decide, (claim) => String(claims.push(claim)));
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    expect(step.value.disagreements).toEqual([]);
    return step.value.hops.filter(({ from }) => from.startsWith('federated:'));
  }
}
const verdicts = (hops: readonly Hop[]): readonly string[] => hops.map(({ verdict }) => verdict);
const reasons = (hops: readonly Hop[]): readonly string[] =>
  hops.flatMap(({ assumptions }) => assumptions.map(({ text }) => text));

describe('a trust in an identity provider', () => {
  it('lets in whom the provider signs in', () => {
    expect(verdicts(waysIn(trust(SAML), { providers: [{ kind: 'saml', arn: SAML, account: HOME }] }))).toEqual([
      'allowed',
    ]);
    expect(verdicts(waysIn(trust(OIDC), { providers: [oidc('sts.amazonaws.com')] }))).toEqual(['allowed']);
  });

  it('lets in nobody where the account has no such provider', () => {
    expect(waysIn(trust(SAML), {})).toEqual([]);
    expect(waysIn(trust(OIDC), {})).toEqual([]);
  });

  it('is unknown where the providers were not read, and names the call', () => {
    const saml = waysIn(trust(SAML), { lists: 'denied' });
    expect(verdicts(saml)).toEqual(['unknown']);
    expect(reasons(saml)).toContain('the identity provider could not be read: iam:ListSAMLProviders');
    expect(reasons(waysIn(trust(OIDC), { lists: 'throttled' }))).toContain(
      'the identity provider could not be read: iam:ListOpenIDConnectProviders',
    );
  });

  it('is believed of a provider that was read, though the list broke off', () => {
    expect(verdicts(waysIn(trust(OIDC), { providers: [oidc('a')], lists: 'throttled' }))).toEqual(['allowed']);
  });

  it('needs no provider of the account where AWS knows it by name', () => {
    expect(verdicts(waysIn(trust('accounts.google.com'), {}))).toEqual(['allowed']);
    expect(verdicts(waysIn(trust('cognito-identity.amazonaws.com'), { lists: 'denied' }))).toEqual(['allowed']);
  });
});

describe('what a token tells', () => {
  const passing = (provider: string, keys: Json): Json =>
    document({
      Effect: 'Allow',
      Principal: { Federated: provider },
      Action: [
        provider.includes('saml') ? 'sts:AssumeRoleWithSAML' : 'sts:AssumeRoleWithWebIdentity',
        'sts:TagSession',
        'sts:SetSourceIdentity',
      ],
      Condition: { StringEquals: keys },
    });

  it.each([
    { key: `${ISSUER}:sub`, also: 'aws:RequestTag/team' },
    { key: `${ISSUER}:amr`, also: 'aws:RequestTag/team' },
    { key: `${ISSUER}:sub`, also: 'sts:SourceIdentity' },
  ])('$key is there for the tags and the source identity too: $also', ({ key, also }) => {
    const [hop] = waysIn(passing(OIDC, { [key]: 'x', [also]: 'y' }), { providers: [oidc('sts.amazonaws.com')] });
    expect(hop).toMatchObject({ verdict: 'conditional', witness: { context: { [key]: 'x', [also]: 'y' } } });
  });

  it.each(['saml:sub', 'saml:doc'])('%s of an assertion likewise', (key) => {
    const providers: readonly IdentityProvider[] = [{ kind: 'saml', arn: SAML, account: HOME }];
    const [hop] = waysIn(passing(SAML, { [key]: 'x', 'aws:RequestTag/team': 'y' }), { providers });
    expect(hop).toMatchObject({
      verdict: 'conditional',
      witness: { context: { [key]: 'x', 'aws:RequestTag/team': 'y' } },
    });
  });
});

describe('the audience of a token', () => {
  it('must be one that the provider lists', () => {
    const providers = [oidc('sts.amazonaws.com')];
    expect(waysIn(trust(OIDC, audience('StringEquals', 'other')), { providers })).toEqual([]);
    expect(waysIn(trust(OIDC, audience('StringLike', 'sts.*.com')), { providers })).toMatchObject([
      { verdict: 'conditional' },
    ]);
    const [hop] = waysIn(trust(OIDC, audience('StringNotEquals', 'sts.amazonaws.com')), { providers });
    expect(JSON.stringify(hop?.witness?.context ?? {})).not.toContain(':aud');
  });

  it('is unknown where what it lists was not read', () => {
    const { clientIds: _, ...bare } = oidc();
    const hops = waysIn(trust(OIDC, audience('StringEquals', 'other')), { providers: [bare] });
    expect(verdicts(hops)).toEqual(['unknown']);
    expect(reasons(hops)).toContain('the identity provider could not be read: iam:GetOpenIDConnectProvider');
  });
});

it('the solver refutes every claim about these ways in', { timeout: 120_000 }, async () => {
  const claims: Claim[] = [];
  waysIn(trust(OIDC, audience('StringEquals', 'other')), { providers: [oidc('sts.amazonaws.com')] }, claims);
  waysIn(trust(OIDC, audience('StringLike', 's*')), { providers: [oidc('sts.amazonaws.com', 'b')] }, claims);
  waysIn(trust(OIDC), { lists: 'denied' }, claims);
  waysIn(trust(SAML), {}, claims);
  const solver = await startZ3();
  const wrong = claims.filter((claim) => solver.check(claimText(claim)).some((answer) => answer !== 'unsat'));
  solver.close();
  expect(wrong.map(({ caller }) => caller)).toEqual([]);
  expect(claims.filter(({ caller }) => caller.startsWith('federated:')).length).toBe(4);
});
