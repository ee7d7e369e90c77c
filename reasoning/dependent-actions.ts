import { catalogueAction, serviceOfAction } from './actions.ts';
import { DEPENDENT_ACTIONS } from './data/dependent-actions.ts';

/** Action without its service -> dependent actions. */
type Rows = ReadonlyMap<string, readonly string[]>;

const parsed = new Map<string, Rows>();

function rowsOf(service: string): Rows {
  const known = parsed.get(service);
  if (known !== undefined) return known;
  const text = Object.hasOwn(DEPENDENT_ACTIONS, service) ? DEPENDENT_ACTIONS[service] : undefined;
  const value: unknown = text === undefined ? {} : JSON.parse(text);
  if (!isLists(value)) throw new Error(`the dependent actions of \`${service}\` are damaged; install Tadori again`);
  const rows = new Map(Object.entries(value));
  parsed.set(service, rows);
  return rows;
}

const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'string');
const isLists = (value: unknown): value is Readonly<Record<string, readonly string[]>> =>
  typeof value === 'object' && value !== null && Object.values(value).every(isTexts);

/**
 * What AWS lists beside an action as further permissions that a call of it may need: `service:Name`, as AWS spells it, sorted. They
 * hold for the action whatever it is asked of. Source: Service Authorization Reference, column "Dependent actions".
 */
export function dependentActions(action: string): readonly string[] {
  const listed = catalogueAction(action);
  if (listed === undefined) return [];
  const service = serviceOfAction(listed.name);
  return rowsOf(service).get(listed.name.slice(service.length + 1)) ?? [];
}
