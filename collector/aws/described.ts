import type { Json } from '../../domain/policy.ts';
import type { DescribedResource, StoredPolicy } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import { canonicalText } from '../canonical-json.ts';
import type { Aim, Reader, ReaderPlace } from '../reader.ts';
import { isList, isObject } from '../schema-check.ts';
import { documentOf, objectOf, textOf } from './answers.ts';

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

/** A policy that also counts for what stands in the thing: whether it was read has to be told there, too. */
export interface ContainerPolicy {
  readonly policy?: StoredPolicy;
  readonly unread: boolean;
}

export async function readContainerPolicy<Operation extends string>(
  reader: Reader<Operation>,
  operation: Operation,
  input: JsonObject,
  { field, name, ...aim }: Aim & { readonly field: string; readonly name: string },
): Promise<ContainerPolicy> {
  const found = await reader.lookUp(operation, input, aim);
  const item = found.kind === 'answer' ? found.answer : undefined;
  // in CodeArtifact the text lies in an object of the answer
  const inner = objectOf(item, 'policy') ?? item;
  return { ...given('policy', policyIn(inner, field, name)), unread: found.kind === 'failed' };
}

/** Notes for what stands in a thing that the policy of the thing is not known. */
export function noteContainer<Operation extends string>(
  reader: Reader<Operation>,
  operation: Operation,
  arn: string,
  around: ContainerPolicy,
): void {
  if (around.unread) reader.doubt(operation, arn, 'the policy of what it is in could not be read');
}

/** Left out where there is none. */
export const given = <Key extends string, T>(key: Key, value: T | undefined): { readonly [K in Key]?: T } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: T };

/** Without a key: one that AWS owns. Who manages a key is known from KMS only. */
export const sealedBy = (key: string | undefined): Pick<DescribedResource, 'encryption'> => ({
  encryption: key === undefined ? { kind: 'awsOwned' } : { kind: 'customerManaged', key },
});

/** What is said to be encrypted is, whether its key is named or not. */
export const sealedAs = (sealed: boolean, key: string | undefined): Pick<DescribedResource, 'encryption'> =>
  sealed && key === undefined ? { encryption: { kind: 'customerManaged' } } : sealedBy(sealed ? key : undefined);

/** Account and Region of what is read here. */
export const placeOf = ({ account, region }: ReaderPlace): Pick<DescribedResource, 'account' | 'region'> => ({
  account,
  region,
});

/** One document as it is; of several, which are told twice at times, one with the statements of all. */
export function united(name: string, policies: readonly StoredPolicy[]): StoredPolicy | undefined {
  const different = [...new Map(policies.map((one) => [canonicalText(one.document), one])).values()];
  const [first, ...more] = different;
  if (first === undefined || more.length === 0) return first;
  const statements = different.flatMap(({ document }) => statementsOf(document));
  return { name, document: { Version: '2012-10-17', Statement: statements } };
}

/** What is no policy stands among the statements as it is, so that it is found malformed and not lost. */
function statementsOf(document: Json): readonly Json[] {
  const statements = isObject(document) ? document['Statement'] : document;
  return statements !== undefined && isList(statements) ? statements : [statements ?? null];
}
