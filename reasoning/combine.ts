import { crossingOn, isIdentityOnly, isNfsAction } from './action-facts.ts';
import { serviceOfAction } from './actions.ts';
import { kept, type Told } from './ask.ts';
import { bordersOf } from './borders.ts';
import { takesUnsigned } from './data/service-facts.ts';
import { crossingOfShared } from './data/shared-snapshots.ts';
import type { Gathering } from './gathering.ts';
import type { Said } from './grant-formula.ts';
import { asks } from './inquiry.ts';
import { kmsGrant } from './kms-rules.ts';
import { lambdaGrant } from './lambda-rules.ts';
import { admits, denies, grants, resourceDenies } from './layer-sets.ts';
import type { Layers } from './layers.ts';
import { borderOf, delegates, isRetireGrant } from './question.ts';
import type { Routes } from './routes.ts';
import { s3Grant } from './s3-rules.ts';
import { furtherFilter, otherGrant, ownGrantIn } from './service-rules.ts';
import type { Situation } from './situation.ts';
import { CERTAIN, NEVER, type Pair, type Space } from './space.ts';
import { andPairs, notPair, orPairs, perhaps } from './symbolic.ts';
import { trustGrant } from './trust-rules.ts';

/** How the layers of one question combine, with the intermediate result that explanations need. */
export interface Combination {
  readonly allowed: Pair;
  /** An identity or resource policy grants it, whatever the caps and denies say. */
  readonly granted: Pair;
  /** Allowed if no endpoint on the way stood in it. */
  readonly besideRoutes: Pair;
}

/** Source: AWS, How AWS enforcement code logic evaluates requests to allow or deny access; docs/semantics.md. */
export function combine(
  gathering: Gathering,
  situation: Situation,
  layers: Layers,
  routes?: Routes,
): (space: Space) => Combination {
  const granting = prepareGranting(gathering, situation, layers);
  if (granting === undefined) return () => ({ allowed: CERTAIN, granted: CERTAIN, besideRoutes: CERTAIN });
  return (space) => {
    const { inside, said, grant } = granting(space);
    const granted = uncapped({ inside, said, grant });
    const filter = furtherFilter(gathering, situation);
    const template = delegates(gathering.question, situation.facts) ? [said.session] : [];
    if (template.length > 0) gathering.leanings.push(TEMPLATE);
    const levels = layers.scp.map((level) => admits(space, level));
    const limits = [...levels, endpointAdmits(space, layers), filter, ...template];
    const undenied = notPair(space, deniedBy(gathering, layers, space));
    const besideRoutes = andPairs(space, inside, grant(said), undenied, ...limits);
    return {
      granted,
      allowed: routes === undefined ? besideRoutes : andPairs(space, besideRoutes, passing(space, routes)),
      besideRoutes,
    };
  };
}

/** What of it is granted, and no more: nobody asks what limits it. */
export function combineGrants(gathering: Gathering, situation: Situation, layers: Layers): (space: Space) => Pair {
  const granting = prepareGranting(gathering, situation, layers);
  return (space) => (granting === undefined ? CERTAIN : uncapped(granting(space)));
}

interface Granting {
  /** Requests that are not stopped before any policy is read. */
  readonly inside: Pair;
  readonly said: Said;
  readonly grant: (said: Said) => Pair;
}

/** Undefined: it is allowed before any policy is read. */
function prepareGranting(
  gathering: Gathering,
  situation: Situation,
  layers: Layers,
): ((space: Space) => Granting) | undefined {
  const borders = bordersOf(gathering, situation);
  if (borders.allowed) return undefined;
  askAhead(gathering);
  const grant = grantOf(gathering, situation);
  return (space) => ({
    inside: notPair(space, borders.stopped(space)),
    said: saidBy(gathering, layers, space),
    grant,
  });
}

const uncapped = ({ inside, said, grant }: Granting): Pair =>
  andPairs(said.space, inside, grant({ ...said, permissionsBoundary: CERTAIN, session: CERTAIN }));

/** Asks before what the combination will ask of the action: what that tells apart needs no second attempt. */
function askAhead({ question }: Gathering): void {
  const { arn } = question.target;
  const border = borderOf(question);
  const reaches =
    border === 'cross' || border === 'unclear' ? [crossingOn(arn), crossingOfShared(arn) ?? []].flat() : [];
  const unsigned = border === 'noAccount' ? [(action: string) => takesUnsigned(action, arn)] : [];
  const ofRoot = /root$/i.test(question.caller.principal.kind) ? [isOfBucketPolicy] : [];
  for (const ask of [isIdentityOnly, isNfsAction, isRetireGrant, ownGrantIn, ...reaches, ...unsigned, ...ofRoot])
    asks<Told>(question, ask);
}

const TEMPLATE = { rule: 116, text: 'its policy cuts every grant' };

const passing = (space: Space, { allow, deny }: Routes): Pair =>
  andPairs(space, allow(space), notPair(space, deny(space)));

/** Who can grant: the service's own rule where it has one, else the caller's and the resource's side of the border. */
function grantOf(gathering: Gathering, situation: Situation): (said: Said) => Pair {
  switch (asks(gathering.question, serviceOfAction)) {
    case 'kms':
      return kmsGrant(gathering, situation);
    case 'sts':
      return (said) => trustGrant(said, situation);
    case 's3':
      return s3Grant(gathering, situation);
    case 'lambda':
      return lambdaGrant(gathering, situation);
    default:
      return (said) => otherGrant(said, situation);
  }
}

const saidBy = (gathering: Gathering, layers: Layers, space: Space): Said => ({
  space,
  gathering,
  border: borderOf(gathering.question),
  identity: admits(space, layers.identity),
  permissionsBoundary: admits(space, layers.permissionsBoundary),
  session: admits(space, layers.session),
  named: (...forms) => grants(space, layers.resource, forms),
});

const endpointAdmits = (space: Space, { vpcEndpoint, forwarded }: Layers): Pair =>
  vpcEndpoint.noLimit === undefined ? orPairs(space, forwarded(space), admits(space, vpcEndpoint)) : CERTAIN;

/** Some Deny of some layer that exists for the caller. */
function deniedBy(gathering: Gathering, layers: Layers, space: Space): Pair {
  const { identity, permissionsBoundary, session, scp, rcp, vpcEndpoint } = layers;
  const own = [identity, permissionsBoundary, session, ...scp, ...rcp].map((layer) => denies(space, layer));
  const endpoint = vpcEndpoint.noLimit === undefined ? denies(space, vpcEndpoint) : NEVER;
  return orPairs(
    space,
    ...own,
    andPairs(space, notPair(space, layers.forwarded(space)), endpoint),
    binding(gathering, resourceDenies(space, layers.resource)),
  );
}

/** The bucket owner's root is never locked out of its policy (rule 21); a key policy has no say in retiring (rule 79). */
function binding({ question, doubts, leanings }: Gathering, deny: Pair): Pair {
  const { kind } = question.caller.principal;
  if (asks(question, isRetireGrant)) return NEVER;
  const unlocks = kind === 'assumedRoot' && asks(question, isUnlocked);
  const rescue = unlocks || (kind === 'root' && asks(question, isOfBucketPolicy));
  if (!rescue) return deny;
  const border = borderOf(question);
  if (border === 'same' && unlocks) leanings.push({ rule: 22, text: UNLOCKS });
  if (border === 'same') return NEVER;
  if (border !== 'unclear' || deny.upper === NEVER.upper) return deny;
  doubts.push({ rule: 21, text: 'whether root owns the bucket whose policy denies' });
  return perhaps(deny);
}

const isOfBucketPolicy = kept((action) => /^s3:(get|put|delete)bucketpolicy$/i.test(action));
/** What the tasks S3UnlockBucketPolicy and SQSUnlockQueuePolicy are for. */
const isUnlocked = (action: string): boolean =>
  /^(s3:(get|put|delete)bucketpolicy|sqs:[gs]etqueueattributes)$/i.test(action);
const UNLOCKS = 'the policy that a session of sts:AssumeRoot unlocks does not lock it out';
