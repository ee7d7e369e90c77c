import { parseArn } from '../../domain/arn.ts';
import type { JsonObject } from '../call-source.ts';
import type { ServiceCalls } from '../reader.ts';
import { neededText } from './answers.ts';

export type StsCall = 'GetCallerIdentity';

/** Needs no permission; it fails where the account's role cannot be assumed, and nowhere else. */
export const STS: ServiceCalls<StsCall> = {
  service: 'sts',
  reach: 'account',
  permissions: { GetCallerIdentity: [] },
};

export interface Caller {
  readonly account: string;
  readonly partition: string;
}

/** Account and partition in the answer of sts:GetCallerIdentity. */
export function callerOf(answer: JsonObject): Caller {
  const arn = parseArn(neededText(answer, 'Arn'));
  return { account: neededText(answer, 'Account'), partition: arn.ok ? arn.value.partition : 'aws' };
}

export const roleArn = (partition: string, account: string, roleName: string): string =>
  `arn:${partition}:iam::${account}:role/${roleName}`;

/** The Region of services that have one endpoint for all Regions. Source: AWS, Service endpoints and quotas. */
export const globalRegion = (partition: string): string => GLOBAL_REGIONS[partition] ?? 'us-east-1';
const GLOBAL_REGIONS: Readonly<Record<string, string>> = {
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
};
