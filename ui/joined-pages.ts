import type { WhoCanAnswer } from '../domain/answer.ts';

/** What an answer tells with the page that follows it. */
export function joinedPages(told: WhoCanAnswer, following: WhoCanAnswer): WhoCanAnswer {
  const { next: _, cutRoutes: __, probableJoins: ___, ...first } = told;
  const cut = [...(told.cutRoutes ?? []), ...(following.cutRoutes ?? [])];
  const asAnyone = [...(told.asAnyone ?? []), ...(following.asAnyone ?? [])];
  // the accounts of somebody who is asked about alone may be kept apart
  const isKeptApart = told.among !== undefined && told.among !== 'people' && told.probableJoins?.followed === false;
  const isOpen = told.gaps.length > 0 || cut.some(({ open }) => open) || isKeptApart;
  return {
    ...first,
    complete: following.next === undefined && !isOpen,
    ...(cut.length === 0 ? {} : { cutRoutes: cut }),
    ...joinedJoins(told, following),
    results: [...told.results, ...following.results],
    without: [...told.without, ...following.without],
    ...(told.asAnyone === undefined ? {} : { asAnyone }),
    ...(told.lastUsed === undefined && following.lastUsed === undefined
      ? {}
      : { lastUsed: { ...told.lastUsed, ...following.lastUsed } }),
    levelOf: { ...told.levelOf, ...following.levelOf },
    nodes: { ...told.nodes, ...following.nodes },
    ...(following.next === undefined ? {} : { next: following.next }),
  };
}

function joinedJoins(told: WhoCanAnswer, following: WhoCanAnswer): Pick<WhoCanAnswer, 'probableJoins'> {
  const [one, other] = [told.probableJoins, following.probableJoins];
  const { followed } = one ?? other ?? {};
  if (followed === undefined) return {};
  const joins = [...(one?.joins ?? []), ...(other?.joins ?? [])];
  const each = new Map(joins.map((join) => [`${join.person} ${join.account}`, join]));
  return { probableJoins: { followed, joins: [...each.values()] } };
}
