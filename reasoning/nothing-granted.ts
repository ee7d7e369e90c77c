import { builderFor, gatheringFor } from './analyse.ts';
import { combine } from './combine.ts';
import type { Environment } from './environment.ts';
import { Inquiry } from './inquiry.ts';
import { type LayerSource, type LayerState, prepareLayers, STATEMENTS } from './layers.ts';
import type { Question } from './question.ts';
import type { Situation } from './situation.ts';
import { NEVER } from './space.ts';

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
  let open: readonly number[] = [...actions.keys()];
  while (open.length > 0) {
    const [first = 0, ...rest] = open;
    const inquiry = new Inquiry({ caller, target, action: actions[first] ?? '', profile });
    if (mayGrant(environment, inquiry.question, situation)) return false;
    const taken = new Set(inquiry.takesOf({ actions, places: rest }));
    open = rest.filter((place) => !taken.has(place));
  }
  return true;
}

function mayGrant(environment: Environment, question: Question, situation: Situation): boolean {
  const builder = builderFor(question.target, []);
  const gathering = gatheringFor(environment, question, builder, situation.unread);
  const combined = combine(gathering, situation, prepareLayers(gathering, situation, GRANTING));
  return combined(builder.build()).granted.upper !== NEVER.upper;
}

/** Of the layers that only limit not a statement is read: they may say anything. */
const GRANTING: LayerSource = {
  layer: (gathering, layer, ...said) =>
    layer === 'identity' ? STATEMENTS.layer(gathering, layer, ...said) : anything(layer),
  resource: STATEMENTS.resource,
};
const anything = (layer: LayerState['layer']): LayerState => ({
  layer,
  policies: [],
  allow: [],
  deny: [],
  complete: false,
});
