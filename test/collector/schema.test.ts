import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isList, isObject, mismatch } from '../../collector/schema-check.ts';
import type { SnapshotManifest } from '../../collector/snapshot-manifest.ts';
import { DEFINITIONS, SCHEMA } from '../../collector/snapshot-schema.ts';
import type { Json } from '../../domain/policy.ts';
import { schemaFromTypes } from './schema-from-types.ts';

const SCHEMA_FILE = new URL('../../collector/snapshot.schema.json', import.meta.url);

it('the checked-in schema says what the types say', async () => {
  await expect(`${JSON.stringify(schemaFromTypes(), null, 2)}\n`).toMatchFileSnapshot(
    '../../collector/snapshot.schema.json',
  );
});

describe('our checker and another one agree', () => {
  const ajv = new Ajv2020({ allErrors: false, strict: true, allowUnionTypes: true });
  ajv.addSchema(JSON.parse(readFileSync(SCHEMA_FILE, 'utf8')), 'snapshot');
  const other = (definition: string, value: Json): boolean =>
    ajv.getSchema(`snapshot#/$defs/${definition}`)?.(value) === true;
  const records = recordsOfSample();

  it('on every record of the sample organisation', () => {
    expect(records.length).toBeGreaterThan(100);
    for (const [definition, record] of records) {
      expect([definition, mismatch(SCHEMA, definition, record)]).toEqual([definition, undefined]);
      expect([definition, other(definition, record)]).toEqual([definition, true]);
    }
  });

  it('on records that were changed in one place', () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.constantFrom(...records), fc.nat(), fc.constantFrom(...JUNK), ([definition, record], at, junk) => {
        const changed = changedAt(record, at, junk);
        const ours = mismatch(SCHEMA, definition, changed) === undefined;
        expect({ changed, ours }).toEqual({ changed, ours: other(definition, changed) });
        refused += ours ? 0 : 1;
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(1000);
  });
});

const JUNK: readonly Json[] = [null, 0, '', 'x', true, [], {}, { kind: 'account' }, [{}], 'complete', '0'.repeat(32)];

/** Replaces the nth value of a record by something else, drops it, or puts a stranger beside it. */
function changedAt(record: Json, at: number, junk: Json): Json {
  const places = placesOf(record);
  const place = places[at % places.length] ?? [];
  return change(record, place, junk, at % 3);
}

function placesOf(value: Json, path: readonly string[] = []): readonly (readonly string[])[] {
  const inner = isList(value) || isObject(value) ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([name, one]) => placesOf(one, [...path, name]))];
}

function change(value: Json, [name, ...rest]: readonly string[], junk: Json, how: number): Json {
  if (name === undefined) return how === 2 && isObject(value) ? { ...value, stranger: junk } : junk;
  const entries = Object.entries(value as object) as [string, Json][];
  const changed = entries.flatMap(([key, one]): [string, Json][] => {
    if (key !== name) return [[key, one]];
    return how === 1 && rest.length === 0 ? [] : [[key, change(one, rest, junk, how)]];
  });
  return isList(value) ? changed.map(([, one]) => one) : Object.fromEntries(changed);
}

function recordsOfSample(): readonly (readonly [string, Json])[] {
  const folder = new URL('../../sample-org/snapshot/', import.meta.url);
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as SnapshotManifest;
  const records = manifest.shards.flatMap(({ kind, file }) => {
    const lines = gunzipSync(readFileSync(new URL(file, folder)))
      .toString()
      .trimEnd()
      .split('\n');
    return lines.map((line) => [DEFINITIONS[kind], JSON.parse(line) as Json] as const);
  });
  return [...records, ['SnapshotManifest', JSON.parse(JSON.stringify(manifest)) as Json]];
}
