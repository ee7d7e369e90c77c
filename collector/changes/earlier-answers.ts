import type { Json } from '../../domain/policy.ts';
import type { Call, JsonObject } from '../call-source.ts';
import { canonicalText } from '../canonical-json.ts';
import { callKey, type RecordedCall } from '../recording.ts';
import { isList, isObject } from '../schema-check.ts';
import type { Answer } from '../units.ts';
import { STAMPS, type Stamp } from './stamps.ts';

/** What an earlier collection answered, and when (ISO 8601). */
export interface EarlierAnswer {
  readonly answer: JsonObject;
  readonly readAt: string;
}

/** When the unit of an earlier collection was read (ISO 8601). */
export interface EarlierTimes {
  /** A moment before its first call, and one after its last. */
  readonly begunAt: string;
  readonly readAt: string;
  /** Nothing that was read before then is used. */
  readonly notBefore: string;
}

/**
 * The answers of one unit of an earlier collection, for calls of which AWS documents that they would be the same now: as far as
 * the calls made now that tell of the thing say so. Whatever is missing, unclear or different leaves the call to AWS.
 */
export class EarlierAnswers {
  readonly #times: EarlierTimes;
  readonly #answers = new Map<string, EarlierAnswer>();
  readonly #before = new Told();
  readonly #now = new Told();

  constructor(calls: readonly RecordedCall[], times: EarlierTimes) {
    this.#times = times;
    for (const call of calls) {
      // what lies on a disk may be anything
      if (!('answer' in call) || !isObject(call.answer)) continue;
      this.#before.note(call, call.answer);
      if (stampOf(call) === undefined) continue;
      this.#answers.set(callKey(call), { answer: call.answer, readAt: call.readAt ?? times.readAt });
    }
  }

  /** Takes in what a call was answered just now. */
  note(call: Call, answer: Answer): void {
    if (answer.ok) this.#now.note(call, answer.value);
  }

  /** Undefined: AWS is to be asked. */
  answerTo(call: Call): EarlierAnswer | undefined {
    const stamp = stampOf(call);
    const known = this.#answers.get(callKey(call));
    if (stamp === undefined || known === undefined || known.readAt < this.#times.notBefore) return undefined;
    const [before, now] = [this.#before.about(stamp, call), this.#now.about(stamp, call)];
    return now !== undefined && before?.text === now.text && this.#isOfBefore(now) ? known : undefined;
  }

  /**
   * A second change within the grain of its time would not show, nor one whose effect was not yet seen: so the last change has
   * to lie well before all that was read.
   */
  #isOfBefore({ changedAt }: State): boolean {
    return changedAt === undefined || Date.parse(changedAt) + SETTLING_MS < Date.parse(this.#times.begunAt);
  }
}

const stampOf = ({ service, operation }: Call): Stamp | undefined =>
  STAMPS.find((stamp) => stamp.service === service && stamp.call === operation);

/** Most units hold no call that has a stamp: they need not be taken apart. */
export const mayStand = (unit: string): boolean => STAMPS.some(({ call }) => unit.includes(`"operation":"${call}"`));

/** More than clocks may differ by (AWS refuses requests of 5 minutes), and than a change needs until it is seen everywhere. */
const SETTLING_MS = 15 * 60_000;

interface State {
  /** Equal where all that counts is. */
  readonly text: string;
  readonly changedAt?: string;
}

/** What calls tell of the state of things. */
class Told {
  readonly #states = new Map<string, State | undefined>();

  note(call: Call, answer: JsonObject): void {
    for (const stamp of STAMPS) {
      if (stamp.service !== call.service || stamp.list !== call.operation) continue;
      for (const thing of thingsIn(answer[stamp.things])) {
        const name = nameOfThing(stamp, call, thing);
        if (name !== undefined) this.#noteState(keyOf(stamp, call, name), stateOf(stamp, thing));
      }
    }
  }

  /** What is told twice and not alike, nobody knows. */
  #noteState(key: string, state: State | undefined): void {
    const isAlike = !this.#states.has(key) || this.#states.get(key)?.text === state?.text;
    this.#states.set(key, isAlike ? state : undefined);
  }

  /** The state of the thing that a call is about; undefined: not told, or not clear. */
  about(stamp: Stamp, call: Call): State | undefined {
    const name = nameInInput(stamp, call.input);
    return name === undefined ? undefined : this.#states.get(keyOf(stamp, call, name));
  }
}

const keyOf = (stamp: Stamp, { account, region }: Call, name: readonly string[]): string =>
  canonicalText([account, region, stamp.service, stamp.call, ...name]);

const thingsIn = (value: Json | undefined): readonly Json[] =>
  value === undefined ? [] : isList(value) ? value : [value];

/** What names a thing, in the order of the stamp; undefined: a part is missing. */
function nameOfThing({ named }: Stamp, { input }: Call, thing: Json): readonly string[] | undefined {
  if (named === 'text') return typeof thing === 'string' ? [thing] : undefined;
  return isObject(thing) ? whole(Object.keys(named).map((field) => wordOf(thing[field] ?? input[field]))) : undefined;
}

/** A call that names its thing by one text has that as its only input. */
function nameInInput({ named }: Stamp, input: JsonObject): readonly string[] | undefined {
  const fields = named === 'text' ? Object.keys(input) : Object.values(named);
  return whole(fields.map((field) => wordOf(input[field])));
}

/** Some lists tell as a text what the call wants as a number, or as a list of one what it wants as a text. */
function wordOf(value: Json | undefined): string | undefined {
  const [only, ...more] = value !== undefined && isList(value) ? value : [value];
  return more.length === 0 && (typeof only === 'string' || typeof only === 'number') ? String(only) : undefined;
}

function whole<T>(parts: readonly (T | undefined)[]): readonly T[] | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === parts.length ? known : undefined;
}

/** Undefined: something is missing, or on its way. */
function stateOf({ same, settled = {}, changedAt }: Stamp, thing: Json): State | undefined {
  const fields = isObject(thing) ? thing : {};
  const known = whole(same.map((field) => fields[field]));
  const isSettled = Object.entries(settled).every(([field, ends]) => ends.includes(String(fields[field])));
  if (known === undefined || !isSettled) return undefined;
  return { text: canonicalText(known), ...(changedAt === undefined ? {} : { changedAt: String(fields[changedAt]) }) };
}
