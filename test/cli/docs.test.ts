import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AskError } from '../../answers/questions.ts';
import { type SimulateAnswer, simulateLines } from '../../answers/simulate.ts';
import { codeOf, ERROR_CODES } from '../../answers/words/error-codes.ts';
import { STATUS_OF } from '../../api/problems.ts';
import { EXIT } from '../../cli/exit.ts';
import { EXIT_OF } from '../../cli/failure.ts';
import { cliMessages } from '../../cli/messages.ts';
import { run } from '../../cli/run.ts';
import { fakeSurroundings, fakeWorld } from './fakes.ts';

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8');

interface Row {
  readonly exit: string;
  readonly http: string;
}
const rows: ReadonlyMap<string, Row> = new Map(
  [...read('docs/errors.md').matchAll(/^\| `(E_\w+)` \|([^|]*)\|([^|]*)\|/gm)].map(
    ([, code = '', exit = '', http = '']) => [code, { exit: exit.trim(), http: http.trim() }],
  ),
);

describe('docs/errors.md', () => {
  it('names every code, and none that does not exist', () => {
    expect([...rows.keys()].sort()).toEqual([...ERROR_CODES].sort());
    const mentioned = new Set(read('docs/errors.md').match(/\bE_[A-Z_]+\b/g));
    expect([...mentioned].filter((code) => !ERROR_CODES.includes(code))).toEqual([]);
  });

  it('gives the HTTP status that the API sends', () => {
    for (const [code, { http }] of rows) {
      expect([code, http]).toEqual([code, String(STATUS_OF[code as keyof typeof STATUS_OF] ?? '')]);
    }
  });

  it('gives the exit code of the command line', () => {
    const kinds = Object.keys(EXIT_OF) as readonly AskError['kind'][];
    const exits = new Map<string, number>(kinds.map((kind) => [codeOf({ kind, message: '' }), EXIT_OF[kind]]));
    exits.set('E_USAGE', EXIT.usage).set('E_INTERNAL', EXIT.failure).set('E_INTERRUPTED', EXIT.interrupted);
    for (const [code, { exit }] of rows) expect([code, exit]).toEqual([code, String(exits.get(code) ?? '')]);
  });

  it('every code is used by the command line or the API', () => {
    for (const [code, { exit, http }] of rows) expect([code, exit + http]).not.toEqual([code, '']);
  });
});

describe('docs/cli.md', () => {
  const text = read('docs/cli.md');
  const commands = Object.keys(cliMessages('en').commands);

  it('has a section for every command, and for none that does not exist', () => {
    const sections = [...text.matchAll(/^### `([a-z-]+)/gm)].map(([, name]) => name);
    expect(sections.sort()).toEqual([...commands].sort());
  });

  it('names every option of every command', async () => {
    for (const command of commands) {
      const around = fakeSurroundings();
      await run([command, '--help'], fakeWorld().ports, around);
      const options = around.stdout.text.match(/^ {2}(?:-\w, )?--[a-z-]+/gm) ?? [];
      expect(options.length).toBeGreaterThan(5);
      const missing = options
        .map((option) => option.replace(/^.*--/, '--'))
        .filter((option) => !['--help', '--version'].includes(option) && !text.includes(`\`${option}`));
      expect([command, missing]).toEqual([command, []]);
    }
  });

  it('lists the exit codes there are', () => {
    const table = text.slice(text.indexOf('## Exit codes'), text.indexOf('## Questions'));
    const listed = [...table.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(listed).toEqual(Object.values(EXIT));
  });
});

describe('what docs/cli.md says of the lines of `simulate`', () => {
  const text = read('docs/cli.md');
  const [, section = ''] = text.split('### `simulate <file>`\n');
  const part = section.slice(0, section.indexOf('\n### '));
  const example = /<!-- simulate: example -->\n```jsonl\n([\s\S]*?)```/.exec(part)?.[1] ?? '';
  const table = (title: string): readonly string[] => {
    const [, after = ''] = part.split(`| ${title} | holds |\n|---|---|\n`);
    const [rows = ''] = after.split('\n\n');
    return rows
      .split('\n')
      .flatMap((row) => (row.split(' | ')[0] ?? '').match(/`(\w+)`/g) ?? [])
      .map((name) => name.slice(1, -1));
  };
  const decided = async (...lines: readonly string[]): Promise<readonly SimulateAnswer[]> => {
    async function* feed(): AsyncGenerator<string> {
      yield* lines;
    }
    const list: SimulateAnswer[] = [];
    for await (const one of simulateLines(feed())) list.push(one);
    return list;
  };

  it('holds an example whose requests are decided', async () => {
    const answers = await decided(...example.split('\n'));
    expect(answers.map(({ id, decision }) => [id, decision])).toEqual([
      ['a', 'allowed'],
      ['b', 'allowed'],
    ]);
  });

  it('names every field, as the refusal of a stranger does', async () => {
    const [answer] = await decided('{"id": "x", "polices": {}}');
    const known = (answer?.error ?? '').match(/`(\w+)`/g)?.map((name) => name.slice(1, -1));
    expect(answer).toMatchObject({
      id: 'x',
      decision: 'invalid',
      error: expect.stringMatching(/^line 1: polices: unknown field/),
    });
    expect(table('field of a request')).toEqual(known);
  });

  it('names every fact and no other', async () => {
    const facts = table('fact');
    const request = { ...JSON.parse(example.split('\n')[2] ?? '{}'), facts: undefined };
    const known = /export interface RequestFacts \{([\s\S]*?)\n\}/.exec(read('domain/request.ts'))?.[1] ?? '';
    expect([...facts].sort()).toEqual((known.match(/readonly \w+(?=\?:)/g) ?? []).map((one) => one.slice(9)).sort());
    const refused = await decided(
      ...facts.map((name) => JSON.stringify({ ...request, id: name, facts: { [name]: null } })),
    );
    expect(refused.filter(({ error = '' }) => !error.includes('facts.') || error.includes('unknown'))).toEqual([]);
  });

  it('is linked from the README', () => {
    expect(read('README.md')).toContain('(docs/cli.md#simulate-file)');
  });
});
