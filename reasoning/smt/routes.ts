import type { EndpointRoute } from '../../domain/request.ts';
import { conditionHolds } from '../reference/conditions/holds.ts';
import { type Truth, truth } from '../reference/truth.ts';
import { allOf, anyOf, type Bounds, MAYBE, NO, none, YES } from './expression.ts';
import type { Samples } from './samples.ts';
import type { LayerTerms } from './statements.ts';

/** What the policy of an endpoint says, as terms. */
export type RouteTerms = (route: EndpointRoute) => LayerTerms;

/** Through which endpoint a request comes, and what that one says: by the endpoint it shows, else by the VPC. */
export function routeTerms(samples: Samples, routes: readonly EndpointRoute[], policyOf: RouteTerms): LayerTerms {
  const shown = present(samples, 'aws:SourceVpce');
  const said = routes.map((route) => {
    const { allow, deny } = oneRoute(samples, route, policyOf);
    return { route, allow, deny, here: shows(samples, 'aws:SourceVpce', route.id) };
  });
  const vpcs = [...new Set(routes.filter((one) => one.vpcRead).map((one) => one.vpc))];
  const fromVpcs = vpcs.map((vpc) => {
    const ways = said.filter(({ route }) => route.vpc === vpc);
    return anyOf(
      shown,
      none(shows(samples, 'aws:SourceVpc', vpc)),
      ...ways.map(({ allow, deny }) => allOf(allow, none(deny))),
    );
  });
  return {
    allow: allOf(...said.map(({ here, allow }) => anyOf(none(here), allow)), ...fromVpcs),
    deny: anyOf(...said.map(({ here, deny }) => allOf(here, deny))),
  };
}

/** Calls of other services, to other Regions and with another VPC do not come through it. */
function oneRoute(samples: Samples, route: EndpointRoute, policyOf: RouteTerms): LayerTerms {
  const service = samples.claim.actions[0]?.action.split(':')[0]?.toLowerCase();
  const leads = route.service === undefined ? MAYBE : route.service === service ? YES : NO;
  const itsVpc = anyOf(none(present(samples, 'aws:SourceVpc')), shows(samples, 'aws:SourceVpc', route.vpc));
  const policy = leads === NO ? { allow: NO, deny: NO } : policyOf(route);
  return { allow: allOf(leads, itsVpc, policy.allow), deny: allOf(leads, itsVpc, policy.deny) };
}

const present = (samples: Samples, key: string): Bounds =>
  samples.over([key], ({ context }) => truth(context.has(key.toLowerCase())));

const shows = (samples: Samples, key: string, value: string): Bounds =>
  samples.over([key], (situation): Truth => {
    const operator = { name: 'StringEquals', ifExists: false };
    return conditionHolds({ operator, key, values: [value] }, { situation, layer: 'vpcEndpoint', variables: false });
  });
