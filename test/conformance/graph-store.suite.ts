import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { GraphEdge, GraphNode } from '../../domain/graph.ts';
import { byId, type GraphReader, type GraphStore, type Page, type PageAsk, type Stored } from '../../graph/store.ts';
import type { Extent } from './extent.ts';
import {
  DIFFICULT_TEXTS,
  difficult,
  edge,
  FIXTURES,
  type Fixture,
  manyRows,
  node,
  versioned,
} from './graph-store.fixtures.ts';
import { errorOf, got, type Harness, load, loadAndOpen } from './graph-store.harness.ts';
import { LISTINGS } from './graph-store.listings.ts';
import { WALKS } from './graph-store.walks.ts';

/** What every GraphStore must do. A harness that cannot do a part of it leaves that part out, with the reason where it is left out. */
export function graphStoreSuite(harness: Harness, { rows }: Extent): void {
  const stores: GraphStore[] = [];
  const fresh = async (): Promise<GraphStore> => {
    const store = await harness.fresh();
    stores.push(store);
    return store;
  };
  const closeAll = async (): Promise<void> => {
    for (const store of stores.splice(0)) await store.close();
  };

  describe(`${harness.name}: what a reader answers`, () => {
    const names = [...new Set([...LISTINGS, ...WALKS].map((operation) => operation.fixture))];
    describe.each(names)('on the graph `%s`', (name) => {
      let reader: GraphReader;
      beforeAll(async () => {
        reader = await loadAndOpen(await fresh(), `fixture-${name}`, FIXTURES[name]);
      });
      afterAll(closeAll);
      it.each([...LISTINGS, ...WALKS].filter((operation) => operation.fixture === name))('$name', async ({
        ask,
        expected,
      }) => {
        expect(await ask(reader)).toEqual(expected);
      });
    });
  });

  describe(`${harness.name}: values come back as they were`, () => {
    let reader: GraphReader;
    beforeAll(async () => {
      reader = await loadAndOpen(await fresh(), 'difficult', difficult);
    });
    afterAll(closeAll);

    it.each(difficult.nodes.map((one) => [one.id, one] as const))('node `%s`', async (id, one) => {
      expect(await got(reader.node(id))).toEqual(one);
    });
    it.each(difficult.edges.map((one) => [one.id, one] as const))('edge `%s`', async (id, one) => {
      const edges = await got(reader.edges({ from: [one.from], to: [one.to] }));
      expect(edges.items).toContainEqual(one);
      expect(id).toBe(one.id);
    });
    it('a missing property is missing, not empty', async () => {
      expect((await got(reader.node('role:missing')))?.properties).toEqual({});
      expect((await got(reader.node('role:lists')))?.properties).toEqual({ list: [], flag: false });
    });
    it('ids beyond ASCII are looked up, reached and sorted by code points', async () => {
      const reached = await got(reader.reachFrom(['role:0'], { maxDepth: 2 }));
      expect(reached.map((one) => one.node.id)).toEqual(['role:0', 'table:経理/台帳 😀']);
      const tables = await got(reader.nodesByLabel('AWSResource'));
      expect(tables.items.map((one) => one.id)).toEqual(["table:it's`; DROP", 'table:経理/台帳 😀']);
    });
    it('texts that look like queries find nothing and change nothing', async () => {
      const before = await got(reader.count());
      for (const text of [...DIFFICULT_TEXTS.filter((one) => one !== ''), '*', "role:0' OR 1=1 //"]) {
        expect(await got(reader.node(text))).toBeUndefined();
        expect((await got(reader.nodesByLabel(text))).items).toEqual([]);
        expect((await got(reader.edges({ kinds: [text] }))).items).toEqual([]);
        expect((await got(reader.neighbours(text, { direction: 'both', kinds: [text] }))).items).toEqual([]);
        expect((await got(reader.edges({ from: [text], cursor: text }))).items).toEqual([]);
      }
      expect(await got(reader.count())).toEqual(before);
    });
  });

  describe(`${harness.name}: many rows`, () => {
    afterAll(closeAll);
    it('come back as they were, whatever each of them lacks', async () => {
      const graph = manyRows(rows);
      const reader = await loadAndOpen(await fresh(), 'many', graph);
      const nodes = await allPages((ask) => reader.nodesByLabel('AWSRole', ask));
      expect(nodes).toEqual(graph.nodes.filter((one) => one.id.startsWith('role')).sort(byId));
      const edges = await allPages((ask) => reader.edges(ask));
      expect(edges).toEqual([...graph.edges].sort(byId));
    });
  });

  describe(`${harness.name}: ids are sorted by code points`, () => {
    afterAll(closeAll);
    // U+FF5E has a larger code unit than the first half of U+1F600, and a smaller code point
    const endings = ['~', 'é', '台', '\ud7ff', '\ud7ff台', '～', '～台', '😀', '😀~', '😀～'];
    const ids = endings.map((ending) => `role:${ending}`);
    const page = { limit: 1 };
    let reader: GraphReader;
    beforeAll(async () => {
      const edges = ids.map((id) => edge(`role:~ -CAN_BECOME-> ${id}`));
      reader = await loadAndOpen(await fresh(), 'sorted', {
        nodes: ids.map((id) => node(id)).reverse(),
        edges: edges.reverse(),
      });
    });
    it('of nodes', async () => {
      const nodes = await allPages((ask) => reader.nodesByLabel('AWSRole', { ...ask, ...page }));
      expect(nodes.map((one) => one.id)).toEqual(ids);
      const rest = await got(reader.nodesByLabel('AWSRole', { cursor: 'role:～台' }));
      expect(rest.items.map((one) => one.id)).toEqual(ids.slice(-3));
    });
    it('of edges', async () => {
      const edges = await allPages((ask) => reader.edges({ ...ask, ...page, from: ['role:~'] }));
      expect(edges.map((one) => one.to)).toEqual(ids);
    });
  });

  describe(`${harness.name}: writing`, () => {
    afterEach(closeAll);

    it('nothing is active in an empty store', async () => {
      const store = await fresh();
      expect(await got(store.active())).toBeUndefined();
      expect(await errorOf(store.open())).toBe('unknownSnapshot');
      expect(await errorOf(store.activate('nothing'))).toBe('unknownSnapshot');
    });
    it('batches come in any order and number, empty ones too', async () => {
      const store = await fresh();
      const writer = await got(store.beginSnapshot('batches'));
      await got(writer.edges([]));
      await got(writer.edges(FIXTURES.chain.edges.slice(0, 1)));
      for (const one of FIXTURES.chain.nodes) await got(writer.nodes([one]));
      await got(writer.nodes([]));
      await got(writer.edges(FIXTURES.chain.edges.slice(1)));
      expect(await got(writer.seal())).toMatchObject({ nodes: 5, edges: 4 });
      await got(store.activate('batches'));
      expect(await got((await got(store.open())).count())).toMatchObject({ nodes: 5, edges: 4 });
    });
    it('a sealed snapshot is not active before it is activated', async () => {
      const store = await fresh();
      await loadAndOpen(store, 'first', versioned('first', 3));
      await load(store, 'second', versioned('second', 5));
      expect(await got(store.active())).toBe('first');
      const reader = await got(store.open());
      expect(reader.snapshot).toBe('first');
      expect((await got(reader.nodesByLabel('AWSRole'))).items).toHaveLength(3);
      await got(store.activate('second'));
      expect((await got((await got(store.open())).nodesByLabel('AWSRole'))).items).toHaveLength(5);
    });
    it('a snapshot can be sealed and activated again with other content', async () => {
      const store = await fresh();
      await loadAndOpen(store, 'same', versioned('one', 2));
      const reader = await loadAndOpen(store, 'same', versioned('two', 4));
      const roles = (await got(reader.nodesByLabel('AWSRole'))).items;
      expect(roles.map((role) => role.properties['version'])).toEqual(['two', 'two', 'two', 'two']);
    });
    it('what is active has another version once other content was activated, under the same name too', async () => {
      const store = await fresh();
      expect(await got(store.version())).toBeUndefined();
      await loadAndOpen(store, 'same', versioned('one', 2));
      const first = await got(store.version());
      expect(first).toBeTypeOf('string');
      expect(await got(store.version())).toBe(first);
      await loadAndOpen(store, 'same', versioned('two', 2));
      const second = await got(store.version());
      expect(second).not.toBe(first);
      await load(store, 'other', versioned('two', 2));
      expect(await got(store.version())).toBe(second);
      await got(store.activate('other'));
      expect([first, second, undefined]).not.toContain(await got(store.version()));
    });
    it('what is gone, changed in value, changed in label, and new is all there after the swap', async () => {
      const store = await fresh();
      await loadAndOpen(store, 'before', {
        nodes: [
          node('role:gone'),
          node('role:same', { a: 'x' }),
          node('role:value', { a: 'x', b: 'y' }),
          node('role:label'),
        ],
        edges: [
          edge('role:gone -CAN_BECOME-> role:same'),
          edge('role:same -CAN_BECOME-> role:value', { a: 'x' }),
          edge('role:label -CAN_BECOME-> role:same'),
          { ...edge('role:same -CAN_BECOME-> role:label'), id: 'moved' },
        ],
      });
      const after: Fixture = {
        nodes: [
          { id: 'role:label', labels: ['AWSPrincipal', 'AWSUser'], properties: {} },
          node('role:new'),
          node('role:same', { a: 'x' }),
          node('role:value', { b: 'z' }),
        ],
        edges: [
          { ...edge('role:new -CAN_BECOME-> role:label'), id: 'moved' },
          edge('role:label -CAN_BECOME-> role:same'),
          edge('role:same -CAN_BECOME-> role:value', { a: 'changed' }),
        ],
      };
      const reader = await loadAndOpen(store, 'after', after);
      const all = await got(reader.nodesByLabel('AWSPrincipal'));
      expect(all.items).toEqual(after.nodes);
      expect((await got(reader.edges({}))).items).toEqual(after.edges);
      expect((await got(reader.nodesByLabel('AWSUser'))).items.map((one) => one.id)).toEqual(['role:label']);
      expect(await got(reader.count())).toMatchObject({ byLabel: { AWSPrincipal: 4, AWSRole: 3, AWSUser: 1 } });
    });
    it('a second writer is refused while one is open, and let in afterwards', async () => {
      const store = await fresh();
      const writer = await got(store.beginSnapshot('one'));
      expect(await errorOf(store.beginSnapshot('two'))).toBe('locked');
      if (harness.again !== undefined) {
        const other = await harness.again();
        expect(await errorOf(other.beginSnapshot('two'))).toBe('locked');
        await other.close();
      }
      await writer.abort();
      await load(store, 'two', FIXTURES.chain);
      await load(store, 'three', FIXTURES.chain);
    });
    it('an aborted load leaves the store as it was', async () => {
      const store = await fresh();
      await loadAndOpen(store, 'kept', versioned('kept', 3));
      const writer = await got(store.beginSnapshot('aborted'));
      await got(writer.nodes(FIXTURES.chain.nodes));
      await writer.abort();
      expect(await errorOf(writer.nodes([]))).toBe('closed');
      expect(await errorOf(writer.seal())).toBe('closed');
      expect(await errorOf(store.activate('aborted'))).toBe('unknownSnapshot');
      expect(await errorOf(store.open('aborted'))).toBe('unknownSnapshot');
      expect(await got((await got(store.open())).count())).toMatchObject({ nodes: 5 });
    });
    it('an interrupted load leaves the store as it was', async () => {
      const store = await fresh();
      await loadAndOpen(store, 'kept', versioned('kept', 3));
      const interrupt = new AbortController();
      const writer = await got(store.beginSnapshot('interrupted', interrupt.signal));
      const graph = versioned('interrupted', 500);
      await got(writer.nodes(graph.nodes));
      await got(writer.edges(graph.edges));
      interrupt.abort();
      expect(await errorOf(writer.seal())).toBe('interrupted');
      expect(await got(store.active())).toBe('kept');
      expect(await got((await got(store.open())).count())).toMatchObject({ nodes: 5 });
      await load(store, 'next', FIXTURES.chain);
    });
    it.each(MALFORMED)('$name is refused, and the store is as it was', async ({ nodes, edges, says }) => {
      const store = await fresh();
      const writer = await got(store.beginSnapshot('malformed'));
      await got(writer.nodes(nodes));
      await got(writer.edges(edges));
      const sealed = await writer.seal();
      expect(sealed).toMatchObject({ ok: false, error: { kind: 'invalid', message: expect.stringContaining(says) } });
      expect(await errorOf(store.activate('malformed'))).toBe('unknownSnapshot');
    });
    it.each([
      '',
      '../x',
      'a/b',
      '.hidden',
      'a.building',
      'x'.repeat(200),
      'a b',
    ])('`%s` is no snapshot id', async (id) => {
      expect(await errorOf((await fresh()).beginSnapshot(id))).toBe('invalid');
    });
    if (harness.keepsOthers) {
      it('a sealed snapshot can be opened by its name beside the active one', async () => {
        const store = await fresh();
        await loadAndOpen(store, 'first', versioned('first', 3));
        await loadAndOpen(store, 'second', versioned('second', 4));
        const reader = await got(store.open('first'));
        expect(reader.snapshot).toBe('first');
        expect((await got(reader.nodesByLabel('AWSRole'))).items).toHaveLength(3);
      });
    } else {
      it('a snapshot that is not active is not opened, and the message says so', async () => {
        const store = await fresh();
        await loadAndOpen(store, 'first', versioned('first', 3));
        await loadAndOpen(store, 'second', versioned('second', 4));
        expect(await store.open('first')).toMatchObject({
          ok: false,
          error: { message: expect.stringContaining('second') },
        });
      });
    }
    it('a closed reader answers `closed`, and closing twice is no fault', async () => {
      const reader = await loadAndOpen(await fresh(), 'closing', FIXTURES.chain);
      await reader.close();
      await reader.close();
      expect(await errorOf(reader.node('role:a'))).toBe('closed');
    });
    const { again } = harness;
    if (again !== undefined) {
      it('another store over the same ground sees what was activated', async () => {
        const store = await fresh();
        await loadAndOpen(store, 'shared', versioned('shared', 3));
        const other = await again();
        stores.push(other);
        expect(await got(other.active())).toBe('shared');
        expect(await got((await got(other.open())).count())).toMatchObject({ nodes: 5, edges: 5 });
      });
    }
  });
}

async function allPages<T>(page: (ask: PageAsk) => Stored<Page<T>>): Promise<readonly T[]> {
  const items: T[] = [];
  let next: string | undefined;
  do {
    const found = await got(page(next === undefined ? {} : { cursor: next }));
    items.push(...found.items);
    next = found.next;
  } while (next !== undefined);
  return items;
}

interface Malformed {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly says: string;
}

const [a, b] = [node('role:a'), node('role:b')];
const malformedNode = (name: string, properties: object, says: string): Malformed => ({
  name,
  nodes: [{ ...a, properties: properties as GraphNode['properties'] }],
  edges: [],
  says,
});

const MALFORMED: readonly Malformed[] = [
  { name: 'a node twice', nodes: [a, a], edges: [], says: 'role:a' },
  { name: 'a node without id', nodes: [{ ...a, id: '' }], edges: [], says: 'empty' },
  {
    name: 'an edge twice',
    nodes: [a, b],
    edges: [edge('role:a -X-> role:b'), edge('role:a -X-> role:b')],
    says: '-X->',
  },
  { name: 'an edge into nowhere', nodes: [a], edges: [edge('role:a -X-> role:b')], says: 'role:b' },
  { name: 'a label that is no name', nodes: [{ ...a, labels: ['A`) DELETE'] }], edges: [], says: 'label' },
  {
    name: 'a kind that is no name',
    nodes: [a, b],
    edges: [{ ...edge('role:a -X-> role:b'), kind: 'X|Y' }],
    says: 'X|Y',
  },
  { name: 'a label and a kind of one name', nodes: [a, b], edges: [edge('role:a -AWSRole-> role:b')], says: 'AWSRole' },
  malformedNode('a property that is an object', { x: { y: 1 } }, 'x'),
  malformedNode('a property that is no number', { x: Number.NaN }, 'x'),
  malformedNode('a property that is null', { x: null }, 'x'),
  malformedNode('a list of numbers', { x: [1, 2] }, 'x'),
  malformedNode('a property named as stores name their own', { lastupdated: 'x' }, 'lastupdated'),
  malformedNode('a property whose name is no name', { 'x y': 'z' }, 'x y'),
  malformedNode('a property in two spellings', { name: 'x', Name: 'y' }, 'spelling'),
  malformedNode('a text with NUL', { x: 'a\0b' }, 'NUL'),
  malformedNode('half a character', { x: '\ud83d' }, 'surrogate'),
  {
    name: 'a property with two types',
    nodes: [node('role:a', { x: 'text' }), node('role:b', { x: 1 })],
    edges: [],
    says: 'string in one place and integer in another',
  },
];
