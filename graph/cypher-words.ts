/** Clauses a query may consist of. OPTIONAL, ORDER and UNION take their second word with them. */
export const CLAUSES: ReadonlySet<string> = new Set([
  'MATCH',
  'OPTIONAL',
  'WHERE',
  'WITH',
  'UNWIND',
  'RETURN',
  'ORDER',
  'SKIP',
  'LIMIT',
  'UNION',
]);

/** Words between or after operands. */
export const INFIX: ReadonlySet<string> = new Set([
  'AND',
  'OR',
  'XOR',
  'IN',
  'STARTS',
  'ENDS',
  'CONTAINS',
  'IS',
  'AS',
  'WHEN',
  'THEN',
  'ELSE',
]);

/** Words after an operand that end it. */
export const POSTFIX: ReadonlySet<string> = new Set(['ASC', 'ASCENDING', 'DESC', 'DESCENDING', 'END']);

/** Words before an operand. */
export const PREFIX: ReadonlySet<string> = new Set(['NOT', 'DISTINCT', 'CASE', 'WHEN']);

/** Words before a brace that holds a query. */
export const SUBQUERY: ReadonlySet<string> = new Set(['EXISTS', 'COUNT', 'COLLECT']);

/** Neo4j: which of the paths that a pattern finds, as in `MATCH ALL SHORTEST (a)-[...`. */
export const PATH_SELECTOR: ReadonlySet<string> = new Set([
  'SHORTEST',
  'ALL',
  'ANY',
  'PATH',
  'PATHS',
  'GROUP',
  'GROUPS',
]);

/** The embedded engine: how a variable-length relationship is walked. ACYCLIC is left out: it repeats nodes. */
export const WALK_WORDS: ReadonlySet<string> = new Set(['SHORTEST', 'ALL', 'TRAIL', 'WSHORTEST']);

/** Whatever the place (but for property names and aliases): these write, read files, leave the graph, or call procedures. */
export const REFUSED: ReadonlySet<string> = new Set([
  'ALTER',
  'ATTACH',
  'BEGIN',
  'CALL',
  'CHECKPOINT',
  'COMMIT',
  'COPY',
  'CREATE',
  'CYPHER',
  'DELETE',
  'DENY',
  'DETACH',
  'DROP',
  'EXPLAIN',
  'EXPORT',
  'FOREACH',
  'GRANT',
  'IMPORT',
  'INSERT',
  'INSTALL',
  'LOAD',
  'MERGE',
  'NODETACH',
  'PROFILE',
  'REMOVE',
  'REVOKE',
  'ROLLBACK',
  'SET',
  'TERMINATE',
  'TRANSACTIONS',
  'UNINSTALL',
  'UPDATE',
  'USE',
  'YIELD',
]);

/** Functions of both engines that compute from their arguments and nothing else. Lower case. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  `abs all allshortestpaths any avg cast ceil ceiling coalesce collect concat contains cost count date datetime duration
  elementid end_node endnode ends_with exists floor head id is_acyclic is_trail isempty keys label labels last left length
  list_any_value list_append list_concat list_contains list_distinct list_extract list_filter list_len list_position
  list_reverse list_slice list_sort list_sum list_to_string list_transform list_unique lower ltrim max min nodes none nullif
  percentilecont percentiledisc properties range reduce regexp_extract regexp_matches relationships rels replace reverse
  right round rtrim shortestpath sign single size split sqrt start_node starts_with startnode stdev stdevp string_split
  substring suffix prefix sum tail timestamp toboolean tofloat tointeger tolower tostring toupper trim type upper`.split(
    /\s+/,
  ),
);
