import type { AlsoNeeds } from '../../domain/access.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import { messages } from '../state.ts';
import { nodeOf, shortName } from '../words/names.ts';

/** A second authorisation with the name of what it is for. */
export interface Need extends Pick<AlsoNeeds, 'action' | 'resource' | 'verdict'> {
  readonly name: string;
}

/** Second authorisations of the answer, each verdict once; the verdicts of the results count them in already. */
export function needsOf(answer: WhoCanAnswer): readonly Need[] {
  const all = answer.results.flatMap((result) => result.alsoNeeds ?? []);
  const distinct = new Map(all.map((one) => [`${one.action} ${one.resource} ${one.verdict}`, one]));
  return [...distinct.values()].map((one) => ({ ...one, name: shortName(nodeOf(one.resource, answer.nodes).name) }));
}

export function needWords(need: Need): string {
  const t = messages.value;
  return t.needsVerdict(t.needs(need.action, need.name), t.verdict[need.verdict]);
}
