import type { IdentitySource, RoleEntitlement } from '../../domain/entitlement.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import type { Json } from '../../domain/policy.ts';
import type { DirectoryGroup, DirectoryUser } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import { isList, isObject } from '../schema-check.ts';
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
    for (let page = 0; path !== undefined; page += 1) {
      if (asked.has(path) || page > MOST_PAGES) return this.#fail(question, 'the pages go in a circle', target);
      asked.add(path);
      const answer: WebAnswer = await this.#web.get(path);
      if (!answer.ok) return this.#note(question, answer, target);
      const items = itemsOf(answer.body, question.field);
      if (items === undefined) return this.#fail(question, 'the answer has no list', target);
      found.push(...items);
      path = question.next(answer, found.length);
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

  isClosed(): boolean {
    return [...this.#cells.values()].every(({ status }) => status === 'complete');
  }

  cells(): readonly CoverageCell[] {
    return [...this.#cells.values()];
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

function itemsOf(body: Json, field: string | undefined): readonly JsonObject[] | undefined {
  const list = field === undefined ? body : isObject(body) ? (body[field] ?? []) : null;
  return isList(list) ? list.filter(isObject) : undefined;
}

/** Left out where there is nothing. */
export function given<Key extends string>(
  values: Readonly<Partial<Record<Key, string | undefined>>>,
): Partial<Record<Key, string>> {
  const set = Object.entries(values).filter(([, value]) => typeof value === 'string' && value !== '');
  return Object.fromEntries(set) as Partial<Record<Key, string>>;
}

const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;
const PROVIDER_ARN = /^arn:[a-z-]+:iam::\d{12}:saml-provider\/[\w._-]{1,128}$/;

/**
 * A value of the SAML attribute Role: the ARNs of a role and of a provider, in either order. Undefined: it is none. Source: IAM,
 * Configure SAML assertions for the authentication response.
 */
export function rolePair(value: string): { readonly role: string; readonly provider: string } | undefined {
  const parts = value.split(',').map((part) => part.trim());
  const role = parts.find((part) => ROLE_ARN.test(part));
  const provider = parts.find((part) => PROVIDER_ARN.test(part));
  return parts.length === 2 && role !== undefined && provider !== undefined ? { role, provider } : undefined;
}

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
