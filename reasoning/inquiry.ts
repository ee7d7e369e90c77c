import type { Question } from './question.ts';

type Told = string | number | boolean | undefined;
type Ask = (action: string) => Told;

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
  /** Each with how many of the answers it was held against. */
  readonly #others: { readonly action: string; readonly held: number }[] = [];
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

  ask<T extends Told>(ask: (action: string) => T): T {
    const answer = ask(this.#action);
    if (this.#settled && this.#others.some(({ action }) => ask(action) !== answer)) throw new Error(TOO_LATE);
    if (!this.#known.has(ask)) this.#answers.push({ ask, answer });
    this.#known.add(ask);
    return answer;
  }

  /** Takes in an action of which everything is answered alike so far. */
  takes(action: string): boolean {
    const fits = this.#fits(action, 0);
    if (fits) this.#others.push({ action, held: this.#answers.length });
    return fits;
  }

  /** All is decided: what was taken in and belongs here, and what has been told apart since. */
  settle(): { readonly alike: readonly string[]; readonly apart: readonly string[] } {
    const [alike, apart]: [string[], string[]] = [[this.#action], []];
    for (const { action, held } of this.#others) (this.#fits(action, held) ? alike : apart).push(action);
    this.#settled = apart.length === 0;
    return { alike, apart };
  }

  #fits(action: string, from: number): boolean {
    return !this.#wholeName && this.#answers.slice(from).every(({ ask, answer }) => ask(action) === answer);
  }

  /** Whoever takes the name itself gives no other action a chance. */
  #takeName(): string {
    if (this.#settled && this.#others.length > 0) throw new Error(TOO_LATE);
    this.#wholeName = true;
    return this.#action;
  }
}

const TOO_LATE = 'actions that share a decision are told apart after it';

const inquiries = new WeakMap<Question, Inquiry>();

/** Something that the name of the action tells. `ask` must hang on the name and on what is the same for all actions of the decision. */
export function asks<T extends Told>(question: Question, ask: (action: string) => T): T {
  const inquiry = inquiries.get(question);
  return inquiry === undefined ? ask(question.action) : inquiry.ask(ask);
}
