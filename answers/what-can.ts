import type { WhatCanAnswer, WhatCanResult } from '../domain/answer.ts';
import { ok } from '../domain/result.ts';
import { isOpen } from './cut-routes.ts';
import type { OpenSnapshot } from './open-snapshot.ts';
import { asJoined } from './probable-joins.ts';
import type { Answered, WhatCanAsk } from './questions.ts';
import { byScope, compare } from './reading-order.ts';
import { resolve } from './resolve.ts';
import { type ReachedPrincipal, reachedBy } from './subject-access.ts';
import { answerOf, resultsOfReached, sightOf } from './what-can-answer.ts';
import { whatCanPage } from './what-can-page.ts';

export async function whatCan(opened: OpenSnapshot, ask: WhatCanAsk): Answered<WhatCanAnswer> {
  const open = asJoined(opened, ask);
  const subject = resolve(open.world, open.book, ask.subject, 'subject');
  if (!subject.ok) return subject;
  const sight = sightOf(open, subject.value, ask.language);
  if (ask.page !== undefined) return whatCanPage(sight, { ...ask, page: ask.page });
  const reached = await reachedBy(sight.reader, subject.value.id);
  const results = reached.flatMap((one) => one.access.flatMap((access) => resultsOfReached(sight, one, access)));
  const inOrder = [...results].sort(
    (a, b) => compare(a.resource, b.resource) || compare(a.principal, b.principal) || byScope(a, b),
  );
  return ok(await answerOf(sight, { results: inOrder, cut: cutRoutesOf(subject.value.id, reached, results) }));
}

/** Ways to principals of which more than were followed lead there. */
const cutRoutesOf = (
  subject: string,
  reached: readonly ReachedPrincipal[],
  results: readonly WhatCanResult[],
): NonNullable<WhatCanAnswer['cutRoutes']> =>
  reached
    .filter((one) => one.cut)
    .map(({ principal, access }) => ({
      from: subject,
      to: principal,
      open: access.some((one) =>
        isOpen(
          one,
          results.filter((result) => result.principal === principal && result.resource === one.resource),
        ),
      ),
    }));
