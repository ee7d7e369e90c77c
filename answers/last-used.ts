import type { IamRole, IamUser, Snapshot } from '../domain/snapshot.ts';
import type { LastUsed, PrincipalUsage, SeenCall } from '../domain/usage.ts';
import { actionsOfEvent } from '../reasoning/event-actions.ts';

type Tells = Pick<Snapshot, 'users' | 'roles' | 'usage'>;

/**
 * The last use that anything in the snapshot tells of each of these principals. Who is left out is not known to have been
 * used, which does not say that nobody did.
 */
function lastUsedOf({ users, roles, usage }: Tells, principals: Iterable<string>): Readonly<Record<string, LastUsed>> {
  const wanted = new Set(principals);
  const arnOf = usage.length === 0 ? new Map<string, string>() : arnsById([...users, ...roles]);
  const latest = new Map<string, LastUsed>();
  const tell = (principal: string, told: readonly LastUsed[]): void => {
    if (!wanted.has(principal)) return;
    for (const one of told) if ((latest.get(principal)?.at ?? '') < one.at) latest.set(principal, one);
  };
  for (const role of roles) tell(role.arn, ofRole(role));
  for (const user of users) tell(user.arn, ofUser(user));
  for (const record of usage) tell(arnOf.get(record.principal) ?? record.principal, ofRecord(record));
  return Object.fromEntries([...latest].sort(([a], [b]) => (a < b ? -1 : 1)));
}

const arnsById = (principals: readonly Pick<IamRole, 'arn' | 'uniqueId'>[]): ReadonlyMap<string, string> =>
  new Map(principals.map(({ arn, uniqueId }) => [uniqueId ?? arn, arn]));

const byIam = (at: string | undefined): readonly LastUsed[] => (at === undefined ? [] : [{ at, source: 'iam' }]);

const ofRole = ({ lastUsed }: IamRole): readonly LastUsed[] => byIam(lastUsed?.at);

const ofUser = ({ passwordLastUsed, accessKeys = [] }: IamUser): readonly LastUsed[] =>
  [passwordLastUsed, ...accessKeys.map(({ lastUsed }) => lastUsed)].flatMap(byIam);

function ofRecord({ source, services = [], credentials = {}, events }: PrincipalUsage): readonly LastUsed[] {
  const { passwordLastUsed, keys = [] } = credentials;
  const times = [
    ...services.map(({ at }) => at),
    passwordLastUsed,
    ...keys.map(({ at }) => at),
    ...(events?.calls ?? []).map(({ last }) => last),
  ];
  return times.flatMap((at) => (at === undefined ? [] : [{ at, source }]));
}

/** As answers carry it: left out where nothing is known. */
export function toldLastUse(
  snapshot: Tells,
  principals: Iterable<string>,
): { readonly lastUsed?: Readonly<Record<string, LastUsed>> } {
  const lastUsed = lastUsedOf(snapshot, principals);
  return Object.keys(lastUsed).length === 0 ? {} : { lastUsed };
}

/** What log files of CloudTrail have of a principal's calls; left out where they have none. */
export function seenCalls(
  { usage }: Pick<Snapshot, 'usage'>,
  principal: string,
): { readonly seen?: readonly SeenCall[] } {
  const record = usage.find((one) => one.source === 'cloudTrail' && one.principal === principal);
  if (record?.events === undefined) return {};
  const seen = record.events.calls.map(({ event, count, first, last, errors }) => ({
    event,
    actions: actionsOfEvent(event),
    count,
    first,
    last,
    ...(errors === undefined ? {} : { errors }),
  }));
  return { seen };
}
