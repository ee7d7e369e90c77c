import type { CutRoutes, NodeInfo, WhoCanResult } from '../domain/answer.ts';
import type { PathContext } from './access-paths.ts';
import type { AskedOf } from './asked-of.ts';
import { isOpen } from './cut-routes.ts';
import { type HopIndex, reachableFrom, reaching, waysAmong } from './hop-index.ts';
import { byScope, compare } from './reading-order.ts';
import { distancesTo, routesBetween, type Ways } from './routes.ts';
import { resultsOn } from './subject-result.ts';
import { beginsRoutes, type Subjects } from './subjects.ts';

/** One question, to be answered subject by subject. */
export interface Sight {
  readonly context: PathContext;
  readonly of: AskedOf;
  readonly subjects: Subjects;
  readonly index: HopIndex;
  /** Nobody else has access. */
  readonly principals: ReadonlySet<string>;
  /** Whoever may come to one of them. */
  readonly reaching: ReadonlySet<string>;
  /** Of these, from whom it turned out that nobody is come to who has access: they are not looked at again. */
  readonly fruitless: Set<string>;
}

export async function sightOf(context: PathContext, of: AskedOf, subjects: Subjects): Promise<Sight> {
  const index = await of.ways(subjects.reader).hops();
  const principals = await of.principals(subjects.reader);
  return { context, of, subjects, index, principals, reaching: reaching(index, principals), fruitless: new Set() };
}

/** What a subject gets as one principal that it is or becomes. */
export interface Reach {
  readonly principal: string;
  readonly results: readonly WhoCanResult[];
  /** More routes lead there than were followed. */
  readonly cut?: CutRoutes;
}

const NOWHERE: ReadonlySet<string> = new Set();

/** Principal by principal, in their order from one on; nothing is made before somebody looks. `most`: routes followed to each. */
export async function* reachesOf(
  { context, of, subjects, index, principals, reaching, fruitless }: Sight,
  subject: NodeInfo,
  most: number,
  from = '',
): AsyncGenerator<Reach> {
  const { reader } = subjects;
  const within = beginsRoutes(subjects, subject) ? reaching : NOWHERE;
  const nodes = fruitless.has(subject.id)
    ? NOWHERE
    : reachableFrom(index, subject.id, (node) => within.has(node) && !fruitless.has(node));
  let ways: Ways | undefined;
  for (const principal of [...nodes].filter((node) => node >= from && principals.has(node)).sort(compare)) {
    const records = (await of.accessOf(reader, principal)).filter(({ grants }) => grants.length > 0).sort(byScope);
    if (records.length === 0) continue;
    ways ??= waysAmong(index, nodes);
    const { routes, cut } = routesBetween(ways, distancesTo(ways, principal), subject.id, most);
    const results = records.flatMap((one) => resultsOn(context, one)(subject.id, routes));
    const open = cut && records.some((one) => isOpen(one, results));
    yield { principal, results, ...(cut ? { cut: { from: subject.id, to: principal, open } } : {}) };
  }
  if (ways === undefined && from === '' && within === reaching) for (const node of nodes) fruitless.add(node);
}

/** Looks as far as the first that is such. */
export async function reachesSome(
  sight: Sight,
  subject: NodeInfo,
  most: number,
  isSuch: (reach: Reach) => boolean,
): Promise<boolean> {
  if (!sight.reaching.has(subject.id)) return false;
  for await (const reach of reachesOf(sight, subject, most)) if (isSuch(reach)) return true;
  return false;
}

/** Those of some principals who have access themselves. */
export async function ableAmong(
  { of, subjects, principals }: Sight,
  some: readonly string[],
): Promise<ReadonlySet<string>> {
  const able = new Set<string>();
  for (const id of some) {
    const records = principals.has(id) ? await of.accessOf(subjects.reader, id) : [];
    if (records.some(({ grants }) => grants.length > 0)) able.add(id);
  }
  return able;
}
