import type { Result } from '../../domain/result.ts';
import type { GraphReader, StoreError } from '../../graph/store.ts';
import { ACCESS, BECOME, brief, type FIXTURES } from './graph-store.fixtures.ts';

export interface Operation {
  readonly name: string;
  readonly fixture: keyof typeof FIXTURES;
  readonly ask: (reader: GraphReader) => Promise<unknown>;
  readonly expected: unknown;
}

const value = <T>(result: Result<T, StoreError>): T => {
  if (!result.ok) throw new Error(`${result.error.kind}: ${result.error.message}`);
  return result.value;
};

const ids = (items: readonly { readonly id: string }[]): readonly string[] => items.map((item) => item.id);

const reached = async (answer: ReturnType<GraphReader['reachFrom']>): Promise<readonly string[]> =>
  value(await answer).map(({ node, path }) => `${node.id}: ${brief(path)}`);

const paths = async (answer: ReturnType<GraphReader['simplePathsTo']>): Promise<readonly string[]> =>
  value(await answer).items.map(brief);

/** All pages, one path each, to see that a cursor neither skips nor repeats. */
async function pathByPath(
  reader: GraphReader,
  target: string,
  ask: Parameters<GraphReader['simplePathsTo']>[1],
): Promise<readonly string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = value(
      await reader.simplePathsTo(target, { ...ask, limit: 1, ...(cursor === undefined ? {} : { cursor }) }),
    );
    found.push(...page.items.map(brief));
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

/** Expectations are written by hand from the drawings of the fixtures. */
export const OPERATIONS: readonly Operation[] = [
  {
    name: 'an empty graph has nothing',
    fixture: 'empty',
    ask: async (reader) => [
      value(await reader.node('role:a')),
      value(await reader.nodesByLabel('AWSRole')),
      value(await reader.edges({})),
      value(await reader.reachFrom(['role:a'], { maxDepth: 3 })),
      value(await reader.simplePathsTo('role:a', { maxDepth: 3 })),
      value(await reader.count()),
    ],
    expected: [
      undefined,
      { items: [] },
      { items: [] },
      [],
      { items: [] },
      { nodes: 0, edges: 0, byLabel: {}, byKind: {} },
    ],
  },
  {
    name: 'a node is found by its id, with all labels and properties',
    fixture: 'chain',
    ask: async (reader) => value(await reader.node('role:a')),
    expected: { id: 'role:a', labels: ['AWSPrincipal', 'AWSRole'], properties: { name: 'a' } },
  },
  {
    name: 'an unknown id finds nothing',
    fixture: 'chain',
    ask: async (reader) => value(await reader.node('role:z')),
    expected: undefined,
  },
  {
    name: 'nodes are listed by specific and by shared label, sorted',
    fixture: 'circles',
    ask: async (reader) => [
      ids(value(await reader.nodesByLabel('AWSRole')).items),
      ids(value(await reader.nodesByLabel('AWSPrincipal')).items),
      ids(value(await reader.nodesByLabel('AWSUser')).items),
      ids(value(await reader.nodesByLabel('no such label `x')).items),
    ],
    expected: [['role:a', 'role:b', 'role:c', 'role:d'], ['role:a', 'role:b', 'role:c', 'role:d'], [], []],
  },
  {
    name: 'a label is listed page by page',
    fixture: 'circles',
    ask: async (reader) => {
      const first = value(await reader.nodesByLabel('AWSRole', { limit: 3 }));
      const second = value(await reader.nodesByLabel('AWSRole', { limit: 3, cursor: first.next ?? '' }));
      return [ids(first.items), first.next !== undefined, ids(second.items), second.next];
    },
    expected: [['role:a', 'role:b', 'role:c'], true, ['role:d'], undefined],
  },
  {
    name: 'a last page that is full says that nothing follows',
    fixture: 'circles',
    ask: async (reader) => value(await reader.nodesByLabel('AWSRole', { limit: 4 })).next,
    expected: undefined,
  },
  {
    name: 'neighbours go out, come in, or both; parallel edges are each there',
    fixture: 'parallel',
    ask: async (reader) => {
      const list = async (direction: 'out' | 'in' | 'both'): Promise<readonly string[]> =>
        value(await reader.neighbours('role:b', { direction })).items.map(
          ({ edge, node }) => `${edge.id} = ${node.id}`,
        );
      return { out: await list('out'), in: await list('in'), both: await list('both') };
    },
    expected: {
      out: [
        'role:b -CAN_ACCESS-> table:t #1 = table:t',
        'role:b -CAN_ACCESS-> table:t #2 = table:t',
        'role:b -CAN_BECOME-> role:a = role:a',
      ],
      in: [
        'role:a -CAN_BECOME-> role:b #1 = role:a',
        'role:a -CAN_BECOME-> role:b #2 = role:a',
        'role:a -STS_ASSUMEROLE_ALLOW-> role:b = role:a',
      ],
      both: [
        'role:a -CAN_BECOME-> role:b #1 = role:a',
        'role:a -CAN_BECOME-> role:b #2 = role:a',
        'role:a -STS_ASSUMEROLE_ALLOW-> role:b = role:a',
        'role:b -CAN_ACCESS-> table:t #1 = table:t',
        'role:b -CAN_ACCESS-> table:t #2 = table:t',
        'role:b -CAN_BECOME-> role:a = role:a',
      ],
    },
  },
  {
    name: 'neighbours of both sides are listed page by page, each once',
    fixture: 'parallel',
    ask: async (reader) => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = value(
          await reader.neighbours('role:b', {
            direction: 'both',
            limit: 2,
            ...(cursor === undefined ? {} : { cursor }),
          }),
        );
        found.push(...page.items.map(({ edge }) => edge.id));
        cursor = page.next;
      } while (cursor !== undefined);
      return found.length;
    },
    expected: 6,
  },
  {
    name: 'a self loop is one neighbour, the node itself',
    fixture: 'selfLoops',
    ask: async (reader) =>
      value(await reader.neighbours('role:a', { direction: 'both', kinds: [BECOME] })).items.map(
        ({ edge, node }) => `${edge.id} = ${node.id}`,
      ),
    expected: ['role:a -CAN_BECOME-> role:a = role:a', 'role:a -CAN_BECOME-> role:b = role:b'],
  },
  {
    name: 'edges are listed by kind, by either end, by both',
    fixture: 'circles',
    ask: async (reader) => [
      ids(value(await reader.edges({ kinds: [ACCESS] })).items),
      ids(value(await reader.edges({ from: ['role:c'] })).items),
      ids(value(await reader.edges({ to: ['role:b'] })).items),
      ids(value(await reader.edges({ from: ['role:c', 'role:a'], to: ['role:b', 'role:d'], kinds: [BECOME] })).items),
      ids(value(await reader.edges({ from: [] })).items),
      ids(value(await reader.edges({ kinds: [] })).items),
      ids(value(await reader.edges({ kinds: ['NO_SUCH_KIND'] })).items),
    ],
    expected: [
      ['role:c -CAN_ACCESS-> table:t'],
      ['role:c -CAN_ACCESS-> table:t', 'role:c -CAN_BECOME-> role:a', 'role:c -CAN_BECOME-> role:d'],
      ['role:a -CAN_BECOME-> role:b', 'role:d -CAN_BECOME-> role:b'],
      ['role:a -CAN_BECOME-> role:b', 'role:c -CAN_BECOME-> role:d'],
      [],
      [],
      [],
    ],
  },
  {
    name: 'all edges are listed page by page',
    fixture: 'circles',
    ask: async (reader) => {
      const first = value(await reader.edges({ limit: 4 }));
      const second = value(await reader.edges({ limit: 4, cursor: first.next ?? '' }));
      return [first.items.length, ids(second.items), second.next];
    },
    expected: [4, ['role:c -CAN_BECOME-> role:d', 'role:d -CAN_BECOME-> role:b'], undefined],
  },
  {
    name: 'reach from a node, the node itself by a path without edges, each other by a shortest one',
    fixture: 'circles',
    ask: (reader) => reached(reader.reachFrom(['role:a'], { kinds: [BECOME, ACCESS], maxDepth: 5 })),
    expected: [
      'role:a: (role:a)',
      'role:b: role:a -CAN_BECOME-> role:b',
      'role:c: role:a -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:c',
      'role:d: role:a -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:c | role:c -CAN_BECOME-> role:d',
      'table:t: role:a -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:c | role:c -CAN_ACCESS-> table:t',
    ],
  },
  {
    name: 'reach stops at its depth, and at 0 is the node alone',
    fixture: 'circles',
    ask: async (reader) => [
      value(await reader.reachFrom(['role:a'], { maxDepth: 1 })).map(({ node }) => node.id),
      value(await reader.reachFrom(['role:a'], { maxDepth: 0 })).map(({ node }) => node.id),
    ],
    expected: [['role:a', 'role:b'], ['role:a']],
  },
  {
    name: 'reach to a node, in walking order',
    fixture: 'circles',
    ask: (reader) => reached(reader.reachTo(['table:t'], { maxDepth: 3 })),
    expected: [
      'role:a: role:a -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:c | role:c -CAN_ACCESS-> table:t',
      'role:b: role:b -CAN_BECOME-> role:c | role:c -CAN_ACCESS-> table:t',
      'role:c: role:c -CAN_ACCESS-> table:t',
      'role:d: role:d -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:c | role:c -CAN_ACCESS-> table:t',
      'table:t: (table:t)',
    ],
  },
  {
    name: 'reach from several nodes, unknown ones and repeated ones among them',
    fixture: 'diamond',
    ask: (reader) =>
      reached(reader.reachFrom(['role:e', 'role:b', 'role:zz', 'role:b'], { kinds: [BECOME], maxDepth: 1 })),
    expected: [
      'role:b: (role:b)',
      'role:c: role:e -CAN_BECOME-> role:c',
      'role:d: role:b -CAN_BECOME-> role:d',
      'role:e: (role:e)',
    ],
  },
  {
    name: 'of two equally short ways the witness has the least edge ids; parallel edges give one endpoint',
    fixture: 'parallel',
    ask: (reader) => reached(reader.reachFrom(['role:a'], { maxDepth: 4 })),
    expected: [
      'role:a: (role:a)',
      'role:b: role:a -CAN_BECOME-> role:b #1',
      'table:t: role:a -CAN_BECOME-> role:b #1 | role:b -CAN_ACCESS-> table:t #1',
    ],
  },
  {
    name: 'reach follows only the kinds that are asked for',
    fixture: 'chain',
    ask: async (reader) => [
      value(await reader.reachFrom(['person:p'], { kinds: [BECOME], maxDepth: 9 })).map(({ node }) => node.id),
      value(await reader.reachFrom(['person:p'], { kinds: ['MEMBER_OF', BECOME], maxDepth: 9 })).map(
        ({ node }) => node.id,
      ),
    ],
    expected: [['person:p'], ['group:g', 'person:p', 'role:a', 'role:b']],
  },
  {
    name: 'no node is repeated on a path, though circles would lead on',
    fixture: 'circles',
    ask: (reader) => paths(reader.simplePathsTo('table:t', { kinds: [BECOME], lastKinds: [ACCESS], maxDepth: 9 })),
    expected: [
      'role:c -CAN_ACCESS-> table:t',
      'role:b -CAN_BECOME-> role:c | role:c -CAN_ACCESS-> table:t',
      'role:a -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:c | role:c -CAN_ACCESS-> table:t',
      'role:d -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:c | role:c -CAN_ACCESS-> table:t',
    ],
  },
  {
    name: 'self loops are on no path',
    fixture: 'selfLoops',
    ask: (reader) => paths(reader.simplePathsTo('table:t', { maxDepth: 9 })),
    expected: ['role:b -CAN_ACCESS-> table:t', 'role:a -CAN_BECOME-> role:b | role:b -CAN_ACCESS-> table:t'],
  },
  {
    name: 'parallel edges make paths of their own',
    fixture: 'parallel',
    ask: (reader) => paths(reader.simplePathsTo('table:t', { kinds: [BECOME, ACCESS], from: ['role:a'], maxDepth: 9 })),
    expected: [
      'role:a -CAN_BECOME-> role:b #1 | role:b -CAN_ACCESS-> table:t #1',
      'role:a -CAN_BECOME-> role:b #2 | role:b -CAN_ACCESS-> table:t #1',
      'role:a -CAN_BECOME-> role:b #1 | role:b -CAN_ACCESS-> table:t #2',
      'role:a -CAN_BECOME-> role:b #2 | role:b -CAN_ACCESS-> table:t #2',
    ],
  },
  {
    name: 'the kind of the last edge can differ from the kinds before',
    fixture: 'chain',
    ask: async (reader) => [
      await paths(reader.simplePathsTo('table:t', { kinds: [BECOME], lastKinds: [ACCESS], maxDepth: 9 })),
      await paths(reader.simplePathsTo('table:t', { kinds: [BECOME], maxDepth: 9 })),
      await paths(reader.simplePathsTo('role:b', { kinds: [ACCESS], lastKinds: [BECOME], maxDepth: 9 })),
    ],
    expected: [
      [
        'role:b -CAN_ACCESS-> table:t',
        'role:a -CAN_BECOME-> role:b | role:b -CAN_ACCESS-> table:t',
        'group:g -CAN_BECOME-> role:a | role:a -CAN_BECOME-> role:b | role:b -CAN_ACCESS-> table:t',
      ],
      [],
      ['role:a -CAN_BECOME-> role:b'],
    ],
  },
  {
    name: 'paths are shortest first, from the asked nodes only, within the depth',
    fixture: 'diamond',
    ask: async (reader) => [
      await paths(reader.simplePathsTo('table:t', { from: ['role:a'], maxDepth: 9 })),
      await paths(reader.simplePathsTo('table:t', { from: ['role:a'], maxDepth: 3 })),
      await paths(reader.simplePathsTo('table:t', { from: ['role:a'], minDepth: 2, maxDepth: 3 })),
      await paths(reader.simplePathsTo('table:t', { from: [], maxDepth: 9 })),
      await paths(reader.simplePathsTo('table:zz', { maxDepth: 9 })),
    ],
    expected: [
      [
        'role:a -CAN_ACCESS-> table:t',
        'role:a -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:d | role:d -CAN_ACCESS-> table:t',
        'role:a -CAN_BECOME-> role:c | role:c -CAN_BECOME-> role:d | role:d -CAN_ACCESS-> table:t',
        'role:a -CAN_BECOME-> role:e | role:e -CAN_BECOME-> role:c | role:c -CAN_BECOME-> role:d | role:d -CAN_ACCESS-> table:t',
      ],
      [
        'role:a -CAN_ACCESS-> table:t',
        'role:a -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:d | role:d -CAN_ACCESS-> table:t',
        'role:a -CAN_BECOME-> role:c | role:c -CAN_BECOME-> role:d | role:d -CAN_ACCESS-> table:t',
      ],
      [
        'role:a -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:d | role:d -CAN_ACCESS-> table:t',
        'role:a -CAN_BECOME-> role:c | role:c -CAN_BECOME-> role:d | role:d -CAN_ACCESS-> table:t',
      ],
      [],
      [],
    ],
  },
  {
    name: 'a path of length 0 is there where it is asked for',
    fixture: 'circles',
    ask: async (reader) => [
      await paths(reader.simplePathsTo('role:a', { from: ['role:a'], minDepth: 0, maxDepth: 9 })),
      await paths(reader.simplePathsTo('role:a', { from: ['role:a'], maxDepth: 9 })),
      await paths(reader.simplePathsTo('role:a', { minDepth: 0, maxDepth: 1 })),
      await paths(reader.shortestPaths('role:a', 'role:a', 3, { maxDepth: 9 })),
    ],
    expected: [['(role:a)'], [], ['(role:a)', 'role:c -CAN_BECOME-> role:a'], ['(role:a)']],
  },
  {
    name: 'one path a page gives the same paths as one page',
    fixture: 'diamond',
    ask: (reader) => pathByPath(reader, 'table:t', { from: ['role:a', 'table:t'], minDepth: 0, maxDepth: 9 }),
    expected: [
      '(table:t)',
      'role:a -CAN_ACCESS-> table:t',
      'role:a -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:d | role:d -CAN_ACCESS-> table:t',
      'role:a -CAN_BECOME-> role:c | role:c -CAN_BECOME-> role:d | role:d -CAN_ACCESS-> table:t',
      'role:a -CAN_BECOME-> role:e | role:e -CAN_BECOME-> role:c | role:c -CAN_BECOME-> role:d | role:d -CAN_ACCESS-> table:t',
    ],
  },
  {
    name: 'the k shortest paths between two nodes',
    fixture: 'diamond',
    ask: async (reader) => [
      await paths(reader.shortestPaths('role:a', 'role:d', 1, { kinds: [BECOME], maxDepth: 9 })),
      await paths(reader.shortestPaths('role:a', 'role:d', 9, { kinds: [BECOME], maxDepth: 9 })),
      await paths(reader.shortestPaths('role:d', 'role:a', 9, { maxDepth: 9 })),
      await paths(reader.shortestPaths('role:a', 'role:d', 9, { kinds: [BECOME], maxDepth: 1 })),
    ],
    expected: [
      ['role:a -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:d'],
      [
        'role:a -CAN_BECOME-> role:b | role:b -CAN_BECOME-> role:d',
        'role:a -CAN_BECOME-> role:c | role:c -CAN_BECOME-> role:d',
        'role:a -CAN_BECOME-> role:e | role:e -CAN_BECOME-> role:c | role:c -CAN_BECOME-> role:d',
      ],
      [],
      [],
    ],
  },
  {
    name: 'a lone node has itself',
    fixture: 'loneNode',
    ask: async (reader) => [
      await reached(reader.reachTo(['role:a'], { maxDepth: 9 })),
      await paths(reader.simplePathsTo('role:a', { maxDepth: 9 })),
      value(await reader.neighbours('role:a', { direction: 'both' })).items,
      value(await reader.neighbours('role:zz', { direction: 'both' })).items,
    ],
    expected: [['role:a: (role:a)'], [], [], []],
  },
  {
    name: 'nodes count under each label, edges under their kind',
    fixture: 'parallel',
    ask: async (reader) => value(await reader.count()),
    expected: {
      nodes: 3,
      edges: 6,
      byLabel: { AWSDynamoDBTable: 1, AWSPrincipal: 2, AWSResource: 1, AWSRole: 2 },
      byKind: { CAN_ACCESS: 2, CAN_BECOME: 3, STS_ASSUMEROLE_ALLOW: 1 },
    },
  },
  {
    name: 'limits, depths and cursors that make no sense are refused',
    fixture: 'chain',
    ask: async (reader) => {
      const answers = [
        await reader.nodesByLabel('AWSRole', { limit: 0 }),
        await reader.edges({ limit: 1.5 }),
        await reader.edges({ limit: 1_000_000 }),
        await reader.reachFrom(['role:a'], { maxDepth: -1 }),
        await reader.reachTo(['role:a'], { maxDepth: 33 }),
        await reader.simplePathsTo('table:t', { maxDepth: 3, cursor: 'nonsense' }),
        await reader.shortestPaths('role:a', 'table:t', 0, { maxDepth: 3 }),
      ];
      return answers.map((answer) => (answer.ok ? 'ok' : answer.error.kind));
    },
    expected: Array.from({ length: 7 }, () => 'invalid'),
  },
];
