import type { AnswerHop, NodeInfo, WhatCanAnswer, WhoCanAnswer } from '../../domain/answer.ts';
import { clusterLine } from '../../domain/words/cluster-access.ts';
import { grantLine } from '../../domain/words/data-grants.ts';
import type { Language } from '../../domain/words/language.ts';
import { lastUsedLine } from '../../domain/words/last-used.ts';
import type { Messages } from '../messages/en.ts';
import { nodeOf, shortName } from '../words/names.ts';
import { TOLD_WORDS } from './told-words.ts';

type Kinds = ReadonlySet<NodeInfo['kind']>;

/** Whose use IAM or a record could tell. */
const USED: Kinds = new Set<NodeInfo['kind']>(['user', 'role', 'ssoRole', 'root']);
/** Who can be asked about as somebody that comes to things. */
const SUBJECTS: Kinds = new Set<NodeInfo['kind']>([...USED, 'person', 'directoryUser', 'directoryGroup']);

export const isSubject = ({ kind }: NodeInfo): boolean => SUBJECTS.has(kind);

/** `Hop3, last used: 2026-11-20 UTC, told by IAM`, of both ends of a hop that are users or roles; not known is said too. */
export function lastUseLines(
  hop: Pick<AnswerHop, 'from' | 'to'>,
  { nodes, lastUsed = {} }: Pick<WhoCanAnswer, 'nodes' | 'lastUsed'>,
  language: Language,
  { comma }: Pick<Messages, 'comma'>,
): readonly string[] {
  return [hop.from, hop.to].flatMap((id) => {
    const node = nodeOf(id, nodes);
    if (!USED.has(node.kind)) return [];
    const used = lastUsed[id];
    const said = used === undefined ? TOLD_WORDS[language].notKnown : lastUsedLine(used, language);
    return [`${shortName(node.name)}${comma}${said}`];
  });
}

type Told = Pick<
  WhatCanAnswer,
  'subject' | 'clusters' | 'dataGrants' | 'nodes' | 'gaps' | 'cutRoutes' | 'probableJoins'
>;

/** Where somebody enters Kubernetes and what Lake Formation grants, or that neither is known. */
export function reachedLines({ subject, clusters = [], dataGrants = [], nodes }: Told, language: Language) {
  const asWhom = (principal: string): string | undefined =>
    principal === subject.id ? undefined : shortName(nodeOf(principal, nodes).name);
  const lines = [
    ...clusters.map((one) => clusterLine(one, asWhom(one.principal), language)),
    ...dataGrants.map((one) => grantLine(one, asWhom(one.principal), language)),
  ];
  return lines.length > 0 ? lines : [TOLD_WORDS[language].none(shortName(subject.name))];
}

/** Calls without which entries or grants are missing. */
const TELLING: Readonly<Record<string, RegExp>> = {
  eks: /^(ListClusters|DescribeCluster|ListAccessEntries|DescribeAccessEntry|ListAssociatedAccessPolicies)$/,
  opensearchserverless: /^(ListCollections|ListAccessPolicies|GetAccessPolicy)$/,
  lakeformation:
    /^(ListPermissions|GetDataLakeSettings|SearchTablesByLFTags|SearchDatabasesByLFTags|GetLFTagExpression)$/,
};

/** Why there may be more than the lines say. What makes the answer a page of many has no part in it. */
export function openLines(told: Told, language: Language, { comma }: Pick<Messages, 'comma'>) {
  const { gaps, cutRoutes = [], probableJoins } = told;
  const isOpen = gaps.length > 0 || cutRoutes.some(({ open }) => open) || probableJoins?.followed === false;
  const words = TOLD_WORDS[language];
  const calls = gaps
    .filter(({ service, call }) => TELLING[service]?.test(call) === true)
    .map(({ service, call }) => `${service}:${call}`);
  return [
    ...(calls.length === 0 ? [] : [words.unread([...new Set(calls)].join(comma))]),
    ...(isOpen ? [words.incomplete] : []),
  ];
}
