import ts from 'typescript';
import {
  filesUnder,
  importsOf,
  isGenerated,
  readText,
  resolveRelative,
  SOURCE_FOLDERS,
  type SourceFile,
  typeScriptUnder,
  visit,
} from './lib/source.ts';

/**
 * `npm run shape`: the shape of our code in the columns of the comparison table we steer by.
 * Functions are those with a block body, length from first to last line; generated files are left out.
 */
interface Shape {
  readonly files: number;
  readonly codeLines: number;
  readonly fileLines: string;
  readonly functionLines: string;
  readonly over60: string;
  readonly testToSource: string;
  readonly caseLines: number;
  readonly commentShare: string;
  readonly cycleEdges: number;
  readonly anys: number;
}

interface LineCount {
  readonly code: number;
  readonly comment: number;
}

const GOALS =
  'goals: function p90 <= 20 and max <= 60, file median <= 100 and max <= 400, 0 cycle edges, 0 any, test:src >= 2';

function shapeOf(source: readonly SourceFile[], tests: readonly SourceFile[], caseLines: number): Shape {
  const lines = sum(source.map(lineCount));
  const testLines = sum(tests.map(lineCount));
  const lengths = source.flatMap(functionLengths);
  const fileLengths = source.map((file) => file.text.split('\n').length - 1);
  return {
    files: source.length,
    codeLines: lines.code,
    fileLines: spread(fileLengths, [0.5, 0.9, 1]),
    functionLines: spread(lengths, [0.5, 0.9, 0.99, 1]),
    over60: `${lengths.filter((length) => length > 60).length} of ${lengths.length}`,
    testToSource: (testLines.code / Math.max(1, lines.code)).toFixed(2),
    caseLines,
    commentShare: ((100 * lines.comment) / Math.max(1, lines.code + lines.comment)).toFixed(0),
    cycleEdges: cycleEdges(source),
    anys: source.map(countAny).reduce((a, b) => a + b, 0),
  };
}

function functionLengths(file: SourceFile): readonly number[] {
  const lengths: number[] = [];
  const line = (position: number) => file.tree.getLineAndCharacterOfPosition(position).line;
  visit(file.tree, (node) => {
    if (!ts.isFunctionLike(node) || !('body' in node) || node.body === undefined || !ts.isBlock(node.body)) return;
    lengths.push(line(node.end) - line(node.getStart(file.tree)) + 1);
  });
  return lengths;
}

function countAny(file: SourceFile): number {
  let count = 0;
  visit(file.tree, (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) count += 1;
  });
  return count;
}

/** A line is a comment if it holds nothing else; blank lines count as neither. */
function lineCount(file: SourceFile): LineCount {
  const withCode = new Set<number>();
  const lineAt = (position: number) => file.tree.getLineAndCharacterOfPosition(position).line;
  visit(file.tree, (node) => {
    if (node.getChildCount(file.tree) > 0 || node.kind === ts.SyntaxKind.EndOfFileToken) return;
    for (let line = lineAt(node.getStart(file.tree)); line <= lineAt(node.end); line++) withCode.add(line);
  });
  const filled = file.text.split('\n').flatMap((text, line) => (text.trim() === '' ? [] : [line]));
  const comments = filled.filter((line) => !withCode.has(line) && isComment(file, line)).length;
  return { code: filled.length - comments, comment: comments };
}

const isComment = (file: SourceFile, line: number): boolean => {
  const start = file.tree.getPositionOfLineAndCharacter(line, 0);
  return /^\s*(\/\/|\/\*|\*)/.test(file.text.slice(start, start + 200));
};

/** Edges of the run-time import graph that lie on a cycle. */
function cycleEdges(source: readonly SourceFile[]): number {
  const known = new Set(source.map((file) => file.path));
  const targets = new Map(
    source.map((file) => [
      file.path,
      importsOf(file)
        .filter((one) => !one.typeOnly && one.specifier !== undefined)
        .map((one) => resolveRelative(file.path, one.specifier ?? '') ?? '')
        .filter((path) => known.has(path)),
    ]),
  );
  const reaches = (from: string, to: string): boolean => {
    const seen = new Set([from]);
    for (const path of seen) for (const next of targets.get(path) ?? []) seen.add(next);
    return seen.has(to);
  };
  return [...targets].flatMap(([from, tos]) => tos.filter((to) => reaches(to, from))).length;
}

function spread(values: readonly number[], quantiles: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return quantiles.map((q) => sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0).join(' / ');
}

const sum = (counts: readonly LineCount[]): LineCount =>
  counts.reduce((a, b) => ({ code: a.code + b.code, comment: a.comment + b.comment }), { code: 0, comment: 0 });

function print(shape: Shape): void {
  const row = [
    ['code base', 'Tadori'],
    ['files', shape.files],
    ['code lines', shape.codeLines],
    ['file lines median / p90 / max', shape.fileLines],
    ['functions: median / p90 / p99 / max', shape.functionLines],
    ['>60 lines', shape.over60],
    ['test:src', `${shape.testToSource} + ${shape.caseLines} lines of YAML cases`],
    ['comment %', shape.commentShare],
    ['run-time cycle edges', shape.cycleEdges],
    ['any', shape.anys],
  ] as const;
  const cells = (index: 0 | 1) => `| ${row.map((pair) => pair[index]).join(' | ')} |`;
  process.stdout.write(`${cells(0)}\n|${'---|'.repeat(row.length)}\n${cells(1)}\n\n${GOALS}\n`);
}

const source = SOURCE_FOLDERS.flatMap(typeScriptUnder).filter((file) => !isGenerated(file));
const caseLines = filesUnder('test')
  .filter((path) => path.endsWith('.yaml'))
  .reduce((lines, path) => lines + readText(path).split('\n').length - 1, 0);
const shape = shapeOf(source, typeScriptUnder('test'), caseLines);
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(shape, undefined, 2)}\n`);
else print(shape);
