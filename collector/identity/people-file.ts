import { objectGuidOf } from '../../domain/object-guid.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Person } from '../../domain/snapshot.ts';
import { badInput, type ImportError } from '../import-error.ts';
import { type CsvRow, parseCsv } from './csv.ts';

/** The columns of a people file, in any order; only `email` has to be there. */
export const PEOPLE_COLUMNS = [
  'email',
  'displayName',
  'department',
  'title',
  'manager',
  'employment',
  'employeeNumber',
  'objectGUID',
  'active',
] as const;
type Column = (typeof PEOPLE_COLUMNS)[number];

/** People from the text of a CSV file; `file` names it in messages. Who has no `active` is active. */
export function parsePeople(text: string, file: string): Result<readonly Person[], ImportError> {
  const damaged = text.indexOf(REPLACED);
  if (damaged >= 0) {
    const line = text.slice(0, damaged).split('\n').length;
    return err(badInput(file, `line ${line}`, 'holds characters that are not UTF-8; save the file as UTF-8'));
  }
  const rows = parseCsv(text);
  if (!rows.ok) return err(badInput(file, `line ${rows.error.line}`, rows.error.problem));
  const [head, ...body] = rows.value;
  if (head === undefined)
    return err(badInput(file, undefined, `the file is empty; its first line names the columns: ${ALL}`));
  const columns = parseHead(head, file);
  if (!columns.ok) return columns;
  const people = new Map<string, Person>();
  for (const row of body) {
    const person = parsePerson(row, columns.value, file);
    if (!person.ok) return person;
    const key = person.value.email.toLowerCase();
    if (people.has(key))
      return err(badInput(file, `line ${row.line}`, `\`${person.value.email}\` stands there twice; keep one line`));
    people.set(key, person.value);
  }
  return ok([...people.values()]);
}
/** What stands in text where bytes were no UTF-8. */
const REPLACED = '\uFFFD';
const ALL = PEOPLE_COLUMNS.join(', ');

function parseHead({ line, fields }: CsvRow, file: string): Result<readonly Column[], ImportError> {
  const columns: Column[] = [];
  for (const field of fields) {
    const column = PEOPLE_COLUMNS.find((one) => one.toLowerCase() === field.trim().toLowerCase());
    if (column === undefined) {
      return err(
        badInput(file, `line ${line}`, `unknown column \`${field}\`; the columns of a people file are ${ALL}`),
      );
    }
    if (columns.includes(column))
      return err(badInput(file, `line ${line}`, `the column \`${column}\` stands there twice`));
    columns.push(column);
  }
  return columns.includes('email') ? ok(columns) : err(badInput(file, `line ${line}`, 'the column `email` is missing'));
}

function parsePerson({ line, fields }: CsvRow, columns: readonly Column[], file: string): Result<Person, ImportError> {
  const place = `line ${line}`;
  if (fields.length !== columns.length) {
    return err(badInput(file, place, `has ${fields.length} fields, the first line has ${columns.length} columns`));
  }
  const values = Object.fromEntries(columns.map((column, index) => [column, (fields[index] ?? '').trim()]));
  const { email = '', active = '', objectGUID = '', ...rest } = values;
  if (!/^[^\s@]+@[^\s@]+$/.test(email))
    return err(badInput(file, `${place}, email`, `\`${email}\` is no e-mail address`));
  const isActive = ACTIVE.get(active.toLowerCase());
  if (isActive === undefined)
    return err(badInput(file, `${place}, active`, `\`${active}\` is neither \`true\` nor \`false\``));
  const objectGuid = objectGuidOf(objectGUID);
  if (objectGUID !== '' && objectGuid === undefined)
    return err(badInput(file, `${place}, objectGUID`, `\`${objectGUID}\` is no GUID, as text or as Base64`));
  const given = Object.entries(rest).filter(([, value]) => value !== '');
  return ok({
    email,
    ...Object.fromEntries(given),
    ...(objectGuid === undefined ? {} : { objectGuid }),
    active: isActive,
  });
}
const ACTIVE = new Map([
  ['', true],
  ['true', true],
  ['false', false],
]);
