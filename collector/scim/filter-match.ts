import type { Json } from '../../domain/policy.ts';
import { assertNever } from '../../domain/result.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';
import type { Filter, Operand, Operator } from './filter.ts';
import { type Place, valuesAt } from './place.ts';
import type { Attribute } from './schemas.ts';

/** Whether a resource, or an element of one of its lists, fits a filter. */
export function fits(filter: Filter, resource: JsonObject): boolean {
  switch (filter.kind) {
    case 'and':
      return filter.of.every((one) => fits(one, resource));
    case 'or':
      return filter.of.some((one) => fits(one, resource));
    case 'not':
      return !fits(filter.of, resource);
    case 'present':
      return valuesAt(resource, filter.place.path).some(isSomething);
    case 'element':
      return elementsAt(resource, filter.place).some((element) => fits(filter.fits, element));
    case 'compare':
      return compares(filter.place, filter.operator, filter.operand, resource);
    default:
      return assertNever(filter);
  }
}

const elementsAt = (resource: JsonObject, { path }: Place): readonly JsonObject[] =>
  valuesAt(resource, path).filter(isObject);

const isSomething = (value: Json): boolean =>
  isObject(value) ? Object.values(value).some(isSomething) : isList(value) ? value.some(isSomething) : value !== '';

function compares({ path, attribute }: Place, operator: Operator, operand: Operand, resource: JsonObject): boolean {
  const values = valuesAt(resource, path);
  if (operand === null) return (operator === 'eq') === !values.some(isSomething) && /^(eq|ne)$/.test(operator);
  if (operator === 'ne') return !values.some((value) => equals(value, operand, attribute));
  return values.some((value) => holds(operator, value, operand, attribute));
}

function holds(operator: Exclude<Operator, 'ne'>, value: Json, operand: Operand, attribute: Attribute): boolean {
  if (operator === 'eq') return equals(value, operand, attribute);
  if (typeof value !== 'string' || typeof operand !== 'string') return false;
  const [left, right] = [folded(value, attribute), folded(operand, attribute)];
  switch (operator) {
    case 'co':
      return left.includes(right);
    case 'sw':
      return left.startsWith(right);
    case 'ew':
      return left.endsWith(right);
    default:
      return ordered(operator, compared(left, right, attribute));
  }
}

function ordered(operator: 'gt' | 'ge' | 'lt' | 'le', order: number): boolean {
  if (Number.isNaN(order)) return false;
  if (operator === 'gt') return order > 0;
  if (operator === 'lt') return order < 0;
  return operator === 'ge' ? order >= 0 : order <= 0;
}

/** Booleans also come as texts: `active eq "True"`. */
function equals(value: Json, operand: Operand, attribute: Attribute): boolean {
  if (typeof value === 'boolean') return String(value) === String(operand).toLowerCase();
  if (typeof value !== 'string' || typeof operand === 'boolean' || operand === null) return value === operand;
  const [left, right] = [folded(value, attribute), folded(String(operand), attribute)];
  return left === right || (attribute.type === 'dateTime' && compared(left, right, attribute) === 0);
}

const folded = (text: string, { caseExact, type }: Attribute): string =>
  caseExact || type === 'dateTime' ? text : text.toLowerCase();

/** Below, at or above zero; not a number where a time is none. */
function compared(left: string, right: string, { type }: Attribute): number {
  if (type === 'dateTime') return Date.parse(left) - Date.parse(right);
  return left < right ? -1 : left > right ? 1 : 0;
}
