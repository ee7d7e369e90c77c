import { groupedBy } from '../../domain/grouped.ts';
import type { RequestContext } from '../../domain/request.ts';
import type { ProofRecord } from '../../graph/stored-shapes.ts';
import { callersOf } from '../../reasoning/callers.ts';
import type { World } from '../../reasoning/world.ts';

/** One request to compare: that of a witness, or one of somebody who is said to have no such access. */
export interface Drawn {
  readonly kind: 'access' | 'noAccess';
  /** Node id of the caller. */
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly context: RequestContext;
}

/** Of three claims, so many are of pairs with access. */
const ACCESS_OF_THREE = 2;
/** Pairs that are tried for one without access. */
const TRIES = 20;

/** Draws claims of what is stored: the same for the same seed. */
export function drawSample(
  world: World,
  records: readonly ProofRecord[],
  { sample, seed }: { readonly sample: number; readonly seed: number },
): readonly Drawn[] {
  const next = randomBy(seed);
  const witnessed = records.flatMap(witnessedOf);
  const access = drawFrom(witnessed, Math.ceil((sample * ACCESS_OF_THREE) / 3), next);
  return [...access, ...drawWithout(world, records, witnessed, sample - access.length, next)];
}

function witnessedOf(record: ProofRecord): readonly Drawn[] {
  if (record.kind !== 'access') return [];
  const { principal, grants } = record.access;
  return grants.flatMap(({ verdict, witness }) =>
    witness === undefined || verdict === 'unknown'
      ? []
      : [{ kind: 'access', principal, action: witness.action, resource: witness.resource, context: witness.context }],
  );
}

/** Somebody else of the same account asks for what a witness was let do. */
function drawWithout(
  world: World,
  records: readonly ProofRecord[],
  witnessed: readonly Drawn[],
  wanted: number,
  next: () => number,
): readonly Drawn[] {
  const reaches = reachOf(records);
  const callers = groupedBy(
    callersOf(world).filter(({ entity }) => entity !== undefined),
    (caller) => caller.entity?.account ?? '',
  );
  const models = witnessed.filter((one) => callers.has(accountOf(world, one)));
  const found = new Map<string, Drawn>();
  for (let turn = 0; turn < wanted * TRIES && found.size < wanted; turn += 1) {
    const model = oneOf(models, next);
    const caller = model === undefined ? undefined : oneOf(callers.get(accountOf(world, model)) ?? [], next);
    if (model === undefined || caller === undefined) break;
    const { action, resource } = model;
    const name = nameOf(caller.id, action, resource);
    if (reaches.has(name)) continue;
    found.set(name, {
      kind: 'noAccess',
      principal: caller.id,
      action,
      resource,
      context: withoutCaller(model.context),
    });
  }
  return [...found.values()];
}

/** Empty for who is neither user nor role. */
const accountOf = (world: World, { principal }: Drawn): string =>
  (world.user(principal) ?? world.role(principal))?.account ?? '';

/** Everything that some grant gives, by the concrete ARNs of scope and witness. */
const reachOf = (records: readonly ProofRecord[]): ReadonlySet<string> => new Set(records.flatMap(reachedIn));

function reachedIn(record: ProofRecord): readonly string[] {
  if (record.kind !== 'access') return [];
  const { principal, grants, scope } = record.access;
  return grants.flatMap(({ actions, witness }) =>
    [scope.sample, ...(witness === undefined ? [] : [witness.resource])].flatMap((arn) =>
      actions.map((action) => nameOf(principal, action, arn)),
    ),
  );
}

const nameOf = (...parts: readonly string[]): string => parts.join(' ');

const ABOUT_CALLER = /^aws:(principal|user(id|name)$|sourceidentity$|federatedprovider$|assumedroot$|tokenissuetime$)/i;

/** What the request says of who makes it belongs to the other caller. */
const withoutCaller = (context: RequestContext): RequestContext =>
  Object.fromEntries(Object.entries(context).filter(([key]) => !ABOUT_CALLER.test(key)));

/** So many of the list, none twice. */
function drawFrom<T>(list: readonly T[], wanted: number, next: () => number): readonly T[] {
  const rest = [...list];
  const drawn: T[] = [];
  while (drawn.length < wanted && rest.length > 0) drawn.push(...rest.splice(Math.floor(next() * rest.length), 1));
  return drawn;
}

const oneOf = <T>(list: readonly T[], next: () => number): T | undefined => list[Math.floor(next() * list.length)];

/** Numbers from 0 to 1 that look like chance: mulberry32, public domain, by Tommy Ettinger. */
function randomBy(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
