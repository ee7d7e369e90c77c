import type { Only } from '../../domain/policy.ts';
import { TYPED_RESOURCE_SERVICES } from '../data/service-facts.ts';
import { remembered } from '../prepared/remembered.ts';
import { filledTest, globTest } from './conditions/text.ts';
import { isWildcard } from './glob.ts';
import { couldFit, fill, readTemplate, type Scope, type Template, templateOf } from './template.ts';
import { anyOf, assuming, NO, not, onlyMaybe, type Truth, unknown, YES } from './truth.ts';

interface ResourcePattern {
  /** Field by field; in the last field a `*` that ends a segment may run over colons. */
  readonly fields: Template;
  /** The same freedom for every field (rule 52). */
  readonly running: Template;
  /** All wildcards run over colons: nothing that AWS documents. */
  readonly loose: Template;
  /** Holds a wildcard where AWS allows none. */
  readonly dubious: boolean;
  /** Has fewer than six fields. */
  readonly short: boolean;
}

const readResource = remembered((text, variables): ResourcePattern | 'all' => {
  if (text === '*') return 'all';
  const count = fieldStarts(text).length;
  const full = text + ':*'.repeat(Math.max(0, 6 - count));
  const cut = fieldStarts(full)[5] ?? full.length;
  const [head, tail] = [full.slice(0, cut), full.slice(cut)];
  const read = (headStops: string, tailStops: string): readonly Template['pieces'][number][] => [
    ...readTemplate(head, false, true, headStops).pieces,
    ...readTemplate(tail, variables, true, tailStops).pieces,
  ];
  return {
    fields: templateOf([
      ...readTemplate(head, false, true, ':').pieces,
      ...running(readTemplate(tail, variables, true, ':').pieces),
    ]),
    running: templateOf(running(read(':', ':'))),
    loose: templateOf(read('', '')),
    dubious: hasForbiddenWildcard(full),
    short: count < 6,
  };
});

/** Where the fields of an ARN start, colons inside variables apart. */
function fieldStarts(text: string): readonly number[] {
  const masked = text.replace(/\$\{[^}]*\}/g, (one) => '.'.repeat(one.length));
  const starts = [0];
  for (let at = masked.indexOf(':'); at >= 0 && starts.length < 6; at = masked.indexOf(':', at + 1))
    starts.push(at + 1);
  return starts;
}

/** Frees each `*` that ends a segment. */
const running = (pieces: Template['pieces']): Template['pieces'] =>
  pieces.map((piece, index) => {
    const next = pieces[index + 1];
    const ends = next === undefined || (typeof next === 'string' && next.startsWith(':'));
    return typeof piece !== 'string' && 'many' in piece && isWildcard(piece) && piece.many && ends
      ? { ...piece, stops: '' }
      : piece;
  });

/** AWS: no wildcard in `arn`, partition, service and resource type (rule 52). */
function hasForbiddenWildcard(text: string): boolean {
  const [arn = '', partition = '', service = '', , , ...rest] = text.split(':');
  const last = rest.join(':');
  const typed = TYPED_RESOURCE_SERVICES.has(service) && last !== '*';
  return /[*?]/.test(arn + partition + service) || (typed && /[*?]/.test(last.split(/[/:]/)[0] ?? ''));
}

export const isEverything = (resources: Only<string> | undefined): boolean =>
  resources !== undefined && 'in' in resources && resources.in.includes('*');

/** Resource or NotResource; without either the statement speaks of the resource itself (rule 58). */
export function resourceMatches(resources: Only<string> | undefined, scope: Scope): Truth {
  if (resources === undefined)
    return scope.layer === 'resource' ? YES : unknown(58, 'a statement without Resource outside a resource policy');
  if (isEverything(resources)) return YES;
  if ('in' in resources) return anyOf(resources.in.map((one) => entryCovers(one, scope)));
  return not(anyOf(resources.notIn.map((one) => excluded(one, scope))));
}

/** An entry of NotResource whose variable has no value excludes nothing by the letter; AWS shows no example (rule 55). */
function excluded(text: string, scope: Scope): Truth {
  const pattern = readResource(text, scope.variables);
  if (
    pattern !== 'all' &&
    fill(pattern.fields, scope).kind === 'valueless' &&
    couldFit(pattern.loose, textOfResource(scope))
  )
    return unknown(55, `NotResource \`${text}\` holds a variable without a value`);
  return entryCovers(text, scope);
}

function entryCovers(text: string, scope: Scope): Truth {
  const pattern = readResource(text, scope.variables);
  if (pattern === 'all') return YES;
  const covered = patternCovers(pattern, scope);
  if (pattern.short && scope.layer !== 'identity' && scope.layer !== 'permissionsBoundary')
    return onlyMaybe(covered, 52, `\`${text}\` is a short ARN, which AWS completes in identity policies only`);
  return pattern.dubious ? onlyMaybe(covered, 52, `\`${text}\` has a wildcard where AWS allows none`) : covered;
}

function patternCovers(pattern: ResourcePattern, scope: Scope): Truth {
  const arn = textOfResource(scope);
  const covers = (one: Template): Truth => filledTest(fill(one, scope), (glob) => globTest(glob, arn));
  const byFields = covers(pattern.fields);
  if (byFields.is !== false) return byFields;
  const byRunning = covers(pattern.running);
  if (byRunning.is !== false)
    return assuming(byRunning, 52, 'a `*` that ends a segment runs on over colons into the next field');
  if (covers(pattern.loose).is === false) return byFields;
  return assuming(NO, 52, 'a `*` inside a segment stays inside it');
}

/** `*` where an action names no resource; listing the buckets of an account is held against all of them (rule 54). */
function textOfResource({ situation: { request } }: Scope): string {
  const { action, principal, resource } = request;
  if (resource.arn !== '*' || action.toLowerCase() !== 's3:listallmybuckets') return resource.arn;
  return `arn:${'partition' in principal ? principal.partition : 'aws'}:s3:::*`;
}
