import { err, ok, type Result } from '../domain/result.ts';
import { SdkSource, type SdkSourceOptions } from './aws/sdk-source.ts';
import type { CallSource } from './call-source.ts';
import { gatherAccount, identify } from './gather.ts';
import type { Plan } from './plan.ts';
import { Run } from './run.ts';
import { type SharedUnits, UnitsOfAll } from './units.ts';
import { TOOL } from './version.ts';

/** One account of a collection, for a process that reads it before the collection comes to it. Plain data. */
export interface AccountAhead {
  readonly account: string;
  readonly spare: readonly string[];
  readonly plan: Plan;
  /** Account whose credentials the collection has. */
  readonly caller: string;
  readonly endpoint?: string;
  readonly tool: string;
}

/** As whom a process reads for others. */
export type AheadOptions = Pick<SdkSourceOptions, 'profile' | 'roleName' | 'externalId'>;

/** For tests against an emulator, as of `collect`. */
export interface AheadSurroundings extends Pick<SdkSourceOptions, 'signal' | 'classify' | 'answerMs'> {
  readonly adapt?: (source: CallSource) => CallSource;
}

export interface AheadError {
  readonly kind: 'badInput' | 'credentials';
  readonly message: string;
}

/** Others who read for a collection. `run` names the collection, also when it goes on after a break. */
export interface Helpers {
  units(run: string): SharedUnits;
  /** Resolves when every account was read, or nobody is left who would; what is missing, the collection reads by itself. */
  read(run: string, accounts: readonly AccountAhead[]): Promise<void>;
  /** The snapshot stands. */
  forget(run: string): Promise<void>;
}

/** What is the same for all accounts of a collection. */
export function workOf(plan: Plan, caller: string): Omit<AccountAhead, 'account' | 'spare'> {
  return { plan, caller, tool: TOOL.version, ...ownEndpoint() };
}

/** Another endpoint than AWS's own, where one is set. */
export function ownEndpoint(): Pick<AccountAhead, 'endpoint'> {
  const endpoint = process.env['AWS_ENDPOINT_URL'];
  return endpoint === undefined ? {} : { endpoint };
}

/**
 * Reads the account; what it finishes is in the shared units, and nowhere else. Denied or failed calls are asked again by the
 * collection itself. Fails where this process would not see what the collection sees.
 */
export async function readAhead(
  work: AccountAhead,
  options: AheadOptions,
  units: SharedUnits,
  surroundings: AheadSurroundings,
): Promise<Result<undefined, AheadError>> {
  const fault = mismatch(work, options);
  if (fault !== undefined) return err({ kind: 'badInput', message: fault });
  const { adapt, ...limits } = surroundings;
  const sdk = new SdkSource({ ...options, ...limits });
  try {
    const source = adapt?.(sdk) ?? sdk;
    const me = await identify(source, work.plan);
    if (!me.ok) return err({ kind: 'credentials', message: `cannot tell who is asking (${me.error.code})` });
    if (me.value.account !== work.caller) {
      const message = `this worker has credentials of account ${me.value.account}, the collection those of ${work.caller}`;
      return err({ kind: 'credentials', message });
    }
    const run = new Run(source, work.plan, () => undefined, new UnitsOfAll(units));
    await gatherAccount(run, me.value, work.account, work.spare);
    return ok(undefined);
  } finally {
    await sdk.close();
  }
}

function mismatch({ tool, plan, endpoint }: AccountAhead, { roleName }: AheadOptions): string | undefined {
  if (tool !== TOOL.version) return `this worker is version ${TOOL.version}, the collection ${tool}; use one version`;
  if (plan.roleName !== roleName)
    return `this worker assumes the role ${roleName}, the collection ${plan.roleName}; name one with --role-name`;
  const { endpoint: own } = ownEndpoint();
  if (endpoint === own) return undefined;
  return `AWS_ENDPOINT_URL is ${own ?? 'not set'} here and ${endpoint ?? 'not set'} where the collection runs`;
}
