import { ok, type Result } from '../domain/result.ts';
import type { Account } from '../domain/snapshot.ts';
import { collectAccount, enabledRegions, globalPlace } from './account.ts';
import { type Caller, callerOf, roleArn } from './aws/caller.ts';
import { collectOrganization, ORGANIZATIONS } from './aws/organizations.ts';
import { CALLER, type CallFailure, type CallSource } from './call-source.ts';
import { ACCOUNT_ACCESS, collectAccountAccess } from './identity/account-access.ts';
import { IDENTITY_STORE } from './identity/directory.ts';
import { collectIdentityCenter } from './identity/identity-center.ts';
import { SSO_ADMIN, type SsoAdminReader } from './identity/permission-sets.ts';
import { Ledger } from './ledger.ts';
import { Limiter } from './limiter.ts';
import type { Plan } from './plan.ts';
import type { Run } from './run.ts';
import type { SnapshotPart } from './snapshot-part.ts';

/** Accounts read side by side; more would only queue behind the limit on calls. */
const ACCOUNTS_AT_ONCE = 8;

/**
 * Reads an organisation (or the one account) as the plan says. Fails only where not even the caller is known;
 * everything else that cannot be read is a gap in the run's ledger.
 */
export async function gather(run: Run): Promise<Result<readonly SnapshotPart[], CallFailure>> {
  const caller = await identify(run.source, run.plan);
  if (!caller.ok) return caller;
  const me = caller.value;
  const place = globalPlace(me);
  const organization = (await run.task(me, ORGANIZATIONS, place, collectOrganization)) ?? {};
  const spare = run.plan.regions ?? (await enabledRegions(run, me)) ?? [run.plan.homeRegion];
  const accounts = accountsToRead(run, me, organization.accounts ?? []);
  await run.readAhead(accounts, spare);
  const limiter = new Limiter(ACCOUNTS_AT_ONCE);
  const [identities, ...parts] = await Promise.all([
    gatherIdentities(run, me, organization, spare),
    ...accounts.map((account) =>
      limiter.run(() => run.account(accounts.length, () => gatherAccount(run, me, account, spare))),
    ),
  ]);
  return ok([
    { accounts: [{ id: me.account, partition: me.partition }] },
    organization,
    ...identities,
    ...parts.flat(),
  ]);
}

/** Whose credentials these are. */
export async function identify(
  source: CallSource,
  plan: Pick<Plan, 'homeRegion'>,
): Promise<Result<Caller, CallFailure>> {
  const call = {
    account: CALLER,
    region: plan.homeRegion,
    service: 'sts',
    operation: 'GetCallerIdentity',
    input: {},
  } as const;
  const answer = await source.call(call);
  return answer.ok ? ok(callerOf(answer.value)) : answer;
}

/** Ids of the accounts that are read; for the others it is noted that, and why, they are not. */
function accountsToRead({ plan, ledger }: Run, me: Caller, known: readonly Account[]): readonly string[] {
  const wanted = plan.accounts;
  const all = new Set([...(known.length === 0 ? [me.account] : known.map((account) => account.id)), ...(wanted ?? [])]);
  const status = new Map(known.map((account) => [account.id, account.status ?? 'ACTIVE']));
  return [...all].sort().filter((account) => {
    const asked = wanted === undefined || wanted.includes(account);
    const active = (status.get(account) ?? 'ACTIVE') === 'ACTIVE';
    if (asked && active) return true;
    ledger.add({
      ...assumeRoleCell(account),
      status: 'skipped',
      detail: asked ? `the account is ${String(status.get(account))}` : 'not among the accounts asked for',
    });
    return false;
  });
}

const assumeRoleCell = (account: string) => ({ account, region: 'global', service: 'sts', call: 'AssumeRole' });

/** Everything of one account; where it cannot be entered, a gap. `me`: whose credentials these are. */
export async function gatherAccount(
  run: Run,
  me: Caller,
  account: string,
  spare: readonly string[],
): Promise<readonly SnapshotPart[]> {
  const caller = { account, partition: me.partition };
  if (account !== me.account) {
    const { homeRegion, roleName } = run.plan;
    const call = { account, region: homeRegion, service: 'sts', operation: 'GetCallerIdentity', input: {} } as const;
    const admitted = await run.source.call(call);
    if (!admitted.ok) {
      run.ledger.failed(assumeRoleCell(account), admitted.error, roleArn(me.partition, account, roleName));
      return [{ accounts: [{ id: account, partition: me.partition }] }];
    }
    run.ledger.answered(assumeRoleCell(account));
  }
  return collectAccount(run, caller, spare);
}

/**
 * Identity Center answers in the management account or in a delegated one, in its home Region alone. An organisation has
 * one instance: once it is found, what other Regions did not answer leaves nothing open.
 * Source: IAM Identity Center User Guide, Organization and account instances.
 */
async function gatherIdentities(
  run: Run,
  me: Caller,
  { organization, accounts = [] }: SnapshotPart,
  regions: readonly string[],
): Promise<readonly SnapshotPart[]> {
  if (organization === undefined) return [];
  const ids = accounts.map((account) => account.id);
  const asked = run.plan.regions === undefined ? regions : ((await enabledRegions(run, me)) ?? regions);
  const looks = await Promise.all(
    asked.map(async (region) => {
      const ledger = new Ledger();
      const place = { ...me, region, cellRegion: region };
      const read = (sso: SsoAdminReader): Promise<SnapshotPart> =>
        collectIdentityCenter({ sso, store: sso.beside(IDENTITY_STORE) }, organization.managementAccount, ids);
      return { ledger, part: (await run.task(me, SSO_ADMIN, place, read, ledger)) ?? {} };
    }),
  );
  const found = looks.filter(({ part }) => (part.identityCenters ?? []).length > 0);
  for (const { ledger } of found.length === 0 ? looks : found) run.ledger.absorb(ledger);
  const parts = found.map(({ part }) => part);
  const home = parts.flatMap((part) => part.identityCenters ?? [])[0]?.region;
  if (home === undefined) return parts;
  const place = { ...me, region: home, cellRegion: home };
  const entitled = await run.task(me, ACCOUNT_ACCESS, place, (reader) => collectAccountAccess(reader, ids));
  return [...parts, entitled ?? {}];
}
