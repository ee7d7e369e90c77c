import type {
  Condition,
  ConditionOperator,
  Effect,
  Json,
  Only,
  PolicyDocument,
  PrincipalEntry,
  PrincipalKind,
  Quantifier,
  Statement,
} from './policy.ts';
import { err, ok, type Result } from './result.ts';

/** Where and why a document cannot be read as a policy; `path` is like `Statement[2].Condition.StringLike`. */
export interface PolicyError {
  readonly kind: 'malformedPolicy';
  readonly path: string;
  readonly message: string;
}

/** AWS's condition operators without quantifier and IfExists. Source: IAM JSON policy elements: Condition operators. */
const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'NumericEquals',
  'NumericNotEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'DateEquals',
  'DateNotEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'Bool',
  'BinaryEquals',
  'IpAddress',
  'NotIpAddress',
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'Null',
] as const;
const CANONICAL = new Map<string, string>(OPERATORS.map((name) => [name.toLowerCase(), name]));
const STATEMENT_ELEMENTS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);
const PRINCIPAL_KINDS: readonly PrincipalKind[] = ['AWS', 'Service', 'Federated', 'CanonicalUser'];

export const isKnownOperator = (operator: ConditionOperator): boolean => CANONICAL.has(operator.name.toLowerCase());

type Parsed<T> = Result<T, PolicyError>;
type JsonObject = { readonly [key: string]: Json };

/** The only door from JSON to a policy. Text, or a JSON value; percent-encoding must be undone before. */
export function parsePolicy(input: Json): Parsed<PolicyDocument> {
  const json = typeof input === 'string' ? readJson(input) : ok(input);
  if (!json.ok) return json;
  if (!isObject(json.value)) return bad('', 'a policy document is a JSON object');
  const version = json.value['Version'] ?? '2008-10-17';
  if (version !== '2008-10-17' && version !== '2012-10-17')
    return bad('Version', `unknown version \`${String(version)}\``);
  const statement = json.value['Statement'];
  if (statement === undefined) return bad('Statement', 'the element is missing');
  const statements = collect(asList(statement), (one, index) => parseStatement(one, `Statement[${index}]`));
  return statements.ok ? ok({ version, statements: statements.value }) : statements;
}

function parseStatement(json: Json, path: string): Parsed<Statement> {
  if (!isObject(json)) return bad(path, 'a statement is a JSON object');
  const stranger = Object.keys(json).find((name) => !STATEMENT_ELEMENTS.has(name));
  if (stranger !== undefined) return bad(`${path}.${stranger}`, 'unknown element');
  const effect = json['Effect'];
  if (!isEffect(effect)) return bad(`${path}.Effect`, 'must be `Allow` or `Deny`');
  const actions = parseOnly(json, 'Action', path);
  if (!actions.ok) return actions;
  if (actions.value === undefined) return bad(path, 'needs `Action` or `NotAction`');
  const resources = parseOnly(json, 'Resource', path);
  if (!resources.ok) return resources;
  const principals = parsePrincipals(json, path);
  if (!principals.ok) return principals;
  const conditions = parseConditions(json['Condition'], `${path}.Condition`);
  if (!conditions.ok) return conditions;
  const sid = json['Sid'];
  if (sid !== undefined && typeof sid !== 'string') return bad(`${path}.Sid`, 'must be text');
  return ok({
    ...(sid === undefined ? {} : { sid }),
    effect,
    ...(principals.value === undefined ? {} : { principals: principals.value }),
    actions: actions.value,
    ...(resources.value === undefined ? {} : { resources: resources.value }),
    conditions: conditions.value,
  });
}

function parseOnly(json: JsonObject, name: 'Action' | 'Resource', path: string): Parsed<Only<string> | undefined> {
  const plain = json[name];
  const not = json[`Not${name}`];
  if (plain !== undefined && not !== undefined) return bad(path, `has both \`${name}\` and \`Not${name}\``);
  const given = plain ?? not;
  if (given === undefined) return ok(undefined);
  const list = texts(given, `${path}.${plain === undefined ? 'Not' : ''}${name}`);
  if (!list.ok) return list;
  return ok(plain === undefined ? { notIn: list.value } : { in: list.value });
}

function parsePrincipals(json: JsonObject, path: string): Parsed<Only<PrincipalEntry> | undefined> {
  const plain = json['Principal'];
  const not = json['NotPrincipal'];
  if (plain !== undefined && not !== undefined) return bad(path, 'has both `Principal` and `NotPrincipal`');
  const given = plain ?? not;
  if (given === undefined) return ok(undefined);
  const entries = principalEntries(given, `${path}.${plain === undefined ? 'NotPrincipal' : 'Principal'}`);
  if (!entries.ok) return entries;
  return ok(plain === undefined ? { notIn: entries.value } : { in: entries.value });
}

function principalEntries(json: Json, path: string): Parsed<readonly PrincipalEntry[]> {
  if (json === '*') return ok([{ kind: 'AWS', value: '*', bare: true }]);
  if (!isObject(json)) return bad(path, 'must be `"*"` or an object such as `{"AWS": "..."}`');
  const entries: PrincipalEntry[] = [];
  for (const [name, values] of Object.entries(json)) {
    const kind = PRINCIPAL_KINDS.find((known) => known === name);
    if (kind === undefined) return bad(`${path}.${name}`, 'unknown kind of principal');
    const list = texts(values, `${path}.${name}`);
    if (!list.ok) return list;
    entries.push(...list.value.map((value) => ({ kind, value })));
  }
  return ok(entries);
}

function parseConditions(json: Json | undefined, path: string): Parsed<readonly Condition[]> {
  if (json === undefined) return ok([]);
  if (!isObject(json)) return bad(path, 'must be an object of operators');
  const conditions: Condition[] = [];
  for (const [name, tests] of Object.entries(json)) {
    if (!isObject(tests)) return bad(`${path}.${name}`, 'must be an object of condition keys');
    for (const [key, values] of Object.entries(tests)) {
      const list = texts(values, `${path}.${name}.${key}`);
      if (!list.ok) return list;
      conditions.push({ operator: parseOperator(name), key, values: list.value });
    }
  }
  return ok(conditions);
}

/** Never fails: an operator nobody knows keeps its text, and a statement that holds it never matches (rule 72). */
export function parseOperator(text: string): ConditionOperator {
  const [, set, rest = text] = /^(ForAllValues|ForAnyValue):(.*)$/i.exec(text) ?? [undefined, undefined, text];
  const quantifier: Quantifier | undefined =
    set === undefined ? undefined : set.toLowerCase() === 'forallvalues' ? 'ForAllValues' : 'ForAnyValue';
  const bare = CANONICAL.has(rest.toLowerCase()) ? rest : rest.replace(/IfExists$/i, '');
  const name = CANONICAL.get(bare.toLowerCase());
  const ifExists = bare !== rest;
  if (name === undefined || (name === 'Null' && ifExists)) return { name: text, ifExists: false };
  return { name, ifExists, ...(quantifier === undefined ? {} : { quantifier }) };
}

export const printOperator = (operator: ConditionOperator): string =>
  `${operator.quantifier === undefined ? '' : `${operator.quantifier}:`}${operator.name}${operator.ifExists ? 'IfExists' : ''}`;

function texts(json: Json, path: string): Parsed<readonly string[]> {
  return collect(asList(json), (one) =>
    typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean'
      ? ok(String(one))
      : bad(path, 'must be text or a list of texts'),
  );
}

function readJson(text: string): Parsed<Json> {
  try {
    return ok(JSON.parse(text) as Json);
  } catch (error) {
    return bad('', `is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function collect<T>(list: readonly Json[], parse: (one: Json, index: number) => Parsed<T>): Parsed<readonly T[]> {
  const values: T[] = [];
  for (const [index, one] of list.entries()) {
    const parsed = parse(one, index);
    if (!parsed.ok) return parsed;
    values.push(parsed.value);
  }
  return ok(values);
}

const asList = (json: Json): readonly Json[] => (Array.isArray(json) ? json : [json as Json]);
const isObject = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);
const isEffect = (json: Json | undefined): json is Effect => json === 'Allow' || json === 'Deny';
const bad = (path: string, message: string): Result<never, PolicyError> =>
  err({ kind: 'malformedPolicy', path, message });

/** Keys that policy variables in these texts name. */
export const variablesIn = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => [...text.matchAll(/\$\{([^},]+)(?:,[^}]*)?\}/g)].map((match) => (match[1] ?? '').trim()));
