import { ACCESS, BECOME } from './graph-store.fixtures.ts';
import { type Operation, pathByPath, paths, reached, value } from './graph-store.operation.ts';

/** Reach and paths. Expectations are written by hand from the drawings of the fixtures. */
export const WALKS: readonly Operation[] = [
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
];
