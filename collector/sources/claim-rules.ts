import type { RoleEntitlement } from '../../domain/entitlement.ts';
import { isForAws, rolePair, type SourceRead } from './asking.ts';
import type { DeclaredFor } from './declared.ts';
import { isReadAlike, matchInTime } from './group-names.ts';
import { type SourceIdentity, sourceOf } from './source-identity.ts';

/** What of a user or group a rule looks at. */
export const CLAIMS = ['group', 'userName', 'email', 'department', 'title', 'employeeNumber'] as const;

/** A rule as administrators of AD FS write it: `c:[Value =~ "matches"] => issue(Value = RegExReplace(c.Value, "pattern", "role"))`. */
export interface ClaimRule {
  readonly claim: (typeof CLAIMS)[number];
  /** Left out: the pattern. */
  readonly matches?: string;
  readonly pattern: string;
  /** What stands in place of every match: `arn:aws:iam::$1:saml-provider/ADFS,arn:aws:iam::$1:role/$2`. */
  readonly role: string;
}

/** Text, or the number or name of a group of the pattern. */
type Piece = string | { readonly group: string };

interface ReadRule {
  readonly matches: string;
  readonly pattern: string;
  readonly flags: string;
  readonly pieces: readonly Piece[];
}

/** Undefined: no rule that can be read as AD FS reads it. */
export function readRule({ pattern, matches = pattern, role }: ClaimRule): ReadRule | undefined {
  const [test, replaced] = [matches, pattern].map((one) => one.replace(/^\(\?i\)/, ''));
  const flags = [matches, pattern].map((one) => (one.startsWith('(?i)') ? 'i' : ''));
  const pieces = piecesOf(role);
  if (test === undefined || replaced === undefined || !isReadAlike(test) || !isReadAlike(replaced)) return undefined;
  if (pieces === undefined || flags[0] !== flags[1]) return undefined;
  const groups = new RegExp(`${replaced}|`).exec('');
  const isThere = ({ group }: { readonly group: string }): boolean =>
    /^\d+$/.test(group) ? Number(group) < (groups?.length ?? 0) : Object.hasOwn(groups?.groups ?? {}, group);
  const known = pieces.every((piece) => typeof piece === 'string' || isThere(piece));
  return known ? { matches: test, pattern: replaced, flags: flags[0] ?? '', pieces } : undefined;
}

/** `$1`, `${1}` and `${name}` are groups and `$$` is a dollar; what else .NET knows is refused. Source: .NET, Substitutions in regular expressions. */
function piecesOf(text: string): readonly Piece[] | undefined {
  const parts = text.split(/(\$\$|\$\d+|\$\{\w+\})/);
  if (parts.some((part, at) => at % 2 === 0 && part.includes('$'))) return undefined;
  return parts.map((part, at) => (at % 2 === 0 ? part : part === '$$' ? '$' : { group: part.replace(/[${}]/g, '') }));
}

const REPLACING = `
  const { matches, pattern, flags, pieces } = JSON.parse(rule);
  const test = new RegExp(matches, flags);
  const every = new RegExp(pattern, flags + 'g');
  const inPlace = (...found) => {
    const named = typeof found.at(-1) === 'object' ? found.at(-1) : {};
    return pieces.map((one) => (typeof one === 'string' ? one : ((/^[0-9]/.test(one.group) ? found[one.group] : named[one.group]) ?? ''))).join('');
  };
  JSON.stringify(JSON.parse(names).map((name) => (test.test(name) ? name.replace(every, inPlace) : null)));
`;

const issued = (rule: ReadRule, values: readonly string[]): readonly (string | null)[] | 'unreadable' | 'slow' =>
  matchInTime<string>(REPLACING, { rule: JSON.stringify(rule) }, values);

/** A user or group with the value that a rule looks at. */
interface Holder {
  readonly principalKind: 'user' | 'group';
  readonly principalId: string;
  readonly value: string;
}

function holdersOf(claim: ClaimRule['claim'], { users, groups }: DeclaredFor): readonly Holder[] {
  if (claim === 'group')
    return groups.map(({ id, name }) => ({ principalKind: 'group', principalId: id, value: name }));
  return users.flatMap((user) => {
    const values = claim === 'email' ? user.emails : [user[claim]];
    return values.flatMap((value) =>
      value === undefined ? [] : [{ principalKind: 'user', principalId: user.id, value }],
    );
  });
}

interface Told {
  readonly entitlements: readonly RoleEntitlement[];
  /** What of the rule cannot be told, each with the value it is about. */
  readonly puzzles: readonly { readonly about: string; readonly detail: string }[];
}

/** What the rules come to for the people of a directory. Whatever a rule leaves unclear leaves the source open. */
export function claimRulesRead(
  identity: SourceIdentity,
  { closed, rules }: { readonly closed: boolean; readonly rules: readonly ClaimRule[] },
  directory: DeclaredFor,
): SourceRead {
  const told = rules.map((rule, index) => tellRule(identity, rule, index + 1, holdersOf(rule.claim, directory)));
  const puzzles = told.flatMap((one) => one.puzzles);
  const cell = { account: '-', region: identity.id, service: 'declared', call: 'ReadMapping' };
  return {
    source: sourceOf(identity, 'declared', closed && puzzles.length === 0),
    users: [],
    groups: [],
    entitlements: told.flatMap((one) => one.entitlements),
    cells: [
      { ...cell, status: 'complete' },
      ...puzzles.map(({ about, detail }) => ({ ...cell, status: 'failed' as const, target: about, detail })),
    ],
  };
}

function tellRule(identity: SourceIdentity, rule: ClaimRule, number: number, holders: readonly Holder[]): Told {
  const read = readRule(rule);
  const unclear = (detail: string): Told => ({ entitlements: [], puzzles: [{ about: `rule ${number}`, detail }] });
  if (read === undefined) return unclear('is no rule that can be read');
  const values = holders.map(({ value }) => value);
  const found = issued(read, values);
  const anyCase = issued({ ...read, flags: 'i' }, values);
  if (typeof found === 'string' || typeof anyCase === 'string') return unclear('takes too long');
  const told = holders.map((holder, at) =>
    tellHolder(identity, `rule ${number}, ${rule.claim} ${holder.value}`, holder, [found[at], anyCase[at]]),
  );
  return { entitlements: told.flatMap((one) => one.entitlements), puzzles: told.flatMap((one) => one.puzzles) };
}

/** `results`: what the rule issues as it is written, and what where case is ignored. */
function tellHolder(
  { id: source }: SourceIdentity,
  rule: string,
  { principalKind, principalId, value }: Holder,
  [result, inAnyCase]: readonly (string | null | undefined)[],
): Told {
  const unclear = (detail: string): Told => ({ entitlements: [], puzzles: [{ about: rule, detail }] });
  const hasOtherLetters = /[^\x20-\x7e]/.test(value);
  if (result !== inAnyCase || (hasOtherLetters && inAnyCase !== null))
    return unclear('whether the rule fits hangs on how letters are compared');
  if (result === null || result === undefined) return { entitlements: [], puzzles: [] };
  const pair = rolePair(result);
  if (pair === undefined)
    return isForAws(result) ? unclear(`\`${result}\` names no role and provider`) : { entitlements: [], puzzles: [] };
  const { role, provider: through } = pair;
  return { entitlements: [{ source, principalKind, principalId, role, through, rule }], puzzles: [] };
}
