import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NamedPolicy, POLICY_LAYERS, type PolicyLayer, type Statement } from '../../domain/policy.ts';
import type { AccessRequest, PolicySet } from '../../domain/request.ts';
import { decide } from '../../reasoning/decide.ts';
import { fits, readGlob } from '../../reasoning/reference/glob.ts';
import { principalOf } from '../dsl.ts';
import { shortOf } from '../expectation.ts';
import { howMany } from '../numbers.ts';
import { anyCallerSide, anyDeny, anyGrant, anyRcp, anyRequest, anyResourceSide, document } from './requests.ts';

const RUNS = { numRuns: howMany(700, 3000) };

const withPolicies = (request: AccessRequest, policies: PolicySet): AccessRequest => ({
  ...request,
  policies: { ...request.policies, ...policies },
});

/** A PolicySet with every document rewritten. */
function mapDocuments(policies: PolicySet, map: (policy: NamedPolicy) => NamedPolicy): PolicySet {
  const entries = Object.entries(policies).map(([layer, list]) => [
    layer,
    layer === 'unread'
      ? list
      : (list as readonly (NamedPolicy | readonly NamedPolicy[])[]).map((one) =>
          'document' in one ? map(one) : one.map(map),
        ),
  ]);
  return Object.fromEntries(entries);
}

const rewrite = (policy: NamedPolicy, statements: readonly Statement[]): NamedPolicy => ({
  ...policy,
  document: { ...policy.document, statements },
});

/** A definite answer without the knowledge must be the answer with it. */
function expectNoWrongAnswer(without: AccessRequest, filled: AccessRequest): void {
  const guess = shortOf(decide(without));
  const truth = shortOf(decide(filled));
  if (guess !== 'unknown' && truth !== 'unknown') expect(guess).toBe(truth);
}

describe('laws of the reference interpreter', () => {
  it('the random requests meet every kind of answer', () => {
    const kinds = fc.sample(anyRequest, { numRuns: 2000, seed: 1 }).map((request) => decide(request).kind);
    for (const kind of ['allowed', 'explicitlyDenied', 'implicitlyDenied', 'unknown'])
      expect(kinds.filter((one) => one === kind).length, kind).toBeGreaterThan(40);
  });

  it('adding a Deny to the caller side never allows', () =>
    fc.assert(
      fc.property(anyRequest, anyDeny(false), (request, deny) => {
        const more = withPolicies(request, {
          identity: [...(request.policies.identity ?? []), document('deny', [deny])],
        });
        if (decide(request).kind !== 'allowed') expect(decide(more).kind).not.toBe('allowed');
      }),
      RUNS,
    ));

  it('adding a Deny to the resource policy never allows', () =>
    fc.assert(
      fc.property(anyRequest, anyDeny(true), (request, deny) => {
        const more = withPolicies(request, {
          resource: [...(request.policies.resource ?? []), document('deny', [deny])],
        });
        if (decide(request).kind !== 'allowed') expect(decide(more).kind).not.toBe('allowed');
      }),
      RUNS,
    ));

  it.each([
    [
      'a permissions boundary',
      anyCallerSide,
      (one: NamedPolicy): PolicySet => ({ permissionsBoundary: [one] }),
      'permissionsBoundary',
    ],
    ['a session policy', anyCallerSide, (one: NamedPolicy): PolicySet => ({ session: [one] }), 'session'],
    ['an endpoint policy', anyResourceSide, (one: NamedPolicy): PolicySet => ({ vpcEndpoint: [one] }), 'vpcEndpoint'],
    ['a level of SCPs', anyCallerSide, (one: NamedPolicy): PolicySet => ({ scp: [[one]] }), 'scp'],
    ['a level of RCPs', anyRcp, (one: NamedPolicy): PolicySet => ({ rcp: [[one]] }), 'rcp'],
  ] as const)('%s only caps', (_, policy, layerOf, layer) =>
    fc.assert(
      fc.property(anyRequest, policy, (request, added) => {
        const { [layer]: gone, ...policies } = request.policies;
        const bare = { ...request, policies };
        // A federated user and a session of sts:AssumeRoot have nothing before they have a session policy.
        fc.pre(
          layer !== 'session' ||
            (request.principal.kind !== 'federatedUser' && request.principal.kind !== 'assumedRoot'),
        );
        if (decide(bare).kind !== 'allowed')
          expect(decide(withPolicies(bare, layerOf(added))).kind).not.toBe('allowed');
      }),
      RUNS,
    ));

  it('the order of statements and documents does not matter', () =>
    fc.assert(
      fc.property(anyRequest, (request) => {
        const turned = mapDocuments(request.policies, (one) => rewrite(one, [...one.document.statements].reverse()));
        const lists = {
          ...(turned.identity === undefined ? {} : { identity: [...turned.identity].reverse() }),
          ...(turned.resource === undefined ? {} : { resource: [...turned.resource].reverse() }),
        };
        expect(decide({ ...request, policies: { ...turned, ...lists } }).kind).toBe(decide(request).kind);
      }),
      RUNS,
    ));

  it('saying a thing twice does not matter', () =>
    fc.assert(
      fc.property(anyRequest, (request) => {
        const twice = mapDocuments(request.policies, (one) =>
          rewrite(one, [...one.document.statements, ...one.document.statements]),
        );
        expect(decide({ ...request, policies: twice }).kind).toBe(decide(request).kind);
      }),
      RUNS,
    ));

  it('splitting a document into one for each statement does not matter', () =>
    fc.assert(
      fc.property(anyRequest, (request) => {
        const split = (list: readonly NamedPolicy[] | undefined) =>
          list?.flatMap((one) => one.document.statements.map((statement) => rewrite(one, [statement])));
        const { identity, resource, session } = request.policies;
        const lists = Object.entries({ identity, resource, session }).flatMap(([layer, list]) =>
          list === undefined ? [] : [[layer, split(list)]],
        );
        // Lambda: how many documents there are is knowledge of its own (rule 85).
        fc.pre(!request.action.startsWith('lambda:'));
        expect(decide(withPolicies(request, Object.fromEntries(lists))).kind).toBe(decide(request).kind);
      }),
      RUNS,
    ));

  it('an unread layer never leads to a wrong answer, whatever stands in it', () =>
    fc.assert(
      fc.property(
        anyRequest,
        fc.subarray([...POLICY_LAYERS], { minLength: 1 }),
        (request, unread: readonly PolicyLayer[]) => {
          const kept = Object.entries(request.policies).filter(([layer]) => !unread.includes(layer as PolicyLayer));
          expectNoWrongAnswer({ ...request, policies: { ...Object.fromEntries(kept), unread } }, request);
        },
      ),
      { numRuns: howMany(1500, 6000) },
    ));

  it('a half-read layer never leads to a wrong answer either', () =>
    fc.assert(
      fc.property(anyRequest, anyCallerSide, anyResourceSide, (request, identity, resource) => {
        const unread: readonly PolicyLayer[] = ['identity', 'resource'];
        const whole = withPolicies(request, {
          identity: [...(request.policies.identity ?? []), identity],
          resource: [...(request.policies.resource ?? []), resource],
        });
        expectNoWrongAnswer(withPolicies(request, { unread }), whole);
      }),
      RUNS,
    ));

  it('the unknown name of a session never leads to a wrong answer', () =>
    fc.assert(
      fc.property(anyRequest, fc.constantFrom('s1', 's2'), (request, sessionName) => {
        fc.pre(request.principal.kind === 'roleSession');
        if (request.principal.kind !== 'roleSession') return;
        const { sessionName: _, ...nameless } = request.principal;
        expectNoWrongAnswer(
          { ...request, principal: nameless },
          { ...request, principal: { ...nameless, sessionName } },
        );
      }),
      RUNS,
    ));

  it('the unknown owner of a bucket never leads to a wrong answer', () =>
    fc.assert(
      fc.property(anyRequest, fc.constantFrom('111122223333', '444455556666'), (request, account) => {
        fc.pre(request.resource.arn.startsWith('arn:aws:s3:::'));
        const { arn } = request.resource;
        expectNoWrongAnswer({ ...request, resource: { arn } }, { ...request, resource: { arn, account } });
      }),
      RUNS,
    ));

  it('unread grants never lead to a wrong answer', () =>
    fc.assert(
      fc.property(anyRequest, fc.array(anyGrant, { maxLength: 2 }), (request, kmsGrants) => {
        const { kmsGrants: _, ...facts } = request.facts;
        expectNoWrongAnswer(
          { ...request, facts: { ...facts, kmsGrantsUnread: true } },
          { ...request, facts: { ...facts, kmsGrants } },
        );
      }),
      RUNS,
    ));

  it('an allow names the statements that carry it, a deny those that deny', () =>
    fc.assert(
      fc.property(anyRequest, (request) => {
        const decision = decide(request);
        if (decision.kind === 'explicitlyDenied') expect(decision.by.length).toBeGreaterThan(0);
        if (decision.kind === 'implicitlyDenied')
          expect(
            decision.missing.length > 0 || decision.limit !== undefined || request.action === 'kms:RetireGrant',
          ).toBe(true);
        if (decision.kind === 'unknown') expect(decision.reasons.length).toBeGreaterThan(0);
      }),
      RUNS,
    ));
});

/** By the definition: `*` is any text, `?` any one character. */
function naive(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern.startsWith('*')) return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)));
  if (text === '') return false;
  return (pattern.startsWith('?') || pattern.charAt(0) === text.charAt(0)) && naive(pattern.slice(1), text.slice(1));
}

describe('what a decision rests on', () => {
  it('is told once where it counts for allowing and for denying', () => {
    const all: Statement = { effect: 'Allow', actions: { in: ['*'] }, resources: { in: ['*'] }, conditions: [] };
    const decision = decide({
      principal: principalOf('user/alice@111122223333'),
      action: 'sqs:SendMessage',
      resource: { arn: 'arn:aws:sqs:us-east-1:111122223333:orders' },
      context: {},
      policies: { identity: [document('all', [all])], unread: ['scp'] },
      facts: {},
    });
    const text = 'policies of the layer scp were not readable';
    expect(decision).toEqual({ kind: 'unknown', reasons: [{ rule: 13, text }] });
  });
});

describe('the wildcard matcher', () => {
  const letters = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 9 });

  it('equals a naive one', () =>
    fc.assert(
      fc.property(letters('ab:*?'), letters('ab:'), (pattern, text) => {
        expect(fits(readGlob(pattern), text)).toBe(naive(pattern, text));
      }),
      { numRuns: howMany(5000, 20_000) },
    ));

  it('keeps inside what it may not cross, segment by segment', () =>
    fc.assert(
      fc.property(letters('ab:*?'), letters('ab:'), (pattern, text) => {
        const [patterns, texts] = [pattern.split(':'), text.split(':')];
        const apart =
          patterns.length === texts.length && patterns.every((one, index) => naive(one, texts[index] ?? ''));
        expect(fits(readGlob(pattern, ':'), text)).toBe(apart);
      }),
      { numRuns: howMany(5000, 20_000) },
    ));

  it('does not slow down on many stars', () => {
    const started = performance.now();
    expect(fits(readGlob('*a'.repeat(40)), 'a'.repeat(2000).concat('b'))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
