import type { AlsoNeeds, EffectiveAccess, Grant, Hop, Scope } from '../../domain/access.ts';
import type { ProofState } from '../../domain/decision.ts';
import type { NamedPolicy, StatementRef } from '../../domain/policy.ts';
import { type AclGrant, aclGrantName, aclName, type PolicySet } from '../../domain/request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { claimProblems, needProblems } from './claimed.ts';
import { directoryFacts, isDirectoryFact, nameOfHop } from './directory.ts';
import { behindSession } from './principals.ts';
import { type Problem, read, unless } from './problem.ts';
import { replayProblems } from './replays.ts';
import { isInside } from './scope.ts';
import type { StoredClaim } from './stored-claim.ts';
import { surroundingsOf } from './surroundings.ts';

/** What is stored beside the records. */
export interface Evidence {
  readonly snapshot: Snapshot;
  /** Stored claims by their hash. */
  readonly claims: ReadonlyMap<string, readonly StoredClaim[]>;
  /** Is there a certificate that says the claim of this hash is refuted in no way? */
  readonly isCertified: (claim: string) => boolean;
}

export interface RecordCheck {
  readonly witnesses: number;
  readonly counterWitnesses: number;
  /** Grants and hops that were held against their claim. */
  readonly compared: number;
  readonly problems: readonly Problem[];
}

/** Checks what is stored of one access: every grant by its witnesses, against its claim and against what the snapshot attaches. */
export function checkAccess(evidence: Evidence, access: EffectiveAccess): RecordCheck {
  const { grants, unlisted, cuts } = access;
  const all = [...grants.map((one) => [one, true] as const), ...unlisted.map((one) => [one, false] as const)];
  const checks = all.map(([grant, listed]) => about(grant, checkGrant(evidence, access, grant, listed)));
  const certain = grants.filter((one) => one.verdict !== 'unknown').flatMap((one) => one.actions);
  const twice = certain.filter((name, index) => certain.indexOf(name) !== index);
  const problems = [
    ...twice.map((name) => read(`it gives ${name} twice`)),
    ...cuts.flatMap((cut) => [
      ...statementProblems(evidence.snapshot, access.principal, access.scope.sample, cut.by),
      ...(cut.alsoNeeds ?? []).flatMap((need) => refusalProblems(evidence, need)),
    ]),
  ];
  return sum([...checks, { ...NOTHING, problems }]);
}

/** Several grants stand in one record, so each of its problems names the grant. */
function about({ actions }: Grant, check: RecordCheck): RecordCheck {
  const [first = 'nothing', ...more] = actions;
  const name = more.length === 0 ? first : `${first} and ${more.length} more`;
  const problems = check.problems.map((one) => ({ ...one, problem: `${name}: ${one.problem}` }));
  return { ...check, problems };
}

function checkGrant(evidence: Evidence, access: EffectiveAccess, grant: Grant, listed: boolean): RecordCheck {
  const { principal, scope } = access;
  const { snapshot } = evidence;
  const claim = findClaim(evidence, grant.claim, principal, (one) => isOfScope(one, scope));
  const needs = grant.alsoNeeds.map((need) => needFound(evidence, principal, need));
  const replays = listed
    ? replayProblems(snapshot, {
        ...grant,
        caller: principal,
        inside: (arn) => isInside(arn, scope),
        ...(claim?.unread === undefined ? {} : { unread: claim.unread }),
      })
    : [];
  const said = { ...grant, needs };
  return {
    witnesses: grant.witness === undefined ? 0 : 1,
    counterWitnesses: grant.counterWitnesses?.length ?? 0,
    compared: claim === undefined ? 0 : 1,
    problems: [
      ...wordProblems(grant),
      ...replays,
      ...claimFound(evidence, grant, claim),
      ...(claim === undefined ? [] : claimProblems(said, claim)),
      ...needs.flatMap((one) => one.problems),
      ...certificateProblems(evidence, grant, [grant.claim, ...grant.alsoNeeds.map((need) => need.claim)]),
      ...statementProblems(snapshot, principal, scope.sample, grant.by),
    ],
  };
}

/** Facts of the directory have neither witness nor claim and are read from the snapshot again. */
export function checkHop(evidence: Evidence, hop: Hop, facts = directoryFacts(evidence.snapshot)): RecordCheck {
  if (isDirectoryFact(hop)) return { ...NOTHING, problems: factProblems(hop, facts) };
  const { snapshot } = evidence;
  const entered = behindSession(snapshot, hop.to)?.role ?? hop.to;
  const claim = findClaim(evidence, hop.claim, hop.from, (one) => one.resource.arn === entered);
  const replays = replayProblems(snapshot, {
    ...hop,
    caller: hop.from,
    actions: [hop.technique],
    inside: (arn) => arn === entered,
    ...(claim?.unread === undefined ? {} : { unread: claim.unread }),
  });
  // a hop that only exists with something passed along needs a second permission, and its condition is that of both
  const alone = claim !== undefined && claim.actions.length === 1;
  return {
    witnesses: hop.witness === undefined ? 0 : 1,
    counterWitnesses: hop.counterWitnesses?.length ?? 0,
    compared: claim === undefined ? 0 : 1,
    problems: [
      ...wordProblems(hop),
      ...replays,
      ...claimFound(evidence, hop, claim),
      ...(alone ? claimProblems({ ...hop, actions: [hop.technique], needs: [] }, claim) : []),
      ...certificateProblems(evidence, hop, [hop.claim]),
      ...statementProblems(snapshot, hop.from, entered, hop.by),
    ],
  };
}

function factProblems(hop: Hop, facts: ReadonlyMap<string, Hop>): readonly Problem[] {
  const fact = facts.get(nameOfHop(hop));
  if (fact === undefined) return [read('the directory does not say so')];
  const differing = (['kind', 'verdict', 'when', 'by', 'assumptions', 'proof'] as const).filter(
    (name) => JSON.stringify(fact[name]) !== JSON.stringify(hop[name]),
  );
  return differing.map((name) => read(`the directory gives it another ${name}`));
}

/** `allowed` is for no condition at all, `conditional` for one that can go either way. */
function wordProblems({ verdict, when }: Pick<Grant, 'verdict' | 'when'>): readonly Problem[] {
  const conditional = when.kind !== 'true' && when.kind !== 'false';
  if (verdict === 'allowed') return unless(when.kind === 'true', read('it is called allowed and has a condition'));
  return unless(verdict !== 'conditional' || conditional, read('it is called conditional and has no condition'));
}

/** A claim that is named has to be stored, unless the proving was stopped before anything was certified. */
function claimFound(
  { claims }: Evidence,
  { claim: named, proof }: Pick<Grant, 'claim' | 'proof'>,
  claim: StoredClaim | undefined,
): readonly Problem[] {
  if (claim !== undefined) return [];
  if (named !== undefined && (claims.size > 0 || proof === 'certified'))
    return [read(`the claim that it names, ${short(named)}, is not stored for it`)];
  return unless(proof !== 'certified', read('it is called certified and names no claim'));
}

function certificateProblems(
  { isCertified }: Evidence,
  { proof }: { readonly proof: ProofState },
  claims: readonly (string | undefined)[],
): readonly Problem[] {
  if (proof !== 'certified') return [];
  const bare = claims.filter((claim) => claim !== undefined).filter((claim) => !isCertified(claim));
  return bare.map((claim) => read(`it is called certified, and claim ${short(claim)} has no certificate`));
}

export const short = (hash: string): string => hash.slice(0, 12);

/** Statements that are said to decide stand where they are said to stand. */
function statementProblems(
  snapshot: Snapshot,
  caller: string,
  arn: string,
  by: readonly StatementRef[],
): readonly Problem[] {
  const { policies = {}, facts = {} } = surroundingsOf(snapshot, caller, arn) ?? {};
  return by.flatMap((ref) => {
    if (ref.policy === aclName(arn)) return aclProblems(facts.s3Acl ?? [], ref);
    const found = documentsIn(policies, ref.layer).find((one) => one.name === ref.policy);
    const statement = found?.document.statements[ref.index];
    const name = `statement ${ref.index} of ${ref.policy}`;
    return unless(
      statement !== undefined && statement.sid === ref.sid,
      read(`${name} is not in the ${ref.layer} layer`),
    );
  });
}

function aclProblems(acl: readonly AclGrant[], { layer, policy, index, sid }: StatementRef): readonly Problem[] {
  const grant = acl[index];
  const holds = layer === 'resource' && grant !== undefined && aclGrantName(grant) === sid;
  return unless(holds, read(`grant ${index} of the ${policy} is not ${sid ?? 'named'}`));
}

function documentsIn(policies: PolicySet, layer: StatementRef['layer']): readonly NamedPolicy[] {
  if (layer === 'scp' || layer === 'rcp') return (policies[layer] ?? []).flat();
  return [...(policies[layer] ?? []), ...(layer === 'resource' ? (policies.container ?? []) : [])];
}

interface FoundNeed {
  readonly need: AlsoNeeds;
  readonly claim?: StoredClaim;
  readonly problems: readonly Problem[];
}

function needFound(evidence: Evidence, caller: string, need: AlsoNeeds): FoundNeed {
  const claim = findClaim(evidence, need.claim, caller, (one) => one.resource.arn === need.resource);
  const lost = need.claim !== undefined && claim === undefined && evidence.claims.size > 0;
  return {
    need,
    ...(claim === undefined ? {} : { claim }),
    problems: unless(!lost, read(`the claim of ${need.action} on ${need.resource} is not stored`)),
  };
}

/** Of what gives nothing only one pair is kept for each text, so the claim of a refusal may be told of another pair. */
function refusalProblems({ claims }: Evidence, need: AlsoNeeds): readonly Problem[] {
  if (need.claim === undefined || claims.size === 0) return [];
  const claim = claims.get(need.claim)?.find((one) => one.actions.some(({ action }) => action === need.action));
  if (claim === undefined) return [read(`the claim of ${need.action} on ${need.resource} is not stored`)];
  return needProblems(need, claim);
}

const findClaim = (
  { claims }: Evidence,
  hash: string | undefined,
  caller: string,
  here: (claim: StoredClaim) => boolean,
): StoredClaim | undefined =>
  hash === undefined ? undefined : claims.get(hash)?.find((one) => one.caller === caller && here(one));

/** Does the claim speak of this scope? */
export const isOfScope = ({ parts, resource }: StoredClaim, { sample }: Scope): boolean =>
  parts === undefined ? resource.arn === sample : parts.includes(sample);

const NOTHING: RecordCheck = { witnesses: 0, counterWitnesses: 0, compared: 0, problems: [] };

export function sum(checks: readonly RecordCheck[]): RecordCheck {
  const total = (pick: (one: RecordCheck) => number): number => checks.reduce((all, one) => all + pick(one), 0);
  return {
    witnesses: total((one) => one.witnesses),
    counterWitnesses: total((one) => one.counterWitnesses),
    compared: total((one) => one.compared),
    problems: checks.flatMap((one) => one.problems),
  };
}
