import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decide } from '../../reasoning/decide.ts';
import { filesUnder, ROOT, readText } from '../../scripts/lib/source.ts';
import { casesOf } from '../dsl.ts';
import { snippets } from './markdown.ts';

const readme = readText('README.md');
const scripts = (JSON.parse(readText('package.json')) as { scripts: Readonly<Record<string, string>> }).scripts;

/** Lines of the shell examples, without what follows a `#`. */
const examples = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, text = '']) => text.split('\n'))
  .map((line) => line.replace(/\s+#.*$/, '').trim())
  .filter((line) => line !== '');
const asTadori = examples.map((line) => line.replace('npm run -s tadori --', 'tadori'));
const commands = [...new Set(asTadori.flatMap((line) => /^tadori ([a-z-]+)/.exec(line)?.[1] ?? []))];

const helpOf = (command: string): string =>
  spawnSync(process.execPath, [join(ROOT, 'scripts/tadori.mjs'), command, '--help'], { encoding: 'utf8' }).stdout;

describe('README', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(8);
    expect(commands.length).toBeGreaterThan(6);
  });

  it.each(commands)('`tadori %s` exists, with the options that the examples use', (command) => {
    const help = helpOf(command);
    expect(help).toContain(`tadori ${command}`);
    const lines = asTadori.filter((line) => line.startsWith(`tadori ${command} `));
    for (const option of lines.join(' ').match(/--[a-z-]+/g) ?? []) expect(help).toContain(option);
  });

  it('names npm scripts that exist', () => {
    const text = `${readme}${readText('CONTRIBUTING.md')}`;
    const named = [...text.matchAll(/npm run (?:-s )?([a-z:]+)/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  it('labels every Cypher text with the engines it is for', () => {
    const labelled = snippets(readme).filter(({ kind }) => kind === 'cypher');
    expect(labelled).toHaveLength(readme.match(/```cypher/g)?.length ?? 0);
    expect(labelled.length).toBeGreaterThan(2);
    for (const { words } of labelled) for (const engine of words) expect(['neo4j', 'embedded']).toContain(engine);
  });
});

describe('CONTRIBUTING', () => {
  it('shows a case as the loader reads it, and as the interpreter decides it', () => {
    const [example] = snippets(readText('CONTRIBUTING.md')).filter(({ kind }) => kind === 'case');
    const [only] = casesOf(example?.text ?? '', 'CONTRIBUTING.md');
    expect(only?.expect).toEqual({ kind: 'implicitlyDenied', missing: ['permissionsBoundary'] });
    expect(only && decide(only.request)).toMatchObject({ kind: 'implicitlyDenied', missing: ['permissionsBoundary'] });
  });
});

describe('documents', () => {
  const documents = [
    ...filesUnder('docs').filter((path) => path.endsWith('.md')),
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
  ];

  it.each(documents)('%s links to files that exist', (path) => {
    const links = [...readText(path).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, link = '']) => link);
    expect(links.filter((link) => !existsSync(join(ROOT, path, '..', link)))).toEqual([]);
  });

  it('of decisions are one page each: context, decision, consequences', () => {
    const decisions = filesUnder('docs/adr');
    expect(decisions.length).toBeGreaterThan(8);
    decisions.forEach((path, index) => {
      const text = readText(path);
      expect(path).toContain(`/${String(index + 1).padStart(4, '0')}-`);
      expect(text).toMatch(
        new RegExp(`^# ${index + 1}\\. .*\\n\\n## Context\\n[\\s\\S]*\\n## Decision\\n[\\s\\S]*\\n## Consequences\\n`),
      );
      expect(text.length, path).toBeLessThan(6000);
    });
  });
});
