import type { EffectiveAccess } from '../domain/access.ts';
import type { NodeInfo, WhoCanResult } from '../domain/answer.ts';

const RANK: Readonly<Record<NodeInfo['kind'], number>> = {
  anyone: 0,
  person: 1,
  directoryUser: 2,
  directoryGroup: 3,
  permissionSet: 4,
  entitlement: 4,
  workload: 5,
  user: 5,
  ssoRole: 6,
  role: 7,
  root: 8,
  service: 9,
  externalAccount: 10,
  openEnd: 11,
  resource: 12,
};

const byKind = (a: NodeInfo, b: NodeInfo): number => RANK[a.kind] - RANK[b.kind];

/** Between accounts, on the first path. */
function borders({ paths }: WhoCanResult): number {
  let count = 0;
  for (const { crossesAccount } of paths[0]?.hops ?? []) if (crossesAccount === true) count += 1;
  return count;
}

/** The order of a whole answer. Within a kind it hangs on paths: those who cross most accounts come first. */
export function byReader(a: WhoCanResult, b: WhoCanResult): number {
  return (
    byKind(a.subject, b.subject) ||
    borders(b) - borders(a) ||
    compare(a.subject.name, b.subject.name) ||
    compare(a.principal, b.principal) ||
    compare(a.scope.pattern, b.scope.pattern) ||
    byScope(a, b)
  );
}

/** The order of pages: it hangs on no path, so that whoever comes later need not be looked at. */
export const bySubject = (a: NodeInfo, b: NodeInfo): number =>
  byKind(a, b) || compare(a.name, b.name) || compare(a.id, b.id);

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Stores and the engine give records of one principal in orders of their own. */
export const byScope = (a: WithScope, b: WithScope): number => compare(scopeText(a), scopeText(b));
type WithScope = Pick<EffectiveAccess, 'scope'>;
const scopeText = ({ scope: { pattern, except, within } }: WithScope): string =>
  JSON.stringify([pattern, except, within]);
