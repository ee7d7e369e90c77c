import type { ConnectorListed, Language, PulledPeople } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { moment } from '../words/moments.ts';
import { sentence } from './closing.ts';
import { firstOf } from './operations.ts';
import { titles } from './records.ts';
import { column, type Report } from './report.ts';

export function connectorsReport(connectors: readonly ConnectorListed[], language: Language): Report {
  const words = messagesIn(language);
  const counts = ({ users, groups }: ConnectorListed): readonly string[] => [String(users), String(groups)];
  const rows = connectors.map((one) => [
    one.name,
    words.connectorKinds[one.kind],
    moment(one.created, language) ?? one.created,
    ...counts(one),
  ]);
  const columns = [
    column(words.name),
    column(words.kind),
    column(words.created),
    column(words.users),
    column(words.groups),
  ];
  return {
    blocks: rows.length === 0 ? [{ kind: 'notes', lines: [words.noConnectors] }] : [{ kind: 'table', columns, rows }],
    records: {
      columns: titles(['name', 'kind', 'created', 'users', 'groups'], language),
      rows: connectors.map((one) => [one.name, one.kind, one.created, ...counts(one)]),
    },
  };
}

export function connectorTokenReport(name: string, token: string, language: Language): Report {
  const words = messagesIn(language);
  return {
    blocks: [
      { kind: 'answer', text: sentence(words.connectorToken(name, token), language) },
      { kind: 'notes', lines: [words.connectorTokenOnce, words.connectorAddress] },
    ],
    records: { columns: titles(['name', 'value'], language), rows: [['token', token]] },
  };
}

export function removedReport(name: string, language: Language): Report {
  const words = messagesIn(language);
  return {
    blocks: [{ kind: 'answer', text: sentence(words.connectorRemoved(name), language) }],
    records: { columns: titles(['name'], language), rows: [[name]] },
  };
}

export function pulledReport({ name, users, groups, unknownMembers }: PulledPeople, language: Language): Report {
  const words = messagesIn(language);
  return {
    blocks: [
      { kind: 'answer', text: sentence(words.pulled(name, users, groups), language) },
      { kind: 'notes', lines: [words.enterNext] },
      ...(unknownMembers.length === 0
        ? []
        : [firstOf(words.unknownMembers(unknownMembers.length), unknownMembers, words)]),
    ],
    records: {
      columns: titles(['name', 'value'], language),
      rows: [
        ['users', String(users)],
        ['groups', String(groups)],
        ...unknownMembers.map((one) => ['unknownMember', one]),
      ],
    },
  };
}
