import ts from 'typescript';
import { lineOf, type SourceFile, typeScriptUnder, visit } from '../../scripts/lib/source.ts';

/** The third reading keeps bounds only, no reasons. */
const SILENT = 'reasoning/smt/';
/** What no policy opens is a limit of a decision, not an assumption of an answer: it has words of its own. */
const LIMITS = new Set(['limited', 'stop']);

export interface Texts {
  /** `{}` stands for what a text names. */
  readonly said: ReadonlySet<string>;
  /** Places whose texts cannot be told from the code. */
  readonly unread: readonly string[];
}

type Kind = 'assumptions' | 'limits';

/** Every text of an assumption or a reason (or every text of a limit) that engine, interpreter or answers can state. */
export function assumptionTexts(kind: Kind = 'assumptions'): Texts {
  const files = [...typeScriptUnder('reasoning'), ...typeScriptUnder('answers')].filter(
    (file) => !file.path.startsWith(SILENT) && !file.path.endsWith('/data/catalogue.ts'),
  );
  return textsIn(files, kind);
}

export function textsIn(files: readonly SourceFile[], kind: Kind = 'assumptions'): Texts {
  const said = new Set<string>();
  const unread: string[] = [];
  const takers = new Map(files.flatMap((file) => takersIn(file)));
  for (const file of files) {
    visit(file.tree, (node) => {
      for (const text of statedAt(node, takers, kind)) {
        const read = textsOf(text);
        if (read === undefined) unread.push(`${file.path}:${lineOf(file.tree, text)} ${text.getText(file.tree)}`);
        for (const one of read ?? []) said.add(one);
      }
    });
  }
  return { said, unread };
}

/** Functions that take a rule and its text, by name, with the place of the text. */
function takersIn({ tree }: SourceFile): readonly (readonly [name: string, at: number])[] {
  const found: (readonly [string, number])[] = [];
  visit(tree, (node) => {
    if (!ts.isFunctionDeclaration(node) && !ts.isArrowFunction(node)) return;
    const at = textParameter(node);
    const name = ts.isArrowFunction(node) ? node.parent : node;
    if (at < 0 || !('name' in name) || name.name === undefined) return;
    found.push([(name.name as ts.Node).getText(tree), at]);
  });
  return found;
}

const textParameter = ({ parameters }: ts.SignatureDeclaration): number => {
  const names = parameters.map((one) => one.name.getText());
  return names.findIndex((name, at) => name === 'text' && names[at - 1] === 'rule');
};

function statedAt(node: ts.Node, takers: ReadonlyMap<string, number>, kind: Kind): readonly ts.Node[] {
  if (ts.isCallExpression(node)) {
    const name = node.expression.getText();
    const text = node.arguments[takers.get(name) ?? node.arguments.length];
    return text === undefined || LIMITS.has(name) !== (kind === 'limits') ? [] : [text];
  }
  if (!ts.isObjectLiteralExpression(node) || isLimit(node) !== (kind === 'limits')) return [];
  const [rule, text] = ['rule', 'text'].map((name) => node.properties.find((one) => one.name?.getText() === name));
  if (rule === undefined || text === undefined) return [];
  return [ts.isPropertyAssignment(text) ? text.initializer : (text.name ?? text)];
}

const isLimit = ({ parent }: ts.Node): boolean =>
  ts.isCallExpression(parent)
    ? LIMITS.has(parent.expression.getText())
    : ts.isPropertyAssignment(parent) && parent.name.getText() === 'limit';

/** Nothing where the text comes from elsewhere, which is read there. */
function textsOf(node: ts.Node): readonly string[] | undefined {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) {
    return [[node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('{}')];
  }
  if (ts.isConditionalExpression(node)) return both(textsOf(node.whenTrue), textsOf(node.whenFalse));
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'text' ? [] : undefined;
  if (!ts.isIdentifier(node)) return undefined;
  if (isOwnParameter(node)) return [];
  const value = initializerOf(node);
  return value === undefined ? undefined : textsOf(value);
}

const both = (a: readonly string[] | undefined, b: readonly string[] | undefined): readonly string[] | undefined =>
  a === undefined || b === undefined ? undefined : [...a, ...b];

/** The text of a function that takes a rule and its text: its callers are read. */
function isOwnParameter(node: ts.Identifier): boolean {
  for (let at: ts.Node = node; !ts.isSourceFile(at); at = at.parent) {
    if ((ts.isFunctionDeclaration(at) || ts.isArrowFunction(at)) && textParameter(at) >= 0) return node.text === 'text';
  }
  return false;
}

/** What the nearest declaration around it says. */
function initializerOf(node: ts.Identifier): ts.Expression | undefined {
  for (let at: ts.Node = node; at !== undefined; at = at.parent) {
    if (!ts.isBlock(at) && !ts.isSourceFile(at)) continue;
    const declared = at.statements
      .filter(ts.isVariableStatement)
      .flatMap((statement) => statement.declarationList.declarations)
      .find((one) => ts.isIdentifier(one.name) && one.name.text === node.text);
    if (declared !== undefined) return declared.initializer;
  }
  return undefined;
}
