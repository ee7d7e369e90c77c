import type { JsonObject } from '../call-source.ts';
import { canonicalText } from '../canonical-json.ts';
import type { Reader } from '../reader.ts';
import { objectOf, objectsOf, textOf } from './answers.ts';
import { NEXT_TOKEN } from './described.ts';

/** Calls that tell what an expression of LF-tags reaches. */
export type LFTagCall = 'SearchTablesByLFTags' | 'SearchDatabasesByLFTags' | 'GetLFTagExpression';

type Reached = readonly JsonObject[] | undefined;

/**
 * The databases or tables that expressions of LF-tags reach, as Lake Formation itself finds them: every expression is asked for once.
 * Undefined: the answer did not come in full. Source: Lake Formation tag-based access control; API SearchTablesByLFTags.
 */
export function searchedOnce(reader: Reader<LFTagCall>): (policy: JsonObject) => Promise<Reached> {
  const known = new Map<string, Promise<Reached>>();
  return (policy) => {
    const key = canonicalText(policy);
    const found = known.get(key) ?? search(reader, policy);
    known.set(key, found);
    return found;
  };
}

async function search(reader: Reader<LFTagCall>, policy: JsonObject): Promise<Reached> {
  const catalog = textOf(policy, 'CatalogId');
  const within = catalog === undefined ? {} : { CatalogId: catalog };
  const expression = await expressionOf(reader, policy, within);
  if (expression === undefined || expression.length === 0) return undefined;
  const [operation, list, item] =
    textOf(policy, 'ResourceType') === 'DATABASE'
      ? (['SearchDatabasesByLFTags', 'DatabaseList', 'Database'] as const)
      : (['SearchTablesByLFTags', 'TableList', 'Table'] as const);
  const pages = await reader.allPages(operation, { ...within, Expression: expression }, NEXT_TOKEN);
  return pages?.flatMap((page) => objectsOf(page, list)).map((one) => ({ [item]: objectOf(one, item) ?? {} }));
}

/** Written out, or kept under a name. */
async function expressionOf(
  reader: Reader<LFTagCall>,
  policy: JsonObject,
  within: JsonObject,
): Promise<readonly JsonObject[] | undefined> {
  const written = objectsOf(policy, 'Expression');
  const name = textOf(policy, 'ExpressionName');
  if (written.length > 0 || name === undefined) return written;
  const answer = await reader.get('GetLFTagExpression', { ...within, Name: name }, { target: name });
  return answer === undefined ? undefined : objectsOf(answer, 'Expression');
}
