import { type PathContext, pathsTo } from '../../answers/access-paths.ts';
import { NodeBook } from '../../answers/node-info.ts';
import { routeOver } from '../../answers/routes.ts';
import type { Json } from '../../domain/policy.ts';
import type { RequestContext } from '../../domain/request.ts';
import type { IamRole, IamUser, Snapshot } from '../../domain/snapshot.ts';
import { roleCaller, userCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import type { EngineOptions } from '../../reasoning/engine-options.ts';
import { assumeHops } from '../../reasoning/hops.ts';
import { type Caller, ordinaryCaller, type Target } from '../../reasoning/question.ts';
import { situationOf } from '../../reasoning/situation.ts';
import { roleTarget, targetsOf } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { Dice } from './dice.ts';

/** What a path comes to; `unknown`: possible only if what a session carries is not checked again. */
type ChainVerdict = 'possible' | 'impossible' | 'unknown';

interface RandomChain {
  readonly snapshot: Snapshot;
  readonly user: IamUser;
  /** In walking order. */
  readonly roles: readonly IamRole[];
}

const HOME = '590776722117';
const AWAY = '646836788589';
const BLUE = 'blue';

type Test = Readonly<Record<string, Readonly<Record<string, Json>>>>;
const ABOUT_CALLER: readonly Test[] = [
  { StringEquals: { 'aws:PrincipalTag/team': BLUE } },
  { StringNotEquals: { 'aws:PrincipalTag/team': BLUE } },
  { Null: { 'aws:PrincipalTag/team': 'true' } },
  { StringEquals: { 'aws:SourceIdentity': 'alice' } },
  { StringNotEqualsIfExists: { 'aws:SourceIdentity': 'alice' } },
  { Null: { 'aws:SourceIdentity': 'false' } },
];
const ABOUT_CALL: readonly Test[] = [
  ...ABOUT_CALLER,
  { StringEquals: { 'aws:RequestTag/team': BLUE } },
  { StringNotEqualsIfExists: { 'aws:RequestTag/team': BLUE } },
  { Null: { 'aws:RequestTag/team': 'true' } },
  { Null: { 'aws:RequestTag/team': 'false' } },
  { StringEquals: { 'sts:SourceIdentity': 'alice' } },
  { StringLike: { 'sts:SourceIdentity': '*' } },
  { Null: { 'sts:SourceIdentity': 'true' } },
  { 'ForAnyValue:StringEquals': { 'sts:TransitiveTagKeys': ['team'] } },
  { Null: { 'sts:TransitiveTagKeys': 'true' } },
];

/** A user and two or three roles, each let in by the one before it, under conditions on tags and source identity; a bucket at the end. */
function randomChain(dice: Dice, sample: Snapshot): RandomChain {
  const length = dice.chance(0.6) ? 2 : 3;
  const user: IamUser = {
    arn: `arn:aws:iam::${HOME}:user/start`,
    account: HOME,
    name: 'start',
    path: '/',
    tags: dice.chance(0.4) ? { team: dice.pick([BLUE, 'green']) } : {},
    groups: [],
    attachedPolicies: [],
    inlinePolicies: [callerPolicy(dice)],
  };
  const roles: IamRole[] = [];
  for (let at = 0; at < length; at++) {
    const account = at === length - 1 || dice.chance(0.6) ? HOME : AWAY;
    const from = roles.at(-1) ?? user;
    roles.push({
      arn: `arn:aws:iam::${account}:role/r${at}`,
      account,
      name: `r${at}`,
      path: '/',
      tags: dice.chance(0.4) ? { Team: dice.pick([BLUE, 'green']) } : {},
      attachedPolicies: [],
      inlinePolicies: at === length - 1 ? [readerPolicy(dice)] : [callerPolicy(dice)],
      trustPolicy: trust(dice, dice.chance(0.7) ? from.arn : `arn:aws:iam::${from.account}:root`),
    });
  }
  const bucket = sample.resources.find((one) => one.type === 'AWS::S3::Bucket' && one.account === HOME);
  if (bucket === undefined) throw new Error('the sample has no bucket');
  const { policy: _, encryption: __, ...bare } = bucket as typeof bucket & { readonly encryption?: unknown };
  const { organization: ___, ...rest } = sample;
  const snapshot: Snapshot = {
    ...rest,
    accounts: sample.accounts.map(({ parent: ____, ...account }) => account),
    organizationPolicies: [],
    organizationalUnits: [],
    groups: [],
    users: [user],
    roles,
    resources: [bare as typeof bucket],
  };
  return { snapshot, user, roles };
}

const when = (dice: Dice, tests: readonly Test[], chance: number) =>
  dice.chance(chance) ? { Condition: dice.pick(tests) } : {};

function trust(dice: Dice, principal: string): Json {
  const allow = (action: string, chance: number): Json => ({
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: action,
    ...when(dice, ABOUT_CALL, chance),
  });
  return {
    Version: '2012-10-17',
    Statement: [
      allow('sts:AssumeRole', 0.6),
      ...(dice.chance(0.8) ? [allow('sts:TagSession', 0.2)] : []),
      ...(dice.chance(0.8) ? [allow('sts:SetSourceIdentity', 0.2)] : []),
    ],
  };
}

function callerPolicy(dice: Dice): { readonly name: string; readonly document: Json } {
  const allow = (action: string, chance: number): Json => ({
    Effect: 'Allow',
    Action: action,
    Resource: '*',
    ...when(dice, ABOUT_CALL, chance),
  });
  const Statement = [
    allow('sts:AssumeRole', 0.2),
    ...(dice.chance(0.8) ? [allow('sts:TagSession', 0.2)] : []),
    ...(dice.chance(0.8) ? [allow('sts:SetSourceIdentity', 0.2)] : []),
  ];
  return { name: 'may', document: { Version: '2012-10-17', Statement } };
}

const readerPolicy = (dice: Dice): { readonly name: string; readonly document: Json } => ({
  name: 'reads',
  document: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*', ...when(dice, ABOUT_CALLER, 0.8) }],
  },
});

interface ComparedChains {
  readonly counts: Readonly<Record<ChainVerdict, number>>;
  readonly different: readonly string[];
}

/** What of the product walks a path and judges it. */
export interface PathParts {
  readonly World: typeof World;
  readonly NodeBook: typeof NodeBook;
  readonly userCaller: typeof userCaller;
  readonly roleCaller: typeof roleCaller;
  readonly assumeHops: typeof assumeHops;
  readonly effectiveAccess: typeof effectiveAccess;
  readonly pathsTo: typeof pathsTo;
  readonly decide: typeof decide;
}
const PRODUCT: PathParts = { World, NodeBook, userCaller, roleCaller, assumeHops, effectiveAccess, pathsTo, decide };

/** Seeded chains, each judged by the engine and by trying everything; `parts`: another engine than the product's own; `enough`: after how many differences no more. */
export function compareChains(
  sample: Snapshot,
  seed: number,
  chains: number,
  parts = PRODUCT,
  enough = Number.POSITIVE_INFINITY,
): ComparedChains {
  const dice = new Dice(seed);
  const counts = { possible: 0, impossible: 0, unknown: 0 };
  const different: string[] = [];
  for (let at = 0; at < chains && different.length < enough; at++) {
    const chain = randomChain(dice, sample);
    const said = engineSays(chain, parts);
    const expected = bruteForce(chain, { emptyTags: said === 'unknown' });
    counts[expected]++;
    if (said === expected) continue;
    const trusts = chain.roles.map((role) => role.trustPolicy);
    const may = [chain.user, ...chain.roles].map((one) => one.inlinePolicies.map(({ document }) => document));
    const tags = [chain.user, ...chain.roles].map((one) => one.tags);
    different.push(`chain ${at} is ${expected}, the engine says ${said}: ${JSON.stringify({ trusts, may, tags })}`);
  }
  return { counts, different };
}

/** The engine's word on the whole path. */
function engineSays({ snapshot, user, roles }: RandomChain, parts: PathParts): ChainVerdict {
  const world = new parts.World(snapshot);
  const context: PathContext = { world, book: new parts.NodeBook(world), language: 'en' };
  const options: EngineOptions = {
    profile: ordinaryCaller(snapshot.takenAt),
    replay: parts.decide,
    onDisagreement: ({ request }) => {
      throw new Error(`the interpreter disagrees on ${JSON.stringify(request)}`);
    },
  };
  const callers = [parts.userCaller(user), ...roles.map(parts.roleCaller)];
  const hops = roles.flatMap((role, at) => parts.assumeHops(world, callers[at] as Caller, role, options));
  if (hops.length < roles.length) return 'impossible';
  const last = callers.at(-1) as Caller;
  const paths = snapshot.resources
    .flatMap((resource) => parts.effectiveAccess(world, last, resource, options))
    .flatMap((access) =>
      access.grants.flatMap((grant) => parts.pathsTo(context, access, grant)(routeOver(hops)) ?? []),
    );
  if (paths.some(({ verdict }) => verdict !== 'unknown')) return 'possible';
  return paths.length > 0 ? 'unknown' : 'impossible';
}

/** What a session has been given on the way to it. */
interface Session {
  /** Value of the tag `team`, as policies see it. */
  readonly tag?: string;
  /** The tag came along as transitive, or was marked so. */
  readonly transitive: boolean;
  readonly identity?: string;
}

/** What an assume call passes. */
interface Passed {
  readonly tag?: string;
  readonly transitive: boolean;
  readonly identity?: string;
}

const passedWith = (tags: readonly (string | undefined)[]): readonly Passed[] =>
  tags.flatMap((tag) =>
    (tag === undefined ? [false] : [false, true]).flatMap((transitive) =>
      [undefined, 'alice', 'bob'].map((identity) => ({ ...known({ tag, identity }), transitive })),
    ),
  );
const PASSED = passedWith([undefined, BLUE, 'green']);
/** Whether Null takes an empty tag for missing is not documented (rule 101). */
const PASSED_EMPTY = passedWith([undefined, BLUE, 'green', '']);

function known<T extends Readonly<Record<string, string | undefined>>>(
  values: T,
): { readonly [K in keyof T]?: string } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    readonly [K in keyof T]?: string;
  };
}

/** How what AWS does not say is read: each call that may be allowed is, or is not. */
interface Reading {
  readonly carriedIsChecked: boolean;
  readonly unknownIs: boolean;
  readonly passed: readonly Passed[];
}

/** Every way to walk the chain, call by call, asked of the interpreter. */
function bruteForce(chain: RandomChain, options: { readonly emptyTags: boolean }): ChainVerdict {
  const passed = options.emptyTags ? PASSED_EMPTY : PASSED;
  const world = new World(chain.snapshot);
  if (walks(world, chain, { carriedIsChecked: true, unknownIs: false, passed })) return 'possible';
  return walks(world, chain, { carriedIsChecked: false, unknownIs: true, passed }) ? 'unknown' : 'impossible';
}

function walks(world: World, { snapshot, user, roles }: RandomChain, reading: Reading): boolean {
  const ask = interpreterOn(world, reading.unknownIs);
  let sessions: readonly Session[] = [{ ...known({ tag: user.tags['team'] }), transitive: false }];
  let caller = userCaller(user);
  for (const role of roles) {
    const next = new Map<string, Session>();
    for (const session of sessions) {
      for (const passed of reading.passed) {
        if (!admitted(ask, caller, session, passed, role, reading)) continue;
        const made = sessionMade(session, passed, role);
        next.set(JSON.stringify(made), made);
      }
    }
    sessions = [...next.values()];
    caller = roleCaller(role);
  }
  const bucket = snapshot.resources.flatMap(targetsOf)[0] as Target;
  return sessions.some((session) => ask(caller, bucket, 's3:ListBucket', contextOf(session)));
}

/** What STS asks of one call: the call itself, and what it passes or carries (rules 27, 28). */
function admitted(
  ask: Ask,
  caller: Caller,
  session: Session,
  passed: Passed,
  role: IamRole,
  { carriedIsChecked }: Reading,
): boolean {
  const inherits = session.transitive && mentions(role, 'sts:TagSession');
  if (inherits && passed.tag !== undefined) return false;
  if (session.identity !== undefined && passed.identity !== undefined) return false;
  const context = { ...contextOf(session), ...contextOfCall(passed) };
  const may = (action: string): boolean => ask(caller, roleTarget(role), action, context);
  const tagged = passed.tag !== undefined || (carriedIsChecked && session.transitive);
  const named =
    passed.identity !== undefined ||
    ((carriedIsChecked || !mentions(role, 'sts:SetSourceIdentity')) && session.identity !== undefined);
  return may('sts:AssumeRole') && (!tagged || may('sts:TagSession')) && (!named || may('sts:SetSourceIdentity'));
}

function sessionMade(session: Session, passed: Passed, role: IamRole): Session {
  const inherits = session.transitive && mentions(role, 'sts:TagSession');
  const tag = inherits ? session.tag : (passed.tag ?? role.tags['Team']);
  const transitive = inherits || (passed.tag !== undefined && passed.transitive);
  return { ...known({ tag, identity: session.identity ?? passed.identity }), transitive };
}

const mentions = (role: IamRole, action: string): boolean => JSON.stringify(role.trustPolicy).includes(action);

const contextOf = ({ tag, identity }: Session): RequestContext =>
  known({ 'aws:PrincipalTag/team': tag, 'aws:SourceIdentity': identity }) as RequestContext;

const contextOfCall = ({ tag, transitive, identity }: Passed): RequestContext => ({
  ...(tag === undefined ? {} : { 'aws:RequestTag/team': tag, 'aws:TagKeys': ['team'] }),
  ...(transitive ? { 'sts:TransitiveTagKeys': ['team'] } : {}),
  ...(identity === undefined ? {} : { 'sts:SourceIdentity': identity }),
});

/** Whether one request is allowed; `unknownIs` where AWS does not say. */
type Ask = (caller: Caller, target: Target, action: string, context: RequestContext) => boolean;

/** What surrounds a caller, a target and an action is found once; contexts are many. */
function interpreterOn(world: World, unknownIs: boolean): Ask {
  const profile = ordinaryCaller(world.snapshot.takenAt);
  const situations = new Map<string, ReturnType<typeof situationOf>>();
  return (caller, target, action, context) => {
    const name = `${caller.id} ${target.arn} ${action}`;
    const { policies, facts } = situations.get(name) ?? situationOf(world, { caller, target, action, profile });
    situations.set(name, { policies, facts });
    const { arn, account } = target;
    const resource = { arn, ...(account === undefined ? {} : { account }) };
    const { kind } = decide({ principal: caller.principal, action, resource, context, policies, facts });
    return kind === 'allowed' || (unknownIs && kind === 'unknown');
  };
}
