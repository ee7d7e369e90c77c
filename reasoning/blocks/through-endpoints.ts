import { gatheringFor } from '../analyse.ts';
import { isAsked } from '../routes.ts';
import { SpaceBuilder } from '../space.ts';
import type { KeySet } from './common-space.ts';
import { type Frame, pairIn, questionIn, situationIn } from './frame.ts';

/** Which of the endpoints of a snapshot a request may come through is not shared. */
export class ThroughEndpoints {
  readonly #frame: Frame;
  readonly #known = new Map<string, boolean>();

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  /** May that make a difference to pairs of this profile? The caller and the target stand for them. */
  mayMatter(profile: number, { numbers }: KeySet, caller: number, target: number): boolean {
    const asks = numbers.has('aws:sourcevpce') || numbers.has('aws:sourcevpc');
    const id = `${profile} ${asks}`;
    const known = this.#known.get(id) ?? this.#matters(asks, caller, target);
    this.#known.set(id, known);
    return known;
  }

  #matters(asks: boolean, caller: number, target: number): boolean {
    const situation = situationIn(this.#frame, caller, target);
    // other pairs may have policies, of other services, that speak of endpoints
    if (situation.facts.accessPointVpc !== undefined || situation.facts.privateApi === true) return true;
    if ((situation.policies.endpoints ?? []).length === 0) return false;
    if (asks) return true;
    const pair = pairIn(this.#frame, caller, target);
    const question = questionIn(this.#frame, pair.caller, pair.target, this.#frame.kind.actions[0]);
    return isAsked(gatheringFor(this.#frame.environment, question, new SpaceBuilder()), situation);
  }
}
