import ts from 'typescript';
import { importsOf, lineOf, resolveRelative, type SourceFile, visit } from '../../scripts/lib/source.ts';

/** The map of ARCHITECTURE.md; nothing else decides who may import whom. */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  collector: ['domain'],
  graph: ['domain'],
  reasoning: ['domain'],
  answers: ['domain', 'collector', 'graph', 'reasoning'],
  api: ['domain', 'answers'],
  cli: ['domain', 'answers'],
  ui: ['domain'],
};

/** A package, or a whole scope (ending in a slash), and the only folder that may import it. */
export const OWNS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  collector: ['@aws-sdk/', '@smithy/'],
  graph: ['neo4j-driver', '@ladybugdb/'],
  reasoning: ['z3-solver'],
  answers: ['bullmq', 'ioredis'],
  api: ['fastify', '@fastify/', 'typebox'],
  cli: ['commander'],
  ui: ['cytoscape', 'preact', '@preact/'],
};

/** They wire everything together and may import anything. */
export const COMPOSITION_ROOTS = ['cli/main.ts', 'api/server.ts'];

/** Settings of a build tool that must lie beside the code; they are no part of the product. */
const TOOL_SETTINGS = ['ui/vite.config.ts'];

/** Clock, chance, environment and network come in as values here. */
export const PURE_FOLDERS = ['domain', 'reasoning'];

/** The UI takes the shapes of answers from domain, and the words that it says as reports do; no other code, not even through them. */
const TYPES_ONLY = ['ui'];
const WORDS = 'domain/words/';

const MAX_FILE_LINES = 400;

/** Written by a program, for a program: no reader scrolls through them. Each says so in its first line. */
export const GENERATED = ['reasoning/data/catalogue.ts', 'reasoning/data/dependent-actions.ts'];

const folderOf = (path: string): string => path.split('/', 1)[0] ?? '';

/** Sentences about imports that the map forbids. */
export function importProblems(file: SourceFile): readonly string[] {
  if ([...COMPOSITION_ROOTS, ...TOOL_SETTINGS].includes(file.path)) return [];
  return importsOf(file).flatMap((one) => {
    const problem =
      one.specifier === undefined ? 'a computed module name' : forbidden(file.path, one.specifier, one.typeOnly);
    return problem === undefined ? [] : [`${file.path}:${one.line} must not import ${problem}`];
  });
}

function forbidden(from: string, specifier: string, typeOnly: boolean): string | undefined {
  const folder = folderOf(from);
  const target = resolveRelative(from, specifier);
  if (target === undefined) return forbiddenPackage(folder, specifier);
  const targetFolder = folderOf(target);
  const lent = typeOnly || target.startsWith(WORDS);
  if (targetFolder === folder)
    return from.startsWith(WORDS) && !lent ? `${folder}/ but for types and words` : undefined;
  if (!MAY_IMPORT[folder]?.includes(targetFolder)) return `${targetFolder}/`;
  return TYPES_ONLY.includes(folder) && !lent ? `${targetFolder}/ but for types and words` : undefined;
}

function forbiddenPackage(folder: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) return PURE_FOLDERS.includes(folder) || folder === 'ui' ? specifier : undefined;
  const owned = OWNS[folder]?.some(
    (name) => specifier === name || specifier.startsWith(name.endsWith('/') ? name : `${name}/`),
  );
  return owned ? undefined : `the package ${specifier}`;
}

/** Sentences about what a pure folder must not touch. */
export function purityProblems(file: SourceFile): readonly string[] {
  const problems: string[] = [];
  visit(file.tree, (node) => {
    const impure = impurity(node);
    if (impure !== undefined) problems.push(`${file.path}:${lineOf(file.tree, node)} must stay pure: ${impure}`);
  });
  return problems;
}

const IMPURE_MEMBERS = new Set(['Date.now', 'Math.random', 'performance.now']);
const IMPURE_GLOBALS = new Set(['process', 'globalThis', 'console', 'navigator', 'crypto', 'Intl']);
const IMPURE_CALLS = new Set(['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'Date']);

function impurity(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const member = `${node.expression.text}.${node.name.text}`;
    return IMPURE_MEMBERS.has(member) || IMPURE_GLOBALS.has(node.expression.text) ? member : undefined;
  }
  if (ts.isElementAccessExpression(node) && ts.isIdentifier(node.expression)) {
    return IMPURE_GLOBALS.has(node.expression.text) ? node.expression.text : undefined;
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    return IMPURE_CALLS.has(node.expression.text) ? `${node.expression.text}()` : undefined;
  }
  const now = ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Date';
  return now && (node.arguments ?? []).length === 0 ? 'new Date()' : undefined;
}

/** A sentence if the file is longer than a reader should have to scroll. */
export function lengthProblems(file: Pick<SourceFile, 'path' | 'text'>): readonly string[] {
  const lines = file.text.split('\n').length - 1;
  return lines > MAX_FILE_LINES ? [`${file.path} has ${lines} lines, more than ${MAX_FILE_LINES}`] : [];
}

/** Names of places outside the project, in pieces so that this file does not name them. */
const OUTSIDE = [
  /\.\.\/shared\b/,
  new RegExp(['/', 'work', '/(main|shared|brief)\\b'].join('')),
  new RegExp(['(^|[\\s"\'`(=:])/', '(root|home/[a-z]+)', '/[.\\w]'].join(''), 'm'),
  new RegExp(['/tmp/', 'motoenv'].join('')),
  new RegExp(['registry', 'npmjs', 'org'].join('\\.')),
  new RegExp(['(files\\.pythonhosted|pypi', 'org)'].join('\\.')),
  new RegExp(['repo1?(\\.maven)?\\.(apache|maven)', 'org'].join('\\.')),
];

/** Sentences about texts that name a place outside the project. */
export function outsideProblems(path: string, text: string): readonly string[] {
  return OUTSIDE.flatMap((pattern) => {
    const match = pattern.exec(text);
    if (match === null) return [];
    const line = text.slice(0, match.index).split('\n').length;
    return [`${path}:${line} names a place outside the project: ${match[0].trim()}`];
  });
}

/** Words of unfinished work, and switched-off checks without a reason; in pieces for the same cause. */
const UNFINISHED = [
  new RegExp(`\\b(${['TO', 'DO'].join('')}|${['FIX', 'ME'].join('')}|${['XX', 'X'].join('')})\\b`),
  new RegExp(`@ts-(${['ig', 'nore'].join('')}|${['no', 'check'].join('')})`),
  new RegExp(`@ts-expect-${'error'}(?!: \\S)`),
  new RegExp(`biome-${'ignore'}\\b(?!.*: \\S)`),
];

/** Sentences about text that says "not done yet" or "do not look here". */
export function unfinishedProblems(path: string, text: string): readonly string[] {
  return text.split('\n').flatMap((line, index) => {
    const match = UNFINISHED.map((pattern) => pattern.exec(line)).find((one) => one !== null);
    return match ? [`${path}:${index + 1} has ${match[0]}`] : [];
  });
}
