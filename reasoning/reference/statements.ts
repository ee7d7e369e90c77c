import type { PolicyLayer } from '../../domain/policy.ts';
import { type Speaker, type Speakers, speakingAt } from '../prepared/statements.ts';
import { statementCondition } from './conditions/holds.ts';
import { fitsItsLayer } from './own-layer.ts';
import { resourceMatches } from './resource-matching.ts';
import type { Situation } from './situation.ts';
import type { Scope } from './template.ts';
import { allOf, anyOf, carriedBy, NO, silentIn, type Truth } from './truth.ts';

/** What one layer says: does it allow, does it deny. */
export interface Voice {
  readonly allow: Truth;
  readonly deny: Truth;
}

/** A statement that may speak of the request; `fits`: action, resource and conditions do. */
export interface Matched {
  readonly speaker: Speaker;
  readonly fits: Truth;
}

/** Without those that certainly do not speak of the request. */
export const matched = (speakers: readonly Speakers[], situation: Situation): readonly Matched[] =>
  speakers
    .flatMap(({ each }) => each)
    .map((speaker) => ({ speaker, fits: statementFits(speaker, situation) }))
    .filter(({ fits }) => !isPlainNo(fits));

function statementFits({ statement, names, variables, ref }: Speaker, situation: Situation): Truth {
  const action = names(situation.action);
  if (isPlainNo(action)) return NO;
  const scope: Scope = { situation, layer: ref.layer, variables };
  const resource = resourceMatches(statement.resources, scope);
  if (isPlainNo(resource)) return NO;
  const all = [action, resource];
  for (const one of statement.conditions) all.push(statementCondition(one, scope));
  return allOf(all);
}

const isPlainNo = (one: Truth): boolean => one.is === false && one.given.length === 0;

/** Documents of one layer unite (rules 3, 105, 109); where it has levels, each must allow and any may deny (rule 13). */
export function documentsSay(layer: PolicyLayer, situation: Situation): Voice {
  const { allows, allowed, denies } = speakingAt(situation, layer);
  const allow = allowed ?? allOf(allows.map((level) => silentIn(together(level, situation), layer)));
  return { allow, deny: together(denies, situation) };
}

const together = ({ each, anyway }: Speakers, situation: Situation): Truth =>
  anyway ?? anyOf(each.map((one) => one.anyway ?? says(one, situation)));

function says(speaker: Speaker, situation: Situation): Truth {
  const fits = statementFits(speaker, situation);
  return isPlainNo(fits) ? NO : carriedBy(fitsItsLayer(speaker, fits), speaker.ref);
}
