import type { CellStatus, CoverageCell } from '../domain/gap.ts';
import { ALL_CALLS } from './aws/all-calls.ts';
import { sortedList } from './snapshot-kinds.ts';

const BEST_FIRST: readonly CellStatus[] = ['complete', 'throttled', 'denied', 'failed', 'unsupported', 'skipped'];

/** Coverage of several sources: what one of them knows is known. A gap of one item stays, whoever else read the item. */
export function unitedCoverage(lists: readonly (readonly CoverageCell[])[]): readonly CoverageCell[] {
  const byKey = new Map<string, CoverageCell>();
  for (const cell of lists.flat()) {
    const key = [cell.account, cell.region, cell.service, cell.call, cell.target ?? ''].join(' ');
    const known = byKey.get(key);
    if (known === undefined || rank(cell) < rank(known)) byKey.set(key, cell);
  }
  return sortedList('coverage', [...byKey.values()]);
}

const rank = (cell: CoverageCell): number => BEST_FIRST.indexOf(cell.status);

/** Calls of iam that a file of account authorization details stands for. */
const IN_DETAILS = 'iam:GetAccountAuthorizationDetails';
/** The account that gaps of the organisation itself are noted under where nobody knows whose they are. */
const NO_ACCOUNT = '-';

/** What files have of the account authorization details of an account: all, all pages but the last, a part, or none. */
export type DetailsGiven = 'whole' | 'cut' | 'part' | 'none';

/** The cells of accounts known from files alone: each call that no file stands for, unless another source made it. */
export function cellsOfFiles(
  accounts: ReadonlyMap<string, DetailsGiven>,
  known: readonly CoverageCell[],
): readonly CoverageCell[] {
  const made = new Set(known.map((cell) => `${cell.account} ${cell.service}:${cell.call}`));
  const ofOrganization = known.some((cell) => cell.service === 'organizations');
  const cells = [...accounts].flatMap(([account, details]) => cellsOfAccount(account, details, made));
  return ofOrganization ? cells : [...cells, ...callsOf('organization').map((call) => skipped(NO_ACCOUNT, call))];
}

function cellsOfAccount(account: string, given: DetailsGiven, made: ReadonlySet<string>): readonly CoverageCell[] {
  const global = callsOf('account');
  const known = new Set(global.map(nameOf));
  // S3 is asked some things of ordinary buckets and of directory buckets: one gap says both
  const calls = [...global, ...callsOf('region').filter((one) => !known.has(nameOf(one)))].filter(
    (one) =>
      one.service !== 'sts' &&
      (given === 'none' || nameOf(one) !== IN_DETAILS) &&
      !made.has(`${account} ${nameOf(one)}`),
  );
  const details = { account, region: 'global', service: 'iam', call: 'GetAccountAuthorizationDetails' };
  if (given === 'none') return calls.map((call) => skipped(account, call));
  const lastPage: CoverageCell =
    given === 'whole' ? { ...details, status: 'complete' } : { ...details, status: 'skipped', detail: MISSING[given] };
  return [lastPage, ...calls.map((call) => skipped(account, call))];
}

const MISSING = {
  cut: 'the last page is missing: every page given says that another follows',
  part: 'the imported files do not tell all users, groups, roles and policies',
};

const nameOf = ({ service, call }: NamedCall): string => `${service}:${call}`;

interface NamedCall {
  readonly service: string;
  readonly region: string;
  readonly call: string;
}

function callsOf(reach: (typeof ALL_CALLS)[number]['reach']): readonly NamedCall[] {
  return ALL_CALLS.filter((calls) => calls.reach === reach).flatMap(({ service, permissions }) =>
    Object.keys(permissions).map((call) => ({ service, region: reach === 'region' ? '*' : 'global', call })),
  );
}

const skipped = (account: string, { service, region, call }: NamedCall): CoverageCell => ({
  account,
  region,
  service,
  call,
  status: 'skipped',
  detail: 'not contained in the imported files',
});
