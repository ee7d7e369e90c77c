import { mismatch, type RootSchema, type Schema } from '../../collector/schema-check.ts';
import type { Json } from '../../domain/policy.ts';

// What proofs, claims and certificates look like in files, so that whoever reads them to check them trusts no file. One definition
// stands for one type of domain/access.ts, or of reasoning/verify/stored-claim.ts.

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

const value: Schema = { anyOf: [text, list(text)] };
const valueOrAbsent: Schema = { anyOf: [text, list(text), { type: 'null' }] };
const VERDICTS = ['allowed', 'conditional', 'unknown'] as const;
const layer = oneOf('identity', 'permissionsBoundary', 'session', 'scp', 'rcp', 'resource', 'vpcEndpoint');
const statements = list(named('StatementRef'));
const evidence = {
  verdict: oneOf(...VERDICTS),
  when: named('Formula'),
  by: statements,
  assumptions: list(fields({ rule: { type: 'number' }, text })),
  'witness?': named('Witness'),
  'counterWitnesses?': list(fields({ test: named('Test'), witness: named('Witness') })),
  proof: oneOf('certified', 'replayed', 'pending'),
  'claim?': text,
};

const SHAPES: RootSchema = {
  $defs: {
    Formula: {
      anyOf: [
        fields({ kind: { const: 'true' } }),
        fields({ kind: { const: 'false' } }),
        fields({ kind: { const: 'all' }, of: list(named('Formula')) }),
        fields({ kind: { const: 'any' }, of: list(named('Formula')) }),
        fields({ kind: { const: 'not' }, of: named('Formula') }),
        named('Test'),
      ],
    },
    Test: fields({
      kind: { const: 'test' },
      operator: fields({ name: text, 'quantifier?': oneOf('ForAllValues', 'ForAnyValue'), ifExists: flag }),
      key: text,
      values: list(text),
    }),
    StatementRef: fields({
      layer,
      policy: text,
      index: { type: 'number' },
      'sid?': text,
      'level?': { type: 'number' },
    }),
    Witness: fields({
      principal: text,
      action: text,
      resource: text,
      context: { type: 'object', additionalProperties: value },
      decision: oneOf('allowed', 'explicitlyDenied', 'implicitlyDenied', 'unknown'),
    }),
    AlsoNeeds: fields({
      action: text,
      resource: text,
      verdict: oneOf(...VERDICTS, 'denied'),
      'when?': named('Formula'),
      'claim?': text,
    }),
    Grant: fields({ actions: list(text), alsoNeeds: list(named('AlsoNeeds')), ...evidence }),
    Cut: fields({ actions: list(text), layers: list(layer), by: statements, 'alsoNeeds?': list(named('AlsoNeeds')) }),
    Access: fields({
      principal: text,
      resource: text,
      scope: fields({ kind: oneOf('whole', 'part'), pattern: text, except: list(text), sample: text }),
      grants: list(named('Grant')),
      cuts: list(named('Cut')),
      unlisted: list(named('Grant')),
    }),
    Hop: fields({
      kind: oneOf('memberOf', 'assigned', 'federatesTo', 'assumes'),
      from: text,
      to: text,
      technique: text,
      'full?': named('Formula'),
      ...evidence,
    }),
    ProofRecord: {
      anyOf: [
        fields({ id: text, kind: { const: 'access' }, access: named('Access') }),
        fields({ id: text, kind: { const: 'hop' }, hop: named('Hop') }),
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
export function shapeProblem(kind: 'ProofRecord' | 'StoredClaim' | 'Certificate', given: unknown): string | undefined {
  const found = mismatch(SHAPES, kind, given as Json);
  return found === undefined ? undefined : `${found.place === '' ? 'it' : found.place} ${found.problem}`;
}
