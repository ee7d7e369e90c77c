import type { Ask, Told } from './ask.ts';
import type { Question } from './question.ts';

/** Some actions of a list. */
interface Places {
  readonly actions: readonly string[];
  readonly places: readonly number[];
}

const namesAt = ({ actions, places }: Places): readonly string[] => places.flatMap((place) => actions[place] ?? []);
const isKept = ({ ask }: { readonly ask: Ask }): boolean => ask.each !== undefined;

/**
 * What a decision has asked of the name of its action, with the answers. Another action of which all of it is answered alike is
 * decided alike, whatever the policies hold; so a hundred actions on a bucket are a handful of decisions.
 */
export class Inquiry {
  /** The question as its decision sees it. */
  readonly question: Question;
  readonly #action: string;
  readonly #answers: { readonly ask: Ask; readonly answer: Told }[] = [];
  readonly #known = new Set<Ask>();
  /** Each time with how many of the answers they were held against. */
  readonly #others: (Places & { readonly held: number })[] = [];
  #wholeName = false;
  #settled = false;

  constructor({ caller, target, action, profile }: Question) {
    const takeName = (): string => this.#takeName();
    this.#action = action;
    this.question = {
      caller,
      target,
      profile,
      get action(): string {
        return takeName();
      },
    };
    inquiries.set(this.question, this);
  }

  ask<T extends Told>(ask: Ask<T>): T {
    const answer = ask(this.#action);
    if (this.#settled && this.#others.flatMap(namesAt).some((action) => ask(action) !== answer))
      throw new Error(TOO_LATE);
    if (!this.#known.has(ask)) this.#answers.push({ ask, answer });
    this.#known.add(ask);
    return answer;
  }

  /** How many questions about the name were answered so far. */
  get answered(): number {
    return this.#answers.length;
  }

  /** Takes in actions of a list of which everything is answered alike so far; tells which, by their places. */
  takesOf({ actions, places }: Places): readonly number[] {
    const taken = this.#alike({ actions, places }, 0);
    if (taken.length > 0) this.#others.push({ actions, places: taken, held: this.#answers.length });
    return taken;
  }

  /** All is decided: what was taken in and belongs here, and what has been told apart since. */
  settle(): { readonly alike: readonly string[]; readonly apart: readonly string[] } {
    const [alike, apart]: [string[], string[]] = [[this.#action], []];
    for (const { actions, places, held } of this.#others) {
      const kept = new Set(this.#alike({ actions, places }, held));
      for (const place of places) (kept.has(place) ? alike : apart).push(...namesAt({ actions, places: [place] }));
    }
    this.#settled = apart.length === 0;
    return { alike, apart };
  }

  /** The places whose actions answer alike; `from`: they were held against the answers before it. Those that are kept are the cheapest. */
  #alike({ actions, places }: Places, from: number): readonly number[] {
    if (this.#wholeName) return [];
    const since = this.#answers.slice(from);
    let alike = places;
    for (const { ask, answer } of [...since.filter(isKept), ...since.filter((one) => !isKept(one))]) {
      if (alike.length === 0) break;
      if (actions.length > 1 && ask.tells?.(actions) === false) continue;
      const row = actions.length === 1 ? undefined : ask.each?.(actions);
      alike = alike.filter((place) => (row === undefined ? ask(actions[place] ?? '') : row[place]) === answer);
    }
    return alike;
  }

  /** Whoever takes the name itself gives no other action a chance. */
  #takeName(): string {
    if (this.#settled && this.#others.length > 0) throw new Error(TOO_LATE);
    this.#wholeName = true;
    return this.#action;
  }
}

/** What was found out for actions of a list: once for those that answer alike. */
interface Inquired<T> {
  readonly found: readonly T[];
  /** For each action, which of it. */
  readonly ofActions: readonly number[];
}

/** `find` decides the action of an inquiry; `isAlone`: an action that shares no decision. */
export function inquired<T>(
  { caller, target, profile }: Omit<Question, 'action'>,
  actions: readonly string[],
  find: (inquiry: Inquiry, action: string) => T,
  isAlone: (action: string) => boolean = () => false,
): Inquired<T> {
  const found: T[] = [];
  const ofActions: number[] = [];
  for (let open: readonly number[] = [...actions.keys()]; open.length > 0; ) {
    const [first = 0, ...rest] = open;
    const action = actions[first] ?? '';
    const inquiry = new Inquiry({ caller, target, action, profile });
    found.push(find(inquiry, action));
    const taken = new Set(inquiry.takesOf({ actions, places: rest.filter((place) => !isAlone(actions[place] ?? '')) }));
    for (const place of [first, ...taken]) ofActions[place] = found.length - 1;
    open = rest.filter((place) => !taken.has(place));
  }
  return { found, ofActions };
}

const TOO_LATE = 'actions that share a decision are told apart after it';

const inquiries = new WeakMap<Question, Inquiry>();

/** Something that the name of the action tells. `ask` must hang on the name and on what is the same for all actions of the decision. */
export function asks<T extends Told>(question: Question, ask: Ask<T>): T {
  const inquiry = inquiries.get(question);
  return inquiry === undefined ? ask(question.action) : inquiry.ask(ask);
}
