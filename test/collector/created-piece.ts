import type { Resource, Snapshot, StoredPolicy } from '../../domain/snapshot.ts';
import type { SeedManifest } from '../../sample-org/emulator.ts';

/** A call that made a piece of the emulated organisation, as it was asked for, and what came back. */
export type Created = SeedManifest['calls'][number];

/** What was asked for and what the snapshot holds of it, by field. */
export type Fields = Readonly<Record<string, readonly [asked: unknown, held: unknown]>>;
export type Check = (created: Created, snapshot: Snapshot) => Fields;
export type Checks = Readonly<Record<string, Check>>;

/** A value below an object of parsed JSON; undefined where the way does not lead on. */
export function at(from: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return (value as Readonly<Record<string, unknown>>)[key];
  }, from);
}

export const textAt = (from: unknown, ...path: readonly (string | number)[]): string => String(at(from, ...path));

/** Policies are told as text; documents are compared, not their spelling. */
export const documentIn = (text: unknown): unknown => (text === undefined ? undefined : JSON.parse(String(text)));

export const named = (policies: readonly StoredPolicy[] | undefined, name: unknown): unknown =>
  policies?.find((policy) => policy.name === name)?.document;

/** A piece of one account by its name. */
export function ofAccount<Piece extends { readonly account: string; readonly name: string }>(
  pieces: readonly Piece[],
  { account }: Created,
  name: unknown,
): Piece | undefined {
  return pieces.find((piece) => piece.account === account && piece.name === name);
}

export const resource = <Type extends Resource['type']>(
  { resources }: Snapshot,
  type: Type,
  is: (one: Extract<Resource, { readonly type: Type }>) => boolean,
): Extract<Resource, { readonly type: Type }> | undefined =>
  resources.find((one): one is Extract<Resource, { readonly type: Type }> => one.type === type && is(one as never));

/** The account and Region that a resource was made in are where it has to be found. */
export const placed = ({ account, region }: Created, held: Resource | undefined): Fields => ({
  account: [account, held?.account],
  region: [region, held?.region],
});

/** Tags as AWS lists them, `[{ Key, Value }]`, as the snapshot holds them. */
export const tagsIn = (list: unknown): unknown =>
  Object.fromEntries((Array.isArray(list) ? list : []).map((tag) => [textAt(tag, 'Key'), textAt(tag, 'Value')]));
