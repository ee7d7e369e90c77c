import type { Principal } from '../../domain/principal.ts';
import type { Caller, Target } from '../question.ts';
import { Numbering } from './pairing.ts';

/** A principal of an account that was read, with all that it has; others are each of their own kind. */
export const isOrdinary = ({ principal, narrowed, foreign, entrance }: Caller): boolean =>
  ORDINARY.has(principal.kind) &&
  narrowed === undefined &&
  foreign === undefined &&
  entrance === undefined &&
  !isOfUnseenRole(principal);

/** A policy may name its role by any path. */
const isOfUnseenRole = (principal: Principal): boolean =>
  principal.kind === 'roleSession' && principal.roleArn === undefined;

const ORDINARY: ReadonlySet<string> = new Set(['user', 'roleSession', 'root']);

/** Whose account the target stands in, seen from the caller; who has no account, by kind. */
export const borderOf = ({ principal }: Caller, { account }: Target): string =>
  'account' in principal ? (principal.account === account ? 'same' : 'cross') : principal.kind;

/** Whom the entries of a policy tell from others of their account. */
export interface Mentioned {
  readonly values: ReadonlySet<string>;
  readonly accounts: ReadonlySet<string>;
  /** Account and name of roles of whom some session is named. */
  readonly roles: ReadonlySet<string>;
  /** Somebody is named by a unique id. */
  readonly ids: boolean;
  /** By canonical user ids, which tell accounts. */
  readonly canonical: boolean;
  readonly excludes: boolean;
  /** Each is written as services, providers, accounts or principals of accounts are. */
  readonly isClear: boolean;
}

/** Callers by account, and by what policies of resources may name them by. */
export class Crowd {
  /** For each caller, the number of its account, from 1; of who has none, the number of its kind, from -1 down. */
  readonly #accounts: Int32Array;
  readonly #accountNumbers = new Numbering();
  /** For each ordinary caller, the number of its account; 0 for the others. */
  readonly accounts: Int32Array;
  /** Ordinary callers by account; at 0 all others. */
  readonly members: readonly (readonly number[])[];
  /** For each caller, where it stands in that list. */
  readonly positions: Int32Array;
  readonly #byName = new Map<string, number[]>();
  readonly #byRole = new Map<string, number[]>();
  readonly #withoutId: number[] = [];

  constructor(callers: readonly Caller[]) {
    const kinds = new Numbering();
    this.#accounts = Int32Array.from(callers, ({ principal }) =>
      'account' in principal ? this.#accountNumbers.of(principal.account) : -kinds.of(principal.kind),
    );
    this.accounts = this.#accounts.map((account, index) => (isOne(callers[index]) ? account : 0));
    const members: number[][] = Array.from({ length: this.#accountNumbers.size }, () => []);
    this.positions = this.accounts.map((account, index) => (members[account]?.push(index) ?? 0) - 1);
    this.members = members;
    callers.forEach((caller, index) => {
      if (!isOne(caller)) return;
      this.#note(caller, index);
      if (caller.entity?.uniqueId === undefined) this.#withoutId.push(index);
    });
  }

  /** Equal for callers that see the same border (`borderOf`); the own account is 0. */
  borderWith(account: string | undefined): (caller: number) => number {
    const own = account === undefined ? 0 : this.#accountNumbers.of(account);
    return (caller) => {
      const number = this.#accounts[caller] ?? 0;
      if (number === own) return 0;
      return number > 0 ? 1 : 1 - number;
    };
  }

  /** Numbers of those among the accounts that have ordinary callers. */
  accountsAmong(names: Iterable<string>): readonly number[] {
    return [...names]
      .map((name) => this.#accountNumbers.of(name))
      .filter((one) => (this.members[one] ?? []).length > 0);
  }

  /** Numbers of all accounts. */
  get allAccounts(): readonly number[] {
    return this.members.flatMap((list, account) => (account > 0 && list.length > 0 ? [account] : []));
  }

  /** Ordinary callers whom a policy names, or may name. */
  named({ values, roles, ids }: Mentioned): ReadonlySet<number> {
    const found = new Set<number>(ids ? this.#withoutId : []);
    for (const value of values) for (const index of this.#byName.get(value) ?? []) found.add(index);
    for (const role of roles) for (const index of this.#byRole.get(role) ?? []) found.add(index);
    return found;
  }

  #note({ principal, entity }: Caller, index: number): void {
    const own = principal.kind === 'user' ? principal.arn : principal.kind === 'roleSession' ? principal.roleArn : '';
    for (const name of new Set([entity?.arn, entity?.uniqueId, own])) addTo(this.#byName, name, index);
    if (principal.kind === 'roleSession') addTo(this.#byRole, `${principal.account} ${principal.roleName}`, index);
  }
}

const isOne = (caller: Caller | undefined): boolean =>
  caller !== undefined && isOrdinary(caller) && 'account' in caller.principal;

function addTo(map: Map<string, number[]>, name: string | undefined, index: number): void {
  if (name === undefined) return;
  const list = map.get(name) ?? [];
  map.set(name, list);
  list.push(index);
}
