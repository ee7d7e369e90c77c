import type { IdentitySource, RoleEntitlement } from '../../domain/entitlement.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import type { Json } from '../../domain/policy.ts';
import type { DirectoryGroup, DirectoryUser } from '../../domain/snapshot.ts';
import { textOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';
import type { SourceIdentity } from './source-identity.ts';
import type { Web, WebAnswer } from './web.ts';

/** What one source tells of people and roles, and what could not be read. */
export interface SourceRead {
  readonly source: IdentitySource;
  readonly users: readonly DirectoryUser[];
  readonly groups: readonly DirectoryGroup[];
  readonly entitlements: readonly RoleEntitlement[];
  readonly cells: readonly CoverageCell[];
}

/** The same of every source: it never throws, and says what it could not read. */
export interface IdentitySourceReader {
  readonly id: string;
  read(): Promise<SourceRead>;
}

/** Where the next page is; undefined after the last one. */
export type NextPage = (answer: Extract<WebAnswer, { readonly ok: true }>, read: number) => string | undefined;

export interface Question {
  /** Name of the call in coverage: `ListGroups`. */
  readonly call: string;
  readonly path: string;
  /** What has to be granted for it, named where it is refused. */
  readonly permission: string;
  /** Field of the answer that holds the list; left out where the answer is the list. */
  readonly field?: string;
  /** The provider leaves the field out where the list is empty. */
  readonly leftOut?: true;
  /** Field without which an item is nobody; `id` where nothing is said. */
  readonly key?: string;
  readonly next: NextPage;
}

/** Pages of one list beyond which something is wrong with it. */
const MOST_PAGES = 20_000;

/** Asks one provider and keeps account of what became of each call. */
export class Asking {
  readonly #web: Web;
  readonly #service: string;
  readonly #source: string;
  readonly #cells = new Map<string, CoverageCell>();

  constructor(web: Web, service: string, source: string) {
    this.#web = web;
    this.#service = service;
    this.#source = source;
  }

  /** All items of a list; undefined where a page of it could not be read. */
  async list(question: Question, target?: string): Promise<readonly JsonObject[] | undefined> {
    const found: JsonObject[] = [];
    let path: string | undefined = question.path;
    const asked = new Set<string>();
    let read = 0;
    for (let page = 0; path !== undefined; page += 1) {
      if (asked.has(path)) return this.#fail(question, 'the pages go in a circle', target);
      if (page === MOST_PAGES) return this.#fail(question, `there are more than ${MOST_PAGES} pages`, target);
      asked.add(path);
      const answer: WebAnswer = await this.#web.get(path);
      if (!answer.ok) return this.#note(question, answer, target);
      const items = itemsOf(answer.body, question);
      if (items === undefined) return this.#fail(question, 'the answer has no list', target);
      for (const item of items) if (this.#isSomebody(question, item, target)) found.push(item);
      read += items.length;
      path = question.next(answer, read);
    }
    this.#complete(question);
    return found;
  }

  /** One object; undefined where it could not be read. */
  async one(question: Omit<Question, 'next' | 'field'>, target?: string): Promise<JsonObject | undefined> {
    const answer = await this.#web.get(question.path);
    if (!answer.ok) return this.#note(question, answer, target);
    if (!isObject(answer.body)) return this.#fail(question, 'the answer is no object', target);
    this.#complete(question);
    return answer.body;
  }

  /** Something in the answers that cannot be made sense of; the source is not closed then. */
  puzzle(call: string, detail: string, target?: string): void {
    this.#keep({ call, status: 'failed', detail, ...(target === undefined ? {} : { target }) });
  }

  /**
   * A source that stands for providers and told of no way to AWS: what leads there is hidden from whoever asks, or is called something
   * else. It is not closed then.
   */
  expect({ standsFor }: SourceIdentity, isThere: boolean, call: string, detail: string): void {
    if (standsFor.length > 0 && !isThere) this.puzzle(call, detail);
  }

  isClosed(): boolean {
    return [...this.#cells.values()].every(({ status }) => status === 'complete');
  }

  cells(): readonly CoverageCell[] {
    return [...this.#cells.values()];
  }

  /** Who has no id would be everybody else without one. */
  #isSomebody({ call, key = 'id' }: Question, item: Json, target: string | undefined): item is JsonObject {
    if (isObject(item) && textOf(item, key) !== undefined) return true;
    this.puzzle(call, `an entry has no \`${key}\``, target);
    return false;
  }

  #complete({ call }: Pick<Question, 'call'>): void {
    if (!this.#cells.has(this.#key(call))) this.#keep({ call, status: 'complete' });
  }

  #fail({ call }: Pick<Question, 'call'>, detail: string, target: string | undefined): undefined {
    this.puzzle(call, detail, target);
    return undefined;
  }

  #note(
    { call, permission }: Pick<Question, 'call' | 'permission'>,
    { status, detail }: Extract<WebAnswer, { readonly ok: false }>,
    target: string | undefined,
  ): undefined {
    const needs = status === 'denied' ? `; it needs ${permission}` : '';
    this.#keep({ call, status, detail: `${detail}${needs}`, ...(target === undefined ? {} : { target }) });
    return undefined;
  }

  #key(call: string, target?: string): string {
    return `${call} ${target ?? ''}`;
  }

  #keep(cell: Pick<CoverageCell, 'call' | 'status' | 'detail' | 'target'>): void {
    this.#cells.set(this.#key(cell.call, cell.target), {
      account: '-',
      region: this.#source,
      service: this.#service,
      ...cell,
    });
  }
}

function itemsOf(body: Json, { field, leftOut }: Question): readonly Json[] | undefined {
  const none: Json = leftOut === true ? [] : null;
  const list = field === undefined ? body : isObject(body) ? (body[field] ?? none) : null;
  return isList(list) ? list : undefined;
}

/** Left out where there is nothing. */
export function given<Key extends string>(
  values: Readonly<Partial<Record<Key, string | undefined>>>,
): Partial<Record<Key, string>> {
  const set = Object.entries(values).filter(([, value]) => typeof value === 'string' && value !== '');
  return Object.fromEntries(set) as Partial<Record<Key, string>>;
}

/** Paths take every visible character. Source: IAM API, CreateRole, Path and RoleName. */
const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/(?:[\x21-\x7e]{0,510}\/)?[\w+=,.@-]{1,64}$/;
const PROVIDER_ARN = /^arn:[a-z-]+:iam::\d{12}:saml-provider\/[\w._-]{1,128}$/;

/**
 * A value of the SAML attribute Role: the ARNs of a role and of a provider, in either order. Undefined: it is none. Source: IAM,
 * Configure SAML assertions for the authentication response.
 */
export function rolePair(value: string): { readonly role: string; readonly provider: string } | undefined {
  // commas may stand in the names of roles, too
  const parts = value.split(/,\s*(?=arn:)/).map((part) => part.trim());
  const role = parts.find((part) => ROLE_ARN.test(part));
  const provider = parts.find((part) => PROVIDER_ARN.test(part));
  return parts.length === 2 && role !== undefined && provider !== undefined ? { role, provider } : undefined;
}

/** A value that was meant for AWS, though it may be none that can be read. */
export const isForAws = (value: string): boolean => /:role\/|:saml-provider\//.test(value);

/** Who gets something by a group: the group itself where that is everybody in it, else those of it one by one. */
export function holdersOf(
  group: DirectoryGroup,
  counts: (member: string) => boolean,
): readonly Pick<RoleEntitlement, 'principalKind' | 'principalId'>[] {
  const members = group.members.filter(counts);
  return members.length === group.members.length
    ? [{ principalKind: 'group', principalId: group.id }]
    : members.map((principalId) => ({ principalKind: 'user', principalId }));
}
