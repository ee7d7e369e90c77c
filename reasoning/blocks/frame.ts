import type { Condition, NamedPolicy, PolicyDocument } from '../../domain/policy.ts';
import type { PolicySet, RequestFacts } from '../../domain/request.ts';
import type { Environment } from '../environment.ts';
import { hasBoundary } from '../layers.ts';
import type { Truth } from '../predicates.ts';
import type { Caller, Profile, Question, Target } from '../question.ts';
import type { Situation } from '../situation.ts';
import type { StatementPlace } from '../statements.ts';
import { Crowd, type Mentioned } from './crowd.ts';
import type { Kind } from './kinds.ts';
import { Numbering, Pairing } from './pairing.ts';
import type { ResourceReading } from './resource-side.ts';

/** What everything that speaks of one kind has in common. */
export interface Frame {
  readonly environment: Environment;
  readonly profile: Profile;
  readonly kind: Kind;
  readonly callers: readonly Caller[];
  readonly known: KnownCallers;
  readonly targets: KnownTargets | undefined;
  /** Classes of targets, among those of all documents of the kind. */
  readonly targetClasses: Classes;
  /** What policies of targets tell of callers. */
  readonly sideClasses: Classes;
  /** What single conditions leave of callers and targets: many documents write the same. */
  readonly columns: Map<string, Column>;
  /** What keys hold in the requests of callers, or of targets. */
  readonly states: Map<string, StateColumn>;
  /** Conditions that hold keys of callers against keys of targets: many documents write the same. */
  readonly joints: Map<string, Joint>;
  /** What statements cover of targets, by what they write: many documents write the same. */
  readonly covers: Map<string, Covered>;
  /** Groups of callers, by the names of keys that each group holds the same in. */
  readonly like: Map<string, LikeCallers>;
  /** What lists of columns leave of all callers, by the numbers of the columns. */
  readonly left: Map<string, LeftOfCallers>;
  /** What the state of a key hangs on of the name of an action, by both. */
  readonly told: Map<string, Map<string, string>>;
  /** Equal ones are one. */
  readonly groups: Map<string, ActionGroups>;
  /** Resources of statements as they read for all parts of the kind. Equal ones are one. */
  readonly lists: Map<string, readonly string[]>;
}

/** What is found out about callers whatever they ask for: it stays for the next kind. */
export interface KnownCallers {
  readonly crowd: Crowd;
  readonly around: (AroundCaller | undefined)[];
  /** What of each tells beside documents. */
  readonly profiles: (string | undefined)[];
  /** Numbers of the documents around them. */
  readonly documents: Map<PolicyDocument, number>;
  /** Classes of callers, among those of all documents. */
  readonly classes: Classes;
  /** As in a frame, where all keys hang on the caller alone. */
  readonly columns: Map<string, Column>;
  readonly states: Map<string, StateColumn>;
  readonly left: Map<string, LeftOfCallers>;
  /** What conditions on both sides come to, by all that they hang on beside who asks and for what. */
  readonly comesTo: Map<string, ComesTo>;
}

/** What a condition comes to, by what keys hold on both sides, whatever the kind. */
export interface ComesTo {
  readonly sides: Pairing;
  /** Among the texts of classes of callers. */
  readonly outcomes: number[];
}

export const knownCallers = (callers: readonly Caller[], classes: Classes = new Classes()): KnownCallers => ({
  crowd: new Crowd(callers),
  around: [],
  profiles: [],
  documents: new Map(),
  classes,
  columns: new Map(),
  states: new Map(),
  left: new Map(),
  comesTo: new Map(),
});

/** What is found out about the targets of a kind whoever asks: where single callers ask one after the other it stays for the next. */
export interface KnownTargets {
  readonly policies: (PoliciesOfTarget | undefined)[];
  /** Of a target that has none. */
  noPolicies: PoliciesOfTarget | undefined;
  /** Of each target, by the border that it is seen over. */
  readonly looks: (Map<string, TargetLook> | undefined)[];
  /** Equal ones are one. */
  readonly equalLooks: Map<string, TargetLook>;
  readonly sideClasses: Classes;
  /** What policies of targets say to a class of callers, by its number among `sideClasses`; null: it cannot be shared. */
  readonly readings: (ResourceReading | null)[];
}

/** The policies of a target, as far as they speak of the service of its kind. */
export interface PoliciesOfTarget {
  readonly policies: readonly NamedPolicy[];
  readonly places: readonly StatementPlace[];
  readonly groups: ActionGroups;
  readonly mentioned: Mentioned;
}

/** Actions that no statement tells apart, and no key of theirs. */
export interface ActionGroups {
  /** One of each group. */
  readonly samples: readonly string[];
  /** Of each action of the kind. */
  readonly groupOf: readonly number[];
}

/** What of a target has a say beside policies and keys. */
export interface TargetLook {
  readonly text: string;
  /** Something beside its policies names callers or their accounts. */
  readonly isPersonal: boolean;
  /** Some policy of it was not read. */
  readonly isUnread: boolean;
}

export const knownTargets = (): KnownTargets => ({
  policies: [],
  noPolicies: undefined,
  looks: [],
  equalLooks: new Map(),
  sideClasses: new Classes(),
  readings: [],
});

/** What was found of the target that was asked about last: they are asked about one after the other. */
export interface OfLast {
  target: number;
  found: number;
}

/** What a statement covers of targets. */
export interface Covered extends OfLast {
  /** Of parts: by what they are moved to, and where patterns stand after their beginnings. */
  readonly standing: Map<string, number>;
}

export const nothingYet = (): OfLast => ({ target: -1, found: 0 });

/** What conditions of policies of targets leave of callers, by numbers of lists. */
export interface LeftOfCallers {
  /** Of most of them. */
  readonly usual: number;
  /** The others, in their order, */
  readonly others: Int32Array;
  /** and what is left of each. */
  readonly lists: Int32Array;
}

/** Callers in groups. */
export interface LikeCallers {
  /** The group of each, from 0. */
  readonly ofCallers: Int32Array;
  /** One of each group. */
  readonly examples: readonly number[];
}

/** Where a caller stands among those of whom something unusual is left; -1: it does not. */
export function positionIn({ others }: LeftOfCallers, caller: number): number {
  let [from, to] = [0, others.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((others[middle] ?? 0) < caller) from = middle + 1;
    else to = middle;
  }
  return others[from] === caller ? from : -1;
}

export function listLeft(left: LeftOfCallers | undefined, caller: number): number {
  if (left === undefined) return 0;
  const position = positionIn(left, caller);
  return position === -1 ? left.usual : (left.lists[position] ?? ODD);
}

/** Numbers what tells one from another: who speaks, by a text, and what its conditions leave. */
export class Classes {
  readonly #texts = new Numbering();
  readonly #lists = new Pairing();
  readonly #numbers = new Pairing();
  /** A condition that is not met. */
  readonly out = this.#texts.of('out');

  /** How many texts there are. */
  get size(): number {
    return this.#texts.size;
  }

  text(text: string): number {
    return this.#texts.of(text);
  }

  /** Numbered as this. */
  textOf(number: number): string {
    return this.#texts.text(number);
  }

  /** A list that is one longer; 0 is the empty one. */
  longer(list: number, number: number): number {
    return this.#lists.of(list, number);
  }

  of(text: number, list: number): number {
    return this.#numbers.of(text, list);
  }
}

/** `known`: what was found out about the callers before, for another kind. */
export const frameOf = (
  environment: Environment,
  profile: Profile,
  kind: Kind,
  callers: readonly Caller[],
  known: KnownCallers = knownCallers(callers),
  targets?: KnownTargets,
): Frame => ({
  environment,
  profile,
  kind,
  callers,
  known,
  targets,
  targetClasses: new Classes(),
  sideClasses: targets?.sideClasses ?? new Classes(),
  columns: new Map(),
  states: new Map(),
  joints: new Map(),
  covers: new Map(),
  like: new Map(),
  left: new Map(),
  told: new Map(),
  groups: new Map(),
  lists: new Map(),
});

/** A pair of which nothing can be shared. */
export const ODD = -1;
/** A pair of which nothing can be granted, whatever the policies of the caller say. */
export const SHUT = -2;

export function questionIn(
  { profile }: Frame,
  caller: Caller | undefined,
  target: Target | undefined,
  action: string | undefined,
): Question {
  if (caller === undefined || target === undefined || action === undefined)
    throw new Error('whoever asks about a kind asks for something of it');
  return { caller, target, action, profile };
}

/** A caller and a target. */
export interface PairIn {
  readonly caller: Caller;
  readonly target: Target;
}

export function pairIn({ callers, kind }: Frame, callerIndex: number, targetIndex: number): PairIn {
  const [caller, target] = [callers[callerIndex], kind.targets[targetIndex]];
  if (caller === undefined || target === undefined)
    throw new Error('a pair is one of a caller and a target of the kind');
  return { caller, target };
}

export function situationIn(frame: Frame, caller: number, target: number): Situation {
  const pair = pairIn(frame, caller, target);
  return frame.environment.situation(questionIn(frame, pair.caller, pair.target, frame.kind.actions[0]));
}

/** What of a situation hangs on the caller alone. */
export interface AroundCaller extends Pick<PolicySet, Told> {
  readonly boundary: Truth;
  readonly unread: readonly Told[];
  readonly facts: Pick<RequestFacts, 'managementAccount' | 'serviceLinkedRole' | 'delegatedSession'>;
}

/** In the order in which they are numbered. */
export const TRUTHS: readonly Truth[] = [true, false, 'unknown'];

type Told = 'identity' | 'permissionsBoundary' | 'session' | 'scp';
const TOLD: readonly Told[] = ['identity', 'permissionsBoundary', 'session', 'scp'];

export function aroundCaller(frame: Frame, caller: number): AroundCaller {
  const known = frame.known.around[caller];
  if (known !== undefined) return known;
  const { policies, facts, ...rest } = situationIn(frame, caller, 0);
  const one = pairIn(frame, caller, 0);
  const question = questionIn(frame, one.caller, one.target, frame.kind.actions[0]);
  const { identity, permissionsBoundary, session, scp } = policies;
  const found: AroundCaller = {
    ...(identity === undefined ? {} : { identity }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    ...(session === undefined ? {} : { session }),
    ...(scp === undefined ? {} : { scp }),
    boundary: hasBoundary(question, { policies, facts, ...rest }),
    unread: TOLD.filter((layer) => policies.unread?.includes(layer) === true),
    facts,
  };
  frame.known.around[caller] = found;
  return found;
}

/** A condition as it is asked of callers, or of targets. */
export interface Column {
  readonly number: number;
  /** All that what it says hangs on, beside who is asked. */
  readonly text: string;
  readonly condition: Condition;
  readonly version: PolicyDocument['version'];
  readonly action: string;
  /** All that it asks for. */
  readonly keys: readonly string[];
  /** Some key hangs on caller and target together. */
  readonly isOdd: boolean;
  /** Amazon SNS may fill its key with the account of an ordinary caller. */
  readonly asksOwner: boolean;
  /** The keys of its side. */
  readonly own: readonly StateColumn[];
  /** What it leaves of a caller, or target, by number, by what the keys hold. */
  readonly byStates: Map<number, number>;
}

/** A key as the requests of callers, or of targets, hold it. */
export interface StateColumn {
  readonly key: string;
  /** With what it hangs on of the name of an action. */
  readonly name: string;
  /** The states, by number; 0: nobody has asked yet. */
  readonly known: Int32Array;
  /** Numbers of those that the request decides. */
  readonly free: Set<number>;
}

/** A condition that holds keys of the caller against keys of the target. */
export interface Joint {
  readonly number: number;
  readonly ofCaller: Column;
  readonly ofTarget: Column;
  /** What the one side leaves with what the other leaves, */
  readonly sides: Pairing;
  /** and what the condition comes to. */
  readonly outcomes: number[];
  /** Left out: it hangs on more than what keys hold. */
  readonly inAllKinds: ComesTo | undefined;
  /** What keys of targets hold, for `inAllKinds`, by what the condition leaves of them. */
  readonly held: number[];
}
