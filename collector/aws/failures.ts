import type { CallFailure } from '../call-source.ts';

const DENIED =
  /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException|UnauthorizedOperation|UnauthorizedAccess|NotAuthorized|Client\.UnauthorizedOperation|AccessDeniedForDependencyException|OptInRequired|SubscriptionRequiredException|InvalidClientTokenId|UnrecognizedClientException|AuthFailure|InvalidAccessKeyId|SignatureDoesNotMatch)$/;
const THROTTLED =
  /^(Throttling|ThrottlingException|ThrottledException|RequestThrottled|RequestThrottledException|TooManyRequestsException|TooManyRequests|RequestLimitExceeded|BandwidthLimitExceeded|LimitExceededException|PriorRequestNotComplete|ProvisionedThroughputExceededException|EC2ThrottledException|SlowDown|KMSThrottlingException|CallRateLimitExceeded)$/;
const UNSUPPORTED =
  /^(InvalidAction|UnknownOperationException|UnsupportedOperation|UnsupportedOperationException|NotImplemented|MethodNotAllowed|UnsupportedAPIEndpointException|ENOTFOUND)$/;

/** Answered with 403 too, and no statement about rights. */
const STALE = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired|RequestTimeTooSkewed)$/;

/** The session's time is over: whoever enters the account anew may ask again. */
export const isStale = ({ code }: Pick<CallFailure, 'code'>): boolean => STALE.test(code);

/** What an error of the SDK means for knowledge. Retries are over by then. Source: AWS, Common Errors of each API reference. */
export function failureOf(error: unknown): CallFailure {
  const code = codeOf(error);
  const message = messageOf(error);
  const status = statusCodeOf(error);
  if (THROTTLED.test(code) || status === 429) return { status: 'throttled', code, message };
  if (DENIED.test(code)) return { status: 'denied', code, message };
  if (UNSUPPORTED.test(code) || status === 501) return { status: 'unsupported', code, message };
  if (status === 403 && !STALE.test(code)) return { status: 'denied', code, message };
  return { status: 'failed', code, message };
}

/** Thrown in place of what the SDK makes of an answer that no AWS API gives, so that it is not asked for again. */
export class NoAwsAnswer extends Error {
  readonly httpStatus: number;

  constructor(httpStatus: number) {
    super(`the endpoint answered HTTP ${httpStatus} with a page of HTML, which no AWS API does`);
    this.name = 'NoAwsAnswer';
    this.httpStatus = httpStatus;
  }
}

/**
 * What AWS granted and cannot be read to its end was cut on the way, and a page of a gateway may be none the next time: the SDK
 * is told to ask again. It asks again by itself where the line broke, not where what came is no JSON or XML.
 */
export function asCutAnswer(error: unknown): unknown {
  const status = property(property(error, '$response'), 'statusCode');
  const isGranted = typeof status === 'number' && status >= 200 && status < 300;
  const isUnread = isGranted || (isPassing(status) && property(error, 'name') === 'SyntaxError');
  return error instanceof Error && isUnread ? Object.assign(error, { $retryable: { throttling: false } }) : error;
}

const isPassing = (status: unknown): boolean => status === 502 || status === 503 || status === 504;

/**
 * AWS APIs answer JSON, XML or CBOR, and their errors have a code. Gateways in between answer HTML too, and may do better
 * the next time.
 */
export function asNoAwsAnswer(error: unknown): unknown {
  const response = property(error, '$response');
  const status = property(response, 'statusCode');
  const type = property(property(response, 'headers'), 'content-type');
  const isHtml = typeof type === 'string' && type.startsWith('text/html') && UNCODED.test(codeOf(error));
  return isHtml && !isPassing(status) && typeof status === 'number' ? new NoAwsAnswer(status) : error;
}

const UNCODED = /^(SyntaxError|TypeError|Error|Unknown|UnknownError)$/;

function codeOf(error: unknown): string {
  const code = property(error, 'Code') ?? property(error, 'code');
  const name = error instanceof Error ? error.name : 'Unknown';
  // Errors the SDK has no class for keep AWS's code as their name; network errors carry it in `code`.
  return name === 'Error' && typeof code === 'string' ? code : name;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);

function statusCodeOf(error: unknown): number | undefined {
  const status = property(property(error, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
}

const property = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
