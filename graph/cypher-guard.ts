import { ok, type Result } from '../domain/result.ts';
import { type Refusal, type Token, tokensOf } from './cypher-tokens.ts';
import {
  CLAUSES,
  FUNCTIONS,
  INFIX,
  PATH_SELECTOR,
  POSTFIX,
  PREFIX,
  REFUSED,
  SUBQUERY,
  WALK_WORDS,
} from './cypher-words.ts';
import { failure, type StoreError } from './store.ts';

/** Upper bound of every variable-length part of a pattern. */
const MAX_HOPS = 8;
const MAX_LENGTH = 20_000;

export interface GuardedQuery {
  /** The query without comments, with a row limit; texts that need escapes have become parameters. */
  readonly text: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Lets through queries that only read the graph: an allow-list of clauses, operators and functions, checked word by word, so
 * that a word nobody thought of is refused. Engines' read-only modes are no fence: both read files then, one writes them.
 * Every `*` and `{n,m}` needs an upper bound of at most 8; rows are limited to one more than `maxRows`.
 */
export function guardCypher(
  text: string,
  params: Readonly<Record<string, unknown>>,
  maxRows: number,
): Result<GuardedQuery, StoreError> {
  if (text.length > MAX_LENGTH) return failure('refused', `the query is longer than ${MAX_LENGTH} characters`);
  const tokens = tokensOf(text);
  if (!tokens.ok) return refusedAt(text, tokens.error);
  const last = tokens.value.at(-1);
  const query = last?.text === ';' ? tokens.value.slice(0, -1) : tokens.value;
  const reading = new Reading(query, params);
  const problem = reading.check();
  if (problem !== undefined) return refusedAt(text, problem);
  return ok(rendered(query, reading.branches, params, maxRows));
}

function refusedAt(text: string, { at, problem }: Refusal): Result<never, StoreError> {
  const before = text.slice(0, at).split('\n');
  const place = `line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  return failure(
    'refused',
    `${problem} (${place}); queries may only read: MATCH, WHERE, WITH, UNWIND, RETURN, ORDER BY, SKIP, LIMIT, UNION`,
  );
}

/** One part of a UNION: where it ends, and where its last LIMIT has its number. */
interface Branch {
  end: number;
  limitAt?: number | undefined;
}

interface Frame {
  readonly opener: 'query' | '(' | '[' | '-[' | '{';
  /** Relationships and nodes are described here, no values computed. */
  pattern: boolean;
  /** Of a query frame: nothing but its ORDER BY, SKIP and LIMIT may follow. */
  returned: boolean;
  /** Of a query frame: no clause yet, or just after UNION. */
  fresh: boolean;
}

/** Walks over the tokens once. `complete`: the last token ended an operand, so an operator or a keyword must follow. */
class Reading {
  readonly branches: Branch[] = [];
  readonly #tokens: readonly Token[];
  readonly #params: Readonly<Record<string, unknown>>;
  readonly #frames: Frame[] = [{ opener: 'query', pattern: false, returned: false, fresh: true }];
  #limitAt: number | undefined;
  #complete = false;
  #aliasAt: number | undefined;
  #at = 0;

  constructor(tokens: readonly Token[], params: Readonly<Record<string, unknown>>) {
    this.#tokens = tokens;
    this.#params = params;
  }

  check(): Refusal | undefined {
    for (this.#at = 0; this.#at < this.#tokens.length; this.#at++) {
      const token = this.#tokens[this.#at];
      if (token === undefined) break;
      const problem = this.#take(token);
      if (problem !== undefined) return { at: token.at, problem };
    }
    const end = this.#tokens.at(-1)?.at ?? 0;
    const [root] = this.#frames;
    if (this.#frames.length !== 1) return { at: end, problem: 'a bracket is not closed' };
    if (root?.returned !== true || !this.#complete) return { at: end, problem: 'the query must end with RETURN' };
    this.branches.push({ end: this.#tokens.length, limitAt: this.#limitAt });
    return undefined;
  }

  #take(token: Token): string | undefined {
    switch (token.kind) {
      case 'word':
        return this.#word(token);
      case 'sign':
        return this.#sign(token.text);
      case 'parameter':
        if (!Object.hasOwn(this.#params, token.value)) return `no value is given for \`${token.text}\``;
        return this.#operand(token);
      default:
        return this.#operand(token);
    }
  }

  #operand(token: Token): string | undefined {
    if (this.#complete || this.#frame.fresh) return `\`${token.text}\` cannot stand here`;
    this.#complete = true;
    return undefined;
  }

  #word(token: Token): string | undefined {
    const word = token.text.toUpperCase();
    const before = this.#tokens[this.#at - 1];
    if (before?.text === '.' || this.#aliasAt === this.#at) return this.#operand(token);
    if (REFUSED.has(word)) return `\`${token.text}\` is not allowed`;
    return this.#complete || this.#frame.fresh
      ? this.#wordAfterOperand(word, token)
      : this.#wordBeforeOperand(word, token);
  }

  #wordAfterOperand(word: string, token: Token): string | undefined {
    if (word === 'WHERE' && this.#frame.opener !== 'query') return this.#innerWhere();
    if (CLAUSES.has(word) && this.#frame.opener === 'query') return this.#clause(word);
    if (this.#frame.fresh) return `\`${token.text}\` cannot begin a query`;
    if (POSTFIX.has(word)) return undefined;
    if (!INFIX.has(word)) return `\`${token.text}\` cannot stand here`;
    if (word === 'STARTS' || word === 'ENDS') return this.#second('WITH');
    if (word === 'AS') this.#aliasAt = this.#at + 1;
    this.#complete = false;
    return undefined;
  }

  #innerWhere(): undefined {
    this.#frame.pattern = false;
    this.#complete = false;
  }

  #clause(word: string): string | undefined {
    const frame = this.#frame;
    const tail = word === 'ORDER' || word === 'SKIP' || word === 'LIMIT' || word === 'UNION';
    if (frame.fresh && (tail || word === 'WHERE')) return `\`${word}\` cannot begin a query`;
    if (frame.returned && !tail) return `\`${word}\` cannot follow RETURN`;
    frame.fresh = false;
    frame.pattern = word === 'MATCH' || word === 'OPTIONAL';
    frame.returned ||= word === 'RETURN';
    this.#complete = false;
    if (word === 'OPTIONAL') return this.#second('MATCH');
    if (word === 'ORDER') return this.#second('BY');
    if (word === 'UNION') return this.#union(frame);
    return word === 'LIMIT' && frame.returned && this.#frames.length === 1 ? this.#outerLimit() : undefined;
  }

  #second(word: string): string | undefined {
    this.#complete = false;
    this.#at += 1;
    return this.#tokens[this.#at]?.text.toUpperCase() === word ? undefined : `\`${word}\` is missing here`;
  }

  #union(frame: Frame): string | undefined {
    if (!frame.returned) return '`UNION` must follow RETURN';
    if (this.#frames.length === 1) {
      this.branches.push({ end: this.#at, limitAt: this.#limitAt });
      this.#limitAt = undefined;
    }
    const next = this.#tokens[this.#at + 1]?.text.toUpperCase();
    if (next === 'ALL' || next === 'DISTINCT') this.#at += 1;
    frame.fresh = true;
    frame.returned = false;
    return undefined;
  }

  /** The limit of what is returned must be known here, so that it can be lowered. */
  #outerLimit(): string | undefined {
    const amount = this.#tokens[this.#at + 1];
    const after = this.#tokens[this.#at + 2];
    const alone = after === undefined || CLAUSES.has(after.text.toUpperCase());
    const value = amount?.kind === 'parameter' ? this.#params[amount.value] : Number(amount?.text);
    if (!alone || !Number.isSafeInteger(value)) return 'the LIMIT after RETURN must be a whole number';
    this.#limitAt = this.#at + 1;
    return undefined;
  }

  #wordBeforeOperand(word: string, token: Token): string | undefined {
    const next = this.#tokens[this.#at + 1]?.text;
    if (SUBQUERY.has(word) && next === '{') return this.#subquery();
    if (PREFIX.has(word)) return undefined;
    if (this.#frame.pattern && PATH_SELECTOR.has(word) && next !== undefined && !/^[=)]$/.test(next))
      return this.#selector();
    if (word === 'WHERE' && this.#tokens[this.#at - 1]?.text === '|') return this.#innerWhere();
    if (CLAUSES.has(word) || INFIX.has(word)) return `\`${token.text}\` cannot stand here`;
    if (next === '(' && !FUNCTIONS.has(word.toLowerCase())) return `the function \`${token.text}\` is not allowed`;
    this.#complete = true;
    return undefined;
  }

  #subquery(): undefined {
    this.#at += 1;
    this.#frames.push({ opener: 'query', pattern: true, returned: false, fresh: true });
  }

  /** A number may stand behind it: `SHORTEST 2 (a)-[...`. */
  #selector(): undefined {
    if (this.#tokens[this.#at + 1]?.kind === 'number') this.#at += 1;
  }

  #sign(sign: string): string | undefined {
    switch (sign) {
      case ';':
        return 'only one statement is allowed';
      case '(':
      case '[':
        return this.#open(sign);
      case '{':
        return this.#brace();
      case ')':
      case ']':
      case '}':
        return this.#close(sign);
      case '*':
        return this.#star();
      default:
        return this.#operator(sign);
    }
  }

  #operator(sign: string): string | undefined {
    if (this.#frame.fresh) return `\`${sign}\` cannot begin a query`;
    if (sign === '+' && this.#frame.pattern) return `\`+\` needs an upper bound here: write \`{1,${MAX_HOPS}}\``;
    this.#complete = false;
    return undefined;
  }

  #open(sign: '(' | '['): string | undefined {
    const { pattern, opener } = this.#frame;
    if (this.#frame.fresh && !(sign === '(' && opener === 'query' && this.#frames.length > 1)) {
      return `\`${sign}\` cannot begin a query`;
    }
    if (sign === '(' && this.#complete && !pattern && !this.#isFunctionName()) return '`(` cannot stand here';
    this.#frame.fresh = false;
    const relationship = sign === '[' && this.#tokens[this.#at - 1]?.text === '-';
    this.#frames.push({
      opener: relationship ? '-[' : sign,
      pattern: relationship || (sign === '(' && pattern),
      returned: false,
      fresh: false,
    });
    this.#complete = false;
    return undefined;
  }

  /** Of the token before: names in backticks and after a dot are functions that nobody here knows. */
  #isFunctionName(): boolean {
    const [before, name] = [this.#tokens[this.#at - 2], this.#tokens[this.#at - 1]];
    return name?.kind === 'word' && FUNCTIONS.has(name.text.toLowerCase()) && before?.text !== '.';
  }

  #brace(): string | undefined {
    if (this.#frame.fresh) return '`{` cannot begin a query';
    const before = this.#tokens[this.#at - 1]?.text ?? '';
    if (this.#frame.pattern && this.#frame.opener !== '-[' && /^[)>-]$/.test(before)) return this.#quantifier();
    if (this.#complete && this.#frame.opener !== '(' && this.#frame.opener !== '-[') return '`{` cannot stand here';
    this.#frames.push({ opener: '{', pattern: false, returned: false, fresh: false });
    this.#complete = false;
    return undefined;
  }

  #close(sign: ')' | ']' | '}'): string | undefined {
    const frame = this.#frames.at(-1);
    const opened = { ')': ['('], ']': ['[', '-['], '}': ['{', 'query'] }[sign];
    if (frame === undefined || this.#frames.length === 1 || !opened.includes(frame.opener))
      return `\`${sign}\` closes nothing`;
    this.#frames.pop();
    this.#complete = true;
    return undefined;
  }

  /** Everything, a product, or the length of a relationship. */
  #star(): string | undefined {
    const frame = this.#frame;
    if (frame.fresh) return '`*` cannot begin a query';
    if (frame.opener === '-[' && frame.pattern) return this.#walk();
    if (frame.pattern) return `\`*\` needs an upper bound here: write \`{0,${MAX_HOPS}}\``;
    this.#complete = !this.#complete;
    return undefined;
  }

  /** `* [SHORTEST | ALL SHORTEST | TRAIL | WSHORTEST(property)] [n] [.. [n]]` */
  #walk(): string | undefined {
    while (WALK_WORDS.has(this.#peek().toUpperCase())) {
      const weighted = this.#next().toUpperCase() === 'WSHORTEST';
      if (weighted && !(this.#next() === '(' && /^\w+$/.test(this.#next()) && this.#next() === ')')) {
        return '`WSHORTEST` needs the name of a property in parentheses';
      }
    }
    const lower = this.#number();
    const range = this.#peek() === '..' ? this.#next() : undefined;
    const upper = range === undefined ? lower : this.#number();
    this.#complete = true;
    return boundProblem(upper, `write \`*1..${MAX_HOPS}\``);
  }

  /** `{n}`, `{n,m}`, `{,m}` after a relationship or a group. */
  #quantifier(): string | undefined {
    const ofGroup = this.#complete;
    const lower = this.#number();
    const range = this.#peek() === ',' ? this.#next() : undefined;
    const upper = range === undefined ? lower : this.#number();
    if (this.#next() !== '}') return 'a quantifier is `{n}` or `{n,m}`';
    this.#complete = ofGroup;
    return boundProblem(upper, `write \`{1,${MAX_HOPS}}\``);
  }

  #number(): string | undefined {
    return this.#tokens[this.#at + 1]?.kind === 'number' ? this.#next() : undefined;
  }

  #peek(): string {
    return this.#tokens[this.#at + 1]?.text ?? '';
  }

  #next(): string {
    this.#at += 1;
    return this.#tokens[this.#at]?.text ?? '';
  }

  get #frame(): Frame {
    // the first frame is never closed
    return this.#frames.at(-1) ?? { opener: 'query', pattern: false, returned: false, fresh: true };
  }
}

function boundProblem(upper: string | undefined, advice: string): string | undefined {
  if (upper !== undefined && /^\d+$/.test(upper) && Number(upper) <= MAX_HOPS) return undefined;
  return `a path length needs an upper bound of at most ${MAX_HOPS}: ${advice}`;
}

/** What is run: our tokens, not the text they were read from. */
function rendered(
  tokens: readonly Token[],
  branches: readonly Branch[],
  given: Readonly<Record<string, unknown>>,
  maxRows: number,
): GuardedQuery {
  const params: Record<string, unknown> = { ...given };
  const limits = new Set(branches.map((branch) => branch.limitAt));
  const ends = new Map(branches.map((branch) => [branch.end, branch]));
  let text = '';
  for (let i = 0; i <= tokens.length; i++) {
    const branch = ends.get(i);
    if (branch !== undefined && branch.limitAt === undefined) text += ` LIMIT ${maxRows + 1} `;
    const token = tokens[i];
    if (token === undefined) break;
    const own = limits.has(i) ? limitText(token, given, maxRows) : tokenText(token, params);
    text += `${token.spaced && text !== '' ? ' ' : ''}${own}`;
  }
  return { text, params };
}

function limitText(token: Token, given: Readonly<Record<string, unknown>>, maxRows: number): string {
  const asked = Number(token.kind === 'parameter' ? given[token.value] : token.text);
  return String(Math.max(0, Math.min(asked, maxRows + 1)));
}

/** Engines do not agree on escapes inside quotes: a text that needs one travels beside the query. */
function tokenText(token: Token, params: Record<string, unknown>): string {
  if (token.kind !== 'string') return token.text;
  if (/^[^'"\\\p{Cc}]*$/u.test(token.value)) return `'${token.value}'`;
  let index = 0;
  while (Object.hasOwn(params, `text${index}`)) index += 1;
  params[`text${index}`] = token.value;
  return `$text${index} `;
}
