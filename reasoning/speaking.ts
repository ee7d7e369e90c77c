import type { IamRole, Resource } from '../domain/snapshot.ts';
import { isAccessPoint } from './access-points.ts';
import { nameOfKind } from './blocks/kinds.ts';
import type { ChangedStatement } from './changed-statements.ts';
import { KEY_LEGS } from './data/kms-legs.ts';
import { actionsOn } from './effective.ts';
import { speaksOfRoutes } from './endpoints.ts';
import { type LegQuestion, legQuestions } from './legs.ts';
import { consume, plain } from './patterns.ts';
import { patternHolds } from './predicates.ts';
import { assumeCall, type Caller, type Profile, type Target } from './question.ts';
import { entriesIn, patternsOf } from './resource-entries.ts';
import { namesAction } from './statements.ts';
import { roleTarget, targetsOf } from './targets.ts';
import type { World } from './world.ts';

/** Whose pairs with a resource cannot be taken over. */
export type OfResource = (caller: Caller) => boolean;
export const EVERYBODY: OfResource = () => true;

/** Of what some statements can speak. Rather of too much than of too little: a pair of which none does is decided without them. */
export class Speaking {
  readonly #world: World;
  readonly #profile: Profile;
  readonly #statements: readonly ChangedStatement[];
  readonly #ofAll: boolean;
  readonly #byKind = new Map<string, OfKind>();
  readonly #named = new Map<string, readonly string[]>();
  readonly #byCall = new Map<string, readonly ChangedStatement[]>();
  #reached: Reached | undefined;

  constructor(world: World, profile: Profile, statements: readonly ChangedStatement[]) {
    this.#world = world;
    this.#profile = profile;
    this.#statements = statements;
    // endpoints are asked about wherever some statement around a pair, whatever its actions, asks for them
    this.#ofAll = statements.some(({ statement }) => speaksOfRoutes(statement));
  }

  /** Do all of them deny? */
  get onlyDenies(): boolean {
    return this.#statements.every(({ statement }) => statement.effect === 'Deny');
  }

  /** Of these resources, or of what is in them, where the caller asks of them; one list for all callers, where it can be. */
  resourcesFor(caller: Caller): readonly Resource[] {
    const { resources } = this.#world.snapshot;
    if (this.#ofAll) return resources;
    this.#reached ??= this.#allReached();
    const { surely, besides } = this.#reached;
    const more = besides.filter(({ places: all }) => all.some((place) => this.#isBeside(caller, place)));
    if (more.length === 0) return surely;
    const all = new Set([...surely, ...more.map(({ resource }) => resource)]);
    return resources.filter((one) => all.has(one));
  }

  /** Of one of them. */
  isOf(caller: Caller, resource: Resource): boolean {
    if (this.#ofAll) return true;
    const all = this.#placesOf(resource);
    return all.some((place) => isOwn(place) || this.#isBeside(caller, place));
  }

  /** Of the actions of a target those that a statement names, in their order. */
  namedOn(target: Target): readonly string[] {
    const kind = nameOfKind(target);
    const isNamed = (action: string): boolean => this.#naming([action]).length > 0;
    const found = this.#named.get(kind) ?? actionsOn(this.#world, target).filter(isNamed);
    this.#named.set(kind, found);
    return found;
  }

  /** Of what services authorise besides, whoever asks of a target like it. */
  mayBeBesideOn(target: Target): boolean {
    return this.#ofAll || this.#ofKind(target, nameOfKind(target)).withLegs.length > 0;
  }

  /** The same where this caller asks of the target. */
  isBesideOn(caller: Caller, target: Target): boolean {
    return this.#ofAll || this.#isBeside(caller, { target, kind: this.#ofKind(target, nameOfKind(target)) });
  }

  /** Of a resource, whoever asks of it, or where some do; undefined: of none of its pairs. */
  ofResource(resource: Resource): OfResource | undefined {
    const all = this.#ofAll ? [] : this.#placesOf(resource);
    if (this.#ofAll || all.some(isOwn)) return EVERYBODY;
    return all.some(({ kind }) => kind.withLegs.length > 0)
      ? (caller) => all.some((place) => this.#isBeside(caller, place))
      : undefined;
  }

  /** Of calls that assume roles, whoever makes them. */
  get isOfAnyCall(): boolean {
    return this.#ofAll || this.#naming(CALLS).length > 0;
  }

  /** Of calls with which the caller assumes roles. */
  isOfCalls(caller: Caller): boolean {
    return this.#ofAll || this.#ofCalls(caller).length > 0;
  }

  /** Of the one with which it assumes this role. */
  isOfRole(caller: Caller, role: IamRole): boolean {
    return this.#ofAll || this.#ofCalls(caller).some((one) => mayCover(one, roleTarget(role)));
  }

  #ofCalls(caller: Caller): readonly ChangedStatement[] {
    const calls = [assumeCall(caller), 'sts:TagSession', 'sts:SetSourceIdentity', ...(caller.entrance?.needs ?? [])];
    const id = calls.join();
    const naming = this.#byCall.get(id) ?? this.#naming(calls);
    this.#byCall.set(id, naming);
    return naming;
  }

  #naming(actions: readonly string[]): readonly ChangedStatement[] {
    return this.#statements.filter(({ statement }) => actions.some((one) => namesAction(statement, one) !== false));
  }

  #allReached(): Reached {
    const [surely, besides]: [Resource[], Besides[]] = [[], []];
    for (const resource of this.#world.snapshot.resources) {
      const all = this.#placesOf(resource);
      if (all.some(isOwn)) surely.push(resource);
      else if (all.some(({ kind }) => kind.withLegs.length > 0)) besides.push({ resource, places: all });
    }
    return { surely, besides };
  }

  #placesOf(resource: Resource): readonly Place[] {
    return placesOf(resource).map(({ target, kind }) => ({ target, kind: this.#ofKind(target, kind) }));
  }

  /** Of what services authorise besides, when the caller asks of the target. */
  #isBeside(caller: Caller, { target, kind }: Place): boolean {
    const asks = (action: string) => legQuestions(this.#world, { caller, target, action, profile: this.#profile });
    return kind.withLegs.flatMap(asks).some((leg) => this.#statements.some((one) => speaksOf(one, leg)));
  }

  #ofKind(target: Target, name: string): OfKind {
    const found = this.#byKind.get(name) ?? this.#foundOfKind(target);
    this.#byKind.set(name, found);
    return found;
  }

  #foundOfKind(target: Target): OfKind {
    const actions = actionsOn(this.#world, target);
    const mayHaveLegs = (action: string): boolean => this.#naming(mayBeBeside(target, action)).length > 0;
    return { own: this.#naming(actions), withLegs: actions.filter(mayHaveLegs) };
  }
}

const CALLS = [
  'sts:AssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:TagSession',
  'sts:SetSourceIdentity',
  'sts:SetContext',
];

const places = new WeakMap<Resource, readonly { readonly target: Target; readonly kind: string }[]>();

/** The resource and what is in it; records that several snapshots have are read once. */
function placesOf(resource: Resource): readonly { readonly target: Target; readonly kind: string }[] {
  const found = places.get(resource) ?? targetsOf(resource).map((target) => ({ target, kind: nameOfKind(target) }));
  places.set(resource, found);
  return found;
}

interface Reached {
  readonly surely: readonly Resource[];
  /** Perhaps by way of what is authorised besides. */
  readonly besides: readonly Besides[];
}

interface Besides {
  readonly resource: Resource;
  readonly places: readonly Place[];
}

interface Place {
  readonly target: Target;
  readonly kind: OfKind;
}

const isOwn = ({ target, kind }: Place): boolean => kind.own.some((one) => mayCover(one, target));

interface OfKind {
  /** Statements that name some action of the kind. */
  readonly own: readonly ChangedStatement[];
  /** Actions beside which something may be authorised that a statement names. */
  readonly withLegs: readonly string[];
}

/** Actions that services may authorise besides, of whatever resource (`legQuestions`). */
export function mayBeBeside({ resource }: Target, action: string): readonly string[] {
  const name = action.toLowerCase();
  const ofKey = KEY_LEGS.find(({ actions }) => actions.includes(name))?.keyActions ?? [];
  if (resource?.type === 'AWS::Lambda::Function')
    return name === 'lambda:invokefunctionurl' ? [INVOKE, ...ofKey] : ofKey;
  if (resource?.type === 'AWS::SQS::Queue')
    return name === 'sqs:startmessagemovetask' ? [...TAKES_OUT, ...ofKey] : ofKey;
  return isAccessPoint(resource) ? [action, ...ofKey] : ofKey;
}
const INVOKE = 'lambda:InvokeFunction';
const TAKES_OUT = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

function speaksOf(one: ChangedStatement, leg: LegQuestion): boolean {
  if (!('target' in leg) || namesAction(one.statement, leg.action) === false) return false;
  return [leg.target, leg.everyName?.target].some((target) => target !== undefined && mayCover(one, target));
}

/** Without a variable an ARN that matches nothing of the target is passed over, and the whole statement where all its ARNs are. */
function mayCover({ statement: { resources } }: ChangedStatement, target: Target | undefined): boolean {
  if (target === undefined || resources === undefined || 'notIn' in resources || target.arn === '*') return true;
  const { arn, part } = target;
  return entriesIn(resources.in).some((entry) => {
    if (entry.text === '*' || entry.text.includes('${')) return true;
    const { pattern, strict } = patternsOf(entry, plain(entry.tail));
    if (part !== undefined) return consume(pattern, part.prefix).length > 0;
    return patternHolds(strict, arn) !== false || patternHolds(pattern, arn) !== false;
  });
}
