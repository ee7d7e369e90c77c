import { accountOfArn, parseArn } from '../domain/arn.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type {
  Account,
  IamGroup,
  IamRole,
  IamUser,
  InstanceProfile,
  ManagedPolicy,
  StoredPolicy,
} from '../domain/snapshot.ts';
import { MalformedAnswer } from './aws/answers.ts';
import { groupOf, instanceProfilesOf, managedPolicyOf, roleOf, userOf } from './aws/iam-entities.ts';
import type { JsonObject } from './call-source.ts';
import { DocumentPool } from './document-pool.ts';
import { badInput, type ImportError } from './import-error.ts';
import type { SplitEvent } from './json-splitter.ts';
import type { SnapshotPart } from './snapshot-part.ts';
import { parsedItem, placeOf, readSplitFile, type SplitProblem, valueProblem } from './split-file.ts';

/** What a file of iam:GetAccountAuthorizationDetails holds. */
export interface GaadFile {
  readonly part: SnapshotPart;
  /** Accounts in it, by whether the last page of each was there (IsTruncated is not true). */
  readonly accounts: ReadonlyMap<string, { readonly whole: boolean }>;
}

const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;
type ListName = (typeof LISTS)[number];
/** What stands beside the lists in the answers of the API, of the CLI and of SDKs. */
const BESIDE = new Set(['IsTruncated', 'Marker', 'NextToken', 'ResponseMetadata', '$metadata', 'RequestId']);

const isListName = (name: string): name is ListName => LISTS.some((one) => one === name);

/** Does the file hold what `aws iam get-account-authorization-details` prints? Read piece by piece, whatever its size. */
export async function readGaadFile(file: string, pool = new DocumentPool()): Promise<Result<GaadFile, ImportError>> {
  const gathering = new Gathering(pool);
  const problem = await readSplitFile(file, isListName, (event) => gathering.take(event));
  return problem === undefined ? gathering.result(file) : err(problem);
}

class Gathering {
  readonly #pool: DocumentPool;
  readonly #users: IamUser[] = [];
  readonly #groups: IamGroup[] = [];
  readonly #roles: IamRole[] = [];
  readonly #policies: ManagedPolicy[] = [];
  readonly #profiles: InstanceProfile[] = [];
  readonly #accounts = new Map<string, { whole: boolean }>();
  readonly #partitions = new Map<string, string>();
  #onPage = new Set<string>();
  #truncated = false;
  #lists = 0;

  constructor(pool: DocumentPool) {
    this.#pool = pool;
  }

  take(event: SplitEvent): SplitProblem | undefined {
    switch (event.kind) {
      case 'problem':
        return event;
      case 'pageEnd':
        this.#endPage();
        return undefined;
      case 'value':
        return this.#takeValue(event);
      case 'item':
        return this.#takeItem(event);
    }
  }

  result(file: string): Result<GaadFile, ImportError> {
    if (this.#accounts.size === 0) {
      const problem =
        this.#lists === 0 ? 'it holds no users, groups, roles or policies' : 'it holds nothing of an account';
      return err(badInput(file, undefined, `${problem}; ${EXPECTED}`));
    }
    const accounts: readonly Account[] = [...this.#accounts.keys()].map((id) => {
      return { id, partition: this.#partitions.get(id) ?? 'aws' };
    });
    const part = {
      accounts,
      users: this.#users,
      groups: this.#groups,
      roles: this.#roles,
      managedPolicies: this.#policies,
      instanceProfiles: this.#profiles,
    };
    return ok({ part, accounts: this.#accounts });
  }

  #takeValue(event: Extract<SplitEvent, { readonly kind: 'value' }>): SplitProblem | undefined {
    const { name, bytes, offset } = event;
    if (!BESIDE.has(name)) return { offset, problem: `unknown name \`${name.slice(0, 60)}\`; ${EXPECTED}` };
    const problem = valueProblem(event);
    if (problem === undefined && name === 'IsTruncated') this.#truncated = bytes.toString() === 'true';
    return problem;
  }

  #takeItem(event: Extract<SplitEvent, { readonly kind: 'item' }>): SplitProblem | undefined {
    this.#lists += 1;
    const item = parsedItem(event);
    if (!item.ok) return item.error;
    try {
      this.#keep(event.list, item.value);
      return undefined;
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error;
      return { offset: event.offset, place: placeOf(event), problem: `${error.message}; ${EXPECTED}` };
    }
  }

  #keep(list: string, item: JsonObject): void {
    switch (list) {
      case 'UserDetailList':
        return void this.#users.push(this.#noted(this.#shared(userOf(item))));
      case 'GroupDetailList':
        return void this.#groups.push(this.#noted(this.#shared(groupOf(item))));
      case 'RoleDetailList': {
        const role = this.#noted(this.#shared(roleOf(item)));
        this.#roles.push({ ...role, trustPolicy: this.#pool.shared(role.trustPolicy) });
        return void this.#profiles.push(...instanceProfilesOf(item));
      }
      default: {
        const policy = this.#noted(managedPolicyOf(item));
        return void this.#policies.push({ ...policy, document: this.#pool.shared(policy.document) });
      }
    }
  }

  /** Equal documents are kept once. */
  #shared<T extends { readonly inlinePolicies: readonly StoredPolicy[] }>(entity: T): T {
    const inlinePolicies = entity.inlinePolicies.map(({ name, document }) => {
      return { name, document: this.#pool.shared(document) };
    });
    return { ...entity, inlinePolicies };
  }

  /** Files say nowhere whose they are; the ARNs in them do. */
  #noted<T extends { readonly arn: string }>(record: T): T {
    const account = accountOfArn(record.arn);
    if (account === undefined || account === 'aws') return record;
    if (!/^\d{12}$/.test(account)) throw new MalformedAnswer('account of 12 digits in its ARN');
    const arn = parseArn(record.arn);
    this.#onPage.add(account);
    this.#partitions.set(account, arn.ok ? arn.value.partition : 'aws');
    return record;
  }

  #endPage(): void {
    for (const account of this.#onPage) {
      const known = this.#accounts.get(account);
      this.#accounts.set(account, { whole: known?.whole === true || !this.#truncated });
    }
    this.#onPage = new Set();
    this.#truncated = false;
  }
}

const EXPECTED = 'expected is what `aws iam get-account-authorization-details` prints';
