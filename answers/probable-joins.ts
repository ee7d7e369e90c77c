import type { Hop } from '../domain/access.ts';
import type { AnswerHop, AnswerPath } from '../domain/answer.ts';
import { joinsOf } from '../domain/joins.ts';
import { personId, ssoUserId } from '../domain/node-ids.ts';
import { isProbable, type ProbableJoin, type ToldJoins } from '../domain/probable-joins.ts';
import { onlyHops } from './hop-index.ts';
import { NodeBook } from './node-info.ts';
import type { OpenSnapshot } from './open-snapshot.ts';

/** `probableJoins: false`: who is who by a rule that is merely probable is not followed. */
export interface JoinsAsk {
  readonly probableJoins?: false;
}

/** The snapshot as a question wants it: where probable joins are not to be followed, their people and accounts stand apart. */
export function asJoined(open: OpenSnapshot, { probableJoins }: JoinsAsk): OpenSnapshot {
  if (probableJoins === undefined) return open;
  const known = memo.get(open);
  if (known !== undefined) return known;
  const { world, reader } = open;
  const isSure = ({ technique }: Hop): boolean => !isProbable(technique);
  const apart: OpenSnapshot = {
    ...open,
    book: new NodeBook(world, ({ by }) => !isProbable(by)),
    reader: {
      accessTo: (resource) => reader.accessTo(resource),
      principalsTo: (resource) => reader.principalsTo(resource),
      accessOf: (principal, resource) => reader.accessOf(principal, resource),
      resourcesOf: (principal) => reader.resourcesOf(principal),
      hopsTo: async (nodes) => (await reader.hopsTo(nodes)).filter(isSure),
      hopsFrom: async (nodes) => (await reader.hopsFrom(nodes)).filter(isSure),
      hops: async () => onlyHops(await reader.hops(), isSure),
    },
    apart: joinsOf(world.snapshot).flatMap(({ person, user, by }) =>
      isProbable(by) ? [{ person: personId(person), account: ssoUserId(user), by }] : [],
    ),
  };
  memo.set(open, apart);
  return apart;
}

/** A snapshot that is open never changes. */
const memo = new WeakMap<OpenSnapshot, OpenSnapshot>();

/** Accounts kept apart from the person asked about: what they reach is not told, so that nothing is proven absent. */
export const keptApart = ({ apart = [] }: OpenSnapshot, person: string): readonly ProbableJoin[] =>
  apart.filter((one) => one.person === person);

/** Paths are many: they are not put into one list. */
type Results = readonly { readonly paths: readonly AnswerPath[] }[];

/** What an answer with these paths and subjects says of who is probably who; nothing where nobody it speaks of is. */
export function toldJoins({ apart }: OpenSnapshot, results: Results, subjects: readonly string[]): ToldJoins {
  const joins = apart === undefined ? followedOn(results) : leftApart(apart, results, subjects);
  return joins.length === 0 ? {} : { probableJoins: { followed: apart === undefined, joins } };
}

function leftApart(
  apart: readonly ProbableJoin[],
  results: Results,
  subjects: readonly string[],
): readonly ProbableJoin[] {
  const spoken = new Set(subjects);
  for (const { paths } of results) for (const { hops } of paths) for (const { from } of hops) spoken.add(from);
  return apart.filter(({ person, account }) => spoken.has(account) || subjects.includes(person));
}

function followedOn(results: Results): readonly ProbableJoin[] {
  const begins = new Set<AnswerHop | undefined>();
  for (const { paths } of results) for (const { hops } of paths) begins.add(hops[0]);
  const joins = [...begins].flatMap((first): readonly ProbableJoin[] =>
    first?.joined === undefined || !isProbable(first.joined.by)
      ? []
      : [{ person: first.from, account: first.joined.account, by: first.joined.by }],
  );
  return [...new Map(joins.map((join) => [`${join.person} ${join.account}`, join])).values()];
}

/** Nodes that the answer names with them. */
export const nodesOfJoins = ({ probableJoins }: ToldJoins): readonly string[] =>
  probableJoins?.joins.flatMap(({ person, account }) => [person, account]) ?? [];
