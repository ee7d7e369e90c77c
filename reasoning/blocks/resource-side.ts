import { parseArn } from '../../domain/arn.ts';
import { entriesOf, type NamedPolicy, type PrincipalEntry } from '../../domain/policy.ts';
import { gatheringFor } from '../analyse.ts';
import { inquired } from '../inquiry.ts';
import { hasBoundary, type NamedCandidate, prepareResource, type ResourceState } from '../layers.ts';
import type { NamingForm } from '../naming.ts';
import type { Truth } from '../predicates.ts';
import type { Caller, Target } from '../question.ts';
import type { Situation } from '../situation.ts';
import { SpaceBuilder } from '../space.ts';
import { type StatementPlace, statementsAbout } from '../statements.ts';
import { constant, type Symbolic, truthOf } from '../symbolic.ts';
import { ANYWHERE, actionGroups, columnsOf, leftOfCallers, variablesOf } from './condition-classes.ts';
import { borderOf, isOrdinary, type Mentioned } from './crowd.ts';
import {
  type Frame,
  type LeftOfCallers,
  listLeft,
  ODD,
  type PoliciesOfTarget,
  pairIn,
  questionIn,
  situationIn,
} from './frame.ts';
import { movedPlaces } from './layer-documents.ts';
import { sharedPart } from './part-names.ts';

/** What the policies of a target say to one class of callers about one action. */
export interface ResourceSaying {
  readonly allow: readonly { readonly form: NamingForm; readonly when: Symbolic; readonly named: Symbolic }[];
  readonly deny: readonly { readonly when: Symbolic; readonly named: Symbolic }[];
  readonly complete: boolean;
}

export interface ResourceReading {
  readonly builder: SpaceBuilder;
  readonly sayingOf: readonly number[];
  readonly sayings: readonly ResourceSaying[];
}

/** What hangs on no key of the request is read off at once, so that nothing of the policies is kept for it. */
export function readOff(reading: ResourceReading): ResourceReading {
  if (reading.builder.free.length > 0) return reading;
  const settled = (symbolic: Symbolic): Symbolic => constant(truthOf(symbolic(ANYWHERE)));
  return {
    ...reading,
    sayings: reading.sayings.map(({ allow, deny, complete }) => ({
      allow: allow.map(({ form, when, named }) => ({ form, when: settled(when), named: settled(named) })),
      deny: deny.map(({ when, named }) => ({ when: settled(when), named: settled(named) })),
      complete,
    })),
  };
}

/** What the policies of one target, or of all that have none, tell of callers. */
export class ResourceSide {
  readonly #frame: Frame;
  readonly #target: Target;
  readonly #number: number;
  readonly #own: PoliciesOfTarget;
  /** What their conditions leave of every caller, and variables in what they cover; left out: there are none. */
  readonly left: LeftOfCallers | undefined;
  /** Callers whom they name, or may name. */
  readonly named: ReadonlySet<number>;
  readonly #ofBorders = new Map<string, number>();

  constructor(frame: Frame, number: number) {
    this.#frame = frame;
    this.#target = pairIn(frame, 0, number).target;
    this.#number = number;
    this.#own = policiesOf(frame, number);
    const { places, groups, mentioned } = this.#own;
    const asked = {
      columns: columnsOf(frame, places, groups, 'caller'),
      variables: variablesOf(frame, places, groups),
    };
    const asksNothing = asked.columns.length === 0 && asked.variables.length === 0;
    this.left = asksNothing ? undefined : leftOfCallers(frame, asked, this.#target);
    this.named = frame.known.crowd.named(mentioned);
  }

  /** Accounts whose callers they tell from those of others, and the target's own. */
  get accounts(): readonly number[] {
    const { crowd } = this.#frame.known;
    const { account } = this.#target;
    const { mentioned } = this.#own;
    if (mentioned.canonical) return crowd.allAccounts;
    const ofNamed = [...this.named].map((caller) => crowd.accounts[caller] ?? 0);
    const those = crowd.accountsAmong([...mentioned.accounts, ...(account === undefined ? [] : [account])]);
    return [...new Set([...those, ...ofNamed])];
  }

  /** What tells the caller from others as far as these policies see. */
  classOf(index: number, boundary: Truth): number {
    const { caller } = pairIn(this.#frame, index, this.#number);
    if (this.#own.policies.length === 0) return this.#withoutPolicies(caller);
    const list = listLeft(this.left, index);
    if (list === ODD) return ODD;
    return this.#frame.sideClasses.of(this.#textOf(caller, this.named.has(index), boundary), list);
  }

  /** They certainly name neither the caller nor its account: nothing that they allow is for it. */
  isSilentTo(index: number): boolean {
    const { caller } = pairIn(this.#frame, index, this.#number);
    const { principal } = caller;
    const { accounts, isClear } = this.#own.mentioned;
    if (!isClear || !isOrdinary(caller) || !('account' in principal)) return false;
    return !accounts.has(principal.account) && !this.named.has(index);
  }

  #textOf(caller: Caller, isNamed: boolean, boundary: Truth): number {
    const { principal } = caller;
    const isOne = !isNamed && isOrdinary(caller) && 'account' in principal;
    const { canonical, accounts, excludes } = this.#own.mentioned;
    const who = isOne
      ? `${principal.kind} ${canonical || accounts.has(principal.account) ? principal.account : ''}`
      : caller.id;
    const to = `${borderOf(caller, this.#target)} ${excludes ? boundary : ''} ${who}`;
    return this.#frame.sideClasses.text(`policies of ${this.#number} to ${to}`);
  }

  #withoutPolicies(caller: Caller): number {
    const border = borderOf(caller, this.#target);
    const known = this.#ofBorders.get(border);
    if (known !== undefined) return known;
    const question = questionIn(this.#frame, caller, this.#target, this.#frame.kind.actions[0]);
    const isUnread = this.#frame.environment.situation(question).policies.unread?.includes('resource') === true;
    const { sideClasses } = this.#frame;
    const found = sideClasses.of(sideClasses.text(`no policies ${border} ${isUnread}`), 0);
    this.#ofBorders.set(border, found);
    return found;
  }

  /** Undefined: it cannot be shared. */
  read(index: number): ResourceReading | undefined {
    const { kind, environment, profile } = this.#frame;
    const { caller } = pairIn(this.#frame, index, this.#number);
    const situation = this.#situation(caller);
    if (situation === undefined) return undefined;
    const { part } = this.#target;
    const target = part === undefined ? this.#target : sharedPart(this.#target, part);
    const builder = new SpaceBuilder();
    const { found, ofActions } = inquired({ caller, target, profile }, kind.actions, ({ question }) => {
      const gathering = gatheringFor(environment, question, builder, situation.unread);
      return sayingIn(prepareResource(gathering, situation, hasBoundary(question, situation)));
    });
    return { builder, sayingOf: ofActions, sayings: found };
  }

  #situation(caller: Caller): Situation | undefined {
    const { environment, kind } = this.#frame;
    const question = questionIn(this.#frame, caller, this.#target, kind.actions[0]);
    const situation = environment.situation(question);
    const { resource, container } = situation.policies;
    const move = (list: readonly NamedPolicy[] | undefined) => list?.map((one) => this.#moved(caller, one));
    const [own, around] = [move(resource), move(container)];
    if (own?.includes(undefined) === true || around?.includes(undefined) === true) return undefined;
    const given = (list: readonly (NamedPolicy | undefined)[] | undefined) => list?.flatMap((one) => one ?? []);
    return {
      ...situation,
      policies: {
        ...situation.policies,
        ...(own === undefined ? {} : { resource: given(own) ?? [] }),
        ...(around === undefined ? {} : { container: given(around) ?? [] }),
      },
    };
  }

  #moved(caller: Caller, policy: NamedPolicy): NamedPolicy | undefined {
    if (this.#target.part === undefined) return policy;
    const { document } = policy;
    const places = document.statements.map((statement, index) => ({ policy: policy.name, document, statement, index }));
    const found = movedPlaces(this.#frame, places, caller, this.#target, this.#frame.kind.actions[0]);
    return found && { ...policy, document: { ...document, statements: found.map(({ statement }) => statement) } };
  }
}

function policiesOf(frame: Frame, target: number): PoliciesOfTarget {
  const { targets } = frame;
  const known = targets?.policies[target];
  if (known !== undefined) return known;
  const { resource = [], container = [] } = situationIn(frame, 0, target).policies;
  const policies = [...resource, ...container];
  const isNone = policies.length === 0;
  const found = (isNone ? targets?.noPolicies : undefined) ?? readPolicies(frame, policies);
  if (targets === undefined) return found;
  if (isNone) targets.noPolicies = found;
  targets.policies[target] = found;
  return found;
}

function readPolicies(frame: Frame, policies: readonly NamedPolicy[]): PoliciesOfTarget {
  const places = statementsAbout(policies, frame.kind.service);
  return { policies, places, groups: actionGroups(frame, places), mentioned: mentionedIn(places) };
}

const sayingIn = ({ allow, deny, complete }: ResourceState): ResourceSaying => ({
  allow: allow.flatMap((one) => one.namings.map(({ form, when }) => ({ form, when: one.when, named: when }))),
  deny: deny.flatMap((one: NamedCandidate) => one.namings.map(({ when }) => ({ when: one.when, named: when }))),
  complete,
});

function mentionedIn(places: readonly StatementPlace[]): Mentioned {
  const entries: readonly PrincipalEntry[] = places.flatMap(({ statement: { principals } }) =>
    principals === undefined ? [] : entriesOf(principals),
  );
  const values = new Set(entries.map(({ value }) => value));
  const arns = [...values].flatMap((value) => {
    const arn = parseArn(value);
    return arn.ok ? [arn.value] : [];
  });
  const sessions = arns.flatMap(({ account, resource }) => {
    const [, role] = /^assumed-role\/([^/]+)\//.exec(resource) ?? [];
    return role === undefined ? [] : [`${account} ${role}`];
  });
  return {
    values,
    accounts: new Set([...arns.map(({ account }) => account), ...[...values].filter((one) => /^\d{12}$/.test(one))]),
    roles: new Set(sessions),
    ids: [...values].some((value) => /^A(ROA|IDA)/.test(value)),
    canonical: entries.some(({ kind }) => kind === 'CanonicalUser'),
    excludes: places.some(({ statement: { principals } }) => principals !== undefined && 'notIn' in principals),
    isClear:
      entries.every(isClear) &&
      places.every(({ statement: { principals } }) => principals !== undefined && 'in' in principals),
  };
}

const isClear = ({ kind, value }: PrincipalEntry): boolean =>
  kind === 'Service' || kind === 'Federated' || /^(arn:[a-z-]+:(iam|sts)::\d{12}:.+|\d{12})$/.test(value);
