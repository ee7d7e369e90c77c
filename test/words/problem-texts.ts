import ts from 'typescript';
import { type SourceFile, typeScriptUnder, visit } from '../../scripts/lib/source.ts';

/** What errors say of themselves: parameters and members of these names hold text for people. */
const SAYING = new Set(['message', 'problem', 'why', 'detail', 'wanted', 'cause']);

/** Texts of programs and protocols, not of errors: nobody reads them as an answer. */
const ELSEWHERE =
  /^(answers\/(report|words)\/|cli\/messages\/|collector\/aws\/(sdk|endpoint)|api\/(schemas|openapi)|.*\/data\/)/;

/** Every text that an error, a gap or a refusal can show. */
export function problemTexts(): ReadonlySet<string> {
  const folders = ['domain', 'collector', 'graph', 'answers', 'api', 'cli'];
  return textsOfProblems(folders.flatMap(typeScriptUnder).filter((file) => !ELSEWHERE.test(file.path)));
}

export function textsOfProblems(files: readonly SourceFile[]): ReadonlySet<string> {
  const said = new Set<string>();
  const takers = takersIn(files);
  const reader = new Reader(files);
  for (const file of files) {
    visit(file.tree, (node) => {
      for (const text of saidAt(node, takers)) for (const one of reader.textsOf(text)) said.add(one);
    });
  }
  return new Set([...said].filter((one) => /[a-z]{2}/i.test(one.replaceAll('{}', ''))));
}

/** Functions that take a text for people, by name, with the places of such parameters. */
function takersIn(files: readonly SourceFile[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, readonly number[]>();
  for (const { tree } of files) {
    visit(tree, (node) => {
      if (!isFunction(node)) return;
      const name = nameOf(node);
      const places = node.parameters.flatMap((one, at) => (SAYING.has(one.name.getText(tree)) ? [at] : []));
      if (name !== undefined && places.length > 0)
        found.set(name, [...new Set([...(found.get(name) ?? []), ...places])]);
    });
  }
  return found;
}

type Func = ts.FunctionDeclaration | ts.ArrowFunction | ts.MethodDeclaration;

const isFunction = (node: ts.Node): node is Func =>
  ts.isFunctionDeclaration(node) || ts.isArrowFunction(node) || ts.isMethodDeclaration(node);

function nameOf(node: Func): string | undefined {
  const named = ts.isArrowFunction(node) ? node.parent : node;
  return ts.isVariableDeclaration(named) || ts.isFunctionDeclaration(named) || ts.isMethodDeclaration(named)
    ? named.name?.getText()
    : undefined;
}

function saidAt(node: ts.Node, takers: ReadonlyMap<string, readonly number[]>): readonly ts.Node[] {
  if (ts.isCallExpression(node)) {
    const name = node.expression.getText().split('.').at(-1) ?? '';
    return (takers.get(name) ?? []).flatMap((at) => node.arguments[at] ?? []);
  }
  if (ts.isPropertyAssignment(node) && SAYING.has(node.name.getText())) return [node.initializer];
  if (ts.isVariableDeclaration(node) && SAYING.has(node.name.getText()) && node.initializer !== undefined)
    return [node.initializer];
  return [];
}

/** Reads texts out of expressions; a function that is called is followed to what it returns. */
class Reader {
  readonly #functions: ReadonlyMap<string, readonly Func[]>;
  readonly #open = new Set<ts.Node>();

  constructor(files: readonly SourceFile[]) {
    const found = new Map<string, Func[]>();
    for (const { tree } of files) {
      visit(tree, (node) => {
        const name = isFunction(node) ? nameOf(node) : undefined;
        if (name !== undefined && isFunction(node)) found.set(name, [...(found.get(name) ?? []), node]);
      });
    }
    this.#functions = found;
  }

  /** Nothing where the text comes from elsewhere: it is read there, or another program's. */
  textsOf(node: ts.Node): readonly string[] {
    if (this.#open.has(node)) return [];
    this.#open.add(node);
    const texts = this.#read(node);
    this.#open.delete(node);
    return texts;
  }

  #read(node: ts.Node): readonly string[] {
    if (ts.isStringLiteralLike(node)) return [node.text];
    if (ts.isTemplateExpression(node)) return this.#template(node);
    if (ts.isConditionalExpression(node)) return this.#all([node.whenTrue, node.whenFalse]);
    if (ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node)) return this.textsOf(node.expression);
    if (ts.isBinaryExpression(node))
      return JOINING.has(node.operatorToken.kind) ? this.#all([node.left, node.right]) : [];
    if (ts.isArrayLiteralExpression(node)) return this.#all(node.elements);
    if (ts.isElementAccessExpression(node)) return this.#values(node.expression);
    if (ts.isCallExpression(node)) return this.#returned(node);
    return ts.isIdentifier(node) ? this.#named(node) : [];
  }

  #all = (nodes: readonly ts.Node[]): readonly string[] => nodes.flatMap((node) => this.textsOf(node));

  /** The template with its slots, and what its slots say by themselves. */
  #template(node: ts.TemplateExpression): readonly string[] {
    const whole = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('{}');
    return [whole, ...this.#all(node.templateSpans.map((span) => span.expression))];
  }

  /** Every value of a table of texts. */
  #values(table: ts.Node): readonly string[] {
    const value = ts.isIdentifier(table) ? declared(table) : undefined;
    if (value === undefined || !ts.isObjectLiteralExpression(value)) return [];
    return this.#all(value.properties.flatMap((one) => (ts.isPropertyAssignment(one) ? one.initializer : [])));
  }

  #returned(call: ts.CallExpression): readonly string[] {
    const name = call.expression.getText().split('.').at(-1) ?? '';
    return (this.#functions.get(name) ?? []).flatMap((one) => this.#all(resultsOf(one)));
  }

  #named(name: ts.Identifier): readonly string[] {
    const value = declared(name);
    return value === undefined ? [] : this.textsOf(value);
  }
}

const JOINING = new Set([ts.SyntaxKind.PlusToken, ts.SyntaxKind.QuestionQuestionToken, ts.SyntaxKind.BarBarToken]);

/** What a function gives back, if that is a text. */
function resultsOf(func: Func): readonly ts.Node[] {
  if (func.body === undefined || !/string/.test(func.type?.getText() ?? 'string')) return [];
  if (!ts.isBlock(func.body)) return [func.body];
  const results: ts.Node[] = [];
  const see = (node: ts.Node): void => {
    if (isFunction(node)) return;
    if (ts.isReturnStatement(node) && node.expression !== undefined) results.push(node.expression);
    ts.forEachChild(node, see);
  };
  see(func.body);
  return results;
}

/** What the nearest declaration around a name says; nothing for a parameter, whose callers are read. */
function declared(name: ts.Identifier): ts.Expression | undefined {
  for (let at: ts.Node = name; at !== undefined; at = at.parent) {
    if (!ts.isBlock(at) && !ts.isSourceFile(at)) continue;
    const found = at.statements
      .filter(ts.isVariableStatement)
      .flatMap((statement) => statement.declarationList.declarations)
      .find((one) => ts.isIdentifier(one.name) && one.name.text === name.text);
    if (found !== undefined) return found.initializer;
  }
  return undefined;
}
