import type { PolicySet, RequestFacts } from '../../domain/request.ts';
import type { Caller, Target } from '../question.ts';
import { isPublicPolicy } from '../s3-public.ts';
import type { Situation } from '../situation.ts';
import { borderOf, isOrdinary } from './crowd.ts';
import { aroundCaller, type Frame, pairIn, questionIn, type TargetLook } from './frame.ts';
import { Numbering, Pairing } from './pairing.ts';

/** What of a pair tells neither in its policies nor in its keys, and has a say in how the layers combine. */
export class Profiles {
  readonly #frame: Frame;
  readonly #texts = new Numbering();
  readonly #pairs = new Pairing();
  readonly #ofCallers: number[] = [];
  readonly #ofTargets: (TargetProfile | undefined)[][] = [];
  readonly #borders: ((caller: number) => number)[];

  constructor(frame: Frame) {
    this.#frame = frame;
    this.#borders = frame.kind.targets.map(({ account }) => frame.known.crowd.borderWith(account));
  }

  /** Equal for pairs that are alike. */
  of(caller: number, target: number): number {
    const { isPersonal, number } = this.#ofTarget(caller, target);
    return this.#pairs.of(isPersonal ? this.#texts.of(this.#idOf(caller)) : this.ofCaller(caller), number);
  }

  /** Do both stand in one account? */
  isOwn(caller: number, target: number): boolean {
    return this.#borders[target]?.(caller) === 0;
  }

  #idOf(caller: number): string {
    return pairIn(this.#frame, caller, 0).caller.id;
  }

  /** Does something beside the policies of the target tell this caller from others of its account? */
  isPersonal(caller: number, target: number): boolean {
    return this.#ofTarget(caller, target).isPersonal;
  }

  /** Was some policy of the target not read? */
  isUnread(caller: number, target: number): boolean {
    return this.#ofTarget(caller, target).isUnread;
  }

  /** Equal for callers that are alike, borders apart. */
  ofCaller(index: number): number {
    const known = this.#ofCallers[index] ?? this.#texts.of(this.#profileOf(index));
    this.#ofCallers[index] = known;
    return known;
  }

  #profileOf(index: number): string {
    const { profiles } = this.#frame.known;
    const found = profiles[index] ?? this.#callerProfile(index);
    profiles[index] = found;
    return found;
  }

  /** Of a target as it stands to the account of the caller. */
  #ofTarget(callerIndex: number, index: number): TargetProfile {
    const border = this.#borders[index]?.(callerIndex) ?? 0;
    const known = this.#ofTargets[index]?.[border];
    if (known !== undefined) return known;
    const { caller, target } = pairIn(this.#frame, callerIndex, index);
    const ofTargets = this.#ofTargets[index] ?? [];
    this.#ofTargets[index] = ofTargets;
    const { text, ...look } = this.#lookAt(index, caller, target);
    const found = { ...look, number: this.#texts.of(text) };
    ofTargets[border] = found;
    return found;
  }

  #lookAt(index: number, caller: Caller, target: Target): TargetLook {
    const border = borderOf(caller, target);
    const { targets } = this.#frame;
    if (targets === undefined) return this.#madeLook(caller, target, border);
    const { looks, equalLooks } = targets;
    const known = looks[index] ?? new Map<string, TargetLook>();
    looks[index] = known;
    const there = known.get(border);
    if (there !== undefined) return there;
    const made = this.#madeLook(caller, target, border);
    const name = JSON.stringify(made);
    const found = equalLooks.get(name) ?? made;
    equalLooks.set(name, found);
    known.set(border, found);
    return found;
  }

  #callerProfile(index: number): string {
    const { caller } = pairIn(this.#frame, index, 0);
    const { principal } = caller;
    if (!isOrdinary(caller) || !('partition' in principal)) return caller.id;
    const { facts, unread, ...policies } = aroundCaller(this.#frame, index);
    const { managementAccount, serviceLinkedRole, delegatedSession } = facts;
    return JSON.stringify([
      principal.kind,
      principal.partition,
      managementAccount === true ? principal.account : '',
      serviceLinkedRole,
      delegatedSession,
      presence({ ...policies, unread }, ['identity', 'permissionsBoundary', 'session', 'scp']),
    ]);
  }

  #madeLook(caller: Caller, target: Target, border: string): TargetLook {
    const { policies, facts, unread = new Map() } = this.#situation(caller, target);
    const { canonicalUsers: _, managementAccount: _caller, serviceLinkedRole: _linked, ...own } = facts;
    const { resource = [] } = policies;
    const list = listed(target);
    const isPublic = target.service === 's3' && resource.some(({ document }) => isPublicPolicy(document, target.arn));
    const text = JSON.stringify([
      border,
      own,
      shapeOf(target.arn),
      list,
      isPublic,
      resource.length > 0,
      presence(policies, ['rcp', 'resource']),
      unread.has('owner'),
    ]);
    return {
      text,
      isUnread: policies.unread?.includes('resource') === true,
      isPersonal: tellsCallersApart(facts) || list.length > 0 || grantsObjects(target),
    };
  }

  #situation(caller: Caller, target: Target | undefined): Situation {
    const { environment, kind } = this.#frame;
    return environment.situation(questionIn(this.#frame, caller, target, kind.actions[0]));
  }
}

interface TargetProfile extends Omit<TargetLook, 'text'> {
  readonly number: number;
}

type Told = 'identity' | 'permissionsBoundary' | 'session' | 'scp' | 'rcp' | 'resource';

/** Which layers there are, and which of them were read. */
const presence = (policies: Pick<PolicySet, Told | 'unread'>, layers: readonly Told[]): readonly string[] =>
  layers.map((layer) => `${(policies[layer] ?? []).length > 0} ${policies.unread?.includes(layer) === true}`);

/** What rules read off the text of an ARN: the partition, and forms that names could take by chance. */
const shapeOf = (arn: string): readonly unknown[] => [arn.split(':')[1], ...FORMS.map((form) => form.test(arn))];
const FORMS = [
  /:layer:/,
  /:alias\//,
  /:function:/,
  /:accesspoint\//,
  /^arn:[^:]*:s3::[^:]+:accesspoint\//,
  /:access-grants\//,
  /:role\/aws-service-role\//,
  /^(?:[^:]*:){5}((cluster-)?snapshot|image|document)[/:]/,
  /^arn:[^:]*:s3:[^:]*::.*\//s,
];

/** Whom a snapshot, image or document is shared with, or a data access policy names: the facts of one caller do not tell it of others. */
const listed = ({ resource }: Target): readonly unknown[] => [
  ...(resource !== undefined && 'sharedWith' in resource ? (resource.sharedWith ?? []) : []),
  ...(resource !== undefined && 'dataAccess' in resource ? (resource.dataAccess ?? []) : []),
];

/** ACLs of single objects, which facts tell to those alone whom they may mean. */
const grantsObjects = ({ resource }: Target): boolean =>
  resource?.type === 'AWS::S3::Bucket' && (resource.objectGrants ?? []).length > 0;

/** Grants of keys and ACLs. */
const tellsCallersApart = ({ kmsGrants, s3Acl, s3ObjectAclsUnread, s3ObjectOwner }: RequestFacts): boolean =>
  [kmsGrants, s3Acl].some((list) => list !== undefined && list.length > 0) ||
  s3ObjectAclsUnread !== undefined ||
  s3ObjectOwner !== undefined;
