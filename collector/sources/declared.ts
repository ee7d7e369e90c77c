import type { RoleEntitlement } from '../../domain/entitlement.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { DirectoryGroup, DirectoryUser } from '../../domain/snapshot.ts';
import { type CsvRow, parseCsv } from '../identity/csv.ts';
import { badInput, type ImportError } from '../import-error.ts';
import { rolePair, type SourceRead } from './asking.ts';
import { type SourceIdentity, sourceOf } from './source-identity.ts';

/** One line of a file that says who gets which role, where nobody can be asked (AD FS, Ping, OneLogin, any other SAML provider). */
export interface DeclaredRow {
  readonly line: number;
  readonly kind: 'user' | 'group';
  /** User name or e-mail address of a user, name of a group. */
  readonly name: string;
  readonly role: string;
  readonly provider: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** The columns of the file, in any order; `tags` and `duration` may be left out. */
const COLUMNS = ['subject', 'role', 'provider', 'tags', 'duration'] as const;
type Column = (typeof COLUMNS)[number];

export function parseDeclared(text: string, file: string): Result<readonly DeclaredRow[], ImportError> {
  const rows = parseCsv(text);
  if (!rows.ok) return err(badInput(file, `line ${rows.error.line}`, rows.error.problem));
  const [head, ...body] = rows.value;
  const columns = (head?.fields ?? []).map((field) => COLUMNS.find((one) => one === field.trim().toLowerCase()));
  const missing = (['subject', 'role', 'provider'] as const).filter((one) => !columns.includes(one));
  if (missing.length > 0 || columns.includes(undefined))
    return err(badInput(file, 'line 1', `its first line names the columns: ${COLUMNS.join(', ')}`));
  const found: DeclaredRow[] = [];
  for (const row of body) {
    const one = rowOf(row, columns as readonly Column[]);
    if (!one.ok) return err(badInput(file, `line ${row.line}`, one.error));
    found.push(one.value);
  }
  return ok(found);
}

function rowOf({ line, fields }: CsvRow, columns: readonly Column[]): Result<DeclaredRow, string> {
  if (fields.length !== columns.length)
    return err(`has ${fields.length} fields, the first line has ${columns.length} columns`);
  const value = (name: Column): string => (fields[columns.indexOf(name)] ?? '').trim();
  const [, kind, name] = /^(user|group):(.+)$/.exec(value('subject')) ?? [];
  if (name === undefined) return err(`\`${value('subject')}\` is neither \`user:...\` nor \`group:...\``);
  const pair = rolePair(`${value('role')},${value('provider')}`);
  if (pair === undefined) return err('`role` and `provider` have to be the ARNs of a role and of a SAML provider');
  if (value('duration') !== '' && !/^\d{3,5}$/.test(value('duration')))
    return err(`\`${value('duration')}\` is no number of seconds`);
  const tags = tagsOf(columns.includes('tags') ? value('tags') : '');
  if (tags === undefined) return err(`\`${value('tags')}\` is no list of tags, as \`Team=cakes;Cost=12\` is`);
  return ok({ line, kind: kind === 'user' ? 'user' : 'group', name, ...pair, tags });
}

function tagsOf(text: string): Readonly<Record<string, string>> | undefined {
  const pairs = text
    .split(';')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => /^([^=]{1,128})=(.{0,256})$/.exec(one));
  if (pairs.some((pair) => pair === null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1]?.trim() ?? '', pair?.[2]?.trim() ?? '']));
}

/** The directory whose users and groups are meant. */
export interface DeclaredFor {
  readonly users: readonly DirectoryUser[];
  readonly groups: readonly DirectoryGroup[];
}

/** What the lines come to for the people of a directory. Whom nobody is called leaves the source open. */
export function declaredRead(
  identity: SourceIdentity,
  file: { readonly closed: boolean; readonly rows: readonly DeclaredRow[] },
  { users, groups }: DeclaredFor,
): SourceRead {
  const byName = new Map<string, Set<string>>();
  const call = (name: string, id: string): void => {
    byName.set(name, (byName.get(name) ?? new Set()).add(id));
  };
  for (const { id, userName, emails } of users)
    for (const name of [userName, ...emails]) call(`user:${name.toLowerCase()}`, id);
  for (const { id, name } of groups) call(`group:${name}`, id);
  const meant = (row: DeclaredRow): readonly string[] => [
    ...(byName.get(`${row.kind}:${row.kind === 'user' ? row.name.toLowerCase() : row.name}`) ?? []),
  ];
  const lost = file.rows.filter((row) => meant(row).length === 0);
  return {
    source: sourceOf(identity, 'declared', file.closed && lost.length === 0),
    users: [],
    groups: [],
    entitlements: file.rows.flatMap((row) => meant(row).map((id) => entitlementOf(identity, row, id))),
    cells: [
      { account: '-', region: identity.id, service: 'declared', call: 'ReadMapping', status: 'complete' },
      ...lost.map(({ line, kind, name }) => ({
        account: '-',
        region: identity.id,
        service: 'declared',
        call: 'ReadMapping',
        status: 'failed' as const,
        target: `line ${line}`,
        detail: `no ${kind} of the directory is called \`${name}\``,
      })),
    ],
  };
}

function entitlementOf(identity: SourceIdentity, row: DeclaredRow, principalId: string): RoleEntitlement {
  const tags = Object.entries(row.tags).map(([key, value]) => [`aws:RequestTag/${key}`, value] as const);
  return {
    source: identity.id,
    principalKind: row.kind,
    principalId,
    role: row.role,
    through: row.provider,
    rule: `line ${row.line}, ${row.kind}:${row.name}`,
    ...(tags.length === 0 ? {} : { fixes: Object.fromEntries(tags) }),
  };
}
