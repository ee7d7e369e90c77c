import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

type Node = Record<string, unknown>;

/** Objects with named fields refuse all others: an answer with a field that nobody documents is a failure of the test. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const node: Node = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, closed(value)]));
  return 'properties' in node && node['type'] === 'object' ? { ...node, additionalProperties: false } : node;
}

/** Validates against one schema of the OpenAPI document, closed. */
export function validatorOf(document: unknown, name: string): ValidateFunction {
  const { components } = document as { readonly components: unknown };
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  return ajv.compile({ $ref: `#/components/schemas/${name}`, components: closed(components) });
}
