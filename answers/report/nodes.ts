import type { Scope } from '../../domain/access.ts';
import type { AnswerHop, AnswerPath, NodeInfo, WhoCanAnswer } from '../../domain/answer.ts';
import { type Arn, lastSegment, parseArn } from '../../domain/arn.ts';
import { ANY_ACCOUNT_ID, ANYONE_ID } from '../../domain/node-ids.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { kindName, nodeName } from '../words/names.ts';

export type Nodes = Readonly<Record<string, NodeInfo>>;

/** A node by the name people use; an id that the answer does not describe stands as it is, ARNs without their type. */
export function nameOf(id: string, nodes: Nodes): string {
  const node = nodes[id];
  if (node !== undefined) return nodeName(node);
  const arn = parseArn(id);
  return arn.ok ? nodeName({ name: nameInArn(arn.value) }) : id;
}

/** `bucket/key`, `ledger/index/by-day`: what is in a thing carries the name of the thing. IAM names carry no path. */
function nameInArn({ service, resource }: Arn): string {
  if (service === 'iam' || service === 'sts') return lastSegment(resource);
  return service === 's3' && !resource.startsWith('accesspoint/') ? resource : resource.replace(/^[a-z-]+[/:]/, '');
}

/** The answer with the names that are ours, not the snapshot's, as the reader's language has them. */
export function namedIn(answer: WhoCanAnswer, language: Language): WhoCanAnswer {
  const names: Readonly<Record<string, string>> = {
    [ANYONE_ID]: kindName('anyone', language),
    [ANY_ACCOUNT_ID]: messagesIn(language).anyOtherAccount,
  };
  const named = (node: NodeInfo): NodeInfo => ({ ...node, name: names[node.id] ?? node.name });
  const nodes = Object.fromEntries(Object.entries(answer.nodes).map(([id, node]) => [id, named(node)]));
  return { ...answer, nodes, results: answer.results.map((one) => ({ ...one, subject: named(one.subject) })) };
}

const placeOf = (id: string, nodes: Nodes): string | undefined => nodes[id]?.accountName ?? nodes[id]?.account;

/** `finance-ledger (prod-finance)` */
export function nameAndPlace(id: string, nodes: Nodes): string {
  const place = placeOf(id, nodes);
  return place === undefined ? nameOf(id, nodes) : `${nameOf(id, nodes)} (${place})`;
}

/** Ids of the nodes of a path, first to last. */
export const nodesOf = (path: AnswerPath): readonly string[] => {
  const [first] = path.hops;
  return first === undefined ? [] : [first.from, ...path.hops.map((hop) => hop.to)];
};

/**
 * A path on one line: `Analysts > LakeHop > LakeHop (SSO)@data-lake > Hop1 >> Hop2@prod-recipes`. `>>` crosses an account
 * border; the account is named where it is another one than before. `skipFirst` leaves out the one who walks it.
 */
export function route(path: AnswerPath, nodes: Nodes, skipFirst: boolean): string {
  const [first] = path.hops;
  if (first === undefined) return '';
  const start = skipFirst ? '' : placed(first.from, undefined, nodes);
  return path.hops.reduce((line, hop, i) => {
    const sign = line === '' ? '' : crosses(hop) ? ' >> ' : ' > ';
    return line + sign + placed(hop.to, skipFirst && i === 0 ? undefined : hop.from, nodes);
  }, start);
}

const crosses = (hop: AnswerHop): boolean => hop.crossesAccount === true;

/** Permission sets and directories live in the identity source: only AWS principals and resources show their account. */
const PLACED: ReadonlySet<string> = new Set(['ssoRole', 'role', 'user', 'root', 'resource']);

function placed(id: string, before: string | undefined, nodes: Nodes): string {
  const kind = nodes[id]?.kind;
  const place = kind !== undefined && PLACED.has(kind) ? placeOf(id, nodes) : undefined;
  const kindBefore = before === undefined ? undefined : nodes[before]?.kind;
  const placeBefore =
    before !== undefined && kindBefore !== undefined && PLACED.has(kindBefore) ? placeOf(before, nodes) : undefined;
  return place === undefined || place === placeBefore ? nameOf(id, nodes) : `${nameOf(id, nodes)}@${place}`;
}

/** The resource policy of a role is its trust policy. */
export const isRole = (id: string): boolean => /^arn:[^:]+:iam::[^:]*:role\//.test(id);

/**
 * `in finance-ledger/index/*, except finance-ledger/index/audit`: ARNs of parts begin with the name of the whole. What the ARN of the
 * whole begins with is a path that it lies under.
 */
export function partWords(
  { pattern, within = [], except }: Scope,
  resource: string,
  nodes: Nodes,
  language: Language,
): string {
  const words = messagesIn(language);
  if (resource !== pattern && resource.startsWith(pattern)) return words.byPath(pattern.slice(pattern.indexOf('/')));
  const short = (arn: string): string =>
    arn.startsWith(resource) ? `${nameOf(resource, nodes)}${arn.slice(resource.length)}` : arn;
  const part = words.part([pattern, ...within].map(short).join(words.and));
  return except.length === 0 ? part : `${part}${words.comma}${words.except(except.map(short).join(words.comma))}`;
}
