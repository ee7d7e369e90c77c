import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { lineOf, type SourceFile, typeScriptUnder, visit } from '../../scripts/lib/source.ts';
import { EN } from '../../ui/messages/en.ts';
import { JA } from '../../ui/messages/ja.ts';

/** Paths of all leaves: `level.read`, `paths`. */
function leaves(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, child]) => leaves(child, path === '' ? key : `${path}.${key}`));
}

/** Said the same in every language. */
const UNTRANSLATED = [
  /^product$/,
  /^english$/,
  /^showAsForms\./,
  /^layer(InText|Brief)?\.(scp|rcp)$/,
  /^noSnapshotWays\.\d\.0$/,
  /^signInCommand$/,
  /^bandIdentity$/,
  /^answerColon$/,
  /^(comma|colon|answerStop)$/,
];

describe('the catalogues', () => {
  it('hold the same words', () => {
    const shape = (catalogue: unknown): readonly string[] =>
      leaves(catalogue, '').map(
        ([path, value]) => `${path} ${typeof value} ${typeof value === 'function' ? value.length : ''}`,
      );
    expect([...shape(JA)].sort()).toEqual([...shape(EN)].sort());
  });

  it('leave nothing empty', () => {
    for (const catalogue of [EN, JA]) {
      expect(leaves(catalogue, '').filter(([, value]) => typeof value === 'string' && value.trim() === '')).toEqual([]);
    }
  });

  it('say it in Japanese', () => {
    const western = leaves(JA, '').filter(
      ([path, value]) =>
        typeof value === 'string' &&
        !/[\u3040-\u30ff\u4e00-\u9fff]/.test(value) &&
        !UNTRANSLATED.some((one) => one.test(path)),
    );
    expect(western).toEqual([]);
  });

  it('type no space between Latin and kana', () => {
    const spaced = leaves(JA, '').filter(
      ([, value]) =>
        typeof value === 'string' &&
        /[A-Za-z0-9] [\u3040-\u30ff\u4e00-\u9fff]|[\u3040-\u30ff\u4e00-\u9fff] [A-Za-z0-9]/.test(value),
    );
    expect(spaced).toEqual([]);
  });

  it('count in words and say "at least" where not everything was read', () => {
    expect(EN.peopleCan(5, 7, 'read x', false)).toBe('Five of seven people can read x');
    expect(EN.peopleCan(5, 7, 'read x', true)).toBe('At least five of seven people can read x');
    expect(JA.peopleCan(5, 7, JA.canDoWhat('read', 'x'), false)).toBe('7人のうち5人がxを読み取れます');
    expect(JA.asking(JA.canDoWhat('write', 'x'))).toBe('xに書き込める人を判定しています');
  });

  it('write dates as each language does', () => {
    expect(EN.moment('2026-11-22T06:00:00Z')).toBe('22 Nov 2026 06:00 UTC');
    expect(JA.moment('2026-11-22T06:00:00Z')).toBe('2026年11月22日 6:00 UTC');
  });

  it('put the slots of the sentence in the order of the language', () => {
    const slots = (parts: readonly (string | { slot: string })[]): readonly string[] =>
      parts.flatMap((part) => (typeof part === 'string' ? [] : [part.slot]));
    for (const level of ['read', 'list', 'write', 'permissions', 'tagging', 'any', 'actions'] as const) {
      expect(slots(EN.sentence(level))).toEqual(['among', 'actions', 'resource']);
      expect(slots(JA.sentence(level))).toEqual(['among', 'resource', 'actions']);
    }
  });
});

const SPOKEN_ATTRIBUTES: ReadonlySet<string> = new Set([
  'title',
  'placeholder',
  'alt',
  'aria-label',
  'label',
  'text',
  'word',
]);

/** Texts in components that no catalogue knows: between tags, in spoken attributes, or as a bare expression. */
function loneWords(file: SourceFile): readonly string[] {
  const found: string[] = [];
  const note = (node: ts.Node, text: string): void => {
    if (/\p{L}/u.test(text)) found.push(`${file.path}:${lineOf(file.tree, node)} ${text.trim()}`);
  };
  visit(file.tree, (node) => {
    if (ts.isJsxText(node)) note(node, node.text);
    if (ts.isJsxAttribute(node) && node.initializer !== undefined && ts.isStringLiteral(node.initializer)) {
      if (SPOKEN_ATTRIBUTES.has(node.name.getText(file.tree))) note(node, node.initializer.text);
    }
    if (ts.isJsxExpression(node) && node.expression !== undefined && ts.isStringLiteralLike(node.expression)) {
      if (!ts.isJsxAttribute(node.parent)) note(node, node.expression.text);
    }
  });
  return found;
}

describe('the components', () => {
  const components = typeScriptUnder('ui').filter((file) => file.path.endsWith('.tsx'));

  it('hold no words of their own', () => {
    expect(components.length).toBeGreaterThan(30);
    expect(components.flatMap(loneWords)).toEqual([]);
  });

  it('would be caught if they did', () => {
    const text = 'const a = <p title="Oops">Hello {"there"}</p>;';
    const tree = ts.createSourceFile('ui/x.tsx', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
    expect(loneWords({ path: 'ui/x.tsx', text, tree })).toEqual([
      'ui/x.tsx:1 Oops',
      'ui/x.tsx:1 Hello',
      'ui/x.tsx:1 there',
    ]);
  });

  it('are at most 150 lines long', () => {
    const long = components.filter((file) => file.text.split('\n').length > 151).map((file) => file.path);
    expect(long).toEqual([]);
  });
});
