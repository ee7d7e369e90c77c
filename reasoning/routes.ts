import type { EndpointRoute } from '../domain/request.ts';
import { serviceOfAction } from './actions.ts';
import { type Gathering, keyHolds, keyStands, stateIn } from './gathering.ts';
import { asks } from './inquiry.ts';
import { admits, denies } from './layer-sets.ts';
import { boundarySet, type LayerState, type Layers, prepareEndpoint } from './layers.ts';
import type { Reason } from './predicates.ts';
import type { Situation } from './situation.ts';
import { CERTAIN, NEVER, type Pair, type Space } from './space.ts';
import { andPairs, both, constant, either, neither, notPair, orPairs, type Symbolic } from './symbolic.ts';

/** The VPC endpoints that requests of one question may come through (rules 19c, 19d). */
export interface Routes {
  readonly allow: Symbolic;
  readonly deny: Symbolic;
  /** Requests that come through an endpoint nobody has read. */
  readonly unread: Symbolic;
  /** The policies of the endpoints that lead there, each for the requests that show its endpoint. */
  readonly layers: readonly LayerState[];
}

export const THROUGH_UNREAD: Reason = { rule: 19, text: 'a VPC endpoint that was not read lets the request through' };
const UNREAD_POLICY: Reason = { rule: 19, text: 'the policy of the VPC endpoint could not be read' };
const OPEN_SERVICE: Reason = { rule: 19, text: 'which service the VPC endpoint leads to' };

const ENDPOINT = 'aws:SourceVpce';
const VPC = 'aws:SourceVpc';

/** Undefined where nothing in the question asks for an endpoint or a VPC: then all of it holds for requests that go another way. */
export function prepareRoutes(gathering: Gathering, situation: Situation, layers: Layers): Routes | undefined {
  const { endpoints } = situation.policies;
  if (endpoints === undefined || layers.vpcEndpoint.noLimit === undefined || !isAsked(gathering, situation))
    return undefined;
  const prepared = endpoints.map((route) => ({ route, state: stateOfRoute(gathering, situation, layers, route) }));
  const asks = (key: string): boolean => gathering.states.has(key.toLowerCase()) || isGiven(gathering, key);
  const shown = asks(ENDPOINT) ? keyStands(gathering, ENDPOINT) : constant(false);
  const ways = prepared.map((one): Way => {
    const fits = both(leads(gathering, one.route), asks(VPC) ? itsVpc(gathering, one.route) : constant(true));
    const here = asks(ENDPOINT) ? keyHolds(gathering, ENDPOINT, [one.route.id]) : constant(false);
    return { ...one, fits, here };
  });
  const fromVpcs = asks(VPC) ? vpcsOf(gathering, ways) : [];
  const inVpc = asks(VPC) ? keyStands(gathering, VPC) : constant(false);
  return {
    allow: (space) =>
      andPairs(
        space,
        ...ways.map((way) => orPairs(space, notPair(space, way.here(space)), through(space, way).allow)),
        ...fromVpcs.map(({ here, of }) =>
          orPairs(space, shown(space), notPair(space, here(space)), ...of.map((way) => passes(space, way))),
        ),
      ),
    deny: (space) => orPairs(space, ...ways.map((way) => andPairs(space, way.here(space), through(space, way).deny))),
    unread: either(
      both(shown, neither(either(...ways.map((one) => one.here)))),
      both(neither(shown), inVpc, neither(either(...fromVpcs.map((one) => one.here)))),
    ),
    layers: ways.flatMap(({ state, here, fits }) => (state === undefined ? [] : [shownOnly(state, both(here, fits))])),
  };
}

interface Way {
  readonly route: EndpointRoute;
  /** Undefined: it has no policy, or leads elsewhere. */
  readonly state: LayerState | undefined;
  readonly here: Symbolic;
  /** The call is one that it takes. */
  readonly fits: Symbolic;
}

/** Some policy tests it, an access point is bound to a VPC, or the request is written down. */
/** Does something in the question ask for an endpoint or a VPC, of the states that were looked at? */
export const isAsked = (gathering: Gathering, { facts }: Situation): boolean =>
  facts.accessPointVpc !== undefined ||
  facts.privateApi === true ||
  [ENDPOINT, VPC].some((key) => gathering.states.has(key.toLowerCase()) || isGiven(gathering, key));

function isGiven({ environment, question }: Gathering, key: string): boolean {
  const state = stateIn(environment, question, key);
  return state.kind === 'fixed' || state.kind === 'unsettled' || (state.kind === 'free' && 'written' in state.key);
}

const isElsewhere = ({ question }: Gathering, { service }: EndpointRoute): boolean =>
  service !== undefined && service !== asks(question, serviceOfAction);

function stateOfRoute(
  gathering: Gathering,
  situation: Situation,
  layers: Layers,
  route: EndpointRoute,
): LayerState | undefined {
  const { policy, unread, kind } = route;
  if (isElsewhere(gathering, route) || (policy === undefined && unread !== true)) return undefined;
  const { vpcEndpointKind: _, ...facts } = situation.facts;
  const through: Situation = {
    facts: { ...facts, ...(kind === undefined ? {} : { vpcEndpointKind: kind }) },
    policies: unread === true || policy === undefined ? { unread: ['vpcEndpoint'] } : { vpcEndpoint: [policy] },
  };
  if (unread === true) gathering.doubts.push(UNREAD_POLICY);
  return prepareEndpoint(gathering, through, boundarySet(layers.permissionsBoundary, situation));
}

function leads(gathering: Gathering, route: EndpointRoute): Symbolic {
  if (route.service === undefined) gathering.doubts.push(OPEN_SERVICE);
  return constant(route.service === undefined ? 'unknown' : !isElsewhere(gathering, route));
}

const itsVpc = (gathering: Gathering, { vpc }: EndpointRoute): Symbolic =>
  either(neither(keyStands(gathering, VPC)), keyHolds(gathering, VPC, [vpc]));

function vpcsOf(
  gathering: Gathering,
  ways: readonly Way[],
): readonly { readonly here: Symbolic; readonly of: readonly Way[] }[] {
  const read = new Set(ways.flatMap(({ route }) => (route.vpcRead ? [route.vpc] : [])));
  return [...read].map((vpc) => ({
    here: keyHolds(gathering, VPC, [vpc]),
    of: ways.filter(({ route }) => route.vpc === vpc),
  }));
}

/** What an endpoint does to the requests that come through it. */
function through(space: Space, { state, fits }: Way): { readonly allow: Pair; readonly deny: Pair } {
  const open = state === undefined || state.noLimit !== undefined;
  const policy = open ? { allow: CERTAIN, deny: NEVER } : { allow: admits(space, state), deny: denies(space, state) };
  return { allow: andPairs(space, fits(space), policy.allow), deny: andPairs(space, fits(space), policy.deny) };
}

function passes(space: Space, way: Way): Pair {
  const { allow, deny } = through(space, way);
  return andPairs(space, allow, notPair(space, deny));
}

/** The policy as the requests meet it that show its endpoint. */
function shownOnly(state: LayerState, here: Symbolic): LayerState {
  const of = (list: LayerState['allow']): LayerState['allow'] =>
    list.map((one) => ({ ...one, when: both(here, one.when) }));
  return { ...state, allow: of(state.allow), deny: of(state.deny) };
}
