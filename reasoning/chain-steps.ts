import type { Assumption } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import type { IamRole } from '../domain/snapshot.ts';
import type { Caller } from './question.ts';
import { type Sessions, sessionsOf } from './sessions.ts';
import type { World } from './world.ts';

/** One step of a path: the condition of the call, over the caller's session and the request. */
export interface ChainStep {
  /** What is known of the role that is entered, if it is one: nothing else of the node is looked at. */
  readonly enters?: EnteredRole;
  /** The condition over everything that may be passed along, or the plain condition. */
  readonly when: Formula;
  /** Where that is not certain: what it can be at most, and why. */
  readonly atMost?: { readonly when: Formula; readonly because: readonly Assumption[] };
  /** The step makes a new session. */
  readonly session: boolean;
  /** Tags and a source identity may be passed along with it. */
  readonly passing: boolean;
  /** What its entrance makes of keys of the call. */
  readonly entrance?: Caller['entrance'];
  /** Of the user for whom Identity Center makes this session, as `identitystore:UserId` has it. */
  readonly userId?: string;
  /** Of the user for whom account access manager makes this session: whether it carries the id is not documented (rule 96). */
  readonly perhapsUserId?: string;
}

export interface EnteredRole extends Pick<Sessions, 'tagged' | 'sourceIdentity'> {
  /** Those that some policy may read. */
  readonly tags: IamRole['tags'];
}

const known = new WeakMap<World, Map<string, EnteredRole>>();

/** Undefined: no role of the snapshot. */
export function enteredRole(world: World, arn: string): EnteredRole | undefined {
  const role = world.role(arn);
  if (role === undefined) return undefined;
  const ofWorld = known.get(world) ?? new Map<string, EnteredRole>();
  known.set(world, ofWorld);
  const entered = ofWorld.get(arn) ?? readOff(world, role);
  ofWorld.set(arn, entered);
  return entered;
}

/** Names of tags that policies read may be cut short where they hold signs that end a key. */
function readOff(world: World, role: IamRole): EnteredRole {
  const { tagged, sourceIdentity } = sessionsOf(world, role);
  const read = world.sessionTags().map((tag) => tag.toLowerCase());
  const tags = Object.entries(role.tags).filter(([name]) => read.some((tag) => name.toLowerCase().includes(tag)));
  return { tagged, sourceIdentity, tags: Object.fromEntries(tags) };
}
