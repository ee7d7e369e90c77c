import { expect } from 'vitest';
import type { AskError, WhoCanAsk } from '../../answers/questions.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import type { Result } from '../../domain/result.ts';
import { joinedPages } from '../../ui/joined-pages.ts';

type Ask = (ask: WhoCanAsk) => Promise<Result<WhoCanAnswer, AskError>>;

/** Every page of an answer, one after the other. */
export async function pagesOf(whoCan: Ask, ask: WhoCanAsk, limit: number): Promise<readonly WhoCanAnswer[]> {
  const pages: WhoCanAnswer[] = [];
  for (let after: string | undefined; ; ) {
    const page = await whoCan({ ...ask, page: { limit, ...(after === undefined ? {} : { after }) } });
    if (!page.ok) throw new Error(page.error.message);
    pages.push(page.value);
    after = page.value.next;
    if (after === undefined) return pages;
  }
}

const sorted = (items: readonly unknown[]): readonly string[] => items.map((one) => JSON.stringify(one)).sort();

/** What the pages tell together is what the whole answer tells, and every page but the last is full. */
export async function expectPages(whoCan: Ask, ask: WhoCanAsk, limits: readonly number[]): Promise<WhoCanAnswer> {
  const answered = await whoCan(ask);
  if (!answered.ok) throw new Error(answered.error.message);
  const whole = answered.value;
  const orders = new Set<string>();
  for (const limit of limits) {
    const pages = await pagesOf(whoCan, ask, limit);
    const all = <T>(of: (page: WhoCanAnswer) => readonly T[] | undefined): readonly T[] =>
      pages.flatMap((page) => of(page) ?? []);
    expect(pages.slice(0, -1).map(({ results }) => results.length)).toEqual(pages.slice(1).map(() => limit));
    expect(pages.at(-1)?.results.length).toBeLessThanOrEqual(limit);
    expect(sorted(all(({ results }) => results))).toEqual(sorted(whole.results));
    expect(sorted(all(({ without }) => without))).toEqual(sorted(whole.without));
    expect(sorted(all(({ asAnyone }) => asAnyone))).toEqual(sorted(whole.asAnyone ?? []));
    expect(sorted(all(({ cutRoutes }) => cutRoutes))).toEqual(sorted(whole.cutRoutes ?? []));
    expect(all(({ looksOpen }) => looksOpen)).toEqual(whole.looksOpen);
    expect(pages.map(({ complete }) => complete)).toEqual(pages.map(() => pages.length === 1 && whole.complete));
    for (const { nodes, levelOf } of pages) {
      expect(whole.nodes).toMatchObject(nodes);
      expect(whole.levelOf).toMatchObject(levelOf);
    }
    const { results, without, complete, next } = pages.reduce(joinedPages);
    expect([results.length, without.length, complete, next]).toEqual([
      whole.results.length,
      whole.without.length,
      whole.complete,
      undefined,
    ]);
    orders.add(JSON.stringify(all(({ results }) => results)));
  }
  expect(orders.size).toBe(1);
  return whole;
}
