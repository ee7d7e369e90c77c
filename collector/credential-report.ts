import { parseArn } from '../domain/arn.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { AccessKey, Account, IamUser } from '../domain/snapshot.ts';
import type { CredentialUse, KeyUse } from '../domain/usage.ts';
import { type CsvRow, parseCsv } from './identity/csv.ts';
import { badInput, type ImportError } from './import-error.ts';

/** What a credential report tells of one IAM user; a field left out is not known from it. */
export type ReportedUser = Pick<IamUser, 'arn' | 'account' | 'name' | 'path'> & ReportedCredentials;
export type ReportedCredentials = Pick<
  IamUser,
  'createdAt' | 'hasPassword' | 'hasMfa' | 'passwordLastUsed' | 'accessKeys'
>;

export interface CredentialReport {
  readonly accounts: readonly Account[];
  readonly users: readonly ReportedUser[];
  /** How the credentials of each row were used, the root user's as well. */
  readonly uses: readonly ReportedUse[];
}

export interface ReportedUse {
  readonly principal: string;
  readonly account: string;
  readonly createdAt?: string;
  readonly credentials: CredentialUse;
}

/** By these columns a report is told from other CSV; what AWS adds to them is passed over. */
const NEEDED = ['user', 'arn', 'user_creation_time', 'password_enabled', 'mfa_active', 'access_key_1_active'] as const;

/** Is this line the head of a credential report? */
export const isReportHead = (columns: readonly string[]): boolean =>
  ['user', 'arn', 'password_enabled'].every((name) => columns.includes(name));

/**
 * The CSV of iam:GetCredentialReport; `file` names it in messages. Of the root user it tells the account alone. Source: IAM User
 * Guide, Generate credential reports for your AWS account.
 */
export function parseCredentialReport(text: string, file: string): Result<CredentialReport, ImportError> {
  const rows = parseCsv(text);
  if (!rows.ok) return err(badInput(file, `line ${rows.error.line}`, rows.error.problem));
  const [head, ...body] = rows.value;
  const columns = (head?.fields ?? []).map((field) => field.trim().toLowerCase());
  const missing = NEEDED.find((name) => !columns.includes(name));
  if (missing !== undefined) return err(badInput(file, 'line 1', `the column \`${missing}\` is missing`));
  const accounts = new Map<string, Account>();
  const users = new Map<string, ReportedUser>();
  const uses: ReportedUse[] = [];
  for (const row of body) {
    const read = readRow(row, columns, file);
    if (!read.ok) return read;
    const { account, partition, user, use } = read.value;
    uses.push(use);
    accounts.set(account, { id: account, partition });
    if (user === undefined) continue;
    if (users.has(user.arn))
      return err(badInput(file, `line ${row.line}`, `\`${user.arn}\` stands there twice; keep one line`));
    users.set(user.arn, user);
  }
  if (accounts.size === 0) return err(badInput(file, undefined, 'it holds nothing of an account'));
  return ok({ accounts: [...accounts.values()], users: [...users.values()], uses });
}

interface ReadRow {
  readonly account: string;
  readonly partition: string;
  /** Undefined: the row is that of the root user. */
  readonly user?: ReportedUser;
  readonly use: ReportedUse;
}

function readRow({ line, fields }: CsvRow, columns: readonly string[], file: string): Result<ReadRow, ImportError> {
  const place = `line ${line}`;
  if (fields.length !== columns.length)
    return err(badInput(file, place, `has ${fields.length} fields, the first line has ${columns.length} columns`));
  const values = new Map(columns.map((column, index) => [column, (fields[index] ?? '').trim()]));
  const text = values.get('arn') ?? '';
  const arn = parseArn(text);
  if (!arn.ok || !/^arn:[^:]+:iam::\d{12}:/.test(text))
    return err(badInput(file, `${place}, arn`, `\`${text}\` is no ARN of a user`));
  const { account, partition, resource } = arn.value;
  const [, path = '/', name] = /^user(\/|\/.*\/)([^/]+)$/.exec(resource) ?? [];
  if (name === undefined && resource !== 'root')
    return err(badInput(file, `${place}, arn`, `\`${text}\` is no ARN of a user`));
  const credentials = readCredentials(values);
  if (!credentials.ok) return err(badInput(file, `${place}, ${credentials.error.column}`, credentials.error.problem));
  const changed = timeOf(values, 'password_last_changed');
  if (!changed.ok) return err(badInput(file, `${place}, ${changed.error.column}`, changed.error.problem));
  const use = useOf(text, account, credentials.value, changed.value);
  const user = name === undefined ? undefined : { arn: text, account, name, path, ...credentials.value };
  return ok({ account, partition, use, ...(user === undefined ? {} : { user }) });
}

function useOf(
  principal: string,
  account: string,
  { createdAt, accessKeys = [], hasPassword, hasMfa, passwordLastUsed }: ReportedCredentials,
  passwordChanged: string | undefined,
): ReportedUse {
  const credentials: CredentialUse = {
    ...(hasPassword === undefined ? {} : { hasPassword }),
    ...(passwordLastUsed === undefined ? {} : { passwordLastUsed }),
    ...(passwordChanged === undefined ? {} : { passwordChanged }),
    ...(hasMfa === undefined ? {} : { hasMfa }),
    ...(accessKeys.length === 0 ? {} : { keys: accessKeys.map(keyUseOf) }),
  };
  return { principal, account, credentials, ...(createdAt === undefined ? {} : { createdAt }) };
}

const keyUseOf = ({ id, status, createdAt, lastUsed, lastUsedService, lastUsedRegion }: AccessKey): KeyUse => ({
  id,
  active: status === 'Active',
  ...(createdAt === undefined ? {} : { changed: createdAt }),
  ...(lastUsed === undefined ? {} : { at: lastUsed }),
  ...(lastUsedRegion === undefined ? {} : { region: lastUsedRegion }),
  ...(lastUsedService === undefined ? {} : { service: lastUsedService }),
});

type Values = ReadonlyMap<string, string>;
interface BadField {
  readonly column: string;
  readonly problem: string;
}

/** Says of a field that it is no answer: a root user, a user without password, nothing tracked. */
const NOTHING_TOLD = new Set(['', 'n/a', 'no_information', 'not_supported']);

function readCredentials(values: Values): Result<ReportedCredentials, BadField> {
  const password = flagOf(values, 'password_enabled');
  const mfa = flagOf(values, 'mfa_active');
  const created = timeOf(values, 'user_creation_time');
  const used = timeOf(values, 'password_last_used');
  const first = keyOf(values, 'access_key_1');
  const second = keyOf(values, 'access_key_2');
  for (const one of [password, mfa, created, used, first, second]) if (!one.ok) return one;
  const keys = [first, second].flatMap((one) => (one.ok ? (one.value ?? []) : []));
  return ok({
    ...(created.ok && created.value !== undefined ? { createdAt: created.value } : {}),
    ...(password.ok && password.value !== undefined ? { hasPassword: password.value } : {}),
    ...(mfa.ok && mfa.value !== undefined ? { hasMfa: mfa.value } : {}),
    ...(used.ok && used.value !== undefined ? { passwordLastUsed: used.value } : {}),
    ...(keys.length === 0 ? {} : { accessKeys: keys }),
  });
}

function flagOf(values: Values, column: string): Result<boolean | undefined, BadField> {
  const text = (values.get(column) ?? '').toLowerCase();
  if (text === 'true' || text === 'false') return ok(text === 'true');
  return NOTHING_TOLD.has(text)
    ? ok(undefined)
    : err({ column, problem: `\`${values.get(column) ?? ''}\` is neither \`true\` nor \`false\`` });
}

function timeOf(values: Values, column: string): Result<string | undefined, BadField> {
  const text = values.get(column) ?? '';
  if (NOTHING_TOLD.has(text.toLowerCase())) return ok(undefined);
  const time = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time)
    ? err({ column, problem: `\`${text}\` is no date and time` })
    : ok(new Date(time).toISOString());
}

/**
 * Undefined: the report tells of no such key. That a key is not active does not say that it is not there: only a key that is has a time
 * of rotation, which AWS counts from its making.
 */
function keyOf(values: Values, column: string): Result<AccessKey | undefined, BadField> {
  const active = flagOf(values, `${column}_active`);
  if (!active.ok) return active;
  const rotated = timeOf(values, `${column}_last_rotated`);
  if (!rotated.ok) return rotated;
  const used = timeOf(values, `${column}_last_used_date`);
  if (!used.ok) return used;
  if (active.value !== true && rotated.value === undefined) return ok(undefined);
  return ok({
    id: column,
    status: active.value === true ? 'Active' : 'Inactive',
    ...(rotated.value === undefined ? {} : { createdAt: rotated.value }),
    ...(used.value === undefined ? {} : { lastUsed: used.value, ...lastUseOfKey(values, column) }),
  });
}

function lastUseOfKey(values: Values, column: string): Pick<AccessKey, 'lastUsedService' | 'lastUsedRegion'> {
  const [service, region] = ['service', 'region'].map((what) => {
    const told = values.get(`${column}_last_used_${what}`) ?? '';
    return NOTHING_TOLD.has(told.toLowerCase()) ? undefined : told;
  });
  return {
    ...(service === undefined ? {} : { lastUsedService: service }),
    ...(region === undefined ? {} : { lastUsedRegion: region }),
  };
}
