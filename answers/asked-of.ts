import type { EffectiveAccess, Hop } from '../domain/access.ts';
import type { NodeInfo } from '../domain/answer.ts';
import { groupedBy } from '../domain/grouped.ts';
import type { NamedPolicy } from '../domain/policy.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { IamRole, Resource } from '../domain/snapshot.ts';
import { type CatalogueAction, catalogueAction } from '../reasoning/actions.ts';
import { callersOf } from '../reasoning/callers.ts';
import { accessOnTarget } from '../reasoning/effective.ts';
import { pathsAbove, perhapsBySlash, writtenWithSlash } from '../reasoning/parameter-paths.ts';
import type { Caller, Target } from '../reasoning/question.ts';
import { resourceName } from '../reasoning/stored-policies.ts';
import { actionsOnTarget, roleTarget, targetsOf } from '../reasoning/targets.ts';
import type { AccessReader } from './access-reader.ts';
import { type AskedActions, askedActions } from './asked-actions.ts';
import { askingEngine } from './asking-engine.ts';
import { onlyHops } from './hop-index.ts';
import type { OpenSnapshot } from './open-snapshot.ts';
import type { AskError } from './questions.ts';
import { resolve, resolveKnown } from './resolve.ts';

/** What "who can?" is asked of: a resource with what is in it, or a role and the calls that assume it. */
export interface AskedOf {
  readonly arn: string;
  readonly targets: readonly Target[];
  /** Actions that the answer covers, as AWS lists them. */
  readonly listed: readonly CatalogueAction[];
  /** Its resource policy; of a role the trust policy. */
  readonly policy?: NamedPolicy;
  readonly asked: AskedActions;
  /** Who has any of the asked actions on it. */
  access(reader: AccessReader): Promise<readonly EffectiveAccess[]>;
  /** Nobody else has any of them. */
  principals(reader: AccessReader): Promise<ReadonlySet<string>>;
  /** What one of them has. */
  accessOf(reader: AccessReader, principal: string): Promise<readonly EffectiveAccess[]>;
  /** Routes to those who have may not pass through the thing itself. */
  ways(reader: AccessReader): AccessReader;
}

export function askedOf(
  open: OpenSnapshot,
  text: string,
  actions: readonly string[] | undefined,
): Result<AskedOf, AskError> {
  const { world, book } = open;
  const named = resolveKnown(world, book, text, 'resource');
  const resource = named.ok ? world.resource(named.value.id) : undefined;
  if (resource !== undefined) return askedOfResource(open, resource, actions);
  const subject = resolve(world, book, text, 'subject');
  const role = subject.ok ? world.role(subject.value.id) : undefined;
  if (role !== undefined) return askedOfRole(role, world.trustPolicy(role).policies[0], actions);
  if (subject.ok && !BY_ARN.has(subject.value.kind))
    return err({ kind: 'notFound', message: noResource(subject.value.id) });
  if (!subject.ok && subject.error.kind === 'ambiguous') return subject;
  return named.ok ? err({ kind: 'notFound', message: `\`${named.value.id}\` is not in the snapshot` }) : named;
}

/** What any ARN may turn out to be, in the snapshot or not. */
const BY_ARN: ReadonlySet<NodeInfo['kind']> = new Set<NodeInfo['kind']>(['resource', 'role', 'ssoRole']);

const noResource = (id: string): string =>
  `\`${id}\` is no resource; \`what-can\` tells what it can do, \`paths --to\` who can become it`;

function askedOfResource(
  open: OpenSnapshot,
  resource: Resource,
  actions: readonly string[] | undefined,
): Result<AskedOf, AskError> {
  const { world } = open;
  const targets = targetsOf(resource);
  const above = pathsAbove(resource);
  const listed = [...targets, ...above.slice(0, 1)].flatMap(actionsOnTarget);
  const unlisted = targets.slice(0, 1).flatMap(({ service }) => world.unlistedActions(service));
  const asked = askedActions(actions, { targets, listed, unlisted });
  if (!asked.ok) return asked;
  const [policy] = world.stored(resourceName(resource.arn), resource.policy, true).policies;
  const byName = askedByName(open, targets, asked.value.unheardOf);
  const byPath = askedByPath(open, above, asked.value);
  return ok({
    arn: resource.arn,
    targets,
    listed,
    ...(policy === undefined ? {} : { policy }),
    asked: asked.value,
    access: async (reader) => [
      ...(await reader.accessTo(resource.arn)).map((one) => restricted(one, asked.value)),
      ...[byName, byPath].flatMap(({ callers, accessOf }) => [...callers.values()].flatMap(accessOf)),
    ],
    principals: async (reader) =>
      new Set([...(await reader.principalsTo(resource.arn)), ...byName.callers.keys(), ...byPath.callers.keys()]),
    accessOf: async (reader, principal) => [
      ...(await reader.accessOf(principal, resource.arn)).map((one) => restricted(one, asked.value)),
      ...[byName, byPath].flatMap(({ callers, accessOf }) => {
        const caller = callers.get(principal);
        return caller === undefined ? [] : accessOf(caller);
      }),
    ],
    ways: (reader) => reader,
  });
}

/** Leaves only what was asked about. */
function restricted(access: EffectiveAccess, asked: AskedActions): EffectiveAccess {
  const keep = <T extends { readonly actions: readonly string[] }>(list: readonly T[]): readonly T[] =>
    list
      .map((one) => ({ ...one, actions: one.actions.filter(asked.includes) }))
      .filter((one) => one.actions.length > 0);
  return { ...access, grants: keep(access.grants), cuts: keep(access.cuts) };
}

/** What is not among what was proved, and is asked of single callers. */
interface AskedHere {
  readonly callers: ReadonlyMap<string, Caller>;
  readonly accessOf: (caller: Caller) => readonly EffectiveAccess[];
}

/** Names that nobody has heard of are not among what was proved: patterns of policies that meet them are asked here. */
function askedByName(open: OpenSnapshot, targets: readonly Target[], names: readonly string[]): AskedHere {
  const { world } = open;
  const options = askingEngine(open);
  return {
    callers: byId(names.length === 0 ? [] : callersOf(world)),
    accessOf: (caller) => targets.flatMap((target) => accessOnTarget(world, caller, target, options, names)),
  };
}

const byId = (callers: readonly Caller[]): AskedHere['callers'] =>
  new Map(callers.map((caller) => [caller.id, caller]));

/** By a path above a parameter; what is proved of a parameter are calls that name it. No such call crosses accounts. */
function askedByPath(open: OpenSnapshot, above: readonly Target[], { includes }: AskedActions): AskedHere {
  const { world } = open;
  const options = askingEngine(open);
  // calls by path are the same on every path
  const names = above
    .slice(0, 1)
    .flatMap(actionsOnTarget)
    .map(({ name }) => name)
    .filter(includes);
  const isOwn = ({ principal }: Caller): boolean => 'account' in principal && principal.account === above[0]?.account;
  return {
    callers: byId(names.length === 0 ? [] : callersOf(world).filter(isOwn)),
    accessOf: (caller) => {
      const by = (paths: readonly Target[]): readonly EffectiveAccess[] =>
        paths.flatMap((path) => accessOnTarget(world, caller, path, options, names));
      const found = by(above);
      const isTold = found.some(({ grants }) => grants.some(({ verdict }) => verdict !== 'conditional'));
      return isTold ? found : [...found, ...by(writtenWithSlash(above)).map(perhapsBySlash)];
    },
  };
}

/** Roles are resources of these calls; what else can be done with a role is not proved. */
const ASSUME_CALLS = ['sts:AssumeRole', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'];
/** Identity Center signs people in by a SAML assertion. */
const SIGN_IN = { technique: 'Identity Center sign-in', call: 'sts:AssumeRoleWithSAML' };

const callOf = ({ technique }: Hop): string => (technique === SIGN_IN.technique ? SIGN_IN.call : technique);

function askedOfRole(
  role: IamRole,
  policy: NamedPolicy | undefined,
  actions: readonly string[] | undefined,
): Result<AskedOf, AskError> {
  const targets = [roleTarget(role)];
  // who signs in assumes the role as well: asked of sts:AssumeRole alone, "no one" would be taken for more than it says
  const everyWay = actions === undefined || actions.length === 0 || actions.some(isPlainAssumeRole);
  const texts = everyWay ? ASSUME_CALLS : actions;
  if (!(actions ?? []).every(isAssumeCall)) return err({ kind: 'badInput', message: onlyAssumed(role.name) });
  const listed = ASSUME_CALLS.flatMap((call) => catalogueAction(call) ?? []);
  const asked = askedActions(texts, { targets, listed, unlisted: [] });
  if (!asked.ok) return asked;
  const calls = ASSUME_CALLS.filter(asked.value.includes);
  const access: AskedOf['access'] = async (reader) =>
    (await reader.hopsTo([role.arn])).filter((hop) => calls.includes(callOf(hop))).map(accessOfHop);
  let known: ReadonlyMap<string, readonly EffectiveAccess[]> | undefined;
  const isBefore = (hop: Hop): boolean => hop.from !== role.arn;
  return ok({
    arn: role.arn,
    targets,
    listed,
    ...(policy === undefined ? {} : { policy }),
    asked: asked.value,
    access,
    principals: async (reader) => new Set((await access(reader)).map(({ principal }) => principal)),
    accessOf: async (reader, principal) => {
      known ??= groupedBy(await access(reader), (one) => one.principal);
      return known.get(principal) ?? [];
    },
    ways: (reader) => ({
      ...reader,
      hopsTo: async (nodes) => (await reader.hopsTo(nodes)).filter(isBefore),
      hops: async () => onlyHops(await reader.hops(), isBefore),
    }),
  });
}

const isPlainAssumeRole = (text: string): boolean =>
  text.split(',').some((one) => /^(sts:)?AssumeRole$/i.test(one.trim()));

const isAssumeCall = (text: string): boolean =>
  text.split(',').every((one) => /^(sts:)?AssumeRole(WithSAML|WithWebIdentity|\*|With\*)?$/i.test(one.trim()));

const onlyAssumed = (name: string): string =>
  `of a role \`who-can\` tells who can assume it: ask about ${ASSUME_CALLS.map((call) => `\`${call}\``).join(', ')}; \`paths --to ${name}\` tells by which way, \`explain\` what one principal may do with it`;

/** One way into a role as an access to it. */
function accessOfHop(hop: Hop): EffectiveAccess {
  const { from, to, verdict, when, by, assumptions, witness, proof, claim } = hop;
  return {
    principal: from,
    resource: to,
    scope: { kind: 'whole', pattern: to, except: [], sample: to },
    grants: [
      {
        actions: [callOf(hop)],
        verdict,
        when,
        by,
        alsoNeeds: [],
        assumptions,
        ...(witness === undefined ? {} : { witness }),
        proof,
        ...(claim === undefined ? {} : { claim }),
      },
    ],
    cuts: [],
    unlisted: [],
  };
}
