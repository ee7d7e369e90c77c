import type { NodeInfo } from '../domain/answer.ts';
import { parseArn } from '../domain/arn.ts';
import { externalAccountId, federatedId, permissionSetId, serviceId, ssoUserId } from '../domain/node-ids.ts';
import { permissionSetOfRole, SERVICE_NAME } from '../domain/principal.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { callersOf, isListed } from '../reasoning/callers.ts';
import { principalOfArn } from '../reasoning/principal-of-arn.ts';
import { callsForExistence } from '../reasoning/reads.ts';
import { targetOfArn } from '../reasoning/targets.ts';
import type { World } from '../reasoning/world.ts';
import type { NodeBook } from './node-info.ts';
import type { AskError } from './questions.ts';
import { nodeName } from './words/names.ts';

type Wanted = 'subject' | 'resource' | 'any';

const isResource = (info: NodeInfo): boolean => info.kind === 'resource';
const suits = (info: NodeInfo, wanted: Wanted): boolean =>
  wanted === 'any' || isResource(info) === (wanted === 'resource');

/** Width and case do not matter when people type names. */
const fold = (text: string): string => text.normalize('NFKC').toLowerCase();

/** An ARN, an id, a name or an e-mail: exactly one node, or an error that lists what it could have meant. */
export function resolve(world: World, book: NodeBook, text: string, wanted: Wanted): Result<NodeInfo, AskError> {
  const all = book.all().filter((info) => suits(info, wanted));
  const exact = all.find((info) => info.id === text);
  if (exact !== undefined) return ok(exact);
  const session = sessionRole(world, text);
  if (session !== undefined && wanted !== 'resource') return ok(book.info(session));
  const wantedText = fold(text);
  const isCalled = (info: NodeInfo): boolean => foldedNames(world, book, info).includes(wantedText);
  const hits = all.filter(isCalled);
  if (hits.length === 1 && hits[0] !== undefined) return ok(hits[0]);
  if (hits.length > 1) return err(ambiguous(text, hits));
  const digits = badAccount(text);
  if (digits !== undefined) return err({ kind: 'badInput', message: noAccount(text, digits) });
  const outside = outsideId(world, text);
  if (outside !== undefined) return ok(book.info(outside));
  const others = book.all().filter((info) => !suits(info, wanted) && isCalled(info));
  if (others.length > 0) return err({ kind: 'notFound', message: otherKind(text, wanted), candidates: others });
  const lastName = fold(text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1));
  const near = all
    .filter((info) => foldedNames(world, book, info).some((name) => name.includes(lastName)))
    .slice(0, 10);
  return err({
    kind: 'notFound',
    message: `nothing in the snapshot is called \`${text}\`${near.length === 0 ? '' : '; similar names are listed'}`,
    candidates: near,
  });
}

const otherKind = (text: string, wanted: Wanted): string =>
  wanted === 'resource'
    ? `\`${text}\` is no resource, and one is asked for here`
    : `\`${text}\` is a resource; a principal or a person is asked for here`;

/** What stands where an account belongs and is none; `aws` and `cloudfront` stand there in ARNs of AWS itself. */
function badAccount(text: string): string | undefined {
  const arn = parseArn(text);
  const named = /^(?:external:)?(\d+)$/.exec(text)?.[1];
  const account = arn.ok ? arn.value.account : named;
  return account === undefined || /^(\d{12}|aws|cloudfront|)$/.test(account) ? undefined : account;
}

const noAccount = (text: string, account: string): string =>
  text === account
    ? `\`${text}\` is no account number; those have 12 digits`
    : `\`${account}\` in \`${text}\` is no account number; those have 12 digits`;

/**
 * The id of something that can be asked about though no file of the snapshot describes it: services, sign-ins, other accounts and
 * their principals, resources that were not collected. Undefined: it would be in the snapshot if it existed.
 */
function outsideId(world: World, text: string): string | undefined {
  const form = OUTSIDE.find(([shape]) => shape.test(text));
  return form?.[1](world, text);
}

const inSnapshot = (known: boolean, id: string): string | undefined => (known ? id : undefined);

const OUTSIDE: readonly (readonly [RegExp, (world: World, text: string) => string | undefined])[] = [
  [/^\d{12}$/, (world, text) => inSnapshot(isForeign(world, text), externalAccountId(text))],
  [SERVICE_NAME, (_, text) => serviceId(text)],
  [/^service:./, (_, text) => text],
  [/^federated:./, (world, text) => providerNode(world, text)],
  [/^external:\*$/, (_, text) => text],
  [/^external:\d{12}$/, (world, text) => inSnapshot(isForeign(world, text.slice('external:'.length)), text)],
  [
    /^ssouser:/,
    ({ snapshot }, text) =>
      inSnapshot(
        snapshot.directoryUsers.some(({ id }) => ssoUserId(id) === text),
        text,
      ),
  ],
  [/^permissionset:/, (world, text) => inSnapshot(isPermissionSet(world, text), text)],
  [/^arn:[^:]+:iam::\d{12}:root$/, (world, text) => outsideId(world, externalAccountId(text.split(':')[4] ?? ''))],
  [/^arn:[^:]+:[^:]+:/, (world, text) => inSnapshot(!isListedPrincipal(world, text), text)],
];

function isListedPrincipal(world: World, arn: string): boolean {
  const principal = principalOfArn(arn);
  return principal !== undefined && isListed(world, principal);
}

/** A provider by its ARN or by its name, where some policy or the account's list of providers holds it; one, or none. */
function providerNode(world: World, text: string): string | undefined {
  const known = new Set([
    ...callersOf(world).flatMap(({ id }) => (id.startsWith('federated:') ? [id] : [])),
    ...world.snapshot.identityProviders.map(({ arn }) => federatedId(arn)),
  ]);
  if (known.has(text)) return text;
  const name = text.slice('federated:'.length);
  const [one, ...more] = [...known].filter((id) => id.slice(id.lastIndexOf('/') + 1) === name);
  return more.length === 0 ? one : undefined;
}

const isForeign = (world: World, account: string): boolean => world.account(account) === undefined;

const isPermissionSet = (world: World, id: string): boolean =>
  world.snapshot.permissionSets.some(({ arn }) =>
    world.snapshot.accounts.some((account) => permissionSetId(arn, account.id) === id),
  );

/** The same, of which more than the name must be known: a resource or role whose policies the snapshot holds, or somebody of the directory. */
export function resolveKnown(world: World, book: NodeBook, text: string, wanted: Wanted): Result<NodeInfo, AskError> {
  const found = resolve(world, book, text, wanted);
  if (!found.ok || !DESCRIBED_BY_ARN.has(found.value.kind)) return found;
  const { id } = found.value;
  if ([world.resource(id), world.role(id), world.user(id)].some((one) => one !== undefined)) return found;
  const arn = parseArn(id);
  const calls = arn.ok ? callsForExistence(world, arn.value) : [];
  if (calls.length > 0)
    return err({
      kind: 'notCollected',
      message: `unknown: \`${id}\` is not in the snapshot, and what there is was not read: ${calls.join(', ')}`,
    });
  const container = targetOfArn(id, world.snapshot.resources)?.resource?.arn;
  return err({
    kind: 'notFound',
    message: `\`${id}\` is not in the snapshot`,
    candidates: container === undefined ? [] : [book.info(container)],
  });
}

const DESCRIBED_BY_ARN: ReadonlySet<NodeInfo['kind']> = new Set<NodeInfo['kind']>([
  'resource',
  'role',
  'ssoRole',
  'user',
]);

const ambiguous = (text: string, candidates: readonly NodeInfo[]): AskError => ({
  kind: 'ambiguous',
  message: `\`${text}\` can mean ${candidates.length} things; use the ARN or the id`,
  candidates,
});

/** The role behind a session ARN. */
function sessionRole(world: World, text: string): string | undefined {
  const match = /^arn:[^:]+:sts::(\d{12}):assumed-role\/([^/]+)\//.exec(text);
  return world.snapshot.roles.find((role) => role.account === match?.[1] && role.name === match[2])?.arn;
}

const folded = new WeakMap<NodeInfo, readonly string[]>();

/** People look for names letter by letter, among all there are. */
function foldedNames(world: World, book: NodeBook, info: NodeInfo): readonly string[] {
  const known = folded.get(info) ?? namesOf(world, book, info).map(fold);
  folded.set(info, known);
  return known;
}

/** What people may call a node. */
function namesOf(world: World, book: NodeBook, info: NodeInfo): readonly string[] {
  const names = [info.id, info.name];
  if (info.kind === 'person') {
    const email = info.id.slice('person:'.length);
    names.push(email, email.slice(0, email.indexOf('@')));
  }
  if (info.kind === 'directoryUser') {
    const user = book.directoryUser(info.id);
    if (user !== undefined) names.push(user.id, user.userName, ...user.emails);
  }
  if (info.kind === 'directoryGroup') names.push(info.id.slice('ssogroup:'.length));
  const set = permissionSetOfRole(info.name);
  if (set !== undefined) names.push(set, nodeName(info));
  if (info.accountName !== undefined) {
    const { accountName } = info;
    names.push(...[...names].flatMap((name) => [`${accountName}/${name}`, `${name}@${accountName}`]));
  }
  const resource = world.resource(info.id);
  if (resource?.type === 'AWS::KMS::Key')
    names.push(resource.name, ...resource.aliases, ...resource.aliases.map((alias) => alias.replace(/^alias\//, '')));
  return names;
}

/** Typeahead: names that contain the text, best first: equal, then beginning, then anywhere. */
export function search(world: World, book: NodeBook, text: string, wanted: Wanted, limit: number): readonly NodeInfo[] {
  const wantedText = fold(text.trim());
  const scored = book
    .all()
    .filter((info) => suits(info, wanted))
    .flatMap((info) => {
      const scores = foldedNames(world, book, info).map((name) => score(name, wantedText));
      const best = Math.min(...scores);
      return best === Number.POSITIVE_INFINITY ? [] : [{ info, best }];
    });
  return scored
    .sort((a, b) => a.best - b.best || (a.info.name < b.info.name ? -1 : 1))
    .slice(0, limit)
    .map(({ info }) => info);
}

function score(name: string, text: string): number {
  if (name === text) return 0;
  if (name.startsWith(text)) return 1;
  return name.includes(text) ? 2 : Number.POSITIVE_INFINITY;
}
