import { err, ok } from '../../domain/result.ts';
import type { JsonObject } from '../call-source.ts';
import { canonicalText } from '../canonical-json.ts';
import { type Directory, type DirectoryEvent, type Resource, resourceOf, type Stored, textAt } from './directory.ts';
import { type ListQuery, listed } from './listing.ts';
import { patched, readOperations } from './patch.ts';
import { type GroupState, memberIds, patchedGroup } from './patch-members.ts';
import { readAttributes } from './read-attributes.ts';
import { etagOf, type Renderer } from './render.ts';
import { RESOURCE_TYPES, type ResourceKind } from './schemas.ts';
import { badRequest, type Scim } from './scim-error.ts';

/** Resources of one kind in one connector. */
const MOST_OF_A_KIND: { readonly [Kind in ResourceKind]: number } = { User: 500_000, Group: 100_000 };

/** What a service needs of its surroundings. `keep` resolves once the event would survive a power cut. */
export interface ServiceSurroundings {
  readonly now: () => Date;
  readonly newId: () => string;
  readonly keep: (event: DirectoryEvent) => Promise<void>;
}

interface Draft {
  readonly attributes: JsonObject;
  /** Of a group; undefined: they stay. */
  readonly members?: ReadonlySet<string>;
}

/** What an identity provider does to the directory of its connector. Every change is kept before it is answered. */
export class ScimService {
  readonly #directory: Directory;
  readonly #around: ServiceSurroundings;

  constructor(directory: Directory, around: ServiceSurroundings) {
    this.#directory = directory;
    this.#around = around;
  }

  get directory(): Directory {
    return this.#directory;
  }

  get(kind: ResourceKind, id: string): Scim<Resource> {
    const found = resourceOf(this.#directory, kind, id);
    return found === undefined ? err({ status: 404, detail: `there is no ${kind} \`${id}\`` }) : ok(found);
  }

  list = (kinds: readonly ResourceKind[], query: ListQuery, renderer: Renderer): Scim<JsonObject> =>
    listed(this.#directory, renderer, kinds, query);

  async create(kind: ResourceKind, body: JsonObject): Promise<Scim<Resource>> {
    if (this.#directory.count(kind) >= MOST_OF_A_KIND[kind])
      return err({ status: 413, detail: `a connector holds at most ${MOST_OF_A_KIND[kind]} of a kind` });
    const draft = this.#drafted(kind, body);
    if (!draft.ok) return draft;
    const now = this.#around.now().toISOString();
    const { active = true } = draft.value.attributes;
    const attributes = kind === 'User' ? { ...draft.value.attributes, active } : draft.value.attributes;
    const stored: Stored = { id: this.#around.newId(), created: now, modified: now, version: 1, attributes };
    return this.#put(kind, stored, draft.value.members ?? new Set());
  }

  /** Whole; who is not said to be active or not stays as they were, for a profile update must not suspend anybody. */
  async replace(
    kind: ResourceKind,
    id: string,
    body: JsonObject,
    ifMatch: string | undefined,
  ): Promise<Scim<Resource>> {
    const found = this.#toChange(kind, id, ifMatch);
    if (!found.ok) return found;
    const draft = this.#drafted(kind, body);
    if (!draft.ok) return draft;
    const active = found.value.stored.attributes['active'];
    const kept = kind === 'User' && active !== undefined ? { active } : {};
    return this.#change(found.value, {
      attributes: { ...kept, ...draft.value.attributes },
      ...(kind === 'User' ? {} : { members: draft.value.members ?? new Set() }),
    });
  }

  /** All operations or none. */
  async patch(kind: ResourceKind, id: string, body: JsonObject, ifMatch: string | undefined): Promise<Scim<Resource>> {
    const found = this.#toChange(kind, id, ifMatch);
    if (!found.ok) return found;
    const operations = readOperations(body);
    if (!operations.ok) return operations;
    const before = found.value;
    let state: GroupState = {
      attributes: before.stored.attributes,
      members: before.kind === 'Group' ? before.stored.members : new Set(),
    };
    for (const operation of operations.value) {
      const next = before.kind === 'Group' ? patchedGroup(state, operation) : patchedUser(state, operation);
      if (!next.ok) return next;
      state = next.value;
    }
    const attributes = readAttributes(RESOURCE_TYPES[kind], state.attributes);
    return attributes.ok ? this.#change(before, { attributes: attributes.value, members: state.members }) : attributes;
  }

  async remove(kind: ResourceKind, id: string, ifMatch: string | undefined): Promise<Scim<undefined>> {
    const found = this.#toChange(kind, id, ifMatch);
    if (!found.ok) return found;
    await this.#happen({ gone: { kind, id } });
    return ok(undefined);
  }

  #toChange(kind: ResourceKind, id: string, ifMatch: string | undefined): Scim<Resource> {
    const found = this.get(kind, id);
    if (!found.ok || ifMatch === undefined || ifMatch === '*') return found;
    const known = ifMatch.split(',').map((one) => one.trim());
    if (known.includes(etagOf(found.value.stored))) return found;
    return err({ status: 412, detail: `\`${id}\` has changed meanwhile; read it again` });
  }

  #drafted(kind: ResourceKind, body: JsonObject): Scim<Draft> {
    const { members, rest } = withoutMembers(kind, body);
    const attributes = readAttributes(RESOURCE_TYPES[kind], rest);
    if (!attributes.ok) return attributes;
    if (members === undefined) return ok({ attributes: attributes.value });
    const ids = memberIds(members);
    return ids.ok ? ok({ attributes: attributes.value, members: new Set(ids.value) }) : ids;
  }

  async #change(before: Resource, { attributes, members }: Draft): Promise<Scim<Resource>> {
    const { id, created, version } = before.stored;
    const held = before.kind === 'Group' ? before.stored.members : new Set<string>();
    const same =
      canonicalText(attributes) === canonicalText(before.stored.attributes) && sameSet(held, members ?? held);
    if (same) return ok(before);
    const modified = this.#around.now().toISOString();
    return this.#put(before.kind, { id, created, modified, version: version + 1, attributes }, members ?? held, held);
  }

  async #put(
    kind: ResourceKind,
    stored: Stored,
    members: ReadonlySet<string>,
    held: ReadonlySet<string> = new Set(),
  ): Promise<Scim<Resource>> {
    const join = [...members].filter((id) => !held.has(id));
    const leave = [...held].filter((id) => !members.has(id));
    const conflict = kind === 'User' ? this.#conflict(stored) : this.#strangers(join);
    if (conflict !== undefined) return conflict;
    await this.#happen(kind === 'User' ? { user: stored } : { group: stored, join, leave });
    return this.get(kind, stored.id);
  }

  #conflict({ id, attributes }: Stored): Scim<never> | undefined {
    const userName = textAt(attributes, 'userName') ?? '';
    if (this.#directory.named('User', userName).every((one) => one === id)) return undefined;
    return err({
      status: 409,
      scimType: 'uniqueness',
      detail: `there is another User with the userName \`${userName}\``,
    });
  }

  /** A member that nobody knows would be lost without a word; refused, it comes again once the user is there. */
  #strangers(join: readonly string[]): Scim<never> | undefined {
    const stranger = join.find((id) => this.#directory.user(id) === undefined);
    if (stranger === undefined) return undefined;
    const isGroup = this.#directory.group(stranger) !== undefined;
    return badRequest(
      'invalidValue',
      isGroup
        ? `the member \`${stranger}\` is a group; groups hold users here`
        : `the member \`${stranger}\` is no User here; push the user first`,
    );
  }

  async #happen(event: DirectoryEvent): Promise<void> {
    this.#directory.apply(event);
    await this.#around.keep(event);
  }
}

function patchedUser(before: GroupState, operation: Parameters<typeof patched>[2]): Scim<GroupState> {
  const attributes = patched(RESOURCE_TYPES.User, before.attributes, operation);
  return attributes.ok ? ok({ ...before, attributes: attributes.value }) : attributes;
}

function withoutMembers(
  kind: ResourceKind,
  body: JsonObject,
): { readonly members?: JsonObject[string]; readonly rest: JsonObject } {
  const given = kind === 'User' ? undefined : Object.entries(body).find(([name]) => name.toLowerCase() === 'members');
  if (given === undefined) return { rest: body };
  return { members: given[1], rest: Object.fromEntries(Object.entries(body).filter(([name]) => name !== given[0])) };
}

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a === b || (a.size === b.size && [...a].every((one) => b.has(one)));
