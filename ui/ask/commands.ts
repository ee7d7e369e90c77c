import type { NodeInfo, WhoCanAnswer } from '../../domain/answer.ts';
import { levelWord } from '../../domain/words/names.ts';
import { type ExplainQuestion, ROUTES, type WhoCanQuestion } from '../client.ts';
import { type Nodes, nodeOf } from '../words/names.ts';

/** The same question in the other languages of the product; `cypher` only where the server answers it. */
export interface Commands {
  readonly cli: string;
  readonly api: string;
  readonly cypher?: string;
}

/** A word of a POSIX shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

const cypherString = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Account and name: short, and still one thing. Without an account the id. */
function cliName(node: NodeInfo): string {
  return node.accountName === undefined ? node.id : `${node.accountName}/${node.name}`;
}

export function whoCanCommands(ask: WhoCanQuestion, answer: WhoCanAnswer | undefined, cypher: boolean): Commands {
  const resource = answer === undefined ? ask.resource : cliName(nodeOf(answer.resource, answer.nodes));
  const words = [
    'tadori',
    'who-can',
    ...(ask.actions.length === 0 ? [] : [ask.actions.join(',')]),
    resource,
    ...(ask.among === 'all' ? [] : ['--among', ask.among]),
    ...(ask.apart === true ? ['--no-probable-joins'] : []),
  ];
  const api = ROUTES.whoCan({ ...ask, ...(answer === undefined ? {} : { resource: answer.resource }) });
  return {
    cli: words.map(shellWord).join(' '),
    api: `GET ${api}`,
    ...(cypher && answer !== undefined ? { cypher: whoCanCypher(ask, answer) } : {}),
  };
}

function whoCanCypher(ask: WhoCanQuestion, answer: WhoCanAnswer): string {
  const who =
    ask.among === 'people' ? '(who:User)' : ask.among === 'all' ? '(who)' : `(who {id: ${cypherString(ask.among)}})`;
  const asked = askedNames(ask, answer).map(cypherString);
  const where = ask.actions.length === 0 ? '' : ` WHERE any(a IN access.actions WHERE a IN [${asked.join(', ')}])`;
  return `MATCH path = ${who}-[:CAN_BECOME*0..8]->(principal)-[access:CAN_ACCESS]->(:AWSResource {id: ${cypherString(answer.resource)}})${where} RETURN path`;
}

/** A level or a pattern covers more than its own level's actions: the rest of what was found is in the results. */
function askedNames(ask: WhoCanQuestion, answer: WhoCanAnswer): readonly string[] {
  const found = answer.results.flatMap((one) => [
    ...one.actions,
    ...[...one.conditionalActions, ...one.unknownActions].flatMap(({ actions }) => actions),
  ]);
  const listed = Object.entries(answer.levelOf)
    .filter(([action, level]) => ask.actions.includes(levelWord(level) ?? '') || ask.actions.includes(action))
    .map(([action]) => action);
  return [...new Set([...listed, ...found])];
}

/** The command line explains one action at a time. */
export function explainCommands(ask: ExplainQuestion, action: string, nodes: Nodes, cypher: boolean): Commands {
  const name = (id: string): string => cliName(nodeOf(id, nodes));
  const words = ['tadori', 'explain', name(ask.principal), action, name(ask.resource)];
  const edge = ask.resource.includes(':role/') && action.startsWith('sts:') ? 'CAN_BECOME' : 'CAN_ACCESS';
  return {
    cli: words.map(shellWord).join(' '),
    api: `GET ${ROUTES.explain(ask)}`,
    ...(cypher
      ? {
          cypher: `MATCH ({id: ${cypherString(ask.principal)}})-[hop:${edge}]->({id: ${cypherString(ask.resource)}}) RETURN hop`,
        }
      : {}),
  };
}
