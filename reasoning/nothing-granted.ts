import { gatheringFor } from './analyse.ts';
import { combineGrants } from './combine.ts';
import type { Environment } from './environment.ts';
import { Inquiry } from './inquiry.ts';
import { type LayerSource, type LayerState, prepareLayers, STATEMENTS } from './layers.ts';
import type { Test } from './operators.ts';
import { consume } from './patterns.ts';
import type { Predicate } from './predicates.ts';
import { borderOf, type Question, type Target } from './question.ts';
import { RESOURCE_KEY } from './resource-entries.ts';
import type { Situation } from './situation.ts';
import { NEVER, type Pair, Sets, Space, SpaceBuilder, UNKNOWN } from './space.ts';

/**
 * Is none of these actions granted, whatever the layers say that only limit? They are not looked at, so it is found out at a fraction
 * of what an analysis takes. False: the analysis has to tell.
 */
export function grantsNothing(
  environment: Environment,
  { caller, target, profile }: Omit<Question, 'action'>,
  actions: readonly string[],
  situation: Situation,
): boolean {
  const asked = { environment, caller, target, profile, actions, situation };
  const all = [...actions.keys()];
  // in other accounts nothing is granted that the resource does not grant, whatever their policies say; it grants little
  const open = borderOf({ caller, target }) === 'same' ? all : [...grantable(asked, all, RESOURCE_ALONE)].flat();
  return grantable(asked, open, GRANTING).next().done === true;
}

interface Asked extends Omit<Question, 'action'> {
  readonly environment: Environment;
  readonly actions: readonly string[];
  readonly situation: Situation;
}

/** Of these places those whose actions may be granted, as far as these layers say: a list for each decision. */
function* grantable(
  { environment, caller, target, profile, actions, situation }: Asked,
  places: readonly number[],
  from: LayerSource,
): Generator<readonly number[]> {
  let open = places;
  while (open.length > 0) {
    const [first = 0, ...rest] = open;
    const inquiry = new Inquiry({ caller, target, action: actions[first] ?? '', profile });
    const may = mayGrant(environment, inquiry.question, situation, from);
    const taken = new Set(inquiry.takesOf({ actions, places: rest }));
    if (may) yield [first, ...taken];
    open = rest.filter((place) => !taken.has(place));
  }
}

/** The same of one action. */
export const isGrantedNowhere = (environment: Environment, { action, ...asked }: Question): boolean =>
  grantsNothing(environment, asked, [action], environment.situation({ ...asked, action }));

function mayGrant(environment: Environment, question: Question, situation: Situation, from: LayerSource): boolean {
  const gathering = gatheringFor(environment, question, new SpaceBuilder(), situation.unread);
  const granted = combineGrants(gathering, situation, prepareLayers(gathering, situation, from));
  return granted(new Unlooked(question.target)).upper !== NEVER.upper;
}

/** Without keys there are none but nothing and everything, the same for all. */
const NO_SETS = new Sets();

/** Requests in which every key may hold anything, so that no classes are built: all that is told is which names a part can have. */
class Unlooked extends Space {
  readonly #prefix: string;

  constructor({ part }: Target) {
    super(NO_SETS, [], []);
    this.#prefix = part?.prefix ?? '';
  }

  override test({ key, predicates }: Test): Pair {
    const isElsewhere = (one: Predicate): boolean =>
      one.kind === 'pattern' && consume(one.pattern, this.#prefix).length === 0;
    return key === RESOURCE_KEY && predicates.every(isElsewhere) ? NEVER : UNKNOWN;
  }

  override standing(): Pair {
    return UNKNOWN;
  }
}

/** Of the layers that only limit not a statement is read: they may say anything. */
const GRANTING: LayerSource = {
  layer: (gathering, layer, ...said) =>
    layer === 'identity' ? STATEMENTS.layer(gathering, layer, ...said) : anything(layer),
  resource: STATEMENTS.resource,
};
/** Nor of the policies of the caller. */
const RESOURCE_ALONE: LayerSource = { layer: (_gathering, layer) => anything(layer), resource: STATEMENTS.resource };
const anything = (layer: LayerState['layer']): LayerState => ({
  layer,
  policies: [],
  allow: [],
  deny: [],
  complete: false,
});
