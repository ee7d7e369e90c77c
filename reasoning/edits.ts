import type { Condition, NamedPolicy, PolicyLayer, Statement, StatementRef } from '../domain/policy.ts';
import type { PolicySet } from '../domain/request.ts';

/** One change of what surrounds a question: of a policy, or of the fact that a condition tests. */
export type Edit =
  /** The statement goes wherever its document is attached. */
  | { readonly kind: 'removeDeny' | 'removeAllow'; readonly ref: StatementRef; readonly statement: Statement }
  /** An Allow without its conditions. */
  | { readonly kind: 'dropConditions'; readonly ref: StatementRef; readonly statement: Statement }
  /** The statement no longer speaks of this principal. */
  | {
      readonly kind: 'narrowDeny';
      readonly ref: StatementRef;
      readonly statement: Statement;
      readonly except: Condition;
    }
  /** `part`: the authorisation it serves, 0 for the action itself, then what the service checks besides. */
  | {
      readonly kind: 'addAllow';
      readonly part: number;
      readonly layer: PolicyLayer;
      readonly level?: number;
      readonly statement: Statement;
    }
  /** The key may hold whatever makes a condition hold. `part` left out: in all authorisations. */
  | { readonly kind: 'meetCondition'; readonly key: string; readonly part?: number };

const PLAIN_LAYERS = ['identity', 'resource', 'permissionsBoundary', 'session', 'vpcEndpoint'] as const;
const LEVELLED_LAYERS = ['scp', 'rcp'] as const;

/** A statement and a place where it stands. */
export interface Placed {
  readonly ref: StatementRef;
  readonly statement: Statement;
}

/** Every statement of every layer. */
export function statementsOf(policies: PolicySet): readonly Placed[] {
  const plain = PLAIN_LAYERS.flatMap((layer) => placed(layer, policies[layer] ?? []));
  const levelled = LEVELLED_LAYERS.flatMap((layer) =>
    (policies[layer] ?? []).flatMap((list, level) => placed(layer, list, level)),
  );
  const onTheWay = (policies.endpoints ?? []).flatMap((one) =>
    placed('vpcEndpoint', one.policy === undefined ? [] : [one.policy]),
  );
  return [...plain, ...levelled, ...onTheWay];
}

const placed = (layer: PolicyLayer, list: readonly NamedPolicy[], level?: number): readonly Placed[] =>
  list.flatMap(({ name, document }) =>
    document.statements.map((statement, index) => {
      const sid = statement.sid === undefined ? {} : { sid: statement.sid };
      return { statement, ref: { layer, policy: name, index, ...sid, ...(level === undefined ? {} : { level }) } };
    }),
  );

/** Name of a policy that an edit adds. */
const ADDED = 'added';

/** The policies of one authorisation after the edits. Statements keep their places, so that references stay true. */
export function editedPolicies(policies: PolicySet, edits: readonly Edit[], part: number): PolicySet {
  const others = new Map<Statement, Statement>();
  for (const edit of edits) {
    if (edit.kind === 'removeDeny' || edit.kind === 'removeAllow') others.set(edit.statement, NOTHING);
    if (edit.kind === 'dropConditions') others.set(edit.statement, unconditional(edit.statement));
    if (edit.kind === 'narrowDeny') others.set(edit.statement, narrowed(edit.statement, edit.except));
  }
  const kept = others.size === 0 ? policies : withOthers(policies, others);
  return edits.reduce(
    (all, edit) => (edit.kind === 'addAllow' && edit.part === part ? withMore(all, edit) : all),
    kept,
  );
}

/** Speaks of no action, and to S3 of no principal. */
const NOTHING: Statement = { effect: 'Deny', actions: { in: [] }, resources: { in: [] }, conditions: [] };

const unconditional = (statement: Statement): Statement => ({ ...statement, conditions: [] });

/** The statement with one more condition. */
const narrowed = (statement: Statement, except: Condition): Statement => ({
  ...statement,
  conditions: [...statement.conditions, except],
});

function withOthers(policies: PolicySet, others: ReadonlyMap<Statement, Statement>): PolicySet {
  const changed = (list: readonly NamedPolicy[]): readonly NamedPolicy[] =>
    list.map((policy) => ({
      name: policy.name,
      document: {
        ...policy.document,
        statements: policy.document.statements.map((one) => others.get(one) ?? one),
      },
    }));
  let all = policies;
  for (const layer of PLAIN_LAYERS) {
    const list = policies[layer];
    if (list !== undefined) all = { ...all, [layer]: changed(list) };
  }
  for (const layer of LEVELLED_LAYERS) {
    const levels = policies[layer];
    if (levels !== undefined) all = { ...all, [layer]: levels.map(changed) };
  }
  if (policies.endpoints === undefined) return all;
  const endpoints = policies.endpoints.map((one) => {
    const [policy] = changed(one.policy === undefined ? [] : [one.policy]);
    return policy === undefined ? one : { ...one, policy };
  });
  return { ...all, endpoints };
}

function withMore(
  policies: PolicySet,
  { layer, level = 0, statement }: Extract<Edit, { readonly kind: 'addAllow' }>,
): PolicySet {
  const more: NamedPolicy = { name: ADDED, document: { version: '2012-10-17', statements: [statement] } };
  if (layer !== 'scp' && layer !== 'rcp') return { ...policies, [layer]: [...(policies[layer] ?? []), more] };
  const levels = policies[layer] ?? [];
  return { ...policies, [layer]: levels.map((list, index) => (index === level ? [...list, more] : list)) };
}
