/** Cells of the rows of the Markdown table whose head begins so, code marks taken off; undefined: there is no such table. */
export function tableAfter(text: string, head: string): readonly (readonly string[])[] | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(head));
  if (start === -1) return undefined;
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end === -1 ? undefined : end).map(cellsOf);
}

const cellsOf = (row: string): readonly string[] =>
  row
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.replaceAll('`', '').trim());

export interface Snippet {
  /** What the HTML comment above it says: `cypher: neo4j, embedded` -> kind `cypher`, words `neo4j` and `embedded`. */
  readonly kind: string;
  readonly words: readonly string[];
  readonly text: string;
}

/** Fenced texts that stand under an HTML comment of the form `<!-- kind: word, word -->`, as written. */
export function snippets(markdown: string): readonly Snippet[] {
  const found = markdown.matchAll(/<!-- (\w+): ([^>]*) -->\n```\w*\n([\s\S]*?)\n```/g);
  return [...found].map(([, kind = '', words = '', text = '']) => ({ kind, words: words.split(/,\s*/), text }));
}
