import { parseArn } from '../../domain/arn.ts';
import type { Behind } from '../../domain/usage.ts';
import { objectOf, objectsOf, textOf, timeOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';

/** What is kept of one event. */
export interface TrailEvent {
  readonly at: string;
  /** `s3.amazonaws.com:GetObject` */
  readonly event: string;
  readonly error?: string;
  readonly resources: readonly string[];
  readonly behind: readonly Omit<Behind, 'count'>[];
  /** Absent: the caller is no user, role or root user, as where an AWS service calls. */
  readonly caller?: TrailCaller;
}

export interface TrailCaller {
  /** ARN, or the unique id where the event has no ARN. */
  readonly principal: string;
  readonly account: string;
}

/** Nothing that CloudTrail writes into these fields is longer. */
const LONGEST_NAME = 512;
const LONGEST_ARN = 2048;

/** Undefined: it is no event of CloudTrail. Source: AWS CloudTrail User Guide, CloudTrail record contents. */
export function trailEvent(record: JsonObject): TrailEvent | undefined {
  const [source, name, at] = [shortText(record, 'eventSource'), shortText(record, 'eventName'), momentOf(record)];
  if (source === undefined || name === undefined || at === undefined) return undefined;
  const identity = objectOf(record, 'userIdentity') ?? {};
  const error = shortText(record, 'errorCode');
  const caller = callerOf(identity);
  return {
    at,
    event: `${source}:${name}`,
    ...(error === undefined ? {} : { error }),
    resources: objectsOf(record, 'resources').flatMap((one) => arnIn(one, 'ARN') ?? arnIn(one, 'arn') ?? []),
    behind: behindOf(identity),
    ...(caller === undefined ? {} : { caller }),
  };
}

/**
 * A session belongs to the role or user that issued it. Where another account records a call, there is only the unique id of
 * the caller. Source: AWS CloudTrail User Guide, CloudTrail userIdentity element.
 */
function callerOf(identity: JsonObject): TrailCaller | undefined {
  const issuer = objectOf(objectOf(identity, 'sessionContext'), 'sessionIssuer');
  switch (identity['type']) {
    case 'Root':
    case 'IAMUser':
    case 'Role':
      return principalIn(identity);
    case 'AssumedRole':
    case 'FederatedUser':
      return (issuer === undefined ? undefined : principalIn(issuer)) ?? byId(identity);
    case 'AWSAccount':
      return byId(identity);
    default:
      return undefined;
  }
}

function principalIn(item: JsonObject): TrailCaller | undefined {
  const arn = arnIn(item, 'arn');
  const parsed = arn === undefined ? undefined : parseArn(arn);
  if (arn === undefined || parsed?.ok !== true || !PRINCIPAL.test(arn)) return byId(item);
  return { principal: arn, account: parsed.value.account };
}

const PRINCIPAL = /^arn:[^:]+:iam::\d{12}:(root$|user\/|role\/)/;

function byId(item: JsonObject): TrailCaller | undefined {
  const [, id] = /^(A(?:IDA|ROA)[A-Z0-9]+)(?::|$)/.exec(shortText(item, 'principalId') ?? '') ?? [];
  const account = textOf(item, 'accountId');
  return id === undefined || account === undefined || !/^\d{12}$/.test(account)
    ? undefined
    : { principal: id, account };
}

function behindOf(identity: JsonObject): TrailEvent['behind'] {
  const source = shortText(objectOf(identity, 'sessionContext') ?? {}, 'sourceIdentity');
  const user = shortText(objectOf(identity, 'onBehalfOf') ?? {}, 'userId');
  return [
    ...(source === undefined ? [] : [{ kind: 'sourceIdentity' as const, name: source }]),
    ...(user === undefined ? [] : [{ kind: 'directoryUser' as const, name: user }]),
  ];
}

const momentOf = (record: JsonObject): string | undefined => {
  const at = timeOf(record, 'eventTime');
  return at !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) ? at : undefined;
};

const shortText = (item: JsonObject, field: string): string | undefined => {
  const text = textOf(item, field);
  return text === undefined || text.length > LONGEST_NAME ? undefined : text;
};

const arnIn = (item: JsonObject, field: string): string | undefined => {
  const text = textOf(item, field);
  return text?.startsWith('arn:') === true && text.length <= LONGEST_ARN ? text : undefined;
};
