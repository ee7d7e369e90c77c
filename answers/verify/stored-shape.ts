import { mismatch, type RootSchema, type Schema } from '../../collector/schema-check.ts';
import type { Json } from '../../domain/policy.ts';

// What claims and certificates look like in files, so that whoever reads them to check them trusts no file.

const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const oneOf = (...values: readonly string[]): Schema => ({ type: 'string', enum: values });
const list = (items: Schema): Schema => ({ type: 'array', items });
const named = (definition: string): Schema => ({ $ref: `#/$defs/${definition}` });

/** Fields whose name ends in `?` may be left out. */
function fields(given: Readonly<Record<string, Schema>>): Schema {
  const all = Object.entries(given).map(([name, schema]) => ({ name: name.replace(/\?$/, ''), schema, given: name }));
  return {
    type: 'object',
    properties: Object.fromEntries(all.map(({ name, schema }) => [name, schema])),
    required: all.flatMap(({ name, given: spelled }) => (spelled === name ? [name] : [])),
    additionalProperties: false,
  };
}

const valueOrAbsent: Schema = { anyOf: [text, list(text), { type: 'null' }] };
const layer = oneOf('identity', 'permissionsBoundary', 'session', 'scp', 'rcp', 'resource', 'vpcEndpoint');
const SHAPES: RootSchema = {
  $defs: {
    Formula: {
      anyOf: [
        fields({ kind: { const: 'true' } }),
        fields({ kind: { const: 'false' } }),
        fields({ kind: { const: 'all' }, of: list(named('Formula')) }),
        fields({ kind: { const: 'any' }, of: list(named('Formula')) }),
        fields({ kind: { const: 'not' }, of: named('Formula') }),
        fields({
          kind: { const: 'test' },
          operator: fields({ name: text, 'quantifier?': oneOf('ForAllValues', 'ForAnyValue'), ifExists: flag }),
          key: text,
          values: list(text),
        }),
      ],
    },
    StoredClaim: fields({
      hash: text,
      caller: text,
      written: flag,
      resource: fields({ arn: text, 'account?': text }),
      'parts?': list(text),
      keys: list(fields({ key: text, samples: list(valueOrAbsent), hidden: flag })),
      'unread?': list(layer),
      actions: list(
        fields({
          action: text,
          fixed: { type: 'object', additionalProperties: valueOrAbsent },
          allowed: named('Formula'),
          possible: named('Formula'),
        }),
      ),
    }),
    Certificate: fields({
      hash: text,
      result: oneOf('refuted', 'pending'),
      ms: { type: 'number' },
      'solver?': text,
    }),
  },
};

/** How the value differs from what such a thing looks like; undefined where it does not. */
export function shapeProblem(kind: 'StoredClaim' | 'Certificate', given: unknown): string | undefined {
  const found = mismatch(SHAPES, kind, given as Json);
  return found === undefined ? undefined : `${found.place === '' ? 'it' : found.place} ${found.problem}`;
}
