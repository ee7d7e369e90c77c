import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EDGE_KINDS, NODE_TABLES } from '../../graph/schema.ts';

const rows = readFileSync('docs/graph.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()));
const rowOf = (name: string): readonly string[] => rows.find((row) => row[1] === name) ?? [];
const words = (text: string | undefined): readonly string[] => text?.match(/\w+/g) ?? [];

/** Kinds described as "as CAN_ACCESS" or "as CAN_BECOME" have the columns of those. */
const told = (name: string): readonly string[] => {
  const last = rowOf(name).at(-2);
  const [, other] = /^as (CAN_\w+)/.exec(last ?? '') ?? [];
  return words(other === undefined ? last : rowOf(other).at(-2));
};

describe('docs/graph.md', () => {
  it.each(Object.entries(NODE_TABLES))('lists %s with all its properties', (label, columns) => {
    expect(words(rowOf(label)[3])).toEqual(expect.arrayContaining(Object.keys(columns)));
  });
  it.each(Object.entries(EDGE_KINDS))('lists %s with its layer and all its properties', (kind, { layer, columns }) => {
    expect(rowOf(kind)[3]).toBe(layer);
    expect(told(kind)).toEqual(expect.arrayContaining(Object.keys(columns)));
  });
  it('lists no label and no kind that is not there', () => {
    const known = [...Object.keys(NODE_TABLES), ...Object.keys(EDGE_KINDS)];
    const listed = rows.map((row) => row[1] ?? '').filter((name) => /^(AWS\w+|User\w*|[A-Z]+_[A-Z_]+)$/.test(name));
    expect(listed.length).toBeGreaterThan(30);
    expect(known).toEqual(expect.arrayContaining(listed));
  });
});
