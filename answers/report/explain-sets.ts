import type { Besides, Change, ExplainAnswer, ExplainColumn, Flip, Listed, Obstacle } from '../../domain/answer.ts';
import type { PolicyLayer } from '../../domain/policy.ts';
import { limitWords } from '../../domain/words/limits.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { layerName, verdictName } from '../words/names.ts';
import { policyName, statementName } from '../words/policy-names.ts';
import { isRole, nameOf } from './nodes.ts';
import { refField } from './records.ts';
import type { Block } from './report.ts';

/** What the words of one answer need. */
interface Telling {
  readonly answer: ExplainAnswer;
  readonly language: Language;
}

/** Which statements suffice, what stops the call, and what would turn the verdict round: one list each, smallest first. */
export function setBlocks(answer: ExplainAnswer, column: ExplainColumn, language: Language): readonly Block[] {
  const words = messagesIn(language);
  const telling: Telling = { answer, language };
  const { action, reasons, blocks, toAllow, toDeny } = column;
  const flips = (list: Listed<Flip>): readonly string[] => listed(list, (flip) => flipWords(flip, telling), language);
  const changes = isHopeless(column) ? [hopelessWords(column, language)] : flips(toAllow);
  return [
    ...block(
      reasons.items.length === 1 ? words.reasonTitle(action) : words.reasonsTitle(action),
      listed(
        reasons,
        ({ statements, when }) => {
          const set = statements.map((ref) => statementName(ref, language)).join(words.plus);
          return when === undefined ? set : words.conditional(set, when.text);
        },
        language,
      ).filter((item) => item !== ''),
    ),
    ...block(
      blocks.items.length === 1 ? words.blockTitle(action) : words.blocksTitle(action),
      listed(
        blocks,
        ({ obstacles }) => obstacles.map((one) => obstacleWords(one, telling)).join(words.together),
        language,
      ),
    ),
    ...block(changesTitle(column, language), changes),
    ...block(words.awayTitle(action), flips(toDeny)),
  ];
}

const isHopeless = ({ verdict, toAllow }: ExplainColumn): boolean =>
  verdict === 'denied' && toAllow.complete && toAllow.items.length === 0;

function hopelessWords({ limit }: ExplainColumn, language: Language): string {
  const words = messagesIn(language);
  return limit === undefined ? words.hopeless : words.limit(limitWords(limit, language), words.rule(limit.rule));
}

function changesTitle(column: ExplainColumn, language: Language): string {
  const { action, verdict, toAllow } = column;
  const words = messagesIn(language);
  if (isHopeless(column)) return words.hopelessTitle(action);
  if (verdict === 'conditional') return words.alwaysTitle(action);
  return toAllow.items.length === 1 ? words.changeTitle(action) : words.changesTitle(action);
}

/** The sets as flat fields, data words untranslated: `a + b; c`. `...` at the end: there are more. */
export function setFields({ reasons, blocks, toAllow, toDeny }: ExplainColumn): readonly string[] {
  const flips = (list: Listed<Flip>): string => field(list, ({ changes }) => changes.map(changeField));
  return [
    field(reasons, ({ statements }) => statements.map(refField)),
    field(blocks, ({ obstacles }) => obstacles.map(obstacleField)),
    flips(toAllow),
    flips(toDeny),
  ];
}

const field = <T>({ items, complete }: Listed<T>, parts: (one: T) => readonly string[]): string =>
  [...items.map((one) => parts(one).join(' + ')), ...(complete || items.length === 0 ? [] : ['...'])].join('; ');

const placeField = ({ layer, level, besides }: Place): string =>
  [layer, ...(level === undefined ? [] : [`@${level}`]), ...(besides === undefined ? [] : [` ${besides.action}`])].join(
    '',
  );
type Place = Pick<Extract<Change, { readonly kind: 'addAllow' }>, 'layer' | 'level' | 'besides'>;

function changeField(change: Change): string {
  switch (change.kind) {
    case 'addAllow':
      return `addAllow ${placeField(change)}`;
    case 'meetCondition':
      return `meetCondition ${change.key}`;
    default:
      return `${change.kind} ${refField(change.statement)}`;
  }
}

function obstacleField(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'deny':
      return `deny ${refField(obstacle.statement)}`;
    case 'conditions':
      return `conditions ${refField(obstacle.statement)}`;
    case 'noAllow':
      return `noAllow ${placeField(obstacle)}`;
    case 'unmet':
      return `unmet ${obstacle.key}`;
  }
}

const block = (title: string, items: readonly string[]): readonly Block[] =>
  items.length === 0 ? [] : [{ kind: 'list', title, items }];

const listed = <T>({ items, complete }: Listed<T>, said: (one: T) => string, language: Language): readonly string[] => [
  ...items.map(said),
  ...(complete || items.length === 0 ? [] : [messagesIn(language).moreSets]),
];

function obstacleWords(obstacle: Obstacle, telling: Telling): string {
  const words = messagesIn(telling.language);
  switch (obstacle.kind) {
    case 'deny':
      return words.denyIn(statementName(obstacle.statement, telling.language));
    case 'conditions':
      return words.conditionsOf(statementName(obstacle.statement, telling.language), obstacle.when.text);
    case 'noAllow':
      return besides(
        words.noAllowIn(layerWords(obstacle.layer, telling), atLevel(obstacle.level, telling)),
        obstacle.besides,
        telling,
      );
    case 'unmet':
      return besides(words.unmet(obstacle.key), obstacle.besides, telling);
  }
}

function flipWords({ changes, verdict, when, except }: Flip, telling: Telling): string {
  const words = messagesIn(telling.language);
  const all = changes.map((change) => changeWords(change, telling)).join(words.and);
  const spared = except === undefined ? all : words.sparing(all, JSON.stringify(except));
  if (when !== undefined) return words.thenWhen(spared, when.text);
  return verdict === 'unknown' ? words.leadsTo(spared, verdictName(verdict, telling.language)) : spared;
}

function changeWords(change: Change, telling: Telling): string {
  const { language } = telling;
  const words = messagesIn(language);
  switch (change.kind) {
    case 'removeDeny':
      return words.removeDeny(statementName(change.statement, language));
    case 'removeAllow':
      return words.removeAllow(statementName(change.statement, language));
    case 'dropConditions':
      return words.dropConditions(statementName(change.statement, language), change.when.text);
    case 'meetCondition':
      return besides(words.meet(change.key), change.besides, telling);
    case 'addAllow': {
      const layer = layerWords(change.layer, telling);
      const where = change.policy === undefined ? layer : policyName(change.layer, change.policy, language).trimEnd();
      return besides(words.addAllow(where, atLevel(change.level, telling)), change.besides, telling);
    }
  }
}

const atLevel = (level: string | undefined, { language }: Telling): string =>
  level === undefined ? '' : messagesIn(language).atLevel(level);

/** The policy of a key that is needed besides is no trust policy, whatever the resource is. */
const layerWords = (layer: PolicyLayer, { answer, language }: Telling): string =>
  layerName(layer, language, isRole(answer.resource));

function besides(text: string, served: Besides | undefined, { answer, language }: Telling): string {
  return served === undefined
    ? text
    : messagesIn(language).forBesides(text, served.action, nameOf(served.resource, answer.nodes));
}
