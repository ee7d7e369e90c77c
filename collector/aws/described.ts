import type { DescribedResource, StoredPolicy } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Aim, Reader, ReaderPlace } from '../reader.ts';
import { documentOf, textOf } from './answers.ts';

export const NEXT_TOKEN = { answer: 'NextToken', input: 'NextToken' };
export const LOWER_NEXT_TOKEN = { answer: 'nextToken', input: 'nextToken' };

/** The policy in a text of an answer; none: it has no policy. `field` may lie in an object of the answer. */
export function policyIn(item: JsonObject | undefined, field: string, name: string): StoredPolicy | undefined {
  const text = item === undefined ? undefined : textOf(item, field);
  return text === undefined ? undefined : { name, document: documentOf(text) };
}

/** The policy that a call of its own brings. */
export async function readPolicy<Operation extends string>(
  reader: Reader<Operation>,
  operation: Operation,
  input: JsonObject,
  { field, name, ...aim }: Aim & { readonly field: string; readonly name: string },
): Promise<StoredPolicy | undefined> {
  return policyIn(await reader.get(operation, input, aim), field, name);
}

/** Left out where there is none. */
export const given = <Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: T };

/** Without a key: one that AWS owns. Who manages a key is known from KMS only. */
export const sealedBy = (key: string | undefined): Pick<DescribedResource, 'encryption'> => ({
  encryption: key === undefined ? { kind: 'awsOwned' } : { kind: 'customerManaged', key },
});

/** Account and Region of what is read here. */
export const placeOf = ({ account, region }: ReaderPlace): Pick<DescribedResource, 'account' | 'region'> => ({
  account,
  region,
});
