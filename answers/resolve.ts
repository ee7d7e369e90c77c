import type { NodeInfo } from '../domain/answer.ts';
import { ssoUserId } from '../domain/node-ids.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { World } from '../reasoning/world.ts';
import type { NodeBook } from './node-info.ts';
import type { AskError } from './questions.ts';

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
  const hits = all.filter((info) => namesOf(world, info).some((name) => fold(name) === wantedText));
  if (hits.length === 1 && hits[0] !== undefined) return ok(hits[0]);
  if (hits.length > 1) return err(ambiguous(text, hits));
  if (/^arn:[^:]+:[^:]+:/.test(text)) return ok(book.info(text));
  if (/^(service|external|federated|ssouser|ssogroup|permissionset):/.test(text)) return ok(book.info(text));
  const near = all.filter((info) => namesOf(world, info).some((name) => fold(name).includes(wantedText))).slice(0, 10);
  return err({
    kind: 'notFound',
    message: `nothing in the snapshot is called \`${text}\`${near.length === 0 ? '' : '; similar names are listed'}`,
    candidates: near,
  });
}

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

/** What people may call a node. */
function namesOf(world: World, info: NodeInfo): readonly string[] {
  const names = [info.id, info.name];
  if (info.kind === 'person') {
    const email = info.id.slice('person:'.length);
    names.push(email, email.slice(0, email.indexOf('@')));
  }
  if (info.kind === 'directoryUser') {
    const user = world.snapshot.directoryUsers.find((one) => ssoUserId(one.id) === info.id);
    if (user !== undefined) names.push(user.id, user.userName, ...user.emails);
  }
  if (info.kind === 'directoryGroup') names.push(info.id.slice('ssogroup:'.length));
  const set = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(info.name)?.[1];
  if (set !== undefined) names.push(set);
  if (info.accountName !== undefined) names.push(`${info.accountName}/${info.name}`);
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
      const scores = namesOf(world, info).map((name) => score(fold(name), wantedText));
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
