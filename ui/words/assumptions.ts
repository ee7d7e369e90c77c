import type { Assumption } from '../../domain/decision.ts';
import type { Messages } from '../messages/en.ts';

/** Assumptions, or reasons of an unknown, in the reader's language; each text once. */
export const assumptionLines = (all: readonly Assumption[], t: Messages): readonly string[] => [
  ...new Set(all.map(t.assumption)),
];

/** The same for a tooltip, where nothing can be set apart as code; left out where there is nothing to say. */
export const assumptionTitle = (all: readonly Assumption[], t: Messages): string | undefined =>
  all.length === 0 ? undefined : assumptionLines(all, t).join('\n').replaceAll('`', '');
