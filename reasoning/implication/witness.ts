import type { Witness } from '../../domain/access.ts';
import type { Formula } from '../../domain/formula.ts';
import type { ContextValue } from '../../domain/request.ts';
import type { BddRef } from '../bdd.ts';
import { matches, type Pattern } from '../patterns.ts';
import { printPrincipal } from '../replay.ts';
import { likelyTexts } from './arn-formats.ts';
import { OTHER_ACCOUNT } from './callers.ts';
import type { NewPlace } from './findings.ts';
import type { Asked } from './replay.ts';
import type { Prepared, Scene } from './scene.ts';

/** Does the reference interpreter allow the request now, and not before? */
type Replay = (asked: Asked) => boolean;

interface Sought {
  readonly scene: Scene;
  readonly prepared: Prepared;
  /** Conditions under which the access is new, on each of the places. */
  readonly set: BddRef;
  readonly places: readonly NewPlace[];
}

const TRIED = 4;

/** A request inside the set that the reference interpreter confirms: allowed now, and not before. */
export function witnessFor(replay: Replay, { scene, prepared, set, places }: Sought): Witness | undefined {
  for (const context of contextsIn(prepared, set)) {
    if (!isOneCaller(context)) continue;
    for (const place of places.slice(0, TRIED)) {
      for (const arn of arnsOf(scene, place)) {
        const asked: Asked = { caller: scene.caller, action: scene.action, arn, context };
        if (replay(asked)) return witnessOf(asked);
      }
    }
  }
  return undefined;
}

const witnessOf = ({ caller, action, arn, context }: Asked): Witness => ({
  principal: printPrincipal(caller.principal),
  action,
  resource: arn,
  context,
  decision: 'allowed',
});

/** Texts of the place, the likeliest first. */
function* arnsOf({ kind, caller }: Scene, { within, region }: NewPlace): Generator<string> {
  if (!kind.arn) {
    yield '*';
    return;
  }
  const account = 'account' in caller.principal ? caller.principal.account : OTHER_ACCOUNT;
  for (const text of likelyTexts(region.sample, kind.service, account)) {
    const fits = (pattern: Pattern): boolean => matches(pattern, text);
    if (within.every(fits) && region.holds(fits)) yield text;
  }
}

/** Contexts of the set; where keys are compared with each other, also with their values made equal or different. */
function contextsIn({ space, gathering }: Prepared, set: BddRef): readonly Context[] {
  const free = space.witness(set);
  if (free === undefined) return [];
  const context: Record<string, ContextValue> = {};
  for (const { key, state } of gathering.states.values()) {
    if (state.kind === 'fixed') context[key] = state.value;
    const sample = state.kind === 'free' ? free[state.key.name] : undefined;
    if (sample !== undefined) context[key] = sample;
  }
  const compared = space.domains.flatMap(({ key }) => (key.relation?.leaf === undefined ? [] : [key.relation.leaf]));
  let all: readonly Context[] = [context];
  for (const leaf of compared) all = all.flatMap((one) => compatibleContexts(one, leaf));
  return all;
}

type Context = Asked['context'];

/** The same with the tested key made like the key it is compared with, the reverse, and both unlike each other. */
function compatibleContexts(one: Context, { key, values }: Leaf): readonly Context[] {
  const [text = ''] = values;
  const named = spelling(one, /\$\{([^},]+)/.exec(text)?.[1]?.trim() ?? '');
  const tested = spelling(one, key);
  if (named === undefined || tested === undefined) return [one];
  const [own, other] = [one[tested], one[named]];
  if (typeof own !== 'string' || typeof other !== 'string') return [one];
  const whole = /^\$\{[^}]*\}$/.test(text);
  return [
    one,
    { ...one, [tested]: text.replace(/\$\{[^}]*\}/, () => other) },
    ...(whole ? [{ ...one, [named]: own }] : []),
    { ...one, [tested]: `${other}-another` },
  ];
}

type Leaf = Extract<Formula, { readonly kind: 'test' }>;

const spelling = (context: Readonly<Record<string, unknown>>, key: string): string | undefined =>
  Object.keys(context).find((one) => one.toLowerCase() === key.toLowerCase());

/** What a request says of its user under several keys is one user. */
function isOneCaller(context: Asked['context']): boolean {
  const under = (key: string): ContextValue | undefined => context[spelling(context, key) ?? ''];
  const [arn, name] = [under('aws:PrincipalArn'), under('aws:username')];
  return typeof arn !== 'string' || typeof name !== 'string' || arn.endsWith(`/${name}`);
}
