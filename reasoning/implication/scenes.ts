import { KMS_IDENTITY_ONLY_ACTIONS } from '../data/kms-operations.ts';
import { heedOfPolicies, isIdentityOnly } from '../data/resource-policy-scope.ts';
import type { KeyState } from '../key-state.ts';
import type { ActionClass } from './action-classes.ts';
import { closedResources, crossingIn, kindsOf, type ResourceKind } from './arn-formats.ts';
import { type CallerClass, calls, hangsOnAction, keyStateFor, questionFor } from './callers.ts';
import { liesIn } from './pattern-relations.ts';
import type { Scene } from './scene.ts';
import type { Sided } from './sides.ts';

/** A scene stands for all actions that differ from its own in nothing a statement looks at. */
export interface SharedScene {
  readonly scene: Scene;
  readonly actions: readonly string[];
}

/** Calls that no policy decides (rules 30, 79). */
const POLICY_FREE = /^(sts:(GetCallerIdentity|GetSessionToken)|kms:RetireGrant)$/i;

interface Common extends Pick<Scene, 'layer' | 'texts'> {
  readonly partition: string;
}

/** Where the statements of a class can have an effect: one scene per caller, kind of resource, and way in which keys are sent. */
export function scenesOf(
  group: ActionClass,
  callers: readonly CallerClass[],
  { layer, texts, partition }: Common,
): readonly SharedScene[] {
  const statements = [...group.named].map(([one, named]) => ({ one, named }));
  const all = statements.map(({ one }) => one);
  const keys = keysOf(all);
  const anywhere = keys.length === 0 && all.every(coversAll);
  const moving = keys.filter(hangsOnAction);
  // in an identity policy nothing but the keys tells callers apart
  const who = callers.map((caller, index) => (layer === 'identity' ? sayingsOf(caller, keys) : index));
  const found = new Map<string, { readonly scene: Scene; readonly actions: string[] }>();
  for (const { action, kind } of placesOf(group, { layer, partition }, anywhere)) {
    const place = anywhere ? '' : kind.domain.text;
    const where = `${place} ${reachOf({ action, layer, kind })} ${keys.length === 0 ? '' : readerOf(kind)}`;
    for (const [index, caller] of callers.entries()) {
      if (!calls(caller, action, kind)) continue;
      const id = `${who[index]} ${where} ${sendingOf(caller, action, kind, moving)}`;
      const known = found.get(id) ?? { scene: { layer, texts, caller, action, kind, statements }, actions: [] };
      known.actions.push(action);
      found.set(id, known);
    }
  }
  return [...found.values()];
}

/**
 * Of what IAM and AWS STS act on only roles have a policy, and it says nothing about the actions of IAM (rule 33); the policy of a
 * layer version speaks of getting it only (rule 85), and keys have policies, aliases have none (rule 77). Some actions are no matter of
 * resource policies (rules 88g, 88i).
 */
function hasPolicy(action: string, { type }: ResourceKind): boolean {
  if (action.startsWith('iam:') || isIdentityOnly(action) || heedOfPolicies(action) === 'none') return false;
  if (action.startsWith('sts:')) return type === 'role';
  if (action.startsWith('kms:'))
    return (type === 'key' || type === '') && !KMS_IDENTITY_ONLY_ACTIONS.has(action.slice('kms:'.length));
  return !/^lambda:/.test(action) || !/^layer/.test(type) || /:GetLayerVersion$/i.test(action);
}

interface PlaceOfAction {
  readonly action: string;
  readonly kind: ResourceKind;
}

/** `anywhere`: of kinds that a grant reaches alike, one tells as much as all of them. */
const placesOf = (
  { actions }: ActionClass,
  { layer, partition }: Pick<Common, 'layer' | 'partition'>,
  anywhere: boolean,
): readonly PlaceOfAction[] =>
  actions
    .filter((action) => !POLICY_FREE.test(action))
    .flatMap((action) => {
      const kinds = kindsOf(action, partition).filter((kind) => isOpen(action, kind, layer));
      const byReach = new Map(kinds.toReversed().map((kind) => [reachOf({ action, layer, kind }), kind]));
      return [...(anywhere ? byReach.values() : kinds)].map((kind) => ({ action, kind }));
    });

/** Some policy may open some resource of the kind. */
const isOpen = (action: string, kind: ResourceKind, layer: Scene['layer']): boolean =>
  (layer === 'identity' || hasPolicy(action, kind)) &&
  !closedResources(action, layer).some((each) => liesIn(kind.domain, each));

const coversAll = ({ statement: { resources } }: Sided): boolean =>
  resources !== undefined && 'in' in resources && resources.in.includes('*');

/** How far a grant to an account reaches, and what of IAM stays closed. */
export const reachOf = ({ action, layer, kind }: Pick<Scene, 'action' | 'layer' | 'kind'>): string =>
  `${layer === 'resource' ? `${crossingIn(action, kind)} ${heedOfPolicies(action)} ${action.startsWith('kms:')} ${action.startsWith('sts:')}` : ''} ${closedResources(action, layer).length}`;

export const keysOf = (statements: readonly Sided[]): readonly string[] => [
  ...new Set(statements.flatMap(({ keys }) => keys)),
];

/** Amazon SNS reads keys in a way of its own (rule 87). */
const readerOf = ({ service }: ResourceKind): string => (service === 'sns' ? 'sns' : '');

/** What the action sends under the keys. */
export function sendingOf(caller: CallerClass, action: string, kind: ResourceKind, keys: readonly string[]): string {
  if (keys.length === 0) return '';
  const question = questionFor(caller, action, kind);
  return `${readerOf(kind)} ${keys.map((key) => sayState(keyStateFor(caller, question, key))).join()}`;
}

/** What the caller has under the keys that its action makes no difference to. */
const sayingsOf = (caller: CallerClass, keys: readonly string[]): string =>
  keys
    .filter((key) => !hangsOnAction(key))
    .map((key) => sayState(keyStateFor(caller, questionFor(caller, '', NO_KIND), key)))
    .join();
const NO_KIND = { service: '', type: '' };

function sayState(state: KeyState): string {
  if (state.kind === 'fixed') return `=${JSON.stringify(state.value)}`;
  if (state.kind !== 'free') return state.kind;
  const { multi, mayBeAbsent, values, prefix, except } = state.key;
  return `${multi ? 'm' : 's'}${mayBeAbsent ? '?' : '!'}${values?.length ?? ''}${prefix ?? ''}${except?.join() ?? ''}`;
}

/** The partitions that ARNs of the policies name; a policy without any is taken for one of `aws`. */
export function partitionsIn(statements: readonly Sided[]): readonly string[] {
  const named = new Set(
    statements.flatMap(({ matcher }) => [...matcher.matchAll(/arn:(aws[a-z-]*):/g)].map((match) => match[1] ?? '')),
  );
  return named.size === 0 ? ['aws'] : [...named].sort();
}
