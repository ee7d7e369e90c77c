/** Where two JSON values first differ, in words: `actions has dynamodb:PutItem besides`. Undefined where they do not. */
export function firstDifference(stored: unknown, due: unknown, place = ''): string | undefined {
  if (stored === due) return undefined;
  if (Array.isArray(stored) && Array.isArray(due)) return listDifference(stored, due, place);
  if (!isObject(stored) || !isObject(due)) return `${place} is ${shown(stored)} instead of ${shown(due)}`;
  const names = [...new Set([...Object.keys(stored), ...Object.keys(due)])];
  for (const name of names) {
    const found = firstDifference(stored[name], due[name], place === '' ? name : `${place}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function listDifference(stored: readonly unknown[], due: readonly unknown[], place: string): string | undefined {
  if ([...stored, ...due].every((one) => typeof one === 'string')) {
    const besides = stored.filter((one) => !due.includes(one));
    const lacks = due.filter((one) => !stored.includes(one));
    const parts = [
      ...(besides.length === 0 ? [] : [`has ${besides.join(', ')} besides`]),
      ...(lacks.length === 0 ? [] : [`lacks ${lacks.join(', ')}`]),
    ];
    if (parts.length > 0) return clipped(`${place} ${parts.join(' and ')}`);
  }
  if (stored.length !== due.length) return `${place} has ${stored.length} entries instead of ${due.length}`;
  for (const [index, one] of stored.entries()) {
    const found = firstDifference(one, due[index], `${place}[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const MOST_SHOWN = 120;
const clipped = (text: string): string => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
const shown = (value: unknown): string => (value === undefined ? 'missing' : clipped(JSON.stringify(value)));
