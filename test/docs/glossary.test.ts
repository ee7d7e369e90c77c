import { describe, expect, it } from 'vitest';
import { filesUnder, readText, SOURCE_FOLDERS } from '../../scripts/lib/source.ts';
import { tableAfter } from './markdown.ts';

const GLOSSARY = 'docs/glossary.md';
const TEXT = /\.(ts|tsx|md|json|css|html|svg)$/;
const TOP = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md'];
/** Facts as AWS spells them. */
const NOT_OUR_WORDS = /^reasoning\/data\/|^collector\/snapshot\.schema\.json$/;
/** A field as Microsoft Graph spells it. */
const NOT_OUR_NAME = 'onPremisesImmutableId';

const files = [...[...SOURCE_FOLDERS, 'docs'].flatMap(filesUnder), ...TOP].filter(
  (path) => TEXT.test(path) && path !== GLOSSARY && !NOT_OUR_WORDS.test(path),
);
const english = tableAfter(readText(GLOSSARY), '| our word | AWS') ?? [];
const japanese = tableAfter(readText(GLOSSARY), '| 英語 |') ?? [];
const words = (cell: string | undefined): readonly string[] =>
  (cell ?? '').split(/,\s*/).filter((word) => word !== '-');
const unwanted = english.flatMap((row) => words(row[3]));
const unwantedJapanese = japanese.flatMap((row) => words(row[2]));

/** `permissionBoundary`, `permission-boundary` and `permission_boundary` all read `permission boundary`. */
const spread = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]/g, ' ')
    .toLowerCase();

const patterns = unwanted.map((word) => ({ word, pattern: new RegExp(`(?<![a-z])${spread(word)}s?(?![a-z])`) }));

/** `file:line word` for every unwanted word in the text. */
function hits(path: string, text: string): readonly string[] {
  const all = spread(text.replaceAll(NOT_OUR_NAME, ''));
  const lines = all.split('\n');
  const found = patterns
    .filter(({ pattern }) => pattern.test(all))
    .flatMap(({ word, pattern }) =>
      lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} says ${word}`] : [])),
    );
  return [...found, ...unwantedJapanese.filter((word) => text.includes(word)).map((word) => `${path} says ${word}`)];
}

describe('the glossary', () => {
  it('is read, and so is what it is held against', () => {
    expect(unwanted.length).toBeGreaterThan(40);
    expect(unwantedJapanese.length).toBeGreaterThan(8);
    expect(files.length).toBeGreaterThan(200);
    for (const row of english) expect(row, row.join(' | ')).toHaveLength(4);
  });

  it('finds what it looks for, in every spelling', () => {
    expect(hits('x.ts', 'const permissionBoundary = 1;')).toEqual(['x.ts:1 says permission boundary']);
    expect(hits('x.ts', '\nlet attack_paths;')).toEqual(['x.ts:2 says attack path']);
    expect(hits('x.md', 'a counter-example')).toEqual(['x.md:1 says counter-example']);
    expect(hits('x.md', '証明書を見る')).toEqual(['x.md says 証明書']);
    expect(hits('x.md', 'the permissions boundary of an actor-like factor, a npb')).toHaveLength(1);
    expect(hits('x.md', 'the permissions boundary, a factor')).toEqual([]);
  });

  it('has no word twice, on either side', () => {
    const ours = english.flatMap((row) => words(row[0])).map(spread);
    expect(new Set(ours).size).toBe(ours.length);
    expect(unwanted.map(spread).filter((word) => ours.includes(word))).toEqual([]);
  });

  it('is followed: none of the unwanted words occurs', () => {
    expect(files.flatMap((path) => hits(path, readText(path)))).toEqual([]);
  });
});
