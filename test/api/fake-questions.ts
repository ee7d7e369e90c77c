import type { Answered, AskError, Questions } from '../../answers/questions.ts';
import { err, ok } from '../../domain/result.ts';
import * as fixtures from '../report/fixtures.ts';

/** Questions that answer with the fixtures and remember what they were asked; a question can be given an error instead. */
export class FakeQuestions implements Questions {
  readonly asked: (readonly [question: string, ask: unknown])[] = [];
  readonly #errors: Partial<Record<keyof Questions, AskError>>;
  readonly #answers: Partial<Record<keyof Questions, unknown>>;
  isWanted = (): boolean => false;
  readAhead = async (isWanted: () => boolean): Promise<void> => {
    this.isWanted = isWanted;
  };
  closed = false;
  current = true;

  constructor(
    errors: Partial<Record<keyof Questions, AskError>> = {},
    answers: Partial<Record<keyof Questions, unknown>> = {},
  ) {
    this.#errors = errors;
    this.#answers = answers;
  }

  async #answer<T>(question: keyof Questions, ask: unknown, value: T): Answered<T> {
    this.asked.push([question, ask]);
    const error = this.#errors[question];
    return error === undefined ? ok((this.#answers[question] as T | undefined) ?? value) : err(error);
  }

  status = () => this.#answer('status', undefined, fixtures.status);
  isCurrent = async (): Answered<boolean> => ok(this.current);
  search = (ask: Parameters<Questions['search']>[0]) => this.#answer('search', ask, fixtures.found);
  whoCan = (ask: Parameters<Questions['whoCan']>[0]) => this.#answer('whoCan', ask, fixtures.whoCan(ask.language));
  whatCan = (ask: Parameters<Questions['whatCan']>[0]) => this.#answer('whatCan', ask, fixtures.whatCan(ask.language));
  can = (ask: Parameters<Questions['can']>[0]) => this.#answer('can', ask, fixtures.can(ask.language));
  paths = (ask: Parameters<Questions['paths']>[0]) => this.#answer('paths', ask, fixtures.paths(ask.language));
  explain = (ask: Parameters<Questions['explain']>[0]) => this.#answer('explain', ask, fixtures.explain(ask.language));
  cypher = (text: string) => this.#answer('cypher', text, fixtures.cypher('en'));
  close = async (): Promise<void> => {
    this.closed = true;
  };
}
