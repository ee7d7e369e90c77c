import type { MayNeed } from '../domain/access.ts';
import type { Assumption, Verdict } from '../domain/decision.ts';
import type { NamedPolicy } from '../domain/policy.ts';
import { catalogueAction, serviceOfAction } from './actions.ts';
import { distinct, gatheringFor } from './analyse.ts';
import { isGrantedByIdentityAlone } from './data/resource-policy-scope.ts';
import { dependentActions } from './dependent-actions.ts';
import type { Replaying } from './engine-options.ts';
import { environmentOf } from './environment.ts';
import { type LayerState, prepareLayers } from './layers.ts';
import { answeredAs, legQuestions } from './legs.ts';
import type { Caller, Profile, Question, Target } from './question.ts';
import { SpaceBuilder } from './space.ts';
import { namesAction } from './statements.ts';
import type { World } from './world.ts';

/**
 * What AWS lists as dependent actions of the action asked about and what is no further authorisation of it already: a call may need
 * them, and of which resource is not said (rule 57). What is denied stands first.
 */
export function mayNeed(world: World, question: Question, replaying: Partial<Replaying> = {}): readonly MayNeed[] {
  const { action, caller, profile } = question;
  const legs = new Set(legQuestions(world, question).map((leg) => leg.action.toLowerCase()));
  return dependentActions(action)
    .filter((one) => !legs.has(one.toLowerCase()))
    .map((one) => decided(world, caller, one, profile, replaying))
    .sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict));
}
const ORDER: readonly Verdict[] = ['denied', 'unknown', 'conditional', 'allowed'];

/** What is decided of it: asked of `*` where it takes no resource, else whether it is denied of every resource. */
function decided(
  world: World,
  caller: Caller,
  action: string,
  profile: Profile,
  replaying: Partial<Replaying>,
): MayNeed {
  const { principal } = caller;
  if (!('account' in principal) || caller.foreign !== undefined) return openOf(action);
  const target: Target = { arn: '*', account: principal.account, service: serviceOfAction(action), type: '' };
  const asked = inPartition(principal.partition, profile);
  if (catalogueAction(action)?.types.length === 0) {
    const { need, doubts } = answeredAs(
      world,
      caller,
      { action, resource: '*' },
      { target, profile: asked },
      replaying,
    );
    const { verdict, when } = need;
    return { action, verdict, ...(when === undefined ? {} : { when }), because: distinct(doubts) };
  }
  return isDeniedOfAll(world, { caller, target, action, profile: asked })
    ? { action, verdict: 'denied', because: [] }
    : openOf(action);
}

const WHICH: Assumption = { rule: 57, text: 'of which resource it is asked depends on the call' };
const openOf = (action: string): MayNeed => ({ action, verdict: 'unknown', because: [WHICH] });

/** `*` does not tell the partition, in others of which the Regions of global services are other ones (rule 117): any may be asked. */
function inPartition(partition: string, { ownRegion, ...profile }: Profile): Profile {
  return partition === 'aws' && ownRegion !== undefined ? { ...profile, ownRegion } : profile;
}

/**
 * Is the action denied whatever it is asked of? A Deny of it on `*` without a condition hits every request, and a level of SCPs none of
 * whose Allow statements names it lets none through. The same silence of the caller's own policies, or of what caps them, is enough
 * where no resource policy can grant the action (rules 4 and 8); elsewhere some policy may, and which ones there are nobody can tell.
 * Layers that do not bind the caller, or that were not read, show nothing.
 */
function isDeniedOfAll(world: World, question: Question): boolean {
  const environment = environmentOf(world);
  const situation = environment.situation(question);
  const layers = prepareLayers(gatheringFor(environment, question, new SpaceBuilder(), situation.unread), situation);
  const { policies } = situation;
  const { action } = question;
  const own = [
    { state: layers.identity, list: policies.identity },
    { state: layers.permissionsBoundary, list: policies.permissionsBoundary },
    { state: layers.session, list: policies.session },
  ];
  const levels = layers.scp.map((state, index) => ({ state, list: policies.scp?.[index] }));
  const silent = isGrantedByIdentityAlone(action) ? [...own, ...levels] : levels;
  return (
    [...own, ...levels].some(({ state, list = [] }) => binds(state) && list.some((one) => forbids(one, action))) ||
    silent.some(({ state, list = [] }) => binds(state) && state.complete && !list.some((one) => mayAllow(one, action)))
  );
}

const binds = ({ noLimit, doubtful }: LayerState): boolean => noLimit === undefined && doubtful !== true;

const forbids = ({ document }: NamedPolicy, action: string): boolean =>
  document.statements.some(
    (one) =>
      one.effect === 'Deny' &&
      one.principals === undefined &&
      one.conditions.length === 0 &&
      one.resources !== undefined &&
      'in' in one.resources &&
      one.resources.in.includes('*') &&
      namesAction(one, action) === true,
  );

const mayAllow = ({ document }: NamedPolicy, action: string): boolean =>
  document.statements.some((one) => one.effect === 'Allow' && namesAction(one, action) !== false);
