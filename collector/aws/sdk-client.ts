import { Readable } from 'node:stream';
import type { CallFailure, JsonObject, ServiceName } from '../call-source.ts';
import { accountPrefixable } from './endpoint.ts';
import { routesOfExport } from './exported-api.ts';
import { asCutAnswer, asNoAwsAnswer } from './failures.ts';
import { withoutSecrets } from './never-kept.ts';

/** What is used of an SDK client; all of them share it. */
export interface SdkClient {
  send(command: object, options: { readonly abortSignal?: AbortSignal }): Promise<object>;
  destroy(): void;
  readonly middlewareStack: { add(middleware: Middleware, options: StackPlace): void };
  readonly config: { region(): Promise<string> };
}
type Step = (args: unknown) => Promise<unknown>;
type Middleware = (next: Step, context: { readonly commandName?: string }) => Step;
type StackPlace = { readonly step: 'deserialize' | 'finalizeRequest'; readonly priority: 'high' | 'low' };

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

export interface ClientSettings {
  readonly region?: string;
  readonly profile?: string;
  readonly credentials?: () => Promise<Credentials>;
  /** Attempts at a call, the first one included; ATTEMPTS where left out. */
  readonly maxAttempts?: number;
  /** Milliseconds without a sign of an answer after which an attempt counts as lost; ANSWER_MS where left out. */
  readonly answerMs?: number;
  /** S3: a bucket of another Region is asked there. */
  readonly followRegionRedirects?: boolean;
  /** Waits until the next attempt at an operation may be made. */
  readonly turn?: (operation: string) => Promise<void>;
}

/** Judges an error before the general classes do; an emulator's tests use it, production does not. */
export type ErrorClassifier = (error: unknown) => CallFailure | undefined;

/** Loaded on first use: a run that reads files loads none of them. */
const MODULES: Readonly<Record<ServiceName, readonly [client: string, load: () => Promise<object>]>> = {
  sts: ['STSClient', () => import('@aws-sdk/client-sts')],
  organizations: ['OrganizationsClient', () => import('@aws-sdk/client-organizations')],
  iam: ['IAMClient', () => import('@aws-sdk/client-iam')],
  'sso-admin': ['SSOAdminClient', () => import('@aws-sdk/client-sso-admin')],
  identitystore: ['IdentitystoreClient', () => import('@aws-sdk/client-identitystore')],
  ec2: ['EC2Client', () => import('@aws-sdk/client-ec2')],
  s3: ['S3Client', () => import('@aws-sdk/client-s3')],
  s3control: ['S3ControlClient', () => import('@aws-sdk/client-s3-control')],
  dynamodb: ['DynamoDBClient', () => import('@aws-sdk/client-dynamodb')],
  kms: ['KMSClient', () => import('@aws-sdk/client-kms')],
  lambda: ['LambdaClient', () => import('@aws-sdk/client-lambda')],
  sqs: ['SQSClient', () => import('@aws-sdk/client-sqs')],
  sns: ['SNSClient', () => import('@aws-sdk/client-sns')],
  secretsmanager: ['SecretsManagerClient', () => import('@aws-sdk/client-secrets-manager')],
  ssm: ['SSMClient', () => import('@aws-sdk/client-ssm')],
  ecr: ['ECRClient', () => import('@aws-sdk/client-ecr')],
  efs: ['EFSClient', () => import('@aws-sdk/client-efs')],
  rds: ['RDSClient', () => import('@aws-sdk/client-rds')],
  s3tables: ['S3TablesClient', () => import('@aws-sdk/client-s3tables')],
  kinesis: ['KinesisClient', () => import('@aws-sdk/client-kinesis')],
  eventbridge: ['EventBridgeClient', () => import('@aws-sdk/client-eventbridge')],
  backup: ['BackupClient', () => import('@aws-sdk/client-backup')],
  codeartifact: ['CodeartifactClient', () => import('@aws-sdk/client-codeartifact')],
  kafka: ['KafkaClient', () => import('@aws-sdk/client-kafka')],
  cloudtrail: ['CloudTrailClient', () => import('@aws-sdk/client-cloudtrail')],
  'cloudwatch-logs': ['CloudWatchLogsClient', () => import('@aws-sdk/client-cloudwatch-logs')],
  ecs: ['ECSClient', () => import('@aws-sdk/client-ecs')],
  codebuild: ['CodeBuildClient', () => import('@aws-sdk/client-codebuild')],
  sagemaker: ['SageMakerClient', () => import('@aws-sdk/client-sagemaker')],
  sfn: ['SFNClient', () => import('@aws-sdk/client-sfn')],
  cloudformation: ['CloudFormationClient', () => import('@aws-sdk/client-cloudformation')],
  glue: ['GlueClient', () => import('@aws-sdk/client-glue')],
  lakeformation: ['LakeFormationClient', () => import('@aws-sdk/client-lakeformation')],
  batch: ['BatchClient', () => import('@aws-sdk/client-batch')],
  opensearch: ['OpenSearchClient', () => import('@aws-sdk/client-opensearch')],
  opensearchserverless: ['OpenSearchServerlessClient', () => import('@aws-sdk/client-opensearchserverless')],
  'api-gateway': ['APIGatewayClient', () => import('@aws-sdk/client-api-gateway')],
  apigatewayv2: ['ApiGatewayV2Client', () => import('@aws-sdk/client-apigatewayv2')],
  ram: ['RAMClient', () => import('@aws-sdk/client-ram')],
  apprunner: ['AppRunnerClient', () => import('@aws-sdk/client-apprunner')],
  eks: ['EKSClient', () => import('@aws-sdk/client-eks')],
  'cognito-identity': ['CognitoIdentityClient', () => import('@aws-sdk/client-cognito-identity')],
  // The SDK has no client of these two.
  rolesanywhere: ['RolesAnywhereClient', () => import('./signed-rest.ts')],
  'account-access': ['AccountAccessClient', () => import('./signed-rest.ts')],
};

/** About ten attempts: a whole organisation is read at once, and throttling is the rule then. */
const ATTEMPTS = 10;
const ANSWER_MS = 60_000;

export async function newClient(
  service: ServiceName,
  { answerMs = ANSWER_MS, turn, ...settings }: ClientSettings,
): Promise<SdkClient> {
  // The SDK's notice about Node versions would stand in the middle of progress lines.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const [name, load] = MODULES[service];
  const client = construct<SdkClient>(await load(), name, {
    maxAttempts: ATTEMPTS,
    retryMode: 'adaptive',
    requestHandler: await handlerFor(service, answerMs),
    ...endpointFor(service),
    ...settings,
  });
  client.middlewareStack.add(judgeUnreadable, { step: 'deserialize', priority: 'high' });
  // Low in the last step: it runs for each attempt, those that the SDK makes by itself too.
  if (turn !== undefined) client.middlewareStack.add(inTurn(turn), { step: 'finalizeRequest', priority: 'low' });
  return client;
}

/** The client of Kinesis speaks HTTP/2 by itself, which proxies and emulators do not; none of our calls needs it. */
async function handlerFor(service: ServiceName, answerMs: number): Promise<object> {
  const settings = {
    connectionTimeout: 5000,
    requestTimeout: answerMs,
    // Without it the SDK warns of a late answer, and waits on.
    throwOnRequestTimeout: true,
    // An answer that has begun and stops is late too.
    socketTimeout: answerMs,
    ...agentsFor(service),
  };
  if (service !== 'kinesis') return settings;
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  return new NodeHttpHandler(settings);
}

const judgeUnreadable: Middleware = (next) => async (args) => {
  try {
    return await next(args);
  } catch (error) {
    throw asNoAwsAnswer(asCutAnswer(error));
  }
};

const inTurn =
  (turn: (operation: string) => Promise<void>): Middleware =>
  (next, { commandName = '' }) =>
  async (args) => {
    await turn(commandName.replace(/Command$/, ''));
    return next(args);
  };

/** Sends one call and gives the answer as JSON, without the SDK's own metadata. */
export async function send(
  client: SdkClient,
  service: ServiceName,
  operation: string,
  input: JsonObject,
  signal: AbortSignal | undefined,
): Promise<JsonObject> {
  const [, load] = MODULES[service];
  const command = construct<object>(await load(), `${operation}Command`, input);
  const answer = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
  const { $metadata: _, ...plain } = JSON.parse(JSON.stringify(answer, bytesAsText)) as JsonObject;
  return operation === 'ExportApi' ? routesOfExport(plain) : withoutSecrets(service, plain);
}

/** Bytes go as AWS's own JSON has them: in base64. */
const bytesAsText = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;

/** An object of S3, as it comes. */
export async function objectBody(client: SdkClient, input: JsonObject): Promise<Readable> {
  const command = construct<object>(await MODULES.s3[1](), 'GetObjectCommand', input);
  const body: unknown = Reflect.get(await client.send(command, {}), 'Body');
  if (!(body instanceof Readable)) throw new Error('the answer has no body');
  return body;
}

function construct<T>(module: object, name: string, argument: unknown): T {
  const found: unknown = Reflect.get(module, name);
  if (typeof found !== 'function') throw new Error(`the SDK has no ${name}`);
  return Reflect.construct(found, [argument]) as T;
}

/** The SDK reads AWS_ENDPOINT_URL itself; three services need more than that to reach an emulator by IP address. */
function endpointFor(service: ServiceName): object {
  const url = customEndpoint(service);
  if (url === undefined) return {};
  if (service === 's3') return { forcePathStyle: true };
  // Else a queue's own URL would be asked, which leads past the endpoint that was named.
  if (service === 'sqs') return { useQueueUrlAsEndpoint: false };
  return service === 's3control' ? { endpoint: accountPrefixable({ url }).endpoint } : {};
}

function agentsFor(service: ServiceName): object {
  const url = service === 's3control' ? customEndpoint(service) : undefined;
  return url === undefined ? {} : { httpAgent: accountPrefixable({ url }).agent };
}

function customEndpoint(service: ServiceName): string | undefined {
  const own = service === 's3control' ? 'AWS_ENDPOINT_URL_S3_CONTROL' : `AWS_ENDPOINT_URL_${service.toUpperCase()}`;
  return process.env[own] ?? process.env['AWS_ENDPOINT_URL'];
}
