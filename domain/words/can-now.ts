import type { AnswerPath, Gain, NodeInfo, WhoCanAnswer, WhoCanResult } from '../answer.ts';
import type { Verdict } from '../decision.ts';

export const isPerson = (node: NodeInfo): boolean => node.kind === 'person' || node.kind === 'directoryUser';

/** False: the subject, or everybody it acts as, is disabled or has left; it could, but cannot now. */
export const canNow = ({ subject, paths }: Pick<WhoCanResult, 'subject' | 'paths'>): boolean =>
  subject.active !== false && (paths.length === 0 || paths.some((path) => path.now));

/** How many people the question is about who are there now: with a path, with one that is past, or without. */
export function peopleNow({ results, without, asAnyone = [], nodes, page }: WhoCanAnswer): number {
  if (page !== undefined) return page.people;
  const reaching = results.flatMap(({ subject }) =>
    isPerson(subject) && subject.active !== false ? [subject.id] : [],
  );
  const others = [...without, ...asAnyone].filter((id) => nodes[id]?.active !== false);
  return new Set([...reaching, ...others]).size;
}

/** What counts: over the paths that are now (ADR 17). Undefined: nothing. */
export const gainNow = (result: WhoCanResult): Gain | undefined =>
  canNow(result) ? (result.now ?? result) : undefined;

/** What is told beside one path: what can be done now, where the path is; of several conditions of an action its own, if it has one. */
export function gainOver(result: WhoCanResult, path: AnswerPath | undefined): Gain {
  const { actions, conditionalActions, unknownActions, verdict } =
    (path?.now === true ? gainNow(result) : undefined) ?? result;
  const own = conditionalActions.filter(({ when }) => when.text === path?.when?.text);
  const isOwned = (one: Gain['conditionalActions'][number]): boolean =>
    own.some((other) => other.actions.join() === one.actions.join());
  const conditional = conditionalActions.filter((one) => own.includes(one) || !isOwned(one));
  return { actions, conditionalActions: conditional, unknownActions, verdict };
}

/** Those who can now, by the best verdict that any of their results has. */
export interface Tally {
  readonly can: readonly NodeInfo[];
  readonly conditional: readonly NodeInfo[];
  readonly unknown: readonly NodeInfo[];
  /** What everybody can without signing in; left out: nothing. */
  readonly anyone?: Verdict;
}

const ORDER: readonly Verdict[] = ['allowed', 'conditional', 'unknown', 'denied'];

export function tallyOf({ results }: Pick<WhoCanAnswer, 'results'>): Tally {
  const best = new Map<string, { readonly node: NodeInfo; readonly verdict: Verdict }>();
  for (const result of results) {
    const { subject } = result;
    const verdict = gainNow(result)?.verdict;
    if (verdict === undefined) continue;
    const known = best.get(subject.id);
    if (known === undefined || ORDER.indexOf(verdict) < ORDER.indexOf(known.verdict))
      best.set(subject.id, { node: subject, verdict });
  }
  const known = [...best.values()];
  const having = (verdict: Verdict): readonly NodeInfo[] =>
    known.filter((one) => one.node.kind !== 'anyone' && one.verdict === verdict).map((one) => one.node);
  const anyone = known.find((one) => one.node.kind === 'anyone')?.verdict;
  return {
    can: having('allowed'),
    conditional: having('conditional'),
    unknown: having('unknown'),
    ...(anyone === undefined ? {} : { anyone }),
  };
}
