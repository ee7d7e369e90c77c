import type { AlsoNeeds, Cut, Scope } from '../../domain/access.ts';
import type {
  AnswerHop,
  AnswerPath,
  ConditionalActions,
  NodeInfo,
  WhoCanAnswer,
  WhoCanResult,
} from '../../domain/answer.ts';
import type { Assumption, ProofState, Verdict } from '../../domain/decision.ts';
import { gainOver } from '../../domain/words/can-now.ts';

/** What one row's principal can do on the resource or on a part of it. */
export interface Ability {
  readonly scope: Scope;
  readonly verdict: Verdict;
  readonly proof: ProofState;
  readonly actions: readonly string[];
  readonly conditional: readonly ConditionalActions[];
  readonly unknown: WhoCanResult['unknownActions'];
  readonly alsoNeeds: readonly AlsoNeeds[];
  readonly cuts: readonly Cut[];
  readonly assumptions: readonly Assumption[];
}

/** A route to the resource, with everybody who shares it and gets the same from it. */
export interface PathRow {
  /** Short and stable while the facts of the row are. */
  readonly key: string;
  readonly subjects: readonly NodeInfo[];
  /** The path as the first subject walks it. */
  readonly path: AnswerPath;
  /** The first hop of every subject, in their order. */
  readonly firstHops: readonly AnswerHop[];
  readonly principal: string;
  /** The whole resource first, then its parts. */
  readonly abilities: readonly Ability[];
}

interface Walk {
  readonly subject: NodeInfo;
  readonly path: AnswerPath;
  readonly principal: string;
  readonly abilities: readonly Ability[];
}

/** Everybody first; then in the order "most accounts crossed first", those who can now first, then as the answer has them. */
export function pathRows(answer: WhoCanAnswer): readonly PathRow[] {
  const rows = new Map<string, PathRow>();
  for (const walk of walksOf(answer)) {
    const key = shortHash(routeKey(walk));
    const known = rows.get(key);
    const [first] = walk.path.hops;
    const firstHops = first === undefined ? [] : [first];
    rows.set(
      key,
      known === undefined
        ? {
            key,
            subjects: [walk.subject],
            path: walk.path,
            firstHops,
            principal: walk.principal,
            abilities: walk.abilities,
          }
        : {
            ...known,
            subjects: [...known.subjects, walk.subject],
            firstHops: [...known.firstHops, ...firstHops],
          },
    );
  }
  return [...rows.values()].sort(
    (a, b) =>
      Number(isOpen(b)) - Number(isOpen(a)) ||
      borders(b.path) - borders(a.path) ||
      Number(b.path.now) - Number(a.path.now),
  );
}

const isOpen = ({ subjects }: PathRow): boolean => subjects.some((subject) => subject.kind === 'anyone');

/** One walk per subject and route; what the answer says of the parts of a resource comes together. */
function walksOf(answer: WhoCanAnswer): readonly Walk[] {
  const walks = new Map<string, Walk>();
  for (const result of answer.results) {
    for (const path of result.paths) {
      const key = JSON.stringify([result.subject.id, result.principal, nodesOf(path.hops)]);
      const known = walks.get(key);
      const ability = abilityOf(result, path);
      walks.set(
        key,
        known === undefined
          ? { subject: result.subject, path, principal: result.principal, abilities: [ability] }
          : { ...known, ...better(known, path), abilities: wholeFirst([...known.abilities, ability]) },
      );
    }
  }
  return [...walks.values()];
}

/** The path to the whole resource stands for the row; the API says the verdict, we only choose which of its paths to show. */
const better = (known: Walk, path: AnswerPath): { readonly path: AnswerPath } => ({
  path: RANK.indexOf(path.verdict) < RANK.indexOf(known.path.verdict) ? path : known.path,
});
const RANK: readonly Verdict[] = ['allowed', 'conditional', 'unknown', 'denied'];

const wholeFirst = (abilities: readonly Ability[]): readonly Ability[] => [
  ...abilities.filter((one) => one.scope.kind === 'whole'),
  ...abilities.filter((one) => one.scope.kind === 'part'),
];

export const abilityOf = (result: WhoCanResult, path?: AnswerPath): Ability => {
  const gain = gainOver(result, path);
  return {
    scope: result.scope,
    verdict: gain.verdict,
    proof: result.proof,
    actions: gain.actions,
    conditional: gain.conditionalActions,
    unknown: gain.unknownActions,
    alsoNeeds: result.alsoNeeds ?? [],
    cuts: result.cuts,
    assumptions: result.assumptions,
  };
};

/** What two people must have in common to share a row: everything but themselves and their first hop's beginning. */
function routeKey({ path, abilities, principal, subject }: Walk): string {
  const alone = path.hops.length < 2 ? subject.id : '';
  const steps = path.hops.map((hop) => [hop.kind, hop.to, hop.verdict, hop.proof]);
  const gains = abilities.map((one) => [
    one.scope.pattern,
    one.scope.sample,
    one.actions,
    one.verdict,
    one.conditional.map((group) => [group.actions, group.when.text]),
    one.unknown.map((group) => group.actions),
    one.cuts.map((cut) => [cut.actions, cut.layers]),
  ]);
  return JSON.stringify([alone, principal, steps, gains, path.when?.text, path.now, path.chained, path.samePlace]);
}

/** Ids of the nodes along a path, the first one included. */
export const nodesOf = (hops: readonly AnswerHop[]): readonly string[] => [
  ...hops.slice(0, 1).map((hop) => hop.from),
  ...hops.map((hop) => hop.to),
];

const borders = (path: AnswerPath): number => path.hops.filter((hop) => hop.crossesAccount === true).length;

/** FNV-1a, 32 bits, in base 36: enough to tell the rows of one answer apart in an address. */
function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/** Paths behind the rows: each subject walks its own. */
export const countPaths = (rows: readonly PathRow[]): number => rows.reduce((sum, row) => sum + row.subjects.length, 0);
