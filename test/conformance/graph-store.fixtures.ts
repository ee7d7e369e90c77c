import type { GraphEdge, GraphNode, GraphPath, Properties } from '../../domain/graph.ts';

/** `person:ana` -> a User; the rest of the name tells the label. */
const LABELS: readonly (readonly [RegExp, GraphNode['labels']])[] = [
  [/^person/, ['User']],
  [/^group/, ['UserGroup', 'AWSSSOGroup']],
  [/^role/, ['AWSPrincipal', 'AWSRole']],
  [/^user/, ['AWSPrincipal', 'AWSUser']],
  [/^table/, ['AWSResource', 'AWSDynamoDBTable']],
];

export const node = (id: string, properties: Properties = {}): GraphNode => ({
  id,
  labels: LABELS.find(([pattern]) => pattern.test(id))?.[1] ?? ['AWSResource'],
  properties,
});

/** `role:a -X-> role:b`, or `role:a -X-> role:b #2` for a second one beside it. */
export function edge(text: string, properties: Properties = {}): GraphEdge {
  const [, from = '', kind = '', to = ''] = /^(\S+) -(\w+)-> (\S+)/.exec(text) ?? [];
  return { id: text, kind, from, to, properties };
}

export interface Fixture {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

const fixture = (nodes: readonly string[], edges: readonly string[]): Fixture => ({
  nodes: nodes.map((id) => node(id, { name: id.slice(id.indexOf(':') + 1) })),
  edges: edges.map((text) => edge(text, { verdict: 'allowed' })),
});

export const BECOME = 'CAN_BECOME';
export const ACCESS = 'CAN_ACCESS';

/** Names say what is in them. */
export const FIXTURES = {
  empty: fixture([], []),
  loneNode: fixture(['role:a'], []),
  chain: fixture(
    ['person:p', 'group:g', 'role:a', 'role:b', 'table:t'],
    [
      'person:p -MEMBER_OF-> group:g',
      'group:g -CAN_BECOME-> role:a',
      'role:a -CAN_BECOME-> role:b',
      'role:b -CAN_ACCESS-> table:t',
    ],
  ),
  /** a -> b -> c -> a, and c -> d -> b: two circles that share b and c. */
  circles: fixture(
    ['role:a', 'role:b', 'role:c', 'role:d', 'table:t'],
    [
      'role:a -CAN_BECOME-> role:b',
      'role:b -CAN_BECOME-> role:c',
      'role:c -CAN_BECOME-> role:a',
      'role:c -CAN_BECOME-> role:d',
      'role:d -CAN_BECOME-> role:b',
      'role:c -CAN_ACCESS-> table:t',
    ],
  ),
  parallel: fixture(
    ['role:a', 'role:b', 'table:t'],
    [
      'role:a -CAN_BECOME-> role:b #1',
      'role:a -CAN_BECOME-> role:b #2',
      'role:a -STS_ASSUMEROLE_ALLOW-> role:b',
      'role:b -CAN_ACCESS-> table:t #1',
      'role:b -CAN_ACCESS-> table:t #2',
      'role:b -CAN_BECOME-> role:a',
    ],
  ),
  selfLoops: fixture(
    ['role:a', 'role:b', 'table:t'],
    [
      'role:a -CAN_BECOME-> role:a',
      'role:a -CAN_BECOME-> role:b',
      'role:b -CAN_BECOME-> role:b',
      'role:b -CAN_ACCESS-> table:t',
      'table:t -ENCRYPTED_BY-> table:t',
    ],
  ),
  /** Two ways of equal length and a longer one. */
  diamond: fixture(
    ['role:a', 'role:b', 'role:c', 'role:d', 'role:e', 'table:t'],
    [
      'role:a -CAN_BECOME-> role:b',
      'role:a -CAN_BECOME-> role:c',
      'role:b -CAN_BECOME-> role:d',
      'role:c -CAN_BECOME-> role:d',
      'role:a -CAN_BECOME-> role:e',
      'role:e -CAN_BECOME-> role:c',
      'role:d -CAN_ACCESS-> table:t',
      'role:a -CAN_ACCESS-> table:t',
    ],
  ),
} as const satisfies Readonly<Record<string, Fixture>>;

export const LONG_TEXT = 'x'.repeat(6 * 1024);

/** Values that quotes, escapes, separators and alphabets of engines have trouble with. */
export const DIFFICULT_TEXTS: readonly string[] = [
  '',
  ' ',
  "it's",
  'say "hi"',
  'back\\slash \\n \\u0041',
  'comma, [bracket], {brace}',
  'line\nline\r\nline\ttab',
  '経理 台帳 ﾃｰﾌﾞﾙ',
  '😀🏳️‍🌈 e\u0301',
  '`tick` $param {0}',
  "'; MATCH (n) DETACH DELETE n; //",
  'null',
  'NULL',
  'true',
  '1',
  '-',
  ';;,,',
  '\u001f\u0001',
  '\u2028\u00a0\ufeff',
  LONG_TEXT,
];

export const difficult: Fixture = {
  nodes: [
    ...DIFFICULT_TEXTS.map((text, i) => node(`role:${i}`, { name: text, tags: text, list: [text, 'x', text] })),
    node('role:numbers', { small: 0, big: Number.MAX_SAFE_INTEGER, negative: -7, ratio: 0.1 }),
    node('role:mixed', { ratio: 3, flag: true }),
    node('role:lists', { list: [], flag: false }),
    node('role:missing'),
    node('table:経理/台帳 😀', { name: '台帳' }),
    node("table:it's`; DROP", { name: 'x' }),
  ],
  edges: [
    edge('role:0 -CAN_ACCESS-> table:経理/台帳', { actions: DIFFICULT_TEXTS.slice(1, 9), conditions: LONG_TEXT }),
    edge('role:1 -CAN_ACCESS-> table:x', { actions: [], cost: 0.5 }),
    edge('role:2 -CAN_ACCESS-> table:x', { cost: 2 }),
    edge('role:2 -CAN_BECOME-> role:3'),
  ].map((one) =>
    one.kind === 'CAN_ACCESS' ? { ...one, to: one.id.endsWith('x') ? "table:it's`; DROP" : 'table:経理/台帳 😀' } : one,
  ),
};

/** More rows than engines handle at once, each lacking something else. */
export function manyRows(count: number): Fixture {
  const valuesOf = (i: number): Properties =>
    Object.fromEntries(
      Object.entries({
        name: i % 3 === 0 ? '' : `name ${i}`,
        list: [[], [''], ['a', ''], ['', '', 'b'], ['x', 'y']][i % 5] ?? [],
        size: i,
        share: i % 2 === 0 ? i : i / 7,
        flag: i % 4 === 0,
      }).filter((_, column) => (i >> column) % 3 !== 0),
    );
  const ids = Array.from({ length: count }, (_, i) => `${i % 2 === 0 ? 'role' : 'table'}:${i}`);
  return {
    nodes: ids.map((id, i) => node(id, valuesOf(i))),
    edges: ids.map((id, i) => ({
      ...edge(`${id} -CAN_ACCESS-> ${ids[(i * 7 + 1) % count]}`),
      properties: valuesOf(i + 1),
    })),
  };
}

/** Every element says which version it is of. */
export function versioned(version: string, roles: number): Fixture {
  const ids = Array.from({ length: roles }, (_, i) => `role:${i}`);
  return {
    nodes: [
      ...ids.map((id) => node(id, { version })),
      node('table:t', { version }),
      node(`table:only-${version}`, { version }),
    ],
    edges: [
      ...ids.map((id) => edge(`${id} -CAN_ACCESS-> table:t`, { version })),
      ...ids.slice(1).map((id, i) => edge(`role:${i} -CAN_BECOME-> ${id}`, { version })),
    ],
  };
}

/** A path by its edges, or its only node. */
export const brief = (path: GraphPath): string =>
  path.edges.length === 0 ? `(${path.nodes.map((one) => one.id).join()})` : path.edges.map((one) => one.id).join(' | ');
