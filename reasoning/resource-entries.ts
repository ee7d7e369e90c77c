import type { PolicyDocument, PolicyLayer, Statement } from '../domain/policy.ts';
import { TYPED_RESOURCE_SERVICES } from './data/service-facts.ts';
import type { FreeKey, Sample } from './domains.ts';
import { fittingTexts, VARIABLE } from './fitting-texts.ts';
import { type Gathering, stateOf } from './gathering.ts';
import { asks } from './inquiry.ts';
import { overKeys } from './open-values.ts';
import type { Filled, Test } from './operators.ts';
import { consume, globPattern, matches, type Pattern, type Piece, plain, resourcePattern } from './patterns.ts';
import { patternHolds, type Reason, type Truth } from './predicates.ts';
import type { Question, Target } from './question.ts';
import { both, constant, either, neither, type Symbolic } from './symbolic.ts';
import { type Expansion, expand } from './variables.ts';

/** The key that stands for the name of an open part; never leaves the engine. */
export const RESOURCE_KEY = 'tadori:resource';

export function resourceKey(prefix: string): FreeKey {
  return { name: RESOURCE_KEY, multi: false, mayBeAbsent: false, prefix, except: [prefix] };
}

const NO_RESOURCE: Reason = { rule: 58, text: 'a statement without Resource outside a resource policy' };

/** Resource or NotResource; without either the statement speaks of the resource itself (rule 58). */
export function resourceMatches(
  gathering: Gathering,
  layer: PolicyLayer,
  { resources }: Statement,
  version: PolicyDocument['version'],
): Symbolic | false {
  if (resources === undefined) {
    if (layer !== 'resource') gathering.doubts.push(NO_RESOURCE);
    return constant(layer === 'resource' ? true : 'unknown');
  }
  const excludes = 'notIn' in resources;
  const hits = entriesIn(excludes ? resources.notIn : resources.in).flatMap(
    (entry) => entryCovers(gathering, entry, { layer, version, excludes }) ?? [],
  );
  if (excludes) return neither(either(...hits));
  return hits.length === 0 ? false : either(...hits);
}

/** An ARN pattern, cut after its fifth colon: policy variables count behind it only (rule 53). */
export interface Entry {
  readonly text: string;
  readonly head: string;
  readonly tail: string;
  /** Has fewer than six fields. */
  readonly short: boolean;
  /** Holds a wildcard where AWS allows none. */
  readonly dubious: boolean;
}

const entries = new WeakMap<readonly string[], readonly Entry[]>();

/** Statements never change, and each is asked of for every caller, resource and action. */
export function entriesIn(texts: readonly string[]): readonly Entry[] {
  const known = entries.get(texts) ?? texts.map(readEntry);
  entries.set(texts, known);
  return known;
}

export function readEntry(text: string): Entry {
  const count = fieldStarts(text).length;
  const full = text + ':*'.repeat(Math.max(0, 6 - count));
  const cut = fieldStarts(full)[5] ?? full.length;
  return { text, head: full.slice(0, cut), tail: full.slice(cut), short: count < 6, dubious: hasOddWildcard(full) };
}

/** Where the fields of an ARN begin, colons inside variables apart. */
function fieldStarts(text: string): readonly number[] {
  const masked = text.replace(/\$\{[^}]*\}/g, (one) => '.'.repeat(one.length));
  const colons = [...masked.matchAll(/:/g)].slice(0, 5);
  return [0, ...colons.map((colon) => colon.index + 1)];
}

/** Partition, service, resource type and `arn` take no wildcard (rule 52). */
function hasOddWildcard(text: string): boolean {
  const [scheme = '', partition = '', service = '', , , ...rest] = text.split(':');
  const last = rest.join(':');
  const type = TYPED_RESOURCE_SERVICES.has(service) && last !== '*' ? (last.split(/[/:]/)[0] ?? '') : '';
  return /[*?]/.test(scheme + partition + service + type);
}

/** Where an entry stands; `excludes`: in NotResource. */
interface Place {
  readonly layer: PolicyLayer;
  readonly version: PolicyDocument['version'];
  readonly excludes: boolean;
}

/** Nothing that begins in one way begins in the other, too. */
export const liesApart = (beginning: string, prefix: string): boolean =>
  !prefix.startsWith(beginning) && !beginning.startsWith(prefix);

/** Where what is written in a pattern ends: a wildcard, or a variable. */
const OPENING = /[*?]|\$\{/;

/** Undefined: the entry certainly does not cover the target, whatever the request. */
function entryCovers(gathering: Gathering, entry: Entry, place: Place): Symbolic | undefined {
  if (entry.text === '*') return constant(true);
  const expansion = expand(entry.tail, place.version, (key) => stateOf(gathering, key));
  const { part } = gathering.question.target;
  if (expansion.kind === 'closed') {
    const { filled } = expansion;
    const named = part !== undefined && !('kind' in filled);
    return named ? partCovered(gathering, entry, place, filled) : knownCover(gathering, entry, place, filled);
  }
  if (part === undefined)
    return mayName(entry, namedBy(gathering.question)) ? openCover(gathering, entry, place, expansion) : undefined;
  const [beginning = ''] = entry.text.split(OPENING);
  if (liesApart(beginning, part.prefix)) return undefined;
  gathering.doubts.push(CHOSEN_NAME);
  return constant('unknown');
}

const widest = new WeakMap<Entry, Pattern>();

/** Does it name the target with some values of its variables, whatever these can hold? */
function mayName(entry: Entry, { arn }: Target): boolean {
  const pattern = widest.get(entry) ?? globPattern(plain(entry.head + entry.tail.replace(VARIABLE, '*')));
  widest.set(entry, pattern);
  return matches(pattern, arn);
}

/** Identity policies complete short ARNs with `*`; elsewhere that is not documented (rule 52). */
export function doubtOf({ text, short, dubious }: Entry, layer: PolicyLayer): Reason | undefined {
  if (short && layer !== 'identity' && layer !== 'permissionsBoundary')
    return { rule: 52, text: `\`${text}\` is a short ARN, which AWS completes in identity policies only` };
  return dubious ? { rule: 52, text: `\`${text}\` has a wildcard where AWS allows none` } : undefined;
}

interface Cover {
  readonly truth: Truth;
  /** Why it is unknown. */
  readonly doubt?: Reason;
  /** What a sure answer leans on. */
  readonly leaning?: Reason;
}
const perhapsFor = (doubt: Reason): Cover => ({ truth: 'unknown', doubt });

function knownCover(gathering: Gathering, entry: Entry, place: Place, filled: Filled): Symbolic | undefined {
  const { truth, doubt, leaning } = coverOf(namedBy(gathering.question), entry, place, filled);
  if (doubt !== undefined) gathering.doubts.push(doubt);
  if (leaning !== undefined) gathering.leanings.push(leaning);
  return truth === false ? undefined : constant(truth);
}

function openCover(
  gathering: Gathering,
  entry: Entry,
  place: Place,
  { keys, fill }: Extract<Expansion, { readonly kind: 'open' }>,
): Symbolic {
  const target = namedBy(gathering.question);
  const doubts: Reason[] = [];
  const truthOf = (lookUp: (key: string) => Sample): Truth => {
    const { truth, doubt } = coverOf(target, entry, place, fill(lookUp));
    if (doubt !== undefined) doubts.push(doubt);
    return truth;
  };
  const candidates = fittingTexts(entry.head + entry.tail, target.arn);
  const covered = overKeys(gathering, `resource ${place.layer} ${entry.text}`, { keys, truthOf, candidates });
  return (space) => {
    const pair = covered(space);
    if (pair.lower !== pair.upper) gathering.doubts.push(...doubts);
    return pair;
  };
}

/** Listing the buckets of an account names all of them (rule 54). Source: IAM User Guide, IAM JSON policy elements: Statement. */
function namedBy(question: Question): Target {
  const { caller, target } = question;
  if (target.arn !== '*' || !asks(question, listsBuckets)) return target;
  const { principal } = caller;
  return { ...target, arn: `arn:${'partition' in principal ? principal.partition : 'aws'}:s3:::*` };
}

const listsBuckets = (action: string): boolean => action.toLowerCase() === 's3:listallmybuckets';

type Patterns = ReturnType<typeof resourcePattern>;
const patterns = new WeakMap<Entry, Patterns>();

/** `pieces`: its tail, filled in. Without variables that is the same for all who ask. */
export function patternsOf(entry: Entry, pieces: readonly Piece[]): Patterns {
  const known = patterns.get(entry) ?? resourcePattern([{ text: entry.head, literal: false }, ...pieces]);
  if (!entry.tail.includes('${')) patterns.set(entry, known);
  return known;
}

function coverOf(target: Target, entry: Entry, place: Place, filled: Filled): Cover {
  const cover = 'kind' in filled ? withoutText(target, entry, place, filled) : textCovers(target, entry, filled);
  const doubt = doubtOf(entry, place.layer);
  return cover.truth === true && doubt !== undefined ? perhapsFor(doubt) : cover;
}

function textCovers({ arn }: Target, entry: Entry, pieces: readonly Piece[]): Cover {
  const { pattern, strict } = patternsOf(entry, pieces);
  const byFields = patternHolds(strict, arn);
  const truth = byFields === false ? patternHolds(pattern, arn) : byFields;
  if (truth === 'unknown')
    return perhapsFor({ rule: 106, text: 'a wildcard would have to run over the end of a line' });
  const runsOn = truth && byFields === false;
  return runsOn
    ? { truth, leaning: { rule: 52, text: 'a `*` that ends a segment runs on over colons into the next field' } }
    : { truth };
}

/** A variable without a value matches nothing; in NotResource AWS shows no example of it (rule 55). */
function withoutText(
  target: Target,
  entry: Entry,
  { excludes }: Place,
  filled: Extract<Filled, { readonly kind: string }>,
): Cover {
  if (filled.kind === 'unsettled') return perhapsFor(filled.reason);
  if (!excludes || (target.part === undefined && !mayName(entry, target))) return { truth: false };
  return perhapsFor({ rule: 55, text: `NotResource \`${entry.text}\` holds a variable without a value` });
}

export const CHOSEN_NAME: Reason = {
  rule: 71,
  text: 'a value the caller chooses stands inside the pattern of an open part',
};

/** Asks of the name of what is in an open part. */
export const nameTest = (pattern: Pattern, text: string): Test => ({
  operator: { name: 'StringLike', ifExists: false },
  key: RESOURCE_KEY,
  values: [text],
  predicates: [{ kind: 'pattern', pattern }],
  family: 'glob',
  negated: false,
});

/** The name of what is in the resource is open: a test of that name. */
function partCovered(gathering: Gathering, entry: Entry, place: Place, pieces: readonly Piece[]): Symbolic | undefined {
  const { prefix = '' } = gathering.question.target.part ?? {};
  const { pattern } = patternsOf(entry, pieces);
  if (consume(pattern, prefix).length === 0) return undefined;
  const whole = [{ text: entry.head, literal: false }, ...pieces];
  const test = nameTest(pattern, whole.map((piece) => piece.text).join(''));
  gathering.builder.add(resourceKey(prefix), test);
  const doubt = doubtOf(entry, place.layer);
  if (doubt !== undefined) gathering.doubts.push(doubt);
  const covers: Symbolic = (space) => {
    gathering.doubts.push(...space.cappedReasons(RESOURCE_KEY));
    return space.test(test);
  };
  return doubt === undefined ? covers : both(covers, constant('unknown'));
}
