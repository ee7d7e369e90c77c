import { setTimeout as sleep } from 'node:timers/promises';
import { isServiceLinkedRoleArn } from '../../domain/principal.ts';
import type { IamRole, IamUser } from '../../domain/snapshot.ts';
import type { PrincipalUsage, ServiceUse } from '../../domain/usage.ts';
import type { JsonObject } from '../call-source.ts';
import { parseCredentialReport } from '../credential-report.ts';
import { Limiter } from '../limiter.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { reportUsage } from '../report-usage.ts';
import { compareText } from '../snapshot-kinds.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { neededText, objectOf, objectsOf, textOf, timeOf } from './answers.ts';
import { lastUsedOf } from './iam-entities.ts';

type IamUsageCall =
  | 'GetRole'
  | 'GenerateServiceLastAccessedDetails'
  | 'GetServiceLastAccessedDetails'
  | 'GenerateCredentialReport'
  | 'GetCredentialReport';

/** Made with `--usage` alone: two calls and more for each user and role. */
export const IAM_USAGE: ServiceCalls<IamUsageCall> = {
  service: 'iam',
  reach: 'account',
  permissions: {
    GetRole: ['iam:GetRole'],
    GenerateServiceLastAccessedDetails: ['iam:GenerateServiceLastAccessedDetails'],
    GetServiceLastAccessedDetails: ['iam:GetServiceLastAccessedDetails'],
    GenerateCredentialReport: ['iam:GenerateCredentialReport'],
    GetCredentialReport: ['iam:GetCredentialReport'],
  },
};

type IamUsageReader = Reader<IamUsageCall>;

/** How long a report is waited for; waiting costs a call each time. */
export interface Patience {
  pause(ms: number): Promise<unknown>;
  /** Milliseconds before each further look. */
  readonly waits: readonly number[];
}

const seconds = (many: readonly number[]): readonly number[] => many.map((one) => one * 1000);
/** About two minutes; most reports are there after a few seconds. */
const PATIENT: Patience = {
  pause: (ms) => sleep(ms),
  waits: seconds([0.5, 1, 2, 3, 4, 5, 5, 5, 5, 10, 10, 10, 15, 15, 15, 15]),
};
const REPORTS_AT_ONCE = 8;
const NO_REPORT = 'NoReport';
const NO_SUCH = ['NoSuchEntity', 'NoSuchEntityException'];

/** How the users and roles of an account were used, as far as IAM tells; what it does not tell is a gap. */
export async function collectUsage(
  reader: IamUsageReader,
  { users = [], roles = [] }: Pick<SnapshotPart, 'users' | 'roles'>,
  patience: Patience = PATIENT,
): Promise<Pick<SnapshotPart, 'roles' | 'usage'>> {
  const limiter = new Limiter(REPORTS_AT_ONCE);
  const own = roles.filter(({ arn }) => !isServiceLinkedRoleArn(arn));
  const [accessed, report, renewed] = await Promise.all([
    Promise.all([...users, ...own].map((one) => limiter.run(() => lastAccessed(reader, one, patience)))),
    credentialReport(reader, patience),
    Promise.all(own.map((role) => limiter.run(() => withLastUse(reader, role)))),
  ]);
  return { roles: renewed.flatMap((one) => one ?? []), usage: [...accessed.flatMap((one) => one ?? []), ...report] };
}

/** Details of the account may lack the last use of a role; asked alone IAM tells it. */
async function withLastUse(reader: IamUsageReader, role: IamRole): Promise<IamRole | undefined> {
  if (role.lastUsed !== undefined) return undefined;
  const answer = await reader.get('GetRole', { RoleName: role.name }, { target: role.arn });
  const lastUsed = lastUsedOf(objectOf(answer, 'Role') ?? {});
  return lastUsed === undefined ? undefined : { ...role, lastUsed };
}

type Tracked = Pick<IamUser | IamRole, 'arn' | 'account'>;

async function lastAccessed(
  reader: IamUsageReader,
  one: Tracked,
  patience: Patience,
): Promise<PrincipalUsage | undefined> {
  // a report is for the session that asked for it: where that has ended, it is asked for once more
  const pages = (await reportOf(reader, one, patience)) ?? (await reportOf(reader, one, patience));
  if (pages === undefined)
    reader.doubt('GetServiceLastAccessedDetails', one.arn, 'IAM does not know it any more', NO_REPORT);
  const [first] = pages ?? [];
  if (pages === undefined || first === undefined) return undefined;
  const services = pages.flatMap((page) => objectsOf(page, 'ServicesLastAccessed')).map(serviceUse);
  return {
    version: 1,
    principal: one.arn,
    account: one.account,
    source: 'lastAccessed',
    until: timeOf(first, 'JobCompletionDate') ?? neededText(first, 'JobCompletionDate'),
    services: services.toSorted((a, b) => compareText(a.service, b.service)),
  };
}

/** Pages of a finished report; none where it failed (a gap is noted); undefined where IAM does not know the report. */
async function reportOf(
  reader: IamUsageReader,
  { arn }: Tracked,
  patience: Patience,
): Promise<readonly JsonObject[] | undefined> {
  const target = arn;
  const asked = await reader.get(
    'GenerateServiceLastAccessedDetails',
    { Arn: arn, Granularity: 'ACTION_LEVEL' },
    { target },
  );
  if (asked === undefined) return [];
  const input = { JobId: neededText(asked, 'JobId'), MaxItems: 1000 };
  for (const wait of [...patience.waits, undefined]) {
    const found = await reader.lookUp('GetServiceLastAccessedDetails', input, { target, notSet: NO_SUCH });
    if (found.kind === 'notSet') return undefined;
    if (found.kind === 'failed') return [];
    const { answer } = found;
    if (answer['JobStatus'] === 'COMPLETED') return [answer, ...(await furtherPages(reader, input, answer, target))];
    if (answer['JobStatus'] !== 'IN_PROGRESS') return noReport(reader, target, whyFailed(answer));
    if (wait !== undefined) await patience.pause(wait);
  }
  return noReport(reader, target, 'the report was not ready in time');
}

function noReport(reader: IamUsageReader, target: string, why: string): readonly JsonObject[] {
  reader.doubt('GetServiceLastAccessedDetails', target, why, NO_REPORT);
  return [];
}

const whyFailed = (answer: JsonObject): string =>
  textOf(objectOf(answer, 'Error') ?? {}, 'Message') ?? 'the report could not be made';

async function furtherPages(
  reader: IamUsageReader,
  input: JsonObject,
  first: JsonObject,
  target: string,
): Promise<readonly JsonObject[]> {
  const marker = textOf(first, 'Marker');
  const paging = { answer: 'Marker', input: 'Marker' };
  if (marker === undefined) return [];
  return reader.pages('GetServiceLastAccessedDetails', { ...input, Marker: marker }, paging, { target });
}

/**
 * IAM leaves out the tracked actions where there are none, and also where none of them was used: then nothing is told of
 * single actions. Source: AWS IAM API Reference, ServiceLastAccessed.
 */
function serviceUse(item: JsonObject): ServiceUse {
  const at = timeOf(item, 'LastAuthenticated');
  const region = textOf(item, 'LastAuthenticatedRegion');
  const tracked = objectsOf(item, 'TrackedActionsLastAccessed').map((action) => ({
    action: neededText(action, 'ActionName'),
    at: timeOf(action, 'LastAccessedTime'),
    region: textOf(action, 'LastAccessedRegion'),
  }));
  const used = tracked.flatMap(({ action, at: when, region: where }) =>
    when === undefined ? [] : [{ action, at: when, ...(where === undefined ? {} : { region: where }) }],
  );
  const unused = tracked.flatMap(({ action, at: when }) => (when === undefined ? [action] : []));
  return {
    service: neededText(item, 'ServiceNamespace'),
    ...(at === undefined ? {} : { at }),
    ...(region === undefined ? {} : { region }),
    ...(used.length === 0 ? {} : { actions: used.toSorted((a, b) => compareText(a.action, b.action)) }),
    ...(unused.length === 0 ? {} : { unusedActions: unused.toSorted(compareText) }),
  };
}

/** IAM makes a report at most every four hours, and gives the one before where it is younger. */
async function credentialReport(reader: IamUsageReader, patience: Patience): Promise<readonly PrincipalUsage[]> {
  for (const wait of [...patience.waits, undefined]) {
    const made = await reader.get('GenerateCredentialReport', {});
    if (made === undefined) return [];
    if (made['State'] === 'COMPLETE') return readReport(reader);
    if (wait !== undefined) await patience.pause(wait);
  }
  reader.doubt('GenerateCredentialReport', reader.place.account, 'the report was not ready in time', NO_REPORT);
  return [];
}

async function readReport(reader: IamUsageReader): Promise<readonly PrincipalUsage[]> {
  const answer = await reader.get('GetCredentialReport', {});
  if (answer === undefined) return [];
  const text = Buffer.from(neededText(answer, 'Content'), 'base64').toString('utf8');
  const report = parseCredentialReport(text, 'credential report');
  if (report.ok) return reportUsage(report.value, neededText(answer, 'GeneratedTime'));
  reader.doubt('GetCredentialReport', reader.place.account, report.error.message);
  return [];
}
