import type { AnswerHop, ExplainAnswer, ExplainColumn } from '../../domain/answer.ts';
import type { PolicyLayer, StatementRef } from '../../domain/policy.ts';
import type { Messages } from '../messages/en.ts';
import { shortAction } from '../words/levels.ts';
import { layerKey, type Nodes, nodeOf, parsePolicyName, shortName } from '../words/names.ts';

export interface Summary {
  readonly strong: string;
  readonly rest: string;
}

/** Is the resource a role, so that its resource policy is a trust policy? */
export const onRole = (answer: Pick<ExplainAnswer, 'resource'>): boolean => answer.resource.includes(':role/');

export const policyWords = (layer: PolicyLayer, policy: string, role: boolean, t: Messages): string =>
  t.policyName(layerKey(layer, role), parsePolicyName(policy));

export function statementWords({ layer, policy, index, sid = '' }: StatementRef, role: boolean, t: Messages): string {
  const words = policyWords(layer, policy, role, t);
  return parsePolicyName(policy).kind === 'acl' ? t.grantRef(words, sid) : t.statementRef(words, index + 1, sid);
}

/** Who can do what, always or when; then what is cut, and by which layers. */
export function explainSummary(answer: ExplainAnswer, nodes: Nodes, t: Messages): Summary {
  const all: Nodes = { ...nodes, ...answer.nodes };
  const who = shortName(nodeOf(answer.principal, all).name);
  const having = (verdict: ExplainColumn['verdict']): readonly ExplainColumn[] =>
    answer.columns.filter((column) => column.verdict === verdict);
  const [allowed, conditional] = [having('allowed'), having('conditional')];
  const rest = [
    ...(allowed.length > 0
      ? conditional.map((one) => t.hopConditional([shortAction(one.action)], one.when?.text ?? ''))
      : []),
    ...deniedWords(answer, having('denied'), t),
    ...(having('unknown').length > 0 ? [t.hopUndecided(names(having('unknown')))] : []),
  ];
  const strong = headWords(answer, who, all, t);
  const shown = strong === '' ? rest : [strong, ...rest];
  return { strong: shown[0] ?? '', rest: shown.slice(1).join(' ') };
}

function headWords(answer: ExplainAnswer, who: string, nodes: Nodes, t: Messages): string {
  const allowed = answer.columns.filter((column) => column.verdict === 'allowed');
  const [first] = answer.columns.filter((column) => column.verdict === 'conditional');
  const best = allowed.length > 0 ? allowed : first === undefined ? [] : [first];
  if (best.length === 0) {
    const denied = answer.columns.every((column) => column.verdict === 'denied');
    return denied ? t.hopCannot(who, names(answer.columns)) : '';
  }
  const when = allowed.length > 0 ? t.hopAlways : t.hopWhen(first?.when?.text ?? '');
  if (onRole(answer)) return t.becomes(who, shortName(nodeOf(answer.resource, nodes).name), when);
  return t.hopCan(who, names(best), when);
}

const names = (columns: readonly ExplainColumn[]): readonly string[] =>
  columns.map((column) => shortAction(column.action));

/** Denied actions by what stops them: an explicit deny cuts, else an allow is missing. */
function deniedWords(answer: ExplainAnswer, columns: readonly ExplainColumn[], t: Messages): readonly string[] {
  const layers = (list: readonly PolicyLayer[]): readonly string[] => [
    ...new Set(list.map((layer) => t.layerInText[layerKey(layer, onRole(answer))])),
  ];
  const said = new Map<string, { readonly column: ExplainColumn; readonly actions: string[] }>();
  for (const column of columns) {
    const key = JSON.stringify([column.deniedBy.map((ref) => ref.layer), column.missing]);
    const known = said.get(key);
    if (known === undefined) said.set(key, { column, actions: [shortAction(column.action)] });
    else known.actions.push(shortAction(column.action));
  }
  return [...said.values()].map(({ column, actions }) => {
    const cutting = column.deniedBy.map((ref) => ref.layer);
    if (cutting.length === 0) return t.hopMissing(actions, layers(column.missing));
    return (isGranted(answer, column) ? t.hopGrantedCut : t.hopCut)(actions, layers(cutting));
  });
}

/** Does some layer that can grant allow the action of the column? */
function isGranted(answer: ExplainAnswer, column: ExplainColumn): boolean {
  const at = answer.columns.indexOf(column);
  return answer.layers.some(
    (row) => (row.layer === 'identity' || row.layer === 'resource') && row.effects[at]?.effect === 'allows',
  );
}

/** A hop that no policy decides, or of which only the facts are known. */
export function factSummary(hop: AnswerHop, nodes: Nodes, t: Messages): Summary {
  const [from, to] = [nodeOf(hop.from, nodes), nodeOf(hop.to, nodes)];
  const [a, b] = [shortName(from.name), shortName(to.name)];
  const rest = hop.when === undefined ? '' : t.hopWhen(hop.when.text);
  switch (hop.kind) {
    case 'memberOf':
      return { strong: t.memberOf(a, b), rest };
    case 'assigned':
      return { strong: t.assigned(a, b, to.accountName ?? to.account ?? ''), rest };
    case 'federatesTo':
      return { strong: t.signsIn(a, b), rest };
    default:
      return { strong: t.becomes(a, b, hop.when === undefined ? t.hopAlways : t.hopWhen(hop.when.text)), rest: '' };
  }
}
