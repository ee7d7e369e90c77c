import type { IncomingHttpHeaders } from 'node:http';
import { restOperation } from './rest-operations.ts';

/** How a service frames requests and errors. Source: Smithy 2.0, AWS protocols; Amazon S3 and EC2 API References, Error responses. */
export type Protocol = 'query' | 'ec2' | 'json' | 's3' | 'restXml' | 'restJson';

/** What a signed request asks for, as far as faults are planned by it. */
export interface AskedCall {
  /** Access key id of the signature. */
  readonly key: string;
  /** Whose key it is; the account the collector started in where the key came from no session. */
  readonly account: string;
  readonly region: string;
  /** By the name of the SDK's client, as coverage cells have it. */
  readonly service: string;
  readonly operation: string;
  readonly protocol: Protocol;
  /** Parameters without those of paging: pages of one list have one target. */
  readonly target: string;
}

export interface RawRequest {
  readonly method: string;
  /** Path with query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Signing names that are not the names of the SDK's clients. */
const CLIENTS: Readonly<Record<string, string>> = {
  sso: 'sso-admin',
  elasticfilesystem: 'efs',
  events: 'eventbridge',
  s3express: 's3',
  states: 'sfn',
  logs: 'cloudwatch-logs',
  es: 'opensearch',
  aoss: 'opensearchserverless',
  apigateway: 'api-gateway',
};
const S3_CONTROL = '/v20180820/';
const QUERY = new Set(['sts', 'iam', 'sns']);

/** Two services that sign alike are told by their paths. */
function shared(signed: string, url: string): string | undefined {
  if (signed === 's3' && url.startsWith(S3_CONTROL)) return 's3control';
  return signed === 'apigateway' && url.startsWith('/v2/') ? 'apigatewayv2' : undefined;
}

/** Source: AWS, Signature Version 4: `Credential=<key>/<date>/<Region>/<service>/aws4_request`. */
export function askedCall(request: RawRequest, accountOf: (key: string) => string): AskedCall {
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(String(request.headers.authorization ?? ''));
  const [, key = '', region = '', signed = ''] = scope ?? [];
  const service = shared(signed, request.url) ?? CLIENTS[signed] ?? signed;
  const protocol = protocolOf(request, service);
  return {
    key,
    account: accountOf(key),
    region,
    service,
    protocol,
    operation: operationOf(request, service, protocol),
    target: targetOf(request, protocol),
  };
}

function protocolOf({ headers, body }: RawRequest, service: string): Protocol {
  if (service === 'ec2') return 'ec2';
  if (headers['x-amz-target'] !== undefined) return 'json';
  if (QUERY.has(service) || /(^|&)Action=/.test(body)) return 'query';
  if (service === 's3') return 's3';
  return service === 's3control' ? 'restXml' : 'restJson';
}

function operationOf({ method, url, headers, body }: RawRequest, service: string, protocol: Protocol): string {
  if (protocol === 'json') return String(headers['x-amz-target']).split('.').at(-1) ?? '';
  if (protocol === 'query' || protocol === 'ec2') return new URLSearchParams(body).get('Action') ?? '';
  return restOperation(service, method, url);
}

/** Names of fields that say which page is wanted, in any protocol. */
const PAGING =
  /^(marker|next-?marker|next-?token|continuation-token|max-?(items|results|buckets|keys)|limit|exclusivestarttablename|x-id|action|version|pagination-?token)$/i;

function targetOf({ url, body }: RawRequest, protocol: Protocol): string {
  if (protocol === 'json') return canonical(Object.entries(JSON.parse(body === '' ? '{}' : body) as object));
  if (protocol === 'query' || protocol === 'ec2') return canonical([...new URLSearchParams(body)]);
  const { pathname, searchParams } = new URL(url, 'http://localhost');
  return `${decodeURIComponent(pathname)} ${canonical([...searchParams])}`;
}

const canonical = (entries: readonly (readonly [string, unknown])[]): string =>
  JSON.stringify(entries.filter(([name]) => !PAGING.test(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
