import type { AlsoNeeds, Cut, HopKind, MayNeed, Scope, Witness } from './access.ts';
import type { Paged, PageOfSubjects } from './answer-page.ts';
import type { AskedOfCopies } from './asked-copies.ts';
import type { Assumption, ProofState, Verdict } from './decision.ts';
import type { Formula } from './formula.ts';
import type { CoverageCell } from './gap.ts';
import type { Json, PolicyLayer, StatementRef } from './policy.ts';
import type { ToldJoins } from './probable-joins.ts';
import type { ToldOfSubject } from './told-of-subject.ts';
import type { LastUsed } from './usage.ts';
import type { UsedBy } from './used-by.ts';

/** A condition in words of the asked language and as data. */
export interface When {
  readonly text: string;
  readonly formula: Formula;
}

export type NodeKind =
  | 'person'
  | 'directoryUser'
  | 'directoryGroup'
  | 'permissionSet'
  | 'entitlement'
  | 'workload'
  | 'ssoRole'
  | 'role'
  | 'user'
  | 'root'
  | 'service'
  | 'externalAccount'
  | 'anyone'
  | 'openEnd'
  | 'resource';

/** What a reader needs to recognise a node that answers name by id. */
export interface NodeInfo {
  readonly id: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly account?: string;
  readonly accountName?: string;
  /** Resources: `AWS::DynamoDB::Table`. */
  readonly type?: string;
  readonly department?: string;
  readonly title?: string;
  readonly manager?: string;
  readonly employment?: string;
  /** False: disabled or left; could, but cannot now. */
  readonly active?: boolean;
  /** Names of the guardrails (SCP, RCP) that bind the node's account, root first. */
  readonly guardrails?: readonly string[];
  /** Roles: what acts as them; absent where nothing is known to. */
  readonly usedBy?: UsedBy;
}

/** The caller that is assumed unless asked otherwise. */
export interface OrdinaryCaller {
  readonly secureTransport: true;
  readonly signed: true;
  /** ISO 8601: the time of the snapshot. */
  readonly at: string;
  readonly region: 'resource';
}

export interface AnswerHop {
  readonly kind: HopKind | 'canAct';
  readonly from: string;
  readonly to: string;
  readonly technique?: string;
  readonly verdict: Exclude<Verdict, 'denied'>;
  readonly proof: ProofState;
  readonly when?: When;
  readonly by: readonly StatementRef[];
  readonly assumptions?: readonly Assumption[];
  /** The person it begins with is known by this account of a directory, joined by this rule, which says how sure it is (`same e-mail (probable)`). */
  readonly joined?: { readonly by: string; readonly account: string };
  /** A border of accounts is crossed. */
  readonly crossesAccount?: boolean;
  /** Answers about paths, last hop: which part is acted on, with which actions. */
  readonly scope?: Scope;
  readonly actions?: readonly string[];
}

export interface AnswerPath {
  readonly hops: readonly AnswerHop[];
  readonly verdict: Exclude<Verdict, 'denied'>;
  readonly proof: ProofState;
  readonly when?: When;
  /** False: some identity on the path is disabled or has left. */
  readonly now: boolean;
  /** The last session is a chained one: at most one hour. */
  readonly chained: boolean;
  /** False: the calls cannot all be made from one place (address, VPC). Left out: they can. */
  readonly samePlace?: boolean;
}

export interface ConditionalActions {
  readonly actions: readonly string[];
  readonly when: When;
}

/** What somebody gets. `verdict` is the best that any path or grant gives. */
export interface Gain {
  readonly actions: readonly string[];
  /** An action can stand under several conditions, of several paths: any of them will do. */
  readonly conditionalActions: readonly ConditionalActions[];
  readonly unknownActions: readonly { readonly actions: readonly string[]; readonly reasons: readonly Assumption[] }[];
  readonly verdict: Verdict;
}

export interface WhoCanResult extends Gain {
  readonly subject: NodeInfo;
  /** The principal that acts in the end. */
  readonly principal: string;
  readonly scope: Scope;
  /** Statements that grant any of them. */
  readonly by: readonly StatementRef[];
  readonly alsoNeeds?: readonly AlsoNeeds[];
  readonly cuts: readonly Cut[];
  /** Left out: all of it can be done now. Else what can be, over the paths that are now (ADR 17); `denied`: nothing. */
  readonly now?: Gain;
  readonly proof: ProofState;
  readonly assumptions: readonly Assumption[];
  readonly paths: readonly AnswerPath[];
}

/** Named by the resource's policy, and yet proven without access: looks open, is not. */
export interface LooksOpen {
  readonly principal: string;
  readonly statement: StatementRef;
  readonly missing: readonly PolicyLayer[];
  /** Explicit denies that hit; left out where there are none. */
  readonly deniedBy?: readonly StatementRef[];
}

/** How many actions of each access level the resource type knows, to say "2 of 16". */
export type LevelCounts = Readonly<Record<string, number>>;

/** More routes lead from one node to another than were followed, the shortest first. */
export interface CutRoutes {
  readonly from: string;
  readonly to: string;
  /** False: whatever the others are, what the answer says of these nodes stays as it is. */
  readonly open: boolean;
}

export interface WhoCanAnswer extends AskedOfCopies, Paged<PageOfSubjects>, ToldJoins {
  readonly resource: string;
  readonly asked: readonly string[];
  /** The one subject that was looked at, by its id, or `people`; left out: everybody. */
  readonly among?: string;
  readonly snapshot: string;
  readonly profile: OrdinaryCaller;
  /** What kind of steps the answer counts, in words. */
  readonly scope: string;
  readonly complete: boolean;
  readonly gaps: readonly CoverageCell[];
  /** Left out where every route was followed. Open ones make the answer incomplete. */
  readonly cutRoutes?: readonly CutRoutes[];
  /** What `anyone` can comes first, whoever was asked about: without signing in, everybody can do as much. */
  readonly results: readonly WhoCanResult[];
  /** People in the snapshot who are proven to have no path; none of whom a route or an account with one was left out. Empty where `anyone` has results. */
  readonly without: readonly string[];
  /** Where `anyone` has results: people who have no path besides. */
  readonly asAnyone?: readonly string[];
  readonly looksOpen: readonly LooksOpen[];
  readonly lastUsed?: Readonly<Record<string, LastUsed>>;
  readonly levels: LevelCounts;
  /** Access level of every action named in the answer. */
  readonly levelOf: Readonly<Record<string, string>>;
  readonly nodes: Readonly<Record<string, NodeInfo>>;
}

export interface WhatCanResult {
  readonly resource: string;
  readonly principal: string;
  readonly scope: Scope;
  readonly actions: readonly string[];
  readonly conditionalActions: readonly ConditionalActions[];
  readonly unknownActions: readonly { readonly actions: readonly string[]; readonly reasons: readonly Assumption[] }[];
  /** Statements that grant any of them. */
  readonly by: readonly StatementRef[];
  readonly alsoNeeds?: readonly AlsoNeeds[];
  readonly verdict: Verdict;
  readonly proof: ProofState;
  readonly paths: readonly AnswerPath[];
}

export interface WhatCanAnswer extends ToldOfSubject, ToldJoins, Paged {
  readonly subject: NodeInfo;
  readonly snapshot: string;
  readonly profile: OrdinaryCaller;
  readonly scope: string;
  readonly complete: boolean;
  readonly gaps: readonly CoverageCell[];
  /** Left out where every route was followed. Open ones make the answer incomplete. */
  readonly cutRoutes?: readonly CutRoutes[];
  readonly results: readonly WhatCanResult[];
  readonly levelOf: Readonly<Record<string, string>>;
  readonly nodes: Readonly<Record<string, NodeInfo>>;
}

/** A step that is denied: layers that stop it, and explicit denies that hit. */
export interface RefusedStep {
  readonly action: string;
  readonly blockedBy: readonly PolicyLayer[];
  readonly by: readonly StatementRef[];
}

export interface PathsAnswer extends ToldJoins {
  readonly from: string;
  readonly to: string;
  readonly snapshot: string;
  readonly profile: OrdinaryCaller;
  readonly scope: string;
  readonly complete: boolean;
  readonly gaps: readonly CoverageCell[];
  /** Left out where every route was followed. Open ones make the answer incomplete. */
  readonly cutRoutes?: readonly CutRoutes[];
  /** One for each route and set of actions at its end. */
  readonly paths: readonly AnswerPath[];
  /** Where no path leads to a role, and the one asked about calls AWS itself: why it cannot assume the role. */
  readonly refused?: RefusedStep;
  readonly levelOf: Readonly<Record<string, string>>;
  readonly nodes: Readonly<Record<string, NodeInfo>>;
}

/** With why it is denied, if so: layers that stop it, and explicit denies that hit. */
export interface AnsweredNeed extends AlsoNeeds {
  readonly blockedBy?: readonly PolicyLayer[];
  readonly by?: readonly StatementRef[];
}

export interface CanAnswer {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly snapshot: string;
  readonly profile: OrdinaryCaller;
  /** Access level of the action; `Unlisted`: AWS does not list the action. */
  readonly level: string;
  readonly verdict: Verdict;
  readonly proof: ProofState;
  readonly when?: When;
  readonly by: readonly StatementRef[];
  readonly blockedBy: readonly PolicyLayer[];
  readonly alsoNeeds?: readonly AnsweredNeed[];
  /** Of what is not denied, where AWS lists dependent actions. */
  readonly mayNeed?: readonly MayNeed[];
  readonly witness?: Witness;
  readonly assumptions: readonly Assumption[];
  readonly nodes: Readonly<Record<string, NodeInfo>>;
}

export type LayerEffect = 'allows' | 'cuts' | 'silent' | 'noLimit' | 'unknown';

/** One row of the layer matrix, in evaluation order; SCP and RCP level by level from the root. */
export interface LayerRow {
  readonly layer: PolicyLayer;
  /** `root`, OU name or account name for SCP and RCP rows. */
  readonly level?: string;
  readonly policies: readonly string[];
  /** Why there is no limit: `absent`, `managementAccount`, `serviceLinkedRole`, `notInOrganization`, `notListed`, ... */
  readonly reason?: string;
  /** One per asked action, in order. */
  readonly effects: readonly {
    readonly effect: LayerEffect;
    readonly when?: When;
    readonly by: readonly StatementRef[];
  }[];
}

/** A whole policy document with the statements that decide. */
export interface DecidingPolicy {
  readonly layer: PolicyLayer;
  readonly policy: string;
  readonly role: 'grants' | 'cuts';
  readonly document: Json;
  readonly statements: readonly { readonly index: number; readonly actions: readonly string[] }[];
  readonly of: number;
}

/** Some of a kind, smallest first. `complete`: there are no others. */
export interface Listed<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
}

/** Allow statements that suffice together (`when`: for the requests that meet it); no proper subset does. */
export interface Reason {
  readonly statements: readonly StatementRef[];
  readonly when?: When;
}

/** What is authorised besides, where something serves that and not the action asked about. */
export interface Besides {
  readonly action: string;
  readonly resource: string;
}

/** Something that stops a call: a Deny that hits, a layer without an Allow, an Allow whose conditions are not met, a condition key. */
export type Obstacle =
  | { readonly kind: 'conditions'; readonly statement: StatementRef; readonly when: When; readonly level?: string }
  | { readonly kind: 'deny'; readonly statement: StatementRef; readonly level?: string }
  | { readonly kind: 'noAllow'; readonly layer: PolicyLayer; readonly level?: string; readonly besides?: Besides }
  | { readonly kind: 'unmet'; readonly key: string; readonly besides?: Besides };

/** One edit that, with the others of its set, turns a verdict round. */
export type Change =
  | {
      readonly kind: 'addAllow';
      readonly layer: PolicyLayer;
      readonly level?: string;
      /** The policy to add to, where the layer has one only. */
      readonly policy?: string;
      /** The statement, as AWS writes it. */
      readonly add: Json;
      readonly besides?: Besides;
    }
  | {
      readonly kind: 'removeDeny' | 'removeAllow';
      readonly layer: PolicyLayer;
      readonly policy: string;
      readonly statement: StatementRef;
      readonly level?: string;
    }
  /** The Allow without its conditions, which are told. */
  | {
      readonly kind: 'dropConditions';
      readonly layer: PolicyLayer;
      readonly policy: string;
      readonly statement: StatementRef;
      readonly when: When;
      readonly level?: string;
    }
  | { readonly kind: 'meetCondition'; readonly key: string; readonly besides?: Besides };

/** Changes that turn the verdict together, no proper subset of which does, and what the call comes to then. */
export interface Flip {
  readonly changes: readonly Change[];
  readonly verdict: Verdict;
  readonly when?: When;
  /** Instead of removing a Deny: the condition that, added to it, spares this principal alone. */
  readonly except?: Json;
}

export interface ExplainColumn {
  readonly action: string;
  readonly level?: string;
  readonly verdict: Verdict;
  readonly proof: ProofState;
  readonly when?: When;
  readonly by: readonly StatementRef[];
  /** Explicit denies that hit. */
  readonly deniedBy: readonly StatementRef[];
  /** Layers in which an allow is missing. */
  readonly missing: readonly PolicyLayer[];
  /** Layers that stop the request: those with a deny and those without an allow. */
  readonly blockedBy: readonly PolicyLayer[];
  readonly alsoNeeds?: readonly AnsweredNeed[];
  /** As in CanAnswer. */
  readonly mayNeed?: readonly MayNeed[];
  /** Of an allowed call: sets that allow every ordinary request. Of a conditional one: sets that allow some. */
  readonly reasons: Listed<Reason>;
  /** Of a denied call: sets of obstacles, each of which denies every ordinary request by itself. */
  readonly blocks: Listed<{ readonly obstacles: readonly Obstacle[] }>;
  /** Of a denied call: changes after which some ordinary request is allowed; of a conditional one: every one. */
  readonly toAllow: Listed<Flip>;
  /** Of a denied call that no change allows: the documented border that stops it, where there is one. */
  readonly limit?: Assumption;
  /** Of an allowed or conditional call: Allow statements of identity and resource policies without which all is denied. */
  readonly toDeny: Listed<Flip>;
  /** Of a denied call: the changes of the first of `toAllow`. */
  readonly smallestChange: readonly Change[];
  readonly witness?: Witness;
  readonly assumptions: readonly Assumption[];
  readonly certificate?: {
    readonly hash: string;
    readonly result: 'refuted' | 'pending';
    readonly ms?: number;
    readonly solver?: string;
  };
}

export interface ExplainAnswer {
  readonly principal: string;
  readonly resource: string;
  readonly snapshot: string;
  readonly profile: OrdinaryCaller;
  readonly columns: readonly ExplainColumn[];
  readonly layers: readonly LayerRow[];
  readonly policies: readonly DecidingPolicy[];
  readonly gaps: readonly CoverageCell[];
  readonly policiesRead: number;
  readonly dataVersion: string;
  readonly levels: LevelCounts;
  readonly nodes: Readonly<Record<string, NodeInfo>>;
}
