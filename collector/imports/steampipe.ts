import { type Arn, parseArn } from '../../domain/arn.ts';
import type { Json } from '../../domain/policy.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { textOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import type { DocumentPool } from '../document-pool.ts';
import { badInput, type ImportError } from '../import-error.ts';
import { isList, isObject } from '../schema-check.ts';
import { type FileOffer, NOT_TOLD, Offer } from './offer.ts';
import { readRows } from './rows.ts';
import { OrganizationRows } from './steampipe-organization.ts';
import { entityRow, thingRow } from './steampipe-rows.ts';
import { typeOfArn } from './told.ts';

/**
 * What `steampipe query --output json` prints: `{"columns":[...],"rows":[...]}`, in older versions `{"rows":[...]}` or a list of rows, whose
 * columns are in small letters, as nothing of AWS's own answers is. Sources: Steampipe's changelog, v0.24.0; turbot/steampipe 4317.
 */
export const isSteampipeHead = (head: string): boolean =>
  /^\s*\{\s*"(columns|rows)"\s*:/.test(head) || /^\s*\[\s*(\]\s*$|\{\s*"[a-z][a-z0-9_]*"\s*:)/.test(head);

/** Tables of IAM by the column that each alone has, and the call that would say whether everything is there. */
const IAM_TABLES = [
  ['user', 'user_id', 'ListUsers'],
  ['group', 'group_id', 'ListGroups'],
  ['role', 'role_id', 'ListRoles'],
  ['policy', 'policy_id', 'ListPolicies'],
] as const;
type Table = (typeof IAM_TABLES)[number][0];

const EXPECTED = 'expected is what `steampipe query --output json` prints for tables of its AWS plugin';

/** All results of one import as one: what one of them leaves out, another may have. */
export async function readSteampipe(
  files: readonly string[],
  pool: DocumentPool,
): Promise<Result<FileOffer, ImportError>> {
  const gathering = new Gathering(pool);
  for (const file of files) {
    const problem = await readRows(file, ['rows'], EXPECTED, (row) => gathering.take(row));
    if (problem !== undefined) return err(problem);
  }
  return gathering.result(files[0] ?? '');
}

class Gathering {
  readonly #offer: Offer;
  readonly #organization = new OrganizationRows();
  /** Accounts by the tables of IAM that have a row of theirs. */
  readonly #seen = new Map<string, Set<Table>>();
  /** Tables that were asked for and have no row at all. */
  readonly #empty = new Set<Table>();

  constructor(pool: DocumentPool) {
    this.#offer = new Offer({ service: 'steampipe', call: 'Query' }, pool);
  }

  /** Rows of other tables are passed over; a result without rows is its columns. */
  take(row: JsonObject): void {
    const { columns } = row;
    if (columns !== undefined && isList(columns)) this.#noteEmpty(columns);
    const text = arnOf(row) ?? '';
    const arn = parseArn(text);
    if (!arn.ok) return;
    const type = typeOfArn(text);
    if (arn.value.service === 'iam') this.#keepOfIam(row, text, arn.value);
    else if (arn.value.service === 'organizations') this.#organization.take(row, arn.value);
    else if (type !== undefined) this.#offer.thing(thingRow(text, type, row));
  }

  result(file: string): Result<FileOffer, ImportError> {
    this.#organization.offerTo(this.#offer);
    if (this.#offer.isEmpty)
      return err(badInput(file, undefined, `it holds no row of a table that is read from it; ${EXPECTED}`));
    for (const [account, seen] of this.#seen) {
      const isTold = (table: Table): boolean => seen.has(table) || (this.#seen.size === 1 && this.#empty.has(table));
      if (!IAM_TABLES.every(([table]) => isTold(table))) this.#offer.details(account, false);
      for (const [table, , call] of IAM_TABLES) if (isTold(table)) this.#offer.gap(account, 'iam', table, UNSAID, call);
    }
    return ok(this.#offer.result());
  }

  #noteEmpty(columns: readonly Json[]): void {
    const names = columns.filter(isObject).map((column) => textOf(column, 'name'));
    for (const [table, column] of IAM_TABLES) if (names.includes(column)) this.#empty.add(table);
  }

  #keepOfIam(row: JsonObject, text: string, { account, resource, partition }: Arn): void {
    const table = IAM_TABLES.find(([kind]) => resource.startsWith(`${kind}/`))?.[0];
    if (table === undefined) return;
    if (table === 'policy') this.#offer.managedPolicy(text, row['policy'] ?? NOT_TOLD);
    else entityRow(this.#offer, table, text, row);
    // the policies of AWS are in the table of every account
    const asked = account === 'aws' ? textOf(row, 'account_id') : account;
    if (asked === undefined) return;
    this.#offer.account(asked, partition);
    this.#seen.set(asked, (this.#seen.get(asked) ?? new Set<Table>()).add(table));
  }
}

const UNSAID = 'rows that a query left out, or was not allowed to read, its result does not show';

/** Of a subscription, `topic_arn` is what it is of. */
const arnOf = (row: JsonObject): string | undefined =>
  textOf(row, 'arn') ??
  textOf(row, 'queue_arn') ??
  (row['subscription_arn'] === undefined ? textOf(row, 'topic_arn') : undefined);
