import type { AskedCall, Protocol } from './asked-call.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type ErrorKind = 'throttled' | 'denied' | 'expired';

interface Spelling {
  readonly status: number;
  readonly code: string;
}
type Spellings = Readonly<Record<ErrorKind, Spelling>>;

/** Source: AWS, Common Errors of each API Reference; Amazon EC2 API Reference, Error codes; Amazon S3 API Reference, Error responses. */
const BY_PROTOCOL: Readonly<Record<Protocol, Spellings>> = {
  query: {
    throttled: { status: 400, code: 'Throttling' },
    denied: { status: 403, code: 'AccessDenied' },
    expired: { status: 403, code: 'ExpiredToken' },
  },
  ec2: {
    throttled: { status: 503, code: 'RequestLimitExceeded' },
    denied: { status: 403, code: 'UnauthorizedOperation' },
    expired: { status: 400, code: 'RequestExpired' },
  },
  json: {
    throttled: { status: 400, code: 'ThrottlingException' },
    denied: { status: 400, code: 'AccessDeniedException' },
    expired: { status: 400, code: 'ExpiredTokenException' },
  },
  s3: {
    throttled: { status: 503, code: 'SlowDown' },
    denied: { status: 403, code: 'AccessDenied' },
    expired: { status: 400, code: 'ExpiredToken' },
  },
  restXml: {
    throttled: { status: 503, code: 'SlowDown' },
    denied: { status: 403, code: 'AccessDenied' },
    expired: { status: 400, code: 'ExpiredToken' },
  },
  restJson: {
    throttled: { status: 429, code: 'TooManyRequestsException' },
    denied: { status: 403, code: 'AccessDeniedException' },
    expired: { status: 403, code: 'ExpiredTokenException' },
  },
};

/** Services with a word of their own. Source: AWS Organizations and Amazon SQS API References, errors. */
const OWN_THROTTLING: Readonly<Record<string, string>> = {
  organizations: 'TooManyRequestsException',
  sqs: 'RequestThrottled',
};

const TEXTS: Readonly<Record<ErrorKind, string>> = {
  throttled: 'Rate exceeded',
  denied: 'is not authorized to perform this operation',
  expired: 'The security token included in the request is expired',
};

/** The error as the call's own protocol frames it. */
export function errorAnswer(call: AskedCall, kind: ErrorKind): Answer {
  const { status, code } = BY_PROTOCOL[call.protocol][kind];
  const own = kind === 'throttled' ? OWN_THROTTLING[call.service] : undefined;
  return framed(call.protocol, status, own ?? code, TEXTS[kind]);
}

const ID = '00000000-0000-0000-0000-000000000000';

function framed(protocol: Protocol, status: number, code: string, message: string): Answer {
  const error = `<Code>${code}</Code><Message>${message}</Message>`;
  switch (protocol) {
    case 'query':
    case 'restXml':
      return xml(
        status,
        `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>${ID}</RequestId></ErrorResponse>`,
      );
    case 'ec2':
      return xml(status, `<Response><Errors><Error>${error}</Error></Errors><RequestID>${ID}</RequestID></Response>`);
    case 's3':
      return xml(status, `<?xml version="1.0" encoding="UTF-8"?><Error>${error}<RequestId>${ID}</RequestId></Error>`);
    case 'json':
      return {
        status,
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': ID },
        body: JSON.stringify({ __type: `com.amazon.coral.service#${code}`, message }),
      };
    case 'restJson':
      return {
        status,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': code, 'x-amzn-requestid': ID },
        body: JSON.stringify({ Type: 'User', message }),
      };
  }
}

const xml = (status: number, body: string): Answer => ({
  status,
  headers: { 'content-type': 'text/xml', 'x-amzn-requestid': ID },
  body,
});

/** What a load balancer in between answers when nobody behind it does. */
export const GATEWAY_PAGE: Answer = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
};
