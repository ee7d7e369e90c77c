import { setTimeout as sleep } from 'node:timers/promises';
import { err, ok, type Result } from '../../domain/result.ts';
import type { JsonObject } from '../call-source.ts';
import { parseJson } from '../json-text.ts';
import { textWithin } from '../response-text.ts';
import { isList, isObject } from '../schema-check.ts';
import { Directory, type Stored } from './directory.ts';
import { memberIds } from './patch-members.ts';
import { readAttributes } from './read-attributes.ts';
import { RESOURCE_TYPES, type ResourceKind } from './schemas.ts';

export interface PullOptions {
  /** Where the service is: `https://idp.example/scim/v2`. */
  readonly url: string;
  /** Sent as Authorization: Bearer; never to another address. */
  readonly token: string | undefined;
  readonly now: () => Date;
  readonly signal: AbortSignal;
  readonly onPage?: (read: { readonly kind: ResourceKind; readonly done: number; readonly total: number }) => void;
  readonly fetch?: typeof fetch;
  /** Milliseconds to wait before asking again. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

export interface Pulled {
  readonly directory: Directory;
  /** Members of groups whom the service does not list: `group: member`. */
  readonly unknownMembers: readonly string[];
}

type Pulling<T> = Promise<Result<T, string>>;

const PAGE = 100;
const MOST_RESOURCES = 500_000;
const ROUNDS = 3;
const TRIES = 6;
const TIMEOUT_MS = 60_000;
const LARGEST_ANSWER = 64 * 1024 * 1024;

/**
 * All users and groups of a SCIM service. Pages are counted by index, so that whoever is removed meanwhile shifts the rest: a list
 * that changes while it is read is read again, and given up after three times rather than taken in part.
 */
export async function pull(options: PullOptions): Pulling<Pulled> {
  const base = scimAddress(options.url);
  if (!base.ok) return base;
  const asking = { ...options, url: base.value };
  const users = await readList(asking, 'User');
  if (!users.ok) return users;
  const groups = await readList(asking, 'Group');
  return groups.ok ? united(users.value, groups.value, options.now().toISOString()) : groups;
}

/** The address without what may follow it, or why it is none: a token goes over the network under TLS alone. */
export function scimAddress(text: string): Result<string, string> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return err(`\`${text}\` is no address of a SCIM service`);
  if (url.username !== '' || url.password !== '') return err('leave user and password out of the address');
  const loopback = /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname);
  if (url.protocol === 'http:' && !loopback) return err('use https, so that the token is not readable on the way');
  return ok(`${url.origin}${url.pathname.replace(/\/+$/, '')}`);
}

async function readList(options: PullOptions, kind: ResourceKind): Pulling<ReadonlyMap<string, JsonObject>> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const read = await readPages(options, kind);
    if (!read.ok) return read;
    if (read.value !== undefined) return ok(read.value);
  }
  return err(
    `the list of ${RESOURCE_TYPES[kind].endpoint} changed while it was read, three times; try again when less changes`,
  );
}

/** Undefined: the list changed under our hands. */
async function readPages(
  options: PullOptions,
  kind: ResourceKind,
): Pulling<ReadonlyMap<string, JsonObject> | undefined> {
  const found = new Map<string, JsonObject>();
  let before: Page | undefined;
  for (let startIndex = 1; ; ) {
    const page = await readPage(options, kind, startIndex);
    if (!page.ok) return page;
    const { total, resources } = page.value;
    if (!follows(page.value, before)) return ok(undefined);
    for (const [id, one] of resources) found.set(id, one);
    options.onPage?.({ kind, done: found.size, total });
    if (resources.length === 0 || startIndex + resources.length > total)
      return ok(found.size === total ? found : undefined);
    startIndex += overlaps(page.value) ? resources.length - 1 : resources.length;
    before = page.value;
  }
}

/** A page begins with the last one of the page before, which stands elsewhere once somebody before it has gone. */
const follows = (page: Page, before: Page | undefined): boolean =>
  before === undefined ||
  (page.total === before.total && (!overlaps(before) || page.resources[0]?.[0] === before.resources.at(-1)?.[0]));

const overlaps = ({ resources }: Page): boolean => resources.length > 1;

interface Page {
  readonly total: number;
  readonly resources: readonly (readonly [id: string, resource: JsonObject])[];
}

async function readPage(options: PullOptions, kind: ResourceKind, startIndex: number): Pulling<Page> {
  const answer = await ask(options, `/${RESOURCE_TYPES[kind].endpoint}?startIndex=${startIndex}&count=${PAGE}`);
  if (!answer.ok) return answer;
  const { totalResults: total, Resources = [] } = answer.value;
  if (typeof total !== 'number') return err('an answer has no `totalResults`');
  if (total > MOST_RESOURCES)
    return err(`the service tells of ${total} ${kind}s; more than ${MOST_RESOURCES} are not read`);
  const listed = isList(Resources) ? Resources.filter(isObject) : [];
  const resources = listed.flatMap((one) => (typeof one['id'] === 'string' ? [[one['id'], one] as const] : []));
  return resources.length === listed.length ? ok({ total, resources }) : err(`a ${kind} has no \`id\``);
}

/** Asks again where the service is busy, after the time it names or a longer one each time. */
async function ask(options: PullOptions, path: string): Pulling<JsonObject> {
  const { pause = sleep } = options;
  for (let tried = 1; ; tried += 1) {
    const answer = await askOnce(options, path);
    if (options.signal.aborted) return err('stopped; nothing was kept');
    if (!('again' in answer)) return answer;
    if (tried === TRIES) return err(answer.problem);
    await pause(answer.again ?? 250 * 2 ** tried);
  }
}

type Answer = Result<JsonObject, string> | { readonly again: number | undefined; readonly problem: string };

async function askOnce({ url, token, signal, fetch: ask = fetch }: PullOptions, path: string): Promise<Answer> {
  const headers = {
    accept: 'application/scim+json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  try {
    const timely = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await ask(`${url}${path}`, { headers, redirect: 'error', signal: timely });
    const { status } = response;
    if (status === 429 || status >= 500)
      return { again: retryAfter(response), problem: `the service answers ${status} to ${path}` };
    if (status !== 200) return err(refusal(status, path));
    const value = parseJson(await textWithin(response, LARGEST_ANSWER));
    return value !== undefined && isObject(value)
      ? ok(value)
      : err(`the answer to ${path} is no JSON object, or too large`);
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string; readonly message?: string } };
    const reason = cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
    return { again: undefined, problem: `${url} cannot be reached (${reason}); check the address and the network` };
  }
}

const refusal = (status: number, path: string): string =>
  status === 401 || status === 403
    ? `the service refuses the token (${status}); set TADORI_SCIM_TOKEN to one that may read users and groups`
    : `the service answers ${status} to ${path}`;

/** Milliseconds. */
function retryAfter(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 60) * 1000 : undefined;
}

function united(
  users: ReadonlyMap<string, JsonObject>,
  groups: ReadonlyMap<string, JsonObject>,
  now: string,
): Result<Pulled, string> {
  const directory = new Directory();
  for (const [id, user] of users) {
    const stored = storedOf('User', id, user, now);
    if (!stored.ok) return stored;
    directory.apply({ user: stored.value });
  }
  const members = new Map<string, readonly string[]>();
  for (const [id, group] of groups) {
    const listed = memberIds(group['members'] ?? null);
    if (!listed.ok) return err(`Group \`${id}\`: ${listed.error.detail}`);
    members.set(id, listed.value);
  }
  const unknownMembers: string[] = [];
  for (const [id, { members: _, ...group }] of groups) {
    const stored = storedOf('Group', id, group, now);
    if (!stored.ok) return stored;
    const { people, unknown } = peopleIn(id, members, users);
    unknownMembers.push(...unknown.map((one) => `${id}: ${one}`));
    directory.apply({ group: stored.value, join: people });
  }
  return ok({ directory, unknownMembers });
}

function storedOf(kind: ResourceKind, id: string, resource: JsonObject, now: string): Result<Stored, string> {
  const attributes = readAttributes(RESOURCE_TYPES[kind], resource);
  if (!attributes.ok) return err(`${kind} \`${id}\`: ${attributes.error.detail}`);
  return ok({ id, created: now, modified: now, version: 1, attributes: attributes.value });
}

/** Who is in a group, directly or by a group in it. Source: RFC 7643, 4.1.2, groups. */
function peopleIn(
  group: string,
  members: ReadonlyMap<string, readonly string[]>,
  users: ReadonlyMap<string, JsonObject>,
): { readonly people: readonly string[]; readonly unknown: readonly string[] } {
  const people = new Set<string>();
  const unknown = new Set<string>();
  const seen = new Set([group]);
  const left = [group];
  for (let one = left.pop(); one !== undefined; one = left.pop()) {
    for (const member of members.get(one) ?? []) {
      if (users.has(member)) people.add(member);
      else if (!members.has(member)) unknown.add(member);
      else if (!seen.has(member)) {
        seen.add(member);
        left.push(member);
      }
    }
  }
  return { people: [...people], unknown: [...unknown] };
}
