import type { NameTests } from './leg-names.ts';
import type { Leg } from './legs.ts';
import type { Profile, Target } from './question.ts';

/** What was found out of one caller, by all that was asked: one key seals what many actions are about. */
export interface KnownLegs {
  readonly answers: Map<string, Leg>;
  readonly names: Map<string, NameTests>;
}

export const noLegs = (): KnownLegs => ({ answers: new Map(), names: new Map() });

export function once<T>(known: Map<string, T> | undefined, id: string, answer: () => T): T {
  const found = known?.get(id) ?? answer();
  known?.set(id, found);
  return found;
}

interface Asked {
  readonly target: Target;
  readonly profile: Profile;
}

/** Equal for questions of one caller that are the same. */
export const askedOf = (action: string, { target: { arn, type, part }, profile }: Asked): string =>
  JSON.stringify([action, arn, type, part, profile]);
