import type { Hop } from '../domain/access.ts';
import type { Assumption, Decision } from '../domain/decision.ts';
import { FALSE } from '../domain/formula.ts';
import { joinsOf } from '../domain/joins.ts';
import { permissionSetId, personId, ssoGroupId, ssoUserId } from '../domain/node-ids.ts';
import type { StatementRef } from '../domain/policy.ts';
import { permissionSetOfRole } from '../domain/principal.ts';
import type { ContextValue } from '../domain/request.ts';
import type { IamRole } from '../domain/snapshot.ts';
import { type ActionAnalysis, type Analysis, analyse, distinct } from './analyse.ts';
import { BDD_FALSE, type BddRef } from './bdd.ts';
import { counterWitnesses } from './counter-witnesses.ts';
import type { FreeKey } from './domains.ts';
import { DISAGREE, type EngineOptions, NO_WITNESS, registered, replayed } from './engine-options.ts';
import { entitlementHops, environmentFor, isSettledBy } from './entitlements.ts';
import { toFormula } from './formula.ts';
import { looseKey } from './key-state.ts';
import { assumeCall, type Caller, IF_ITS_ACCOUNT_LETS } from './question.ts';
import { requestInside, witnessOf } from './replay.ts';
import { CARRIES_IDENTITY, CARRIES_TAGS, MAY_BE_PASSED, sessionsOf } from './sessions.ts';
import type { Pair } from './space.ts';
import { roleTarget } from './targets.ts';
import { mayTrust } from './trusting.ts';
import type { World } from './world.ts';

/** The way in which the caller can turn into a session of the role, if there is one. */
export function assumeHops(world: World, caller: Caller, role: IamRole, options: EngineOptions): readonly Hop[] {
  if (caller.principal.kind === 'anonymous') return [];
  const hop = assumeHop(world, caller, role, assumeCall(caller), options);
  return hop === undefined ? [] : [hop];
}

function assumeHop(world: World, caller: Caller, role: IamRole, call: string, options: EngineOptions): Hop | undefined {
  // absent hops are certified, too
  if (options.register === undefined && !mayTrust(world, caller, role)) return undefined;
  const names = [call, 'sts:TagSession', 'sts:SetSourceIdentity', ...(caller.entrance?.needs ?? [])];
  const analysis = analyse(environmentFor(world, caller), caller, roleTarget(role), names, options.profile, [
    ...passable(world, role).filter(({ name }) => !isSettledBy(caller, name)),
    ...carried(world, caller),
  ]);
  const [assume, tag, identity, ...needed] = analysis.actions;
  if (assume === undefined || tag === undefined || identity === undefined) return undefined;
  const { bdd } = analysis.space;
  const plain = extrasAbsent(analysis);
  const plainCare = bdd.and(analysis.feasible, plain);
  const given = [assume, ...alwaysBeside(caller, tag, identity), ...needed];
  const full = withExtras(analysis, given, tag, identity);
  const bare: Pair = {
    lower: bdd.and3(plainCare, ...given.map(({ allowed }) => allowed.lower)),
    upper: bdd.and3(plainCare, ...given.map(({ allowed }) => allowed.upper)),
  };
  const fresh = bdd.and(analysis.feasible, nothingCarried(analysis));
  const passing: Pair = { lower: bdd.and(full.lower, fresh), upper: bdd.and(full.upper, fresh) };
  const chosen = bare.upper === BDD_FALSE ? passing : bare;
  const care = bare.upper === BDD_FALSE ? fresh : plainCare;
  const claim = registered(options, analysis, bare.upper === BDD_FALSE ? analysis.actions : given, care);
  if (chosen.upper === BDD_FALSE) return undefined;
  const withAll = { ...assume, doubts: analysis.actions.flatMap(({ doubts }) => doubts) };
  const withGiven = { ...assume, doubts: given.flatMap(({ doubts }) => doubts) };
  const hop = {
    ...hopOf(analysis, bare.upper === BDD_FALSE ? withAll : withGiven, chosen, care, call, role, options),
    ...claim,
  };
  const session = analysis.space.domains.some((domain) => MAY_BE_PASSED.test(domain.key.name));
  return session ? { ...hop, ...passedAlong(analysis, full, withAll.doubts) } : hop;
}

/** An entrance that passes tags or a source identity passes them with every call (rule 27). */
function alwaysBeside({ entrance }: Caller, tag: ActionAnalysis, identity: ActionAnalysis): readonly ActionAnalysis[] {
  const keys = [...(entrance?.fixes.keys() ?? []), ...(entrance?.opens ?? [])];
  return [
    ...(keys.some((key) => key.startsWith('aws:requesttag/')) ? [tag] : []),
    ...(keys.includes('sts:sourceidentity') ? [identity] : []),
  ];
}

function passedAlong(
  { space, feasible }: Analysis,
  { lower, upper }: Pair,
  doubts: readonly Assumption[],
): Pick<Hop, 'full' | 'atMost'> {
  const full = toFormula(space, lower, feasible);
  return lower === upper
    ? { full }
    : { full, atMost: { when: toFormula(space, upper, feasible), because: distinct(doubts) } };
}

/** What later policies can ask of the new session: keys of the space even if no statement on the way tests them. */
function passable(world: World, role: IamRole): readonly FreeKey[] {
  const sessions = sessionsOf(world, role);
  const tags = sessions.tagged ? world.sessionTags().map((tag) => `aws:RequestTag/${tag}`) : [];
  const identity = sessions.sourceIdentity && world.testsSourceIdentity() ? ['sts:SourceIdentity'] : [];
  return [...tags, ...identity].map(looseKey);
}

/** What the caller's own session can carry along (rule 28). */
function carried(world: World, { entity }: Caller): readonly FreeKey[] {
  if (entity === undefined || 'groups' in entity) return [];
  const sessions = sessionsOf(world, entity);
  const tags = sessions.tagged && world.sessionTags().length > 0 ? [CARRIES_TAGS] : [];
  const identity = sessions.sourceIdentity && world.testsSourceIdentity() ? [CARRIES_IDENTITY] : [];
  return [...tags, ...identity].map(looseKey);
}

function nothingCarried({ space }: Analysis): BddRef {
  const domains = [CARRIES_TAGS, CARRIES_IDENTITY].flatMap((key) => space.domain(key) ?? []);
  return space.bdd.and3(...domains.map((domain) => space.where(domain, (sample) => sample === undefined)));
}

function extrasAbsent({ space }: Analysis): BddRef {
  const extras = space.domains.filter((domain) => MAY_BE_PASSED.test(domain.key.name));
  return space.bdd.and3(...extras.map((domain) => space.where(domain, isNothing)));
}

/** Nothing is passed under the key; a tag with an empty value is passed. */
const isNothing = (sample: ContextValue | undefined): boolean =>
  sample === undefined || (typeof sample !== 'string' && sample.length === 0);

/** Passing or carrying tags needs sts:TagSession too, passing or carrying a source identity sts:SetSourceIdentity (rules 27, 28). */
function withExtras(
  { space, feasible }: Analysis,
  given: readonly ActionAnalysis[],
  tag: ActionAnalysis,
  identity: ActionAnalysis,
): Pair {
  const { bdd } = space;
  const tags = space.domains.filter((domain) =>
    /^(aws:(RequestTag\/.*|TagKeys)|sts:TransitiveTagKeys|session:TransitiveTags)$/i.test(domain.key.name),
  );
  const noTags = bdd.and3(...tags.map((domain) => space.where(domain, isNothing)));
  const sources = ['sts:SourceIdentity', CARRIES_IDENTITY].flatMap((key) => space.domain(key) ?? []);
  const noSource = bdd.and3(...sources.map((source) => space.where(source, (sample) => sample === undefined)));
  const side = (half: 'lower' | 'upper'): BddRef =>
    bdd.and3(
      feasible,
      ...given.map(({ allowed }) => allowed[half]),
      bdd.or(noTags, tag.allowed[half]),
      bdd.or(noSource, identity.allowed[half]),
    );
  return { lower: side('lower'), upper: side('upper') };
}

function hopOf(
  analysis: Analysis,
  assume: ActionAnalysis,
  { lower, upper }: Pair,
  care: BddRef,
  call: string,
  role: IamRole,
  options: EngineOptions,
): Hop {
  const { caller } = assume.gathering.question;
  const request = requestInside(analysis, assume, lower);
  const decision = replayed(options, request);
  const confirmed = decision?.kind === 'allowed';
  const certain = lower === upper && (lower === BDD_FALSE || confirmed);
  const when = toFormula(analysis.space, certain ? lower : upper, care);
  // the interpreter is asked about the call itself, so what only sts:TagSession or sts:SetSourceIdentity denies is no counter-witness
  const own: Pair = { lower, upper: assume.allowed.upper };
  const beside = counterWitnesses(analysis, assume, own, care, certain ? when : FALSE, options);
  const agreed = confirmed && !beside.contradicted;
  const verdict = !certain || beside.contradicted ? 'unknown' : lower === care ? 'allowed' : 'conditional';
  return {
    kind: caller.principal.kind === 'federated' || caller.entrance !== undefined ? 'federatesTo' : 'assumes',
    from: caller.id,
    to: landing(caller, role),
    technique: call,
    verdict,
    when,
    by: assume.by,
    assumptions: assumptionsOf(assume, decision, verdict === 'unknown', caller, beside.contradicted),
    ...(request === undefined || decision === undefined ? {} : { witness: witnessOf(request, decision) }),
    ...(beside.found.length === 0 ? {} : { counterWitnesses: beside.found }),
    proof: agreed ? 'replayed' : 'pending',
  };
}

/** A session of the role, or one that is less. */
const landing = ({ entrance }: Caller, { arn }: IamRole): string => entrance?.lands ?? arn;

function assumptionsOf(
  assume: ActionAnalysis,
  decision: Decision | undefined,
  unknown: boolean,
  caller: Caller,
  contradicted: boolean,
): Hop['assumptions'] {
  const foreign = caller.foreign === undefined ? [] : [IF_ITS_ACCOUNT_LETS];
  const beliefs = decision !== undefined && 'assumptions' in decision ? decision.assumptions : [];
  const confirmed = decision === undefined || decision.kind === 'allowed';
  const disagreed = confirmed && !contradicted ? [] : [DISAGREE];
  const doubts = unknown ? assume.doubts : [];
  const unshown = unknown && decision === undefined && doubts.length === 0 ? [NO_WITNESS] : [];
  return distinct([...foreign, ...assume.leanings, ...beliefs, ...doubts, ...unshown, ...disagreed]);
}

const DIRECTORY_FACT = { verdict: 'allowed', when: { kind: 'true' }, assumptions: [], proof: 'certified' } as const;

/** Facts of the directory and of Identity Center as hops: person, directory user, group, permission set in one account, live role. */
export function directoryHops(world: World): readonly Hop[] {
  const { snapshot } = world;
  const hops: Hop[] = [];
  const fact = (
    kind: Hop['kind'],
    from: string,
    to: string,
    technique: string,
    by: readonly StatementRef[] = [],
  ): void => {
    hops.push({ ...DIRECTORY_FACT, kind, from, to, technique, by });
  };
  for (const { person, user, by } of joinsOf(snapshot)) fact('memberOf', personId(person), ssoUserId(user), by);
  for (const group of snapshot.directoryGroups) {
    for (const member of group.members) fact('memberOf', ssoUserId(member), ssoGroupId(group.id), 'group membership');
  }
  for (const assignment of snapshot.assignments) {
    const from =
      assignment.principalKind === 'user' ? ssoUserId(assignment.principalId) : ssoGroupId(assignment.principalId);
    fact('assigned', from, permissionSetId(assignment.permissionSet, assignment.account), 'Identity Center assignment');
  }
  return [...hops, ...provisionedHops(world), ...entitlementHops(world)];
}

/** The live role that Identity Center made for a permission set in one account, never a role of another account (rule 96). */
function provisionedHops(world: World): readonly Hop[] {
  const { snapshot } = world;
  const sets = new Map(snapshot.permissionSets.map((set) => [set.arn, set]));
  const pairs = new Map(snapshot.assignments.map((one) => [permissionSetId(one.permissionSet, one.account), one]));
  return [...pairs].flatMap(([from, { permissionSet, account }]): Hop[] => {
    const name = sets.get(permissionSet)?.name;
    const role = snapshot.roles.find((one) => one.account === account && isProvisionedFor(one, name));
    if (role === undefined) return [];
    const trust = world.trustPolicy(role).policies[0];
    const by: readonly StatementRef[] =
      trust === undefined ? [] : [{ layer: 'resource', policy: trust.name, index: 0 }];
    return [{ ...DIRECTORY_FACT, kind: 'federatesTo', from, to: role.arn, technique: 'Identity Center sign-in', by }];
  });
}

function isProvisionedFor(role: IamRole, permissionSet: string | undefined): boolean {
  if (permissionSet === undefined || !role.path.startsWith('/aws-reserved/sso.amazonaws.com/')) return false;
  return permissionSetOfRole(role.name) === permissionSet;
}
