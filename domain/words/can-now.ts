import type { NodeInfo, WhoCanAnswer, WhoCanResult } from '../answer.ts';
import type { Verdict } from '../decision.ts';

export const isPerson = (node: NodeInfo): boolean => node.kind === 'person' || node.kind === 'directoryUser';

/** False: the subject, or everybody it acts as, is disabled or has left; it could, but cannot now. */
export const canNow = ({ subject, paths }: Pick<WhoCanResult, 'subject' | 'paths'>): boolean =>
  subject.active !== false && (paths.length === 0 || paths.some((path) => path.now));

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
  for (const { subject, verdict } of results.filter(canNow)) {
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
