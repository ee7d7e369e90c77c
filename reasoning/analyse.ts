import type { StatementRef } from '../domain/policy.ts';
import { BDD_FALSE, type BddRef } from './bdd.ts';
import { type Combination, combine } from './combine.ts';
import type { FreeKey } from './domains.ts';
import type { Environment } from './environment.ts';
import type { Gathering } from './gathering.ts';
import { type Inquiry, inquired } from './inquiry.ts';
import { named } from './layer-sets.ts';
import { type Layers, prepareLayers } from './layers.ts';
import type { Reason } from './predicates.ts';
import type { Caller, Profile, Question, Target } from './question.ts';
import { feasible } from './relations.ts';
import { resourceKey } from './resource-entries.ts';
import { prepareRoutes, type Routes, THROUGH_UNREAD } from './routes.ts';
import { type AclStatement, aclStatements } from './s3-rules.ts';
import type { Situation, Unread } from './situation.ts';
import { type Pair, type Space, SpaceBuilder } from './space.ts';
import { andPairs } from './symbolic.ts';

/** One action of a caller on a target, decided for all requests of the space. */
export interface ActionAnalysis {
  readonly action: string;
  readonly gathering: Gathering;
  readonly layers: Layers;
  /** What is certainly, and what is possibly, allowed; infeasible requests taken out, unknowable keys settled. */
  readonly allowed: Pair;
  /** The same without caps and denies: does any identity or resource policy grant it? */
  readonly granted: Pair;
  /** VPC endpoints that its requests may come through, where something asks for them. */
  readonly routes?: Routes;
  /** What would be allowed if none of these stood in the way. */
  readonly besideRoutes: Pair;
  /** Allow statements of identity and resource policies, and grants of the ACL, that take part in the grant. */
  readonly by: readonly StatementRef[];
  /** Grants of the ACL that name the caller, whether or not the call is allowed. */
  readonly acl: readonly AclStatement[];
  readonly doubts: readonly Reason[];
  readonly leanings: readonly Reason[];
}

export interface Analysis {
  readonly space: Space;
  readonly situation: Situation;
  readonly feasible: BddRef;
  readonly actions: readonly ActionAnalysis[];
}

/** The exact set of allowed requests for each action, over one common space of free keys. */
export function analyse(
  environment: Environment,
  caller: Caller,
  target: Target,
  actions: readonly string[],
  profile: Profile,
  declared: readonly FreeKey[] = [],
): Analysis {
  const asked = { environment, caller, target, actions, profile, declared };
  let analysis = attempt(asked, new Set());
  for (let alone = analysis.apart; analysis.apart.length > 0; alone = [...alone, ...analysis.apart])
    analysis = attempt(asked, new Set(alone));
  return analysis;
}

interface Asked {
  readonly environment: Environment;
  readonly caller: Caller;
  readonly target: Target;
  readonly actions: readonly string[];
  readonly profile: Profile;
  readonly declared: readonly FreeKey[];
}

/** `apart`: actions that share a decision and turned out not to be alike; the next attempt has to leave them `alone`. */
function attempt(
  { environment, caller, target, actions, profile, declared }: Asked,
  alone: ReadonlySet<string>,
): Analysis & { readonly apart: readonly string[] } {
  const builder = builderFor(target, declared);
  const situation = environment.situation({ caller, target, action: actions[0] ?? '', profile });
  const find = (inquiry: Inquiry, action: string): Prepared => {
    const gathering = gatheringFor(environment, inquiry.question, builder, situation.unread);
    return { action, inquiry, ...prepare(gathering, situation) };
  };
  const { found: prepared } = inquired({ caller, target, profile }, actions, find, (action) => alone.has(action));
  const space = builder.build();
  const possible = feasible(space);
  const found = new Map<string, ActionAnalysis>();
  const apart: string[] = [];
  for (const one of prepared) {
    const analysis = analysed(one, situation, space, possible);
    const settled = one.inquiry.settle();
    apart.push(...settled.apart);
    for (const action of settled.alike) {
      const gathering = { ...analysis.gathering, question: { caller, target, action, profile } };
      found.set(action, { ...analysis, action, gathering });
    }
  }
  return {
    space,
    situation,
    feasible: space.visible(possible),
    actions: actions.flatMap((action) => found.get(action) ?? []),
    apart,
  };
}

function builderFor({ part }: Target, declared: readonly FreeKey[]): SpaceBuilder {
  const builder = new SpaceBuilder();
  for (const key of declared) builder.declare(key);
  if (part === undefined) return builder;
  const name = resourceKey(part.prefix);
  builder.declare(name);
  for (const test of part.tests ?? []) builder.add(name, test);
  return builder;
}

/** One action, and with it those that are decided alike, as far as it goes before the space is known. */
interface Prepared extends Pick<ActionAnalysis, 'action' | 'gathering' | 'layers'> {
  readonly inquiry: Inquiry;
  readonly routes: Routes | undefined;
  readonly combined: (space: Space) => Combination;
}

function prepare(gathering: Gathering, situation: Situation): Omit<Prepared, 'action' | 'inquiry'> {
  const layers = prepareLayers(gathering, situation);
  const routes = prepareRoutes(gathering, situation, layers);
  return { gathering, layers, routes, combined: combine(gathering, situation, layers, routes) };
}

function analysed(
  { action, gathering, layers, routes, combined }: Prepared,
  situation: Situation,
  space: Space,
  possible: BddRef,
): ActionAnalysis {
  const result = combined(space);
  const allowed = space.settle(result.allowed, possible);
  const acl = aclStatements(gathering.question, situation);
  const hidden = allowed.lower === allowed.upper ? [] : space.hiddenReasons(result.allowed);
  return {
    action,
    gathering,
    layers,
    ...(routes === undefined ? {} : { routes }),
    allowed,
    besideRoutes: routes === undefined ? allowed : space.settle(result.besideRoutes, possible),
    granted: space.settle(result.granted, possible),
    by: [...grantingStatements(space, layers, result.allowed.upper), ...grantsOf(acl, result.allowed.upper)],
    acl,
    doubts: distinct([...gathering.doubts, ...hidden]),
    leanings: distinct([...gathering.leanings, ...leaningsOn(space, routes, space.bdd.and(allowed.upper, possible))]),
  };
}

/** Is something allowed through an endpoint nobody has read that is not allowed without one? */
function leaningsOn(space: Space, routes: Routes | undefined, allowed: BddRef): readonly Reason[] {
  if (routes === undefined) return [];
  const { bdd } = space;
  const keys = NETWORK.flatMap((key) => space.domain(key) ?? []);
  const without = bdd.and3(allowed, ...keys.map(({ key }) => bdd.not(space.present(key.name))));
  const bits = keys.flatMap(({ firstBit, bits: count }) => Array.from({ length: count }, (_, i) => firstBit + i));
  const rests = bdd.and3(allowed, routes.unread(space).upper, bdd.not(bdd.exists(without, bits)));
  return rests === BDD_FALSE ? [] : [THROUGH_UNREAD];
}

/** Keys that only requests through an endpoint have. */
const NETWORK = ['aws:SourceVpce', 'aws:SourceVpc', 'aws:SourceVpcArn', 'aws:VpcSourceIp', 'aws:VpceAccount'];

/** Nothing looked at yet. */
export function gatheringFor(
  environment: Environment,
  question: Question,
  builder: SpaceBuilder,
  unread: Unread = new Map(),
): Gathering {
  return { environment, question, builder, unread, states: new Map(), doubts: [], leanings: [] };
}

/** Allow statements of the granting layers that match inside the allowed set. */
function grantingStatements(space: Space, layers: Layers, allowed: BddRef): readonly StatementRef[] {
  const inside = (pair: Pair): boolean => space.bdd.and(pair.upper, allowed) !== BDD_FALSE;
  const identity = layers.identity.allow.filter((one) => inside(one.when(space)));
  const resource = layers.resource.allow.filter((one) => inside(andPairs(space, one.when(space), named(space, one))));
  return [...identity, ...resource].map((one) => one.ref);
}

const grantsOf = (acl: readonly AclStatement[], allowed: BddRef): readonly StatementRef[] =>
  allowed === BDD_FALSE ? [] : acl.map((one) => one.ref);

export function distinct(reasons: readonly Reason[]): readonly Reason[] {
  return [...new Map(reasons.map((one) => [`${one.rule} ${one.text}`, one])).values()];
}
