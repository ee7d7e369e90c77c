import type { AlsoNeeds } from '../../domain/access.ts';
import type { CutRoutes, OrdinaryCaller } from '../../domain/answer.ts';
import type { Paged } from '../../domain/answer-page.ts';
import type { Assumption, Verdict } from '../../domain/decision.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import { groupedBy } from '../../domain/grouped.ts';
import type { StatementRef } from '../../domain/policy.ts';
import type { ProbableJoins } from '../../domain/probable-joins.ts';
import { assumptionWords } from '../../domain/words/assumptions.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { profileWords, statusName, verdictName } from '../words/names.ts';
import { statementName } from '../words/policy-names.ts';
import { problemWords } from '../words/problem-words.ts';
import { type Nodes, nameOf } from './nodes.ts';
import type { Block } from './report.ts';

interface Stated extends Paged {
  readonly profile: OrdinaryCaller;
  readonly snapshot: string;
  readonly scope?: string;
  readonly cutRoutes?: readonly CutRoutes[];
  readonly probableJoins?: ProbableJoins;
  readonly nodes?: Nodes;
}

/** What every answer says of itself: which steps it counts, which caller it assumes, which snapshot it speaks of. */
export function selfDescription(answer: Stated, language: Language, pathSigns = false): Block {
  const words = messagesIn(language);
  const line = (name: string, value: string): string => `${name}${words.colon}${value}`;
  return {
    kind: 'notes',
    lines: [
      ...(pathSigns ? [words.pathSigns] : []),
      ...pageLines(answer, language),
      ...cutLine(answer.cutRoutes ?? [], language),
      ...joinLines(answer, language),
      ...(answer.scope === undefined ? [] : [line(words.counts, answer.scope)]),
      line(words.caller, profileWords(answer.profile, language)),
      line(words.snapshot, answer.snapshot),
    ],
  };
}

function pageLines({ page, next }: Stated, language: Language): readonly string[] {
  const words = messagesIn(language);
  const lines = [
    ...(page?.after === undefined ? [] : [words.pageFrom]),
    ...(next === undefined ? [] : [words.moreFollow(next)]),
  ];
  return lines.map((line) => `${line.charAt(0).toUpperCase()}${line.slice(1)}`);
}

const cutLine = (cut: readonly CutRoutes[], language: Language): readonly string[] =>
  cut.length === 0
    ? []
    : [sentence(messagesIn(language).cutRoutes(cut.length, cut.filter(({ open }) => open).length), language)];

/** Names told of those who are joined by one rule. */
const NAMES_OF_JOINED = 5;

/** Who is who by which rule, where the rule is merely probable. */
function joinLines({ probableJoins, nodes = {} }: Stated, language: Language): readonly string[] {
  if (probableJoins === undefined) return [];
  const words = messagesIn(language);
  return [...groupedBy(probableJoins.joins, ({ by }) => by)].map(([rule, joins]) => {
    const names = [...new Set(joins.map(({ person }) => nameOf(person, nodes)))];
    const told = names.slice(0, NAMES_OF_JOINED).join(words.comma);
    const more = names.length - NAMES_OF_JOINED;
    return (probableJoins.followed ? words.joinedPeople : words.keptApart)(
      rule,
      more > 0 ? words.andMore(told, more) : told,
    );
  });
}

/** Gaps at the end of an answer; nothing where nothing was missed. */
export function gapBlocks(gaps: readonly CoverageCell[], language: Language): readonly Block[] {
  if (gaps.length === 0) return [];
  const words = messagesIn(language);
  return [{ kind: 'list', title: words.gapsTitle(gaps.length), items: gaps.map((gap) => gapLine(gap, language)) }];
}

export function gapLine(gap: CoverageCell, language: Language): string {
  const words = messagesIn(language);
  const call = `${gap.service}:${gap.call}${gap.target === undefined ? '' : ` ${gap.target}`}`;
  const status = [
    statusName(gap.status, language),
    ...(gap.detail === undefined ? [] : [problemWords(gap.detail, language)]),
  ];
  return words.gap(gap.account, gap.region, call, status.join(words.comma));
}

/** What an answer rests on, or why it is unknown. */
interface Reasoned {
  readonly verdict: Verdict;
  readonly assumptions?: readonly Assumption[];
}

/** Why something is unknown, and apart from that what the rest assumes. */
export function reasonBlocks(parts: readonly Reasoned[], language: Language): readonly Block[] {
  const words = messagesIn(language);
  const of = (unknown: boolean): readonly Assumption[] =>
    parts.filter(({ verdict }) => (verdict === 'unknown') === unknown).flatMap(({ assumptions }) => assumptions ?? []);
  return [
    ...reasonBlock(of(true), words.unknownBecause, language),
    ...reasonBlock(of(false), words.assumptions, language),
  ];
}

function reasonBlock(reasons: readonly Assumption[], title: string, language: Language): readonly Block[] {
  if (reasons.length === 0) return [];
  const words = messagesIn(language);
  const items = reasons.map(
    (one) => `${assumptionWords(one, language)}${one.rule > 0 ? ` (${words.rule(one.rule)})` : ''}`,
  );
  return [{ kind: 'list', title: `${title}${words.colon}`.trimEnd(), items: [...new Set(items)] }];
}

export const needsLines = (needs: readonly AlsoNeeds[], nodes: Nodes, language: Language): readonly string[] => [
  ...new Set(
    needs.map((need) =>
      messagesIn(language).needs(need.action, nameOf(need.resource, nodes), verdictName(need.verdict, language)),
    ),
  ),
];

export const statementNames = (refs: readonly StatementRef[], language: Language): string =>
  [...new Set(refs.map((ref) => statementName(ref, language)))].join('; ');

/** A sentence of ours begins with a capital; a name at its start stays as it is. */
const OUR_BEGINNING = /^(no one|none of|no path|there (is|are)|at least|whether|anyone) /;

export function sentence(text: string, language: Language): string {
  const said = OUR_BEGINNING.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
  return `${said}${messagesIn(language).stop}`;
}
