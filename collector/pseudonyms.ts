import { createHmac } from 'node:crypto';

/** What a text is: the same text of two kinds has two pseudonyms. Names and e-mail addresses are one kind, as a user name may be either. */
export type NameKind = 'name' | 'department' | 'title' | 'number' | 'account' | 'alias';

/** Reserved by RFC 2606: nobody has an address there, so that one is known for a pseudonym. */
const DOMAIN = '@example.invalid';

/**
 * An e-mail address anywhere in a text, and not the rest of a pattern: no wildcard or variable touches it. A pseudonym is none.
 */
const ADDRESS =
  /(?<![\p{L}\p{N}._%+'*?}-])[\p{L}\p{N}._%+'-]+@(?!example\.invalid)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?!\.?[\p{L}\p{N}*?$@-])/gu;
const WORD = /[\p{L}\p{N}.'’@_+-]+/gu;

export interface Pseudonyms {
  /** The pseudonym of a whole text. */
  readonly of: (kind: NameKind, text: string) => string;
  /** A text with the addresses and the known full names in it replaced. */
  readonly within: (text: string) => string;
  /** Likewise, with every known name, single words too. */
  readonly namesWithin: (text: string) => string;
  /** The pseudonym of a text that is a known name as a whole. */
  readonly whole: (text: string) => string;
  /** All names that are known, as they are written. */
  readonly names: readonly string[];
}

/**
 * Pseudonyms under a key; `names` are those of people, users and groups. A single word that is in `kept` is somebody else's name, too,
 * and stands as a value where it stood. The same key gives the same pseudonyms.
 */
export function pseudonymsUnder(key: Uint8Array, names: readonly string[], kept: ReadonlySet<string>): Pseudonyms {
  const known = new Set(names.map((name) => name.toLowerCase()));
  const full = new Set([...known].filter((name) => /[\s@]/.test(name)));
  const of = (kind: NameKind, text: string): string => pseudonym(key, kind, text);
  const whole = (text: string): string =>
    known.has(text.toLowerCase()) && (/[\s@]/.test(text) || !kept.has(text.toLowerCase())) ? of('name', text) : text;
  const addresses = (text: string): string => text.replace(ADDRESS, (one) => of('name', one));
  const replacing =
    (set: ReadonlySet<string>) =>
    (text: string): string =>
      addresses(withoutNames(text, set, (one) => of('name', one)));
  return { of, whole, within: replacing(full), namesWithin: replacing(known), names: [...new Set(names)] };
}

function pseudonym(key: Uint8Array, kind: NameKind, text: string): string {
  if (text.toLowerCase().endsWith(DOMAIN)) return text;
  const letters = lettersOf(key, kind, text);
  if (kind !== 'name') return `${kind}-${letters}`;
  return text.includes('@') ? `${letters}${DOMAIN}` : `name-${letters}`;
}

/**
 * 20 letters, a to p. Spellings that differ in capitals alone have pseudonyms that do so, too: who compares without regard to
 * capitals finds them equal, who compares exactly does not.
 */
function lettersOf(key: Uint8Array, kind: NameKind, text: string): string {
  const lower = text.toLowerCase();
  const letters = [...digest(key, `${kind} ${lower}`)]
    .slice(0, 20)
    .map((byte) => String.fromCharCode(97 + (byte % 16)));
  if (lower === text) return letters.join('');
  const capitals = digest(key, `spelling ${kind} ${text}`);
  return letters.map((letter, at) => (at === 0 || (capitals[at] ?? 0) % 2 ? letter.toUpperCase() : letter)).join('');
}

const digest = (key: Uint8Array, text: string): Buffer => createHmac('sha256', key).update(text).digest();

interface Word {
  readonly from: number;
  readonly to: number;
}

/** The longest known name first; names longer than six words are found as whole values alone. */
function withoutNames(text: string, names: ReadonlySet<string>, change: (name: string) => string): string {
  const words: readonly Word[] = Array.from(text.matchAll(WORD), ({ 0: word, index }) => ({
    from: index,
    to: index + word.length,
  }));
  let [done, told] = [0, ''];
  words.forEach(({ from }, at) => {
    if (from < done) return;
    const to = endOfName(text, words.slice(at, at + 6), names);
    if (to === undefined) return;
    told += text.slice(done, from) + change(text.slice(from, to));
    done = to;
  });
  return told + text.slice(done);
}

function endOfName(text: string, words: readonly Word[], names: ReadonlySet<string>): number | undefined {
  const from = words[0]?.from ?? 0;
  if (/[*?}]/.test(text[from - 1] ?? '')) return undefined;
  return words.findLast(({ to }) => !/[*?$]/.test(text[to] ?? '') && names.has(text.slice(from, to).toLowerCase()))?.to;
}
