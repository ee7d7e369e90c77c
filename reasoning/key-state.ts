import type { ContextValue } from '../domain/request.ts';
import { catalogueAction, type KeyUse, serviceCatalogue } from './actions.ts';
import { CONDITION_KEYS } from './data/condition-keys.ts';
import type { FreeKey } from './domains.ts';
import type { Reason } from './predicates.ts';
import { assumeCall, isBesideAssume, type Question } from './question.ts';
import type { World } from './world.ts';

/** What a request of the question can hold under one key. */
export type KeyState =
  | { readonly kind: 'fixed'; readonly value: ContextValue }
  | { readonly kind: 'absent' }
  | { readonly kind: 'free'; readonly key: FreeKey }
  /** The request says it in a way that AWS does not define. */
  | { readonly kind: 'unsettled'; readonly reason: Reason };

export const ABSENT: KeyState = { kind: 'absent' };
export const fixed = (value: ContextValue): KeyState => ({ kind: 'fixed', value });
export const fixedOrAbsent = (value: ContextValue | undefined): KeyState =>
  value === undefined ? ABSENT : fixed(value);

export interface KeyFacts {
  readonly multi: boolean;
  readonly bool: boolean;
  readonly mayBeAbsent: boolean;
}

export const free = (name: string, facts: Partial<KeyFacts> = {}): KeyState => ({
  kind: 'free',
  key: freeKey(name, facts),
});

export function freeKey(name: string, facts: Partial<KeyFacts>): FreeKey {
  return {
    name,
    multi: facts.multi ?? false,
    mayBeAbsent: facts.mayBeAbsent ?? true,
    ...(facts.bool === true ? { values: ['true', 'false'] } : {}),
  };
}

export const hidden = (name: string, reason: Reason, more: Partial<FreeKey> = {}): KeyState => ({
  kind: 'free',
  key: { ...freeKey(name, {}), ...more, hidden: reason },
});

export const keysUnlisted = (action: string): Reason => ({
  rule: 73,
  text: `which keys ${action} sends is not listed`,
});

export const KNOWN_KEYS: ReadonlyMap<string, KeyFacts> = new Map(
  CONDITION_KEYS.map((key) => [
    key.key.toLowerCase(),
    { multi: key.cardinality === 'multi', bool: key.type === 'Bool', mayBeAbsent: key.presence !== 'always' },
  ]),
);

/** A key known by name only, as conditions of answers mention it. */
export function looseKey(name: string): FreeKey {
  const facts = KNOWN_KEYS.get(splitKey(name)[0]) ?? KNOWN_KEYS.get(name.toLowerCase());
  return freeKey(name, { ...facts, mayBeAbsent: true });
}

export type Rule = (question: Question, world: World, key: string) => KeyState;

/** `aws:PrincipalTag/Team` -> [`aws:principaltag/`, `Team`]; keys without a tag part have an empty second half. */
export function splitKey(key: string): readonly [string, string] {
  const slash = key.indexOf('/');
  if (slash < 0 || !/^(aws|s3|iam|kms|dynamodb|ec2|secretsmanager|lambda|sqs|sns):[A-Za-z]*Tag\//i.test(key)) {
    return [key.toLowerCase(), ''];
  }
  return [key.slice(0, slash + 1).toLowerCase(), key.slice(slash + 1)];
}

export function keyUses(question: Question): readonly KeyUse[] {
  const uses = usesOf(question);
  return isBesideAssume(question.action)
    ? [...uses, ...usesOf({ ...question, action: assumeCall(question.caller) })]
    : uses;
}

function usesOf(question: Question): readonly KeyUse[] {
  const action = catalogueAction(question.action);
  if (action === undefined) return [];
  const ofType = action.types.filter((type) => type.name === question.target.type).flatMap((type) => type.keys);
  const typeKeys = serviceCatalogue(question.target.service).typeKeys.get(question.target.type) ?? [];
  return [...action.keys, ...ofType, ...typeKeys];
}

/**
 * `kms:EncryptionContext:${EncryptionContextKey}` names `kms:EncryptionContext:app`; `s3:ExistingObjectTag/<key>` and
 * `secretsmanager:ResourceTag/tag-key` likewise.
 */
export function namesKey(listed: string, key: string): boolean {
  const { stem, whole } = stemOf(listed);
  const name = key.toLowerCase();
  return whole ? name === stem : name.startsWith(stem) && name.length > stem.length;
}

interface Stem {
  /** In lower case. */
  readonly stem: string;
  /** Nothing follows it. */
  readonly whole: boolean;
}

/** Of every key that AWS lists. */
const stems = new Map<string, Stem>();

function stemOf(listed: string): Stem {
  const known = stems.get(listed);
  if (known !== undefined) return known;
  const text = listed.replace(/(\$\{[^}]+\}|<[^>]+>|(?<=Tag\/)tag-key)$/, '');
  const stem = { stem: text.toLowerCase(), whole: text === listed };
  stems.set(listed, stem);
  return stem;
}

export const lists = (question: Question, key: string): boolean =>
  keyUses(question).some((use) => namesKey(use.key, key));
