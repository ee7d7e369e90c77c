import { ACCESS, BECOME } from './graph-store.fixtures.ts';
import { ids, type Operation, paths, reached, value } from './graph-store.operation.ts';

/** Nodes, edges, neighbours, counts, and what is refused. Expectations are written by hand from the drawings of the fixtures. */
export const LISTINGS: readonly Operation[] = [
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
