import type { Json } from '../domain/policy.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { changedPatterns, type Pattern, type Replaced } from './pattern-change.ts';
import { type Pseudonyms, pseudonymsUnder } from './pseudonyms.ts';
import { isList, isObject } from './schema-check.ts';
import { mapDocuments } from './snapshot-documents.ts';
import { keyedRecords, LIST_NAMES, type ListName } from './snapshot-kinds.ts';
import { DEFINITIONS, SCHEMA } from './snapshot-schema.ts';

type Change = (text: string) => string;

/**
 * The snapshot with the names of people, their directories and accounts replaced, and everything else as it was
 * (docs/collecting.md has the table). Policies with a pattern that would mean something else are the error.
 */
export function pseudonymised(
  snapshot: Snapshot,
  key: Uint8Array,
  keepPatterns: boolean,
): Result<Snapshot, readonly Pattern[]> {
  const work = new Work(pseudonymsUnder(key, namesIn(snapshot), namesOfThings(snapshot)));
  const lists = LIST_NAMES.map((kind) => [kind, work.list(snapshot, kind)] as const);
  const changed = keepPatterns ? [] : work.changed();
  if (changed.length > 0) return err(changed);
  // writing a snapshot holds every record against the schema
  return ok({ ...snapshot, ...Object.fromEntries(lists) } as Snapshot);
}

function namesIn({ people, directoryUsers, directoryGroups }: Snapshot): readonly string[] {
  const given = [
    ...people.flatMap(({ email, displayName, manager }) => [email, displayName, manager]),
    ...directoryUsers.flatMap(({ userName, displayName, emails }) => [userName, displayName, ...emails]),
    ...directoryGroups.map(({ name }) => name),
  ];
  return given.flatMap((name) => (name === undefined || name === '' ? [] : [name]));
}

/** ARNs hold these names and stay, so that a condition on one of them has to stay as well. */
const namesOfThings = ({ users, groups, roles, resources }: Snapshot): ReadonlySet<string> =>
  new Set([...users, ...groups, ...roles, ...resources].map(({ name }) => name.toLowerCase()));

class Work {
  readonly #names: Pseudonyms;
  readonly #patterns: Pattern[] = [];
  readonly #arns = new Map<string, string>();
  readonly #fields: Readonly<Partial<Record<ListName, Readonly<Record<string, Change>>>>>;

  constructor(names: Pseudonyms) {
    this.#names = names;
    this.#fields = fieldsOf(names);
  }

  list(snapshot: Snapshot, kind: ListName): readonly Json[] {
    return keyedRecords(snapshot, kind).map(({ key, record }) => {
      const place = `${kind} \`${key}\``;
      const read = mapDocuments(SCHEMA, { $ref: `#/$defs/${DEFINITIONS[kind]}` }, record as Json, (document) =>
        this.#document(place, document),
      );
      return this.#record(kind, read);
    });
  }

  changed(): readonly Pattern[] {
    const names = this.#names.names.map((name): Replaced => [name, this.#names.whole(name)]);
    return changedPatterns(this.#patterns, names, [...this.#arns]);
  }

  #record(kind: ListName, record: Json): Json {
    if (!isObject(record)) return record;
    const fields = this.#fields[kind] ?? {};
    return Object.fromEntries(
      Object.entries(record).map(([field, value]) => [
        field,
        field === 'events' ? this.#events(value) : texts(value, fields[field] ?? this.#usual(field)),
      ]),
    );
  }

  readonly #usual = (field: string): Change => (field === 'tags' || field === 'fixes' ? this.#value : this.#text);

  /** Who was behind the calls is told by name. */
  #events(events: Json): Json {
    if (!isObject(events)) return events;
    return Object.fromEntries(
      Object.entries(events).map(([name, value]) => [
        name,
        texts(value, name === 'behind' ? this.#names.namesWithin : this.#text),
      ]),
    );
  }

  readonly #text: Change = (text) => {
    const changed = this.#names.within(text);
    if (changed !== text && text.startsWith('arn:')) this.#arns.set(text, changed);
    return changed;
  };

  /** A value that stands by itself: a tag, what a condition asks for, who was behind a session. */
  readonly #value: Change = (text) => {
    const whole = this.#names.whole(text);
    return whole === text
      ? this.#names.within(text).replace(SESSION, (_, role, name) => role + this.#names.whole(name))
      : whole;
  };

  #document(place: string, document: Json): Json {
    if (isList(document)) return document.map((one) => this.#document(place, one));
    if (!isObject(document)) return texts(document, this.#text);
    return Object.fromEntries(Object.entries(document).map(([name, value]) => [name, this.#part(place, name, value)]));
  }

  #part(place: string, name: string, value: Json): Json {
    switch (name) {
      case 'Statement':
        return this.#document(place, value);
      case 'Condition':
        return this.#condition(place, value);
      case 'Resource':
      case 'NotResource':
        return texts(value, this.#noting(place, 'arn', this.#text));
      case 'Principal':
      case 'NotPrincipal':
        return texts(value, this.#value);
      default:
        return texts(value, this.#text);
    }
  }

  /** Only texts and ARNs can be names: `Bool` has `true`. */
  #condition(place: string, condition: Json): Json {
    if (!isObject(condition)) return texts(condition, this.#text);
    return Object.fromEntries(
      Object.entries(condition).map(([operator, keys]) => [
        operator,
        /String|Arn/i.test(operator) ? texts(keys, this.#compared(place, operator)) : keys,
      ]),
    );
  }

  #compared(place: string, operator: string): Change {
    const wild = /Like|Arn/i.test(operator);
    return (text) => {
      if (!wild && !text.includes('${')) return this.#value(text);
      const kind = text.startsWith('arn:') && !/^arn:[^:]*:(sts|[^:]*[*?][^:]*):/.test(text) ? 'arn' : 'name';
      return this.#noting(place, kind, this.#value)(text);
    };
  }

  #noting(place: string, kind: Pattern['kind'], change: Change): Change {
    return (before) => {
      const after = change(before);
      if (/[*?]|\$\{/.test(before)) this.#patterns.push({ place, kind, before, after });
      return after;
    };
  }
}

/** The name of a session in the ARN or the user id of one. */
const SESSION = /^(arn:[^:]+:sts::\d{12}:assumed-role\/[^/]+\/|A[A-Z]{3}[A-Z0-9]{12,}:)([^/:*?$]+)$/;

/** Attributes of the directory whose values get other names than conditions on them: tags of them hold what nobody knows. */
const RENAMED_SOURCES: ReadonlySet<string> = new Set(['${path:enterprise.department}', '${path:title}']);

function fieldsOf(names: Pseudonyms): Readonly<Partial<Record<ListName, Readonly<Record<string, Change>>>>> {
  const name: Change = (text) => names.of('name', text);
  const id: Change = names.namesWithin;
  const human: Readonly<Record<string, Change>> = {
    displayName: name,
    manager: name,
    department: (text) => names.of('department', text),
    title: (text) => names.of('title', text),
    employeeNumber: (text) => names.of('number', text),
    objectGuid: (text) => names.of('number', text),
  };
  return {
    people: { ...human, email: name },
    directoryUsers: { ...human, id, userName: name, emails: name, externalId: id },
    directoryGroups: { id, name, members: id, externalId: id },
    assignments: { principalId: id },
    identityCenters: { accessControl: (text) => (RENAMED_SOURCES.has(text) ? '' : text) },
    entitlements: { principalId: id, rule: names.namesWithin },
    accounts: { name: (text) => names.of('account', text), alias: (text) => names.of('alias', text) },
  };
}

/** Every text of a value, the names of fields left alone. */
function texts(value: Json, change: Change): Json {
  if (typeof value === 'string') return value === '' ? value : change(value);
  if (isList(value)) return value.map((one) => texts(one, change));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, texts(one, change)]));
}
