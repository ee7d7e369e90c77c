import { describe, expect, it } from 'vitest';
import {
  filesUnder,
  importsOf,
  isGenerated,
  parseSource,
  readText,
  SOURCE_FOLDERS,
  typeScriptUnder,
} from '../scripts/lib/source.ts';
import {
  COMPOSITION_ROOTS,
  GENERATED,
  importProblems,
  lengthProblems,
  MAY_IMPORT,
  OWNS,
  outsideProblems,
  PURE_FOLDERS,
  purityProblems,
  unfinishedProblems,
} from './architecture/rules.ts';
import { tableAfter } from './docs/markdown.ts';

const source = SOURCE_FOLDERS.flatMap(typeScriptUnder);
const BINARY = /\.(png|ico|gz|jpg|woff2?)$/;
const isCode = (path: string): boolean => /\.(tsx?|mjs|css|cts|mts|js)$/.test(path);
const lengthProblemsAt = (path: string): readonly string[] => lengthProblems({ path, text: readText(path) });
const planted = (path: string, text: string) => parseSource(path, text);

describe('the map', () => {
  it('sees the code it judges', () => {
    for (const folder of SOURCE_FOLDERS) {
      expect(source.filter((file) => file.path.startsWith(`${folder}/`)).length, folder).toBeGreaterThan(5);
    }
    expect(source.length).toBeGreaterThan(200);
    expect(source.flatMap(importsOf).length).toBeGreaterThan(500);
  });

  it('names every folder, and its composition roots exist', () => {
    expect(Object.keys(MAY_IMPORT)).toEqual([...SOURCE_FOLDERS]);
    for (const root of COMPOSITION_ROOTS) expect(source.map((file) => file.path)).toContain(root);
  });

  it('is followed by every import', () => {
    expect(source.flatMap(importProblems)).toEqual([]);
  });

  it('is the table of ARCHITECTURE.md', () => {
    const rows = tableAfter(readText('ARCHITECTURE.md'), '| folder | may import |') ?? [];
    expect(rows).toHaveLength(SOURCE_FOLDERS.length);
    expect(Object.fromEntries(rows.map(([folder = '', may = '']) => [folder, words(may)]))).toEqual(MAY_IMPORT);
    expect(Object.fromEntries(rows.map(([folder = '', , owns = '']) => [folder, words(owns)]))).toEqual(OWNS);
  });

  it('keeps domain and reasoning pure', () => {
    const pure = source.filter((file) => PURE_FOLDERS.some((folder) => file.path.startsWith(`${folder}/`)));
    expect(pure.length).toBeGreaterThan(50);
    expect(pure.flatMap(purityProblems)).toEqual([]);
  });

  it('keeps files short', () => {
    const texts = ['scripts', 'bench', 'test', ...SOURCE_FOLDERS].flatMap(filesUnder).filter(isCode);
    expect(texts.length).toBeGreaterThan(400);
    expect(texts.filter((path) => !GENERATED.includes(path)).flatMap(lengthProblemsAt)).toEqual([]);
  });

  it('names every file that a program writes, and no other', () => {
    expect(source.filter(isGenerated).map((file) => file.path)).toEqual(GENERATED);
  });

  it('leaves nothing unfinished, and no check switched off without a reason', () => {
    const texts = [...source, ...['scripts', 'bench', 'test'].flatMap(typeScriptUnder)];
    expect(texts.flatMap(({ path, text }) => unfinishedProblems(path, text))).toEqual([]);
  });

  it('builds without anything outside the repository', () => {
    const texts = filesUnder('.').filter((path) => !BINARY.test(path));
    expect(texts).toContain('package-lock.json');
    expect(texts.flatMap((path) => outsideProblems(path, readText(path)))).toEqual([]);
  });
});

describe('a planted violation is caught', () => {
  it.each([
    ['reasoning/bad.ts', "import { store } from '../graph/store.ts';", 'reasoning/bad.ts:1 must not import graph/'],
    ['cli/bad.ts', "import type { X } from '../reasoning/prove.ts';", 'cli/bad.ts:1 must not import reasoning/'],
    ['domain/bad.ts', "export * from '../answers/who-can.ts';", 'domain/bad.ts:1 must not import answers/'],
    ['graph/bad.ts', "\nconst x = await import('../reasoning/prove.ts');", 'graph/bad.ts:2 must not import reasoning/'],
    ['graph/bad.ts', "const x = require('../collector/aws/s3.ts');", 'graph/bad.ts:1 must not import collector/'],
    ['graph/bad.ts', "type T = import('../reasoning/prove.ts').T;", 'graph/bad.ts:1 must not import reasoning/'],
    ['graph/bad.ts', "import x = require('z3-solver');", 'graph/bad.ts:1 must not import the package z3-solver'],
    ['graph/bad.ts', 'const x = await import(name);', 'graph/bad.ts:1 must not import a computed module name'],
    [
      'answers/bad.ts',
      "import { IAMClient } from '@aws-sdk/client-iam';",
      'answers/bad.ts:1 must not import the package @aws-sdk/client-iam',
    ],
    [
      'cli/bad.ts',
      "createRequire(import.meta.url)('neo4j-driver');",
      'cli/bad.ts:1 must not import the package neo4j-driver',
    ],
    ['api/bad.ts', "import x from 'left-pad';", 'api/bad.ts:1 must not import the package left-pad'],
    [
      'ui/bad.ts',
      "import { parseArn } from '../domain/arn.ts';",
      'ui/bad.ts:1 must not import domain/ but for types and words',
    ],
    [
      'domain/words/bad.ts',
      "import { parseArn } from '../arn.ts';",
      'domain/words/bad.ts:1 must not import domain/ but for types and words',
    ],
    ['reasoning/bad.ts', "import { readFileSync } from 'node:fs';", 'reasoning/bad.ts:1 must not import node:fs'],
  ])('%s: %s', (path, text, problem) => {
    expect(importProblems(planted(path, text))).toEqual([problem]);
  });

  it.each([
    ["import type { Arn } from '../domain/arn.ts';", 'ui/good.tsx'],
    ["import { type Arn } from '../domain/arn.ts';", 'ui/good.tsx'],
    ["import { LAYER_NAMES } from '../domain/words/names.ts';", 'ui/good.ts'],
    ["import { x } from './other.ts';", 'domain/good.ts'],
    ["import { readFileSync } from 'node:fs';", 'collector/good.ts'],
    ["// import { store } from '../graph/store.ts';", 'reasoning/good.ts'],
    ["import { prove } from '../reasoning/prove.ts';", 'cli/main.ts'],
  ])('and this is not one: %s in %s', (text, path) => {
    expect(importProblems(planted(path, text))).toEqual([]);
  });

  it.each([
    'const now = Date.now();',
    'const now = new Date();',
    'const text = Date();',
    'const x = Math.random();',
    'const home = process.env.HOME;',
    "const home = process['env'];",
    'const page = await fetch(url);',
    'setTimeout(work, 10);',
    'console.log(1);',
  ])('impure: %s', (text) => {
    expect(purityProblems(planted('domain/bad.ts', text))).toHaveLength(1);
  });

  it.each([
    'const at = new Date(text);',
    'const x = rule.process.name;',
    'const y = Date.parse(text);',
    'const p = { process: 1 };',
  ])('pure: %s', (text) => {
    expect(purityProblems(planted('domain/good.ts', text))).toEqual([]);
  });

  it('a file of 401 lines', () => {
    expect(lengthProblems(planted('graph/bad.ts', 'x;\n'.repeat(401)))).toHaveLength(1);
    expect(lengthProblems(planted('graph/good.ts', 'x;\n'.repeat(400)))).toEqual([]);
  });

  it.each([
    ['// TO', 'DO: later'],
    ['// @ts-ig', 'nore: types lack this'],
    ['// @ts-expect-', 'error'],
    ['// biome-ig', 'nore lint/style/useConst'],
  ])('unfinished: %s%s', (first, second) => {
    expect(unfinishedProblems('x.ts', `a\n${first}${second}`)).toHaveLength(1);
  });

  it('a check may be switched off for a reason', () => {
    const reasoned = [
      ['// biome-ig', 'nore lint/style/useConst: the type lacks it'],
      ['// @ts-expect-', 'error: as above'],
    ];
    for (const pieces of reasoned) expect(unfinishedProblems('x.ts', pieces.join(''))).toEqual([]);
  });

  it.each([
    ['..', 'shared', 'spec'].join('/'),
    ['', 'work', 'main', 'x'].join('/'),
    `see ${['', 'root', '.cache'].join('/')}`,
    ['https://registry', 'npmjs', 'org'].join('.'),
    ['https://pypi', 'org'].join('.'),
    ['https://repo', 'maven', 'apache', 'org'].join('.'),
  ])('a place outside: %s', (text) => {
    expect(outsideProblems('x.md', `first\n${text}`)).toHaveLength(1);
  });
});

/** `nothing` and `-` are the empty list; a scope is written `@aws-sdk/*`. */
const words = (cell: string): readonly string[] =>
  cell === '-' || cell === 'nothing' ? [] : cell.split(/,\s*/).map((word) => word.replace(/\*$/, ''));
