import { parsePolicy } from '../../domain/parse-policy.ts';
import type { EndpointRoute, PolicySet } from '../../domain/request.ts';
import type { Snapshot, VpcEndpoint } from '../../domain/snapshot.ts';
import { CATALOGUE } from '../data/catalogue.ts';
import { ENDPOINT_SERVICES } from '../data/endpoint-services.ts';

/** The VPC endpoints that a request may come through, read by itself. `region`: where the resource is, if that is known; empty for Multi-Region Access Points. */
export function routesAround(
  { resources, coverage }: Snapshot,
  policies: PolicySet,
  region: string | undefined,
): { readonly endpoints?: readonly EndpointRoute[] } {
  const { endpoints: _, unread: __, ...layers } = policies;
  const keys = JSON.stringify(layers).toLowerCase();
  if (!/aws:sourcevpc(e|)([^a-z]|$)/.test(keys)) return {};
  return {
    endpoints: resources.flatMap((one) =>
      one.type === 'AWS::EC2::VPCEndpoint' ? [routeOf(one, isComplete(coverage, one), region)] : [],
    ),
  };
}

/** Endpoints come with their policies in one call for each account and Region. */
function isComplete(coverage: Snapshot['coverage'], { account, region, arn }: VpcEndpoint): Completeness {
  const calls = coverage.filter(
    (cell) =>
      cell.service === 'ec2' &&
      cell.call === 'DescribeVpcEndpoints' &&
      cell.account === account &&
      (cell.region === region || cell.region === 'global' || cell.region === '*'),
  );
  const about = calls.filter(({ target }) => target === undefined || arn === target || arn.endsWith(`/${target}`));
  const all = (cells: typeof calls): boolean => cells.length > 0 && cells.every((cell) => cell.status === 'complete');
  return { vpc: all(calls), policy: all(about) };
}

interface Completeness {
  readonly vpc: boolean;
  readonly policy: boolean;
}

function routeOf(endpoint: VpcEndpoint, read: Completeness, region: string | undefined): EndpointRoute {
  const { arn, name, vpcId, policy, endpointType } = endpoint;
  const parsed = policy === undefined ? undefined : parsePolicy(policy.document);
  const broken = parsed?.ok === false;
  const service = leadsTo(endpoint, region);
  return {
    id: name,
    vpc: vpcId,
    vpcRead: read.vpc,
    ...(endpointType === 'Gateway' ? { kind: 'gateway' } : endpointType === 'Interface' ? { kind: 'interface' } : {}),
    ...(service === undefined ? {} : { service }),
    ...(parsed?.ok === true ? { policy: { name: `policy of ${arn}`, document: parsed.value } } : {}),
    ...(read.policy && !broken ? {} : { unread: true }),
  };
}

/** `com.amazonaws.eu-west-1.s3` takes calls of `s3` to that Region; `none`: no call to the resource; undefined: not known. */
function leadsTo({ serviceName, endpointType }: VpcEndpoint, region: string | undefined): string | undefined {
  const parts = serviceName.replace(/^cn\./, '').split('.');
  // requests to Multi-Region Access Points go to no Region
  if (serviceName === 'com.amazonaws.s3-global.accesspoint') return region === '' ? 's3' : 'none';
  const [com, amazon, its = '', label = ''] = parts;
  const aws = endpointType === 'Gateway' || endpointType === 'Interface';
  if (!aws || serviceName === '' || parts.includes('vpce')) return 'none';
  if (com !== 'com' || amazon !== 'amazonaws' || !/^[a-z]{2}(-[a-z]+)+-\d$/.test(its)) return undefined;
  if ((region ?? its) !== its) return 'none';
  const name = label.endsWith('-fips') ? label.slice(0, -'-fips'.length) : label;
  const prefix = ENDPOINT_SERVICES.get(name) ?? name;
  return Object.hasOwn(CATALOGUE, prefix) ? prefix : undefined;
}
