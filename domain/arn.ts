import { err, ok, type Result } from './result.ts';

/** The six fields of an Amazon Resource Name; the last one keeps its colons. Source: AWS, Identify AWS resources with ARNs. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

export interface ArnError {
  readonly kind: 'notAnArn';
  readonly text: string;
}

/** The only door from text to Arn; past it, nobody checks again. */
export function parseArn(text: string): Result<Arn, ArnError> {
  const service = text.indexOf(':', 4) + 1;
  const region = text.indexOf(':', service) + 1;
  const account = text.indexOf(':', region) + 1;
  const resource = text.indexOf(':', account) + 1;
  const whole =
    text.startsWith('arn:') && service > 5 && region > service + 1 && account > region && resource > account;
  if (!whole || resource === text.length) return err({ kind: 'notAnArn', text });
  return ok({
    partition: text.slice(4, service - 1),
    service: text.slice(service, region - 1),
    region: text.slice(region, account - 1),
    account: text.slice(account, resource - 1),
    resource: text.slice(resource),
  });
}

/** The account field of an ARN, or undefined where the text is no ARN or the field is empty (S3 buckets). */
export function accountOfArn(text: string): string | undefined {
  const arn = parseArn(text);
  return arn.ok && arn.value.account !== '' ? arn.value.account : undefined;
}

/** `path/to/name` -> `name`: IAM names never hold a slash, paths end in one. */
export const lastSegment = (resource: string): string => resource.slice(resource.lastIndexOf('/') + 1);

/** Session ARN of a role: the role path is dropped (rule 40). */
export const sessionArn = (partition: string, account: string, roleName: string, session: string): string =>
  `arn:${partition}:sts::${account}:assumed-role/${roleName}/${session}`;
