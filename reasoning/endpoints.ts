import type { PolicyDocument, Statement } from '../domain/policy.ts';
import type { EndpointRoute, PolicySet } from '../domain/request.ts';
import type { Resource, VpcEndpoint } from '../domain/snapshot.ts';
import { comesThroughMultiRegion } from './access-points.ts';
import { listedServices } from './actions.ts';
import { ENDPOINT_SERVICES } from './data/endpoint-services.ts';
import type { Question, Target } from './question.ts';
import { isRead } from './reads.ts';
import { resourceName } from './stored-policies.ts';
import type { World } from './world.ts';

/** The endpoints of a snapshot, where some policy around the question speaks of endpoints or VPCs; undefined where none does. */
export function endpointsAround(
  world: World,
  question: Pick<Question, 'target' | 'profile'>,
  policies: PolicySet,
): readonly EndpointRoute[] | undefined {
  if (!isAskedFor(policies)) return undefined;
  return routesTo(world, destinationOf(question));
}

/** Names of the policies of endpoints that take calls of the service to the Region of the target; `listed`: no endpoint is missing. */
export function endpointPoliciesTo(
  world: World,
  target: Target,
  service: string,
): { readonly policies: readonly string[]; readonly listed: boolean } {
  const leading = routesTo(world, destinationOf({ target, profile: {} })).filter(
    (one) => one.service === undefined || one.service === service,
  );
  return {
    policies: leading.flatMap(({ policy }) => policy?.name ?? []),
    listed:
      leading.every((one) => one.unread !== true) &&
      world.snapshot.accounts.every(({ id }) => world.knows('ec2', 'DescribeVpcEndpoints', id)),
  };
}

/** Where requests go: to a Region, or to Multi-Region Access Points, which have endpoints of their own. */
type Destination = string | typeof EVERYWHERE | undefined;
const EVERYWHERE = Symbol('Multi-Region Access Points');

const destinationOf = (question: Pick<Question, 'target' | 'profile'>): Destination =>
  comesThroughMultiRegion(question) ? EVERYWHERE : question.target.region;

const routesTo = (world: World, destination: Destination): readonly EndpointRoute[] =>
  endpointsOf(world.snapshot.resources).map((one) => routeOf(world, one, destination));

const inventories = new WeakMap<readonly Resource[], readonly VpcEndpoint[]>();

/** Looked for once: every question about routes asks for them. */
function endpointsOf(resources: readonly Resource[]): readonly VpcEndpoint[] {
  const endpoints = inventories.get(resources) ?? resources.filter(isEndpoint);
  inventories.set(resources, endpoints);
  return endpoints;
}

const isEndpoint = (resource: Resource): resource is VpcEndpoint => resource.type === 'AWS::EC2::VPCEndpoint';

const KINDS = { Gateway: 'gateway', Interface: 'interface' } as const;

function routeOf(world: World, endpoint: VpcEndpoint, destination: Destination): EndpointRoute {
  const { arn, name, account, policy, vpcId, endpointType } = endpoint;
  const read = world.stored(resourceName(arn), policy, isRead(world, endpoint, 'policy'));
  const [its] = read.policies;
  const service = serviceTo(endpoint, destination);
  return {
    id: name,
    vpc: vpcId,
    vpcRead: world.knows('ec2', 'DescribeVpcEndpoints', account, undefined, endpoint.region),
    ...(endpointType === 'Gateway' || endpointType === 'Interface' ? { kind: KINDS[endpointType] } : {}),
    ...(service === undefined ? {} : { service }),
    ...(its === undefined ? {} : { policy: its }),
    ...(read.complete ? {} : { unread: true }),
  };
}

const SERVICE_NAME = /^(?:cn\.)?com\.amazonaws\.([a-z]{2}(?:-[a-z]+)+-\d)\.([a-z][a-z0-9-]*)/;
/** Source: Configuring a Multi-Region Access Point for use with AWS PrivateLink. */
const TO_MULTI_REGION = 'com.amazonaws.s3-global.accesspoint';
/** Services of others, which hold no resources of AWS. */
const PRIVATE = /^$|\.vpce\.|^com\.amazonaws\.vpce\./;

/** Prefix of the actions that an endpoint takes there (anywhere, where that is not known); undefined: nobody knows. */
function serviceTo({ serviceName, endpointType }: VpcEndpoint, to: Destination): string | undefined {
  if ((endpointType !== 'Gateway' && endpointType !== 'Interface') || PRIVATE.test(serviceName)) return 'none';
  if (serviceName === TO_MULTI_REGION) return to === EVERYWHERE ? 's3' : 'none';
  const [, its, label = ''] = SERVICE_NAME.exec(serviceName) ?? [];
  if (its === undefined) return undefined;
  if (to !== undefined && to !== its) return 'none';
  const plain = label.replace(/-fips$/, '');
  const prefix = ENDPOINT_SERVICES.get(plain) ?? plain;
  return listedServices().includes(prefix) ? prefix : undefined;
}

const speaking = new WeakMap<PolicyDocument, boolean>();

function isAskedFor(policies: PolicySet): boolean {
  const { identity = [], permissionsBoundary = [], session = [], resource = [], scp = [], rcp = [] } = policies;
  const all = [...identity, ...permissionsBoundary, ...session, ...resource, ...scp.flat(), ...rcp.flat()];
  return all.some(({ document }) => speaks(document));
}

/** Read once: the same documents stand around many questions. */
function speaks(document: PolicyDocument): boolean {
  const known = speaking.get(document);
  if (known !== undefined) return known;
  const does = document.statements.some(speaksOfRoutes);
  speaking.set(document, does);
  return does;
}

/** Whatever it allows or denies, a statement that does so has the endpoints asked about. */
export const speaksOfRoutes = (statement: Statement): boolean =>
  /aws:sourcevpce?(?![a-z])/i.test(JSON.stringify(statement));
