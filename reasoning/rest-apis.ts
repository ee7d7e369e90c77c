import type { RequestFacts } from '../domain/request.ts';
import type { DescribedResource, Resource } from '../domain/snapshot.ts';

/** A REST API, or an HTTP or WebSocket API, which takes no policy. */
export const isApi = (one: Resource): one is DescribedResource =>
  one.type === 'AWS::ApiGateway::RestApi' || one.type === 'AWS::ApiGatewayV2::Api';

/** What a REST API serves, by stage and verb, as ARNs of its methods begin: `<api>/prod/GET/`; of an API that was not read in full, all of it. */
export const methodPrefixes = ({ arn, methods }: DescribedResource): readonly string[] =>
  methods?.map(({ stage, verb }) => `${arn}/${stage}/${verb}/`) ?? [`${arn}/`];

/** How the methods of one verb at a stage authorise, where they all do so alike (rule 86). What a Lambda authorizer returns nobody reads. */
export function methodFacts({ arn, methods, onlyFromVpc }: DescribedResource, asked: string): RequestFacts {
  const served = methods?.find(({ stage, verb }) => asked.startsWith(`${arn}/${stage}/${verb}/`));
  const [authorizer, ...others] = served?.authorizers ?? [];
  const known = authorizer === undefined || others.length > 0 ? undefined : AUTHORIZERS[authorizer];
  return { apiAuthorizer: known ?? 'unread', ...(onlyFromVpc === true ? { privateApi: true } : {}) };
}

const AUTHORIZERS: Readonly<Record<string, RequestFacts['apiAuthorizer']>> = {
  NONE: 'NONE',
  AWS_IAM: 'AWS_IAM',
  COGNITO_USER_POOLS: 'COGNITO',
};
