import { accountOfArn, parseArn } from '../../domain/arn.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import type { Json } from '../../domain/policy.ts';
import type { Account, IamGroup, IamRole, IamUser, ManagedPolicy, StoredPolicy } from '../../domain/snapshot.ts';
import { MalformedAnswer } from '../aws/answers.ts';
import { groupOf, managedPolicy, roleOf, userOf } from '../aws/iam-entities.ts';
import type { JsonObject } from '../call-source.ts';
import type { DocumentPool } from '../document-pool.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { callsTold, resourceOf, type ToldThing, typeOfArn } from './told.ts';

/** What files of another tool hold: taken where no other path has read the service of the account. */
export interface FileOffer {
  /** How gaps of the files themselves are called: `config:DeliverConfigSnapshot`. */
  readonly by: Pick<CoverageCell, 'service' | 'call'>;
  readonly part: SnapshotPart;
  readonly accounts: readonly Account[];
  readonly coverage: readonly CoverageCell[];
  /** Accounts whose IAM entities are in it, by whether they are all told. */
  readonly details: ReadonlyMap<string, { readonly whole: boolean }>;
}

/** Text in the place of a document that a file does not tell: no policy, so that nobody takes it for one. */
export const NOT_TOLD = 'the imported file does not tell it';

/** Gathers what a file tells, and notes by the calls of a collection what it does not. */
export class Offer {
  readonly #by: FileOffer['by'];
  readonly #pool: DocumentPool;
  readonly #accounts = new Map<string, Account>();
  readonly #details = new Map<string, { whole: boolean }>();
  readonly #cells = new Map<string, CoverageCell>();
  /** Calls in an account, by whether anything that they bring was told of something. */
  readonly #told = new Map<string, boolean>();
  readonly #part = {
    users: [] as IamUser[],
    groups: [] as IamGroup[],
    roles: [] as IamRole[],
    managedPolicies: [] as ManagedPolicy[],
    resources: [] as NonNullable<SnapshotPart['resources']>[number][],
  };
  #organization: SnapshotPart = {};

  constructor(by: FileOffer['by'], pool: DocumentPool) {
    this.#by = by;
    this.#pool = pool;
  }

  get isEmpty(): boolean {
    return this.#accounts.size === 0;
  }

  account(id: string, partition: string, more: Partial<Account> = {}): void {
    if (!/^\d{12}$/.test(id)) throw new MalformedAnswer('account of 12 digits');
    this.#accounts.set(id, { ...this.#accounts.get(id), id, partition, ...more });
  }

  /** False: it is of no type that files are read for. */
  thing(told: ToldThing): boolean {
    const type = typeOfArn(told.arn);
    const arn = parseArn(told.arn);
    if (type === undefined || !arn.ok) return false;
    this.account(told.account, arn.value.partition);
    const resource = resourceOf(told, type);
    const { policy } = resource;
    this.#part.resources.push(policy === undefined ? resource : { ...resource, policy: this.#shared(policy) });
    for (const [name, isTold] of callsTold(told, type)) {
      const [service = '', call = ''] = name.split(':');
      const known = `${told.account} ${name}`;
      this.#told.set(known, isTold || this.#told.get(known) === true);
      this.told({ account: told.account, region: told.region, service, call }, told.arn, isTold);
    }
    return true;
  }

  /** Entities in the form of iam:GetAccountAuthorizationDetails. `untold`: what of their policies, boundary and tags the file leaves out. */
  user(detail: JsonObject, untold: readonly string[]): void {
    this.#part.users.push(this.#entity(userOf(detail), untold));
  }

  group(detail: JsonObject, untold: readonly string[]): void {
    this.#part.groups.push(this.#entity(groupOf(detail), untold));
  }

  role(detail: JsonObject, untold: readonly string[]): void {
    const role = this.#entity(roleOf(detail), untold);
    this.#part.roles.push({ ...role, trustPolicy: this.#pool.shared(role.trustPolicy) });
  }

  managedPolicy(arn: string, document: Json): void {
    const policy = managedPolicy(arn, document);
    if (!policy.awsManaged) this.#ofIam(policy.arn);
    this.#part.managedPolicies.push({ ...policy, document: this.#pool.shared(policy.document) });
  }

  /** Are all entities of the account told? Once no, it stays so. */
  details(account: string, whole: boolean): void {
    this.#details.set(account, { whole: whole && this.#details.get(account)?.whole !== false });
  }

  organization(part: SnapshotPart): void {
    this.#organization = part;
  }

  /** The call as a whole, and what it would have brought of this thing, where the file does not tell it. */
  told(where: Pick<CoverageCell, 'account' | 'region' | 'service' | 'call'>, target: string, isTold: boolean): void {
    this.#note({ ...where, status: 'complete' });
    if (!isTold) this.#note({ ...where, status: 'skipped', target, detail: NOT_TOLD });
  }

  /** Something in the file that is not understood, or that it does not say. */
  gap(account: string, service: string, target: string, detail: string, call: string = this.#by.call): void {
    this.#note({ account, region: '*', service, call, status: 'skipped', target, detail });
  }

  result(): FileOffer {
    const accounts = [...this.#accounts.values()];
    return {
      by: this.#by,
      part: { ...this.#part, ...this.#organization, accounts },
      accounts,
      coverage: [...this.#cells.values()].filter((cell) => !this.#neverTold(cell)),
      details: this.#details,
    };
  }

  /** What is told of nothing in the account is one gap, the one of all files. */
  #neverTold({ account, service, call }: CoverageCell): boolean {
    return this.#told.get(`${account} ${service}:${call}`) === false;
  }

  #note(cell: CoverageCell): void {
    this.#cells.set([cell.account, cell.region, cell.service, cell.call, cell.target ?? ''].join(' '), cell);
  }

  #entity<T extends IamUser | IamGroup | IamRole>(entity: T, untold: readonly string[]): T {
    this.#ofIam(entity.arn);
    const missing = untold.map((what): StoredPolicy => ({ name: what, document: NOT_TOLD }));
    return { ...entity, inlinePolicies: [...entity.inlinePolicies.map((one) => this.#shared(one)), ...missing] };
  }

  #ofIam(arn: string): void {
    const parsed = parseArn(arn);
    if (!parsed.ok || parsed.value.service !== 'iam') throw new MalformedAnswer('ARN of IAM');
    const account = accountOfArn(arn) ?? '';
    this.account(account, parsed.value.partition);
    if (!this.#details.has(account)) this.#details.set(account, { whole: true });
  }

  #shared = ({ name, document }: StoredPolicy): StoredPolicy => ({ name, document: this.#pool.shared(document) });
}
