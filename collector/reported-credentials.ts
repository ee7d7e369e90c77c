import type { CoverageCell } from '../domain/gap.ts';
import type { IamUser } from '../domain/snapshot.ts';
import type { CredentialReport, ReportedCredentials, ReportedUser } from './credential-report.ts';

/** What one path gives: users of its own, or a report of credentials. */
interface Given {
  readonly users: readonly IamUser[];
  readonly report?: CredentialReport;
}

export interface Joined {
  /** Users whose records a report adds to, and those that no other path knows. */
  readonly users: readonly IamUser[];
  /** What the reports stand for, and whom they name that the details of the account do not have. */
  readonly cells: readonly CoverageCell[];
}

/**
 * Credential reports joined to users by ARN, path by path: of a field that two paths tell, the later one's stands, but keys that are
 * known by their ids stay. Whom the details of an account (`isDetailed`) do not have is no user of the snapshot: policies that nobody
 * read would count as none.
 */
export function joinedCredentials(given: readonly Given[], isDetailed: (account: string) => boolean): Joined {
  const known = new Map(
    given.flatMap(({ users }, path) => users.map((user): [string, Known] => [user.arn, { user, path }])),
  );
  const reports = given.flatMap(({ report }, path) => (report === undefined ? [] : [{ report, path }]));
  const touched = new Map<string, IamUser>();
  const strangers: ReportedUser[] = [];
  for (const { one, path } of reports.flatMap(({ report, path }) => report.users.map((one) => ({ one, path })))) {
    const its = known.get(one.arn);
    const before = touched.get(one.arn) ?? its?.user;
    if (before === undefined && isDetailed(one.account)) strangers.push(one);
    else touched.set(one.arn, before === undefined ? userOf(one) : withReport(before, one, path > (its?.path ?? -1)));
  }
  const accounts = reports.flatMap(({ report }) => report.accounts);
  return {
    users: [...touched.values()],
    cells: [...accounts.map(({ id }) => reportCell(id)), ...strangers.map(strangerCell)],
  };
}

/** A user, and the last of the paths that have it. */
interface Known {
  readonly user: IamUser;
  readonly path: number;
}

const userOf = (one: ReportedUser): IamUser => ({
  ...one,
  tags: {},
  groups: [],
  inlinePolicies: [],
  attachedPolicies: [],
});

function withReport(known: IamUser, { createdAt, accessKeys, ...one }: ReportedUser, isLater: boolean): IamUser {
  const { arn: _, account: __, name: ___, path: ____, ...told } = one;
  const keys = known.accessKeys ?? accessKeys;
  const credentials: ReportedCredentials = isLater
    ? { ...credentialsOf(known), ...told }
    : { ...told, ...credentialsOf(known) };
  return {
    ...known,
    ...(known.createdAt === undefined && createdAt !== undefined ? { createdAt } : {}),
    ...credentials,
    ...(keys === undefined ? {} : { accessKeys: keys }),
  };
}

function credentialsOf({ hasPassword, hasMfa, passwordLastUsed }: IamUser): ReportedCredentials {
  return {
    ...(hasPassword === undefined ? {} : { hasPassword }),
    ...(hasMfa === undefined ? {} : { hasMfa }),
    ...(passwordLastUsed === undefined ? {} : { passwordLastUsed }),
  };
}

const REPORT = { region: 'global', service: 'iam', call: 'GetCredentialReport' } as const;
const reportCell = (account: string): CoverageCell => ({ account, ...REPORT, status: 'complete' });
const strangerCell = ({ account, arn }: ReportedUser): CoverageCell => ({
  account,
  ...REPORT,
  status: 'skipped',
  target: arn,
  detail: 'the details of the account, which are of another time, do not have this user: left out',
});

const TOLD_IN_PART: Readonly<Record<string, string>> = {
  GetLoginProfile: 'a credential report tells in its stead who has a password',
  ListUsers: 'a credential report tells in its stead when passwords were last used',
  ListMFADevices: 'a credential report tells in its stead who has an MFA device, not how many',
  ListAccessKeys: 'a credential report tells in its stead of two keys of each user, without their ids',
  GetAccessKeyLastUsed: 'a credential report tells in its stead of two keys of each user, without their ids',
};

/** Calls that were not made and whose place a report takes in part say so. */
export function withReportedCalls(
  cells: readonly CoverageCell[],
  accounts: ReadonlySet<string>,
): readonly CoverageCell[] {
  return cells.map((cell) => {
    const detail = cell.service === 'iam' && cell.status === 'skipped' ? TOLD_IN_PART[cell.call] : undefined;
    return detail === undefined || !accounts.has(cell.account) ? cell : { ...cell, detail };
  });
}
