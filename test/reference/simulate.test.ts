import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LineSource, type SimulateAnswer, simulateLines } from '../../answers/simulate.ts';

const GOLDEN = join(import.meta.dirname, '../golden');

async function answers(lines: readonly string[]): Promise<readonly SimulateAnswer[]> {
  async function* feed(): AsyncGenerator<string> {
    yield* lines;
  }
  const list: SimulateAnswer[] = [];
  for await (const answer of simulateLines(feed())) list.push(answer);
  return list;
}

const ask = (more: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    id: 'x',
    principal: 'arn:aws:iam::111122223333:user/alice',
    action: 'sqs:SendMessage',
    resource: { arn: 'arn:aws:sqs:us-east-1:111122223333:orders' },
    ...more,
  });

describe('simulate', () => {
  it('answers the golden requests as before', async () => {
    const lines = readFileSync(join(GOLDEN, 'simulate.in.jsonl'), 'utf8').split('\n');
    const out = (await answers(lines)).map((one) => JSON.stringify(one)).join('\n');
    await expect(`${out}\n`).toMatchFileSnapshot(join(GOLDEN, 'simulate.out.jsonl'));
  });

  it.each([
    ['polices', ask({ polices: {} }), 'polices: unknown field'],
    ['Context', ask({ Context: {} }), 'Context: unknown field'],
    ['resource.acount', ask({ resource: { arn: '*', acount: '111122223333' } }), 'resource.acount: unknown field'],
    ['policies.scps', ask({ policies: { scps: [] } }), 'policies.scps: unknown layer'],
    ['facts.managment', ask({ facts: { managment: true } }), 'facts.managment: unknown fact'],
    ['policy of a bundle', '{"define": "b", "policy": {}}', 'policy: unknown field'],
    ['id that is a list', ask({ id: ['x'] }), 'id: must be text or a number'],
  ])('refuses %s, with name and line', async (_, line, error) => {
    const [answer] = await answers(['', line]);
    expect(answer?.decision).toBe('invalid');
    expect(answer?.error).toMatch(new RegExp(`^line 2: ${error}`));
  });

  it('refuses an id given twice, and tells the line that has it', async () => {
    const decisions = (
      await answers([ask({}), ask({ id: 1 }), ask({ id: '1' }), ask({ id: null }), ask({ id: null }), ask({})])
    ).map(({ id, decision, error }) => [id, decision, error]);
    expect(decisions.map(([, decision]) => decision === 'invalid')).toEqual([false, false, false, false, false, true]);
    expect(decisions.at(-1)).toEqual(['x', 'invalid', 'line 6: id: `x` is the id of line 1 already']);
  });

  it('tells the border that no policy opens', async () => {
    const [answer] = await answers([
      ask({ action: 'kms:RetireGrant', resource: { arn: 'arn:aws:kms:us-east-1:111122223333:key/k' } }),
    ]);
    expect(answer).toMatchObject({ decision: 'implicitlyDenied', because: [{ rule: 79 }] });
  });

  it('answers each request in its order and definitions not at all', async () => {
    const list = await answers([
      '{"define":"b","policies":{}}',
      ask({ id: 'one' }),
      '',
      ask({ id: 'two', policies: { use: 'b' } }),
    ]);
    expect(list.map((one) => one.id)).toEqual(['one', 'two']);
  });

  it('tells a bundle with a fault once: by the requests that use it, else last', async () => {
    const broken = '{"define": "bad", "policies": {"identity": [{"Statement": "x"}]}}';
    const alone = await answers([broken, ask({ policies: {} })]);
    expect(alone.map(({ id, decision }) => [id, decision])).toEqual([
      ['x', 'implicitlyDenied'],
      [null, 'invalid'],
    ]);
    expect(alone[1]?.error).toMatch(/^line 1: policies\.identity/);
    const used = await answers([broken, ask({ policies: { use: 'bad' } })]);
    expect(used.map(({ id, decision }) => [id, decision])).toEqual([['x', 'invalid']]);
    const mended = await answers([broken, '{"define": "bad", "policies": {}}', ask({ policies: { use: 'bad' } })]);
    expect(mended.map(({ decision }) => decision)).toEqual(['implicitlyDenied']);
  });

  it('answers before the next line is there', async () => {
    let asked = 0;
    async function* feed(): AsyncGenerator<string> {
      for (; asked < 3; asked += 1) yield ask({ id: String(asked) });
    }
    for await (const answer of simulateLines(feed())) expect(answer.id).toBe(String(asked));
  });

  it('names file and line of what is wrong, and answers the other lines', async () => {
    async function* feed(): AsyncGenerator<string> {
      yield* [ask({ id: 1 }), '', '{"id":', ask({ id: 2, action: 'sqs' }), ask({ id: 3 })];
    }
    const errorsIn = async (source: LineSource | undefined): Promise<readonly (string | undefined)[]> => {
      const list: SimulateAnswer[] = [];
      for await (const answer of simulateLines(feed(), source)) list.push(answer);
      return list.map((one) => one.error);
    };
    const action = 'must be one action such as `s3:GetObject`';
    expect(await errorsIn({ file: 'a.jsonl', language: 'en' })).toEqual([
      undefined,
      expect.stringMatching(/^`a\.jsonl` line 3: is not JSON: /),
      `\`a.jsonl\` line 4: action: ${action}`,
      undefined,
    ]);
    expect((await errorsIn(undefined))[2]).toBe(`line 4: action: ${action}`);
    expect((await errorsIn({ file: 'a.jsonl', language: 'ja' }))[2]).toBe(
      '`a.jsonl` 4行目：action：`s3:GetObject`のような一つのアクションでなければなりません',
    );
  });

  it('never throws, whatever a line holds', () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json()), async (line) => {
        for (const answer of await answers([line])) expect(answer.decision).toBe('invalid');
      }),
      { numRuns: 500 },
    ));

  it.each([
    'principal',
    'action',
    'resource',
    'context',
    'policies',
    'facts',
  ])('tells a fault in %s by its place', (part) =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom<unknown>(7, true, null, 'x', [], [1]), async (value) => {
        const [answer] = await answers([ask({ [part]: value })]);
        expect(answer?.decision).toBe('invalid');
        expect(answer?.error).toMatch(new RegExp(`^line 1: ${part}`));
      }),
    ));

  it('takes names from the prototype of objects for what they are: unknown', async () => {
    const lines = [
      ask({ context: { __proto__: 'x', constructor: 'y' } }),
      ask({ facts: { constructor: true } }),
      ask({ policies: { use: 'constructor' } }),
      ask({ policies: { toString: [] } }),
    ];
    expect((await answers(lines)).map((one) => one.decision)).toEqual([
      'implicitlyDenied',
      'invalid',
      'invalid',
      'invalid',
    ]);
  });

  it('takes a line in CRLF files and behind a byte order mark', async () => {
    const [answer] = await answers([`\uFEFF${ask({})}\r`]);
    expect(answer?.decision).toBe('implicitlyDenied');
  });
});
