import { isShut } from './block-decision.ts';
import { type Frame, ODD, pairIn, TRUTHS } from './frame.ts';
import type { Meanings } from './meanings.ts';
import type { Profiles } from './profiles.ts';
import { type ResourceReading, type ResourceSide, readOff } from './resource-side.ts';

export interface AskedTarget {
  readonly target: number;
  readonly side: ResourceSide;
}

/** A target as a caller sees it, documents around the caller apart. */
export interface Seen {
  /** ODD: it cannot be shared. */
  readonly meaning: number;
  readonly profile: number;
}

/** The policies of a target as one class of callers sees them. */
interface SideSight {
  /** ODD: it cannot be shared. */
  readonly meaning: number;
  /** They speak of nobody in the class, and nothing of them is unread. */
  readonly isSilent: boolean;
}

const UNSHARED: SideSight = { meaning: ODD, isSilent: false };

/** How callers see the targets of a kind. */
export class Sights {
  readonly #frame: Frame;
  readonly #profiles: Profiles;
  readonly #meanings: Meanings;
  /** By caller, has it a permissions boundary? Among TRUTHS. */
  readonly #boundaries: Uint8Array;
  readonly #sideSights: SideSight[] = [];
  readonly #shut: boolean[] = [];

  constructor(frame: Frame, profiles: Profiles, meanings: Meanings, boundaries: Uint8Array) {
    this.#frame = frame;
    this.#profiles = profiles;
    this.#meanings = meanings;
    this.#boundaries = boundaries;
  }

  /** Undefined: nothing can be granted. */
  from(asked: AskedTarget, caller: number): Seen | undefined {
    const { target, side } = asked;
    const profile = this.#profiles.of(caller, target);
    const mayShut = !this.#profiles.isOwn(caller, target);
    const isQuiet = mayShut && side.isSilentTo(caller) && !this.#profiles.isUnread(caller, target);
    if (isQuiet && this.#isShut(profile, caller, target)) return undefined;
    const { meaning, isSilent } = this.#sightOf(asked, caller);
    return mayShut && isSilent && this.#isShut(profile, caller, target) ? undefined : { meaning, profile };
  }

  /** Is nothing granted, whatever the policies of the caller say, where those of the target say nothing? */
  #isShut(profile: number, caller: number, target: number): boolean {
    const known = this.#shut[profile] ?? isShut(this.#frame, pairIn(this.#frame, caller, target));
    this.#shut[profile] = known;
    return known;
  }

  #sightOf({ side }: AskedTarget, caller: number): SideSight {
    const number = side.classOf(caller, TRUTHS[this.#boundaries[caller] ?? 0] ?? 'unknown');
    if (number === ODD) return UNSHARED;
    const found = this.#sideSights[number] ?? this.#sightBy(this.#readingOf(number, side, caller));
    this.#sideSights[number] = found;
    return found;
  }

  #readingOf(number: number, side: ResourceSide, caller: number): ResourceReading | undefined {
    const { readings } = this.#frame.targets ?? {};
    if (readings === undefined) return side.read(caller);
    const known = readings[number];
    if (known !== undefined) return known ?? undefined;
    const read = side.read(caller);
    const found = read && readOff(read);
    readings[number] = found ?? null;
    return found;
  }

  #sightBy(reading: ResourceReading | undefined): SideSight {
    if (reading === undefined) return UNSHARED;
    const isSilent = reading.sayings.every(({ allow, complete }) => allow.length === 0 && complete);
    return { meaning: this.#meanings.ofSide(reading), isSilent };
  }
}
