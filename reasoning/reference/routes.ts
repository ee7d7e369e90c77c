import type { EndpointRoute } from '../../domain/request.ts';
import { conditionHolds } from './conditions/holds.ts';
import type { Situation } from './situation.ts';
import type { Voice } from './statements.ts';
import { allOf, anyOf, assuming, missing, NO, not, type Truth, truth, unknown, YES } from './truth.ts';

/** What the policy of an endpoint says, once it is known that the request comes through it. */
type Ask = (route: EndpointRoute) => Voice;

/** Binds where `here` is true. */
interface Way extends Voice {
  readonly here: Truth;
}

/**
 * A request that shows an endpoint, or only a VPC, comes through it, or through some endpoint of that VPC (rules 19c, 19d). One that
 * shows neither goes another way. A request that a service forwards shows neither (rule 76).
 */
export function routesSay(routes: readonly EndpointRoute[], situation: Situation, ask: Ask): Voice {
  const endpoint = situation.context.has('aws:sourcevpce');
  if (!endpoint && !situation.context.has('aws:sourcevpc')) return { allow: YES, deny: NO };
  const ways = endpoint ? byEndpoint(routes, situation, ask) : byVpc(routes, situation, ask);
  const found = ways.some(({ here }) => here.is === true);
  const unread = assuming(YES, 19, 'a VPC endpoint that was not read lets the request through');
  return {
    allow: allOf([...ways.map(({ here, allow }) => anyOf([not(here), allow])), ...(found ? [] : [unread])]),
    deny: anyOf(ways.map(({ here, deny }) => allOf([here, deny]))),
  };
}

const byEndpoint = (routes: readonly EndpointRoute[], situation: Situation, ask: Ask): readonly Way[] =>
  routes
    .map((route) => ({ route, here: shows(situation, 'aws:SourceVpce', route.id) }))
    .filter(({ here }) => here.is !== false)
    .map(({ route, here }) => ({ here, ...routeSays(route, situation, ask) }));

/** Some endpoint of the VPC must let the request through. */
const byVpc = (routes: readonly EndpointRoute[], situation: Situation, ask: Ask): readonly Way[] =>
  [...new Set(routes.filter((one) => one.vpcRead).map((one) => one.vpc))]
    .map((vpc) => ({ vpc, here: shows(situation, 'aws:SourceVpc', vpc) }))
    .filter(({ here }) => here.is !== false)
    .map(({ vpc, here }) => {
      const ways = routes.filter((one) => one.vpc === vpc).map((one) => routeSays(one, situation, ask));
      return { here, allow: anyOf(ways.map((one) => allOf([one.allow, not(one.deny)]))), deny: NO };
    });

/** An endpoint takes calls of its service to its Region, shows its own VPC, and lets through what its policy allows. */
function routeSays(route: EndpointRoute, situation: Situation, ask: Ask): Voice {
  const open = unknown(19, 'which service the VPC endpoint leads to');
  const leads = route.service === undefined ? open : truth(route.service === situation.service);
  const itsVpc = situation.context.has('aws:sourcevpc') ? shows(situation, 'aws:SourceVpc', route.vpc) : YES;
  const fits = allOf([leads, itsVpc]);
  if (fits.is === false) return { allow: missing('vpcEndpoint'), deny: NO };
  const says = ask(route);
  return { allow: allOf([fits, says.allow]), deny: allOf([fits, says.deny]) };
}

function shows(situation: Situation, key: string, value: string): Truth {
  const condition = { operator: { name: 'StringEquals', ifExists: false }, key, values: [value] };
  return conditionHolds(condition, { situation, layer: 'vpcEndpoint', variables: false });
}
