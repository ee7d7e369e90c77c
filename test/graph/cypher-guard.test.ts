import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guardCypher } from '../../graph/cypher-guard.ts';
import { REFUSED } from '../../graph/cypher-words.ts';

const guarded = (text: string, params: Readonly<Record<string, unknown>> = {}): string => {
  const answer = guardCypher(text, params, 10);
  return answer.ok ? answer.value.text : `refused: ${answer.error.message.replace(/; queries may only .*/s, '')}`;
};

describe('queries that only read are let through, with a row limit', () => {
  it.each([
    ['MATCH (n:User) RETURN n', 'MATCH (n:User) RETURN n LIMIT 11 '],
    ['MATCH (n) RETURN n LIMIT 5', 'MATCH (n) RETURN n LIMIT 5'],
    ['MATCH (n) RETURN n LIMIT 500', 'MATCH (n) RETURN n LIMIT 11'],
    ['MATCH (n) RETURN n SKIP 5 LIMIT 500;', 'MATCH (n) RETURN n SKIP 5 LIMIT 11'],
    ['MATCH (n) WITH n LIMIT 500 RETURN n', 'MATCH (n) WITH n LIMIT 500 RETURN n LIMIT 11 '],
    ['RETURN 1 AS a UNION ALL RETURN 2 AS a', 'RETURN 1 AS a LIMIT 11  UNION ALL RETURN 2 AS a LIMIT 11 '],
    ['match (n) return n limit 500', 'match (n) return n limit 11'],
    ['// words\nMATCH (n) /* CALL x() */ RETURN n', 'MATCH (n) RETURN n LIMIT 11 '],
    ['MATCH (n)/**/RETURN n', 'MATCH (n) RETURN n LIMIT 11 '],
    ["RETURN 'CREATE' AS text", "RETURN 'CREATE' AS text LIMIT 11 "],
    ["RETURN 'it\\'s' AS text", 'RETURN $text0  AS text LIMIT 11 '],
    ['RETURN "it\'s"AS text', 'RETURN $text0 AS text LIMIT 11 '],
  ])('%s', (text, expected) => expect(guarded(text)).toBe(expected));

  it.each([
    'MATCH (a)-[e:X*1..6]->(b)<-[:Y*..3]-(c)--(d) RETURN a, b, c, d',
    'MATCH (a)-[e:X* SHORTEST 1..6]->(b) RETURN b',
    'MATCH (a)-[e:X* ALL SHORTEST 1..6]->(b) RETURN b',
    'MATCH (a)-[e:X* WSHORTEST(cost) 1..6]->(b) RETURN b',
    "MATCH (a)-[e:X* TRAIL 1..6 (r, n | WHERE r.verdict = 'allowed')]->(b) RETURN b",
    'MATCH p = shortestPath((a)-[:X*..8]->(b)) RETURN [n IN nodes(p) | n.id] AS ids',
    'MATCH p = ALL SHORTEST (a)-[:X]->{1,8}(b) RETURN p',
    'MATCH SHORTEST 2 PATHS (a)-[:X]->{,4}(b) RETURN a',
    'MATCH (a)((x)-[:X]->(y)){1,3}(b) RETURN a',
    'MATCH (n:A|B {a: 1}) WHERE n:C AND NOT (n)-[:X {b: 2}]->(:D {c: "x"}) RETURN DISTINCT n ORDER BY n.id DESC',
    'MATCH (n {name: $name}) WHERE n.a * 2 + 1 > 3 AND n.b STARTS WITH "x" OR n.c ENDS WITH "y" XOR n.d CONTAINS "z" RETURN n',
    'MATCH (n) WHERE n.x IS NOT NULL AND n.y IN [1, 2.5, -3e2] AND n.name =~ "a.*" RETURN count(*) AS c, collect(DISTINCT n.id)[0..3] AS ids',
    'MATCH (n) WHERE EXISTS { MATCH (n)-[:X]->(m) WHERE m.a = 1 } AND EXISTS { (n)--() } RETURN COUNT { MATCH (n)--(x) RETURN x } AS c',
    "UNWIND [1, 2] AS x WITH x, CASE WHEN x = 1 THEN 'a' ELSE 'b' END AS y WHERE x > 0 RETURN x, y, {a: x, b: [y]} AS map",
    'MATCH (n) WHERE any(x IN n.actions WHERE x CONTAINS ":Get") AND all(x IN n.actions WHERE size(x) > 1) RETURN n',
    'OPTIONAL MATCH (n:`strange label`) RETURN n.set AS set, n.`create` AS call',
    'MATCH (n) WITH * WHERE n.a > 1 RETURN *',
    'MATCH (n) RETURN reduce(s = 0, x IN n.l | s + x) AS s, list_transform(n.l, x -> x + 1) AS t',
  ])('%s', (text) => expect(guarded(text, { name: 'x' })).not.toMatch(/^refused/));
});

describe('what does not only read is refused, and the message says where', () => {
  it.each([
    ['MATCH (n) SET n.x = 1 RETURN n', '`SET` is not allowed (line 1, column 11)'],
    ['MATCH (n)\n  DELETE n', '`DELETE` is not allowed (line 2, column 3)'],
    ['MATCH (n) RETURN n; MATCH (m) RETURN m', 'only one statement is allowed (line 1, column 19)'],
    ['MATCH (n) RETURN n;;', 'only one statement is allowed (line 1, column 19)'],
    ['WITH * CALL db.labels() YIELD label RETURN label', '`CALL` is not allowed (line 1, column 8)'],
    ['MATCH (n) RETURN n AS call CALL db.labels()', '`CALL` is not allowed (line 1, column 28)'],
    ['MATCH (n) RETURN n AS CALL {x}', '`{` cannot stand here'],
    ['WITH 1. CALL {x}', 'a number must end before a letter or a dot'],
    ['SHOW TRANSACTIONS', '`SHOW` cannot begin a query'],
    ['FINISH', '`FINISH` cannot begin a query'],
    ['MATCH (n) RETURN n FINISH', '`FINISH` cannot stand here'],
    ['MATCH (n) USING INDEX n:A(b) RETURN n', '`USING` cannot stand here'],
    ['MATCH (n)', 'the query must end with RETURN'],
    ['', 'the query must end with RETURN'],
    ['RETURN', 'the query must end with RETURN'],
    ['MATCH (n) RETURN n UNION', 'the query must end with RETURN'],
    ['MATCH (n) RETURN n MATCH (m) RETURN m', '`MATCH` cannot follow RETURN'],
    ['WHERE true RETURN 1', '`WHERE` cannot begin a query'],
    ['MATCH (n RETURN n', '`RETURN` cannot stand here'],
    ['MATCH (n) RETURN (n', 'a bracket is not closed'],
    ['MATCH (n)) RETURN n', '`)` closes nothing'],
    ['MATCH (n] RETURN n', '`]` closes nothing'],
    ['RETURN apoc.load.json("x")', '`(` cannot stand here'],
    ['RETURN `load_extension`("x")', '`(` cannot stand here'],
    ['RETURN getenv("HOME")', 'the function `getenv` is not allowed'],
    ['RETURN nextval("s")', 'the function `nextval` is not allowed'],
    ['RETURN $unknown', 'no value is given for `$unknown`'],
    ['RETURN $toString', 'no value is given for `$toString`'],
    ["RETURN 'open", "`'` cannot be read here"],
    ["RETURN 'a\\q'", 'the text holds an escape that is not known to every engine'],
    ["RETURN '\\uD800'", 'the text holds an escape that is not known to every engine'],
    ['RETURN 1 /* open', '`/` cannot be read here'],
    ['RETURN `a\\u0060b`', '`` ` `` cannot be read here'.replaceAll('`` ` ``', '```')],
    ['RETURN \\u0031', '`\\` cannot be read here'],
    ['MATCH (n) –[]→ (m) RETURN n', '`–` cannot be read here'],
    ['MATCH\u00a0(n) RETURN n', '`\u00a0` cannot be read here'],
    ['RETURN é', '`é` cannot be read here'],
    ['RETURN 1 LIMIT size("abc")', 'the LIMIT after RETURN must be a whole number'],
    ['RETURN 1 LIMIT 5 + 5', 'the LIMIT after RETURN must be a whole number'],
    ['RETURN 1 LIMIT', 'the LIMIT after RETURN must be a whole number'],
  ])('%s', (text, says) => expect(guarded(text)).toContain(`refused: ${says}`));

  it.each([
    '(a)-[*]->(b)',
    '(a)-[:X*]->(b)',
    '(a)-[e:X*2..]->(b)',
    '(a)-[*1..9]->(b)',
    '(a)-[*99]->(b)',
    '(a)-[* ACYCLIC 1..3]->(b)',
    '(a)-[* SHORTEST]->(b)',
    '(a)-[*$n..$m]->(b)',
    '(a)-[:X]->+(b)',
    '(a)-[:X]->*(b)',
    '(a)--+(b)',
    '((a)-[:X]->(b))+',
    '((a)-[:X]->(b))*',
    '((a)-[:X]->(b)){2,}',
    '((a)-[:X]->(b)){1,100}',
    '(a)-[:X]->{,}(b)',
    '(a)-/* 1..2 */[*]->(b)',
  ])('a path without a bound of at most 8: %s', (pattern) => {
    const params = { n: 1, m: 2 };
    expect(guarded(`MATCH ${pattern} RETURN b`, params)).toMatch(/^refused: .*(bound|quantifier|1,8|0,8)/);
    expect(guarded(`MATCH (z) WHERE EXISTS { MATCH ${pattern} } RETURN z`, params)).toMatch(/^refused/);
    expect(guarded(`MATCH (z) WHERE EXISTS { ${pattern} } RETURN z`, params)).toMatch(/^refused/);
    expect(guarded(`MATCH (z) RETURN COUNT { MATCH ${pattern} } AS c`, params)).toMatch(/^refused/);
  });
  it('unbounded paths in expressions too', () => {
    expect(guarded('MATCH (a), (b) WHERE (a)-[*]->(b) RETURN a')).toMatch(/^refused/);
    expect(guarded('MATCH (a) RETURN [(a)-[*]->(b) | b.id] AS ids')).toMatch(/^refused/);
    expect(guarded('MATCH (a), (b) RETURN shortestPath((a)-[*]->(b)) AS p')).toMatch(/^refused/);
  });
  it('a query of more than 20,000 characters', () => {
    expect(guarded(`RETURN '${'x'.repeat(20_000)}'`)).toMatch(/^refused: the query is longer/);
  });
});

const ATTACKS: readonly string[] = [
  "'",
  '"',
  '\\',
  "\\' RETURN 1 //",
  "' DETACH DELETE n //",
  '*/ CREATE (n) /*',
  '// \n CREATE (n)',
  '\u2028CREATE (n)',
  '; DROP TABLE x',
  '\\u0027 CREATE (n)',
  '` SET n.x = 1',
  "'; CALL db.labels(); '",
];

describe('hostile text', () => {
  const fragments = fc.oneof(
    fc.constantFrom(
      ...'MATCH|OPTIONAL MATCH|WHERE|WITH|UNWIND|RETURN|ORDER BY|SKIP|LIMIT|UNION|UNION ALL|AS|DISTINCT|EXISTS|COUNT|NOT|AND|IN|CASE|WHEN|THEN|END|WHERE n.a|(n)|(n:A)|-[e:X*1..3]->|-[*]->|-[:X]->|{1,3}|+|*|(|)|[|]|{|}|,|.|..|:|;|=|<|>|-|1|2.5|1.|$p|$q|n|n.a|x'.split(
        '|',
      ),
    ),
    fc.constantFrom(...REFUSED),
    fc.constantFrom(...ATTACKS),
    fc.constantFrom(
      '/*',
      '*/',
      '//',
      '\n',
      '/* x */',
      '// y\n',
      "'",
      '"',
      '`',
      "'text'",
      '"text"',
      '`name`',
      '\\u0041',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const texts = fc
    .array(fc.tuple(fragments, fc.constantFrom('', ' ', ' ', '\n')), { maxLength: 14 })
    .map((parts) => parts.flat().join(''));

  it('never throws, and says line and column where it refuses', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const answer = guardCypher(text, { p: 1 }, 10);
        if (!answer.ok) expect(answer.error.message).toMatch(/line \d+, column \d+/);
      }),
      { numRuns: 5_000 },
    );
  });

  it('what is let through has no refused word, comment, second statement or escape left outside quotes, and is let through again unchanged', () => {
    let accepted = 0;
    const shaped = fc.tuple(texts, fc.boolean()).map(([text, whole]) => (whole ? text : `MATCH (n) RETURN ${text}`));
    fc.assert(
      fc.property(shaped, (text) => {
        const answer = guardCypher(text, { p: 1 }, 10);
        if (!answer.ok) return;
        accepted += 1;
        const { text: out, params } = answer.value;
        const outside = out.replaceAll(/'[^']*'|"[^"]*"|`[^`]*`/g, ' _ ');
        expect(outside).not.toMatch(/[;\\'"`]|\/\/|\/\*/);
        expect([...outside].every((one) => one.charCodeAt(0) < 128)).toBe(true);
        for (const [before = '', word = ''] of outside.matchAll(/(?:\bas\s+|\.\s*)?\b([a-z]+)\b/gi)) {
          if (before === word) expect(REFUSED).not.toContain(word.toUpperCase());
        }
        const again = guardCypher(out, params, 10);
        expect(again.ok && again.value.text.replaceAll(/\s+/g, ' ').trim()).toBe(out.replaceAll(/\s+/g, ' ').trim());
      }),
      { numRuns: 20_000 },
    );
    expect(accepted).toBeGreaterThan(100); // else the property says nothing
  });

  it('inside quotes it is text: nothing of it stands in the query, and its value is kept', () => {
    const literal = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...ATTACKS), fc.string()), (value) => {
        fc.pre(!value.includes('\0'));
        const answer = guardCypher(`MATCH (n) WHERE n.name = ${literal(value)} RETURN n`, {}, 10);
        expect(answer.ok).toBe(true);
        if (!answer.ok) return;
        const plain = `MATCH (n) WHERE n.name = '${value}' RETURN n LIMIT 11 `;
        if (answer.value.text !== plain) {
          expect(answer.value.text).toBe('MATCH (n) WHERE n.name = $text0  RETURN n LIMIT 11 ');
          expect(answer.value.params).toEqual({ text0: value });
        } else {
          expect(value).not.toMatch(/['"\\\n\r]/);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('inside a comment it is gone', () => {
    for (const attack of ATTACKS.filter((one) => !one.includes('*/'))) {
      expect(guarded(`MATCH (n) /* ${attack} */ RETURN n`)).toBe('MATCH (n) RETURN n LIMIT 11 ');
    }
  });

  it('names of parameters that we add do not meet those that are given', () => {
    const answer = guardCypher("RETURN 'it\\'s' AS a, $text0 AS b, 'x\\ny' AS c", { text0: 'given' }, 10);
    expect(answer.ok && answer.value.params).toEqual({ text0: 'given', text1: "it's", text2: 'x\ny' });
  });
});
