import {
  type Condition,
  entriesOf,
  type NamedPolicy,
  type PolicyLayer,
  type PrincipalEntry,
  type Statement,
} from '../../domain/policy.ts';
import type { AccessRequest, PolicySet } from '../../domain/request.ts';
import { decide } from '../../reasoning/decide.ts';

/** How often something decided: with it gone, or turned into its opposite, the answer would have been another. */
export class Deciders {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  names(): readonly string[] {
    return [...this.#counts.keys()];
  }

  /** Sorted by name, one line each. */
  lines(): readonly string[] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, count]) => `${name} ${count}`);
  }
}

const SIMPLE_LAYERS = ['identity', 'resource', 'permissionsBoundary', 'session', 'vpcEndpoint'] as const;

/** Names every layer, condition operator and form of principal that decides the request. */
export function countDeciders(request: AccessRequest, deciders: Deciders): void {
  const answer = decide(request).kind;
  const flips = (policies: PolicySet): boolean => decide({ ...request, policies }).kind !== answer;
  const { policies } = request;
  for (const layer of [...SIMPLE_LAYERS, 'scp', 'rcp'] as const) {
    if (policies[layer] === undefined) continue;
    const { [layer]: _, ...without } = policies;
    if (flips(without)) deciders.add(`layer ${layer}`);
  }
  const decided = new Set<string>();
  eachStatement(policies, (statement, replace) => {
    statement.conditions.forEach((condition, index) => {
      const names = namesOf(condition);
      if (names.every((name) => decided.has(name))) return;
      const others = statement.conditions.filter((_, at) => at !== index);
      const opposite = [
        { ...statement, conditions: others },
        { ...statement, conditions: [...others, NEVER] },
      ];
      if (opposite.some((one) => flips(replace(one)))) for (const name of names) decided.add(name);
    });
    const { principals } = statement;
    if (principals === undefined) return;
    const entries = entriesOf(principals);
    for (const entry of entries) {
      const rest = entries.filter((one) => one !== entry);
      const without = 'in' in principals ? { in: rest } : { notIn: rest };
      const form = 'in' in principals ? formOf(entry) : 'NotPrincipal';
      if (flips(replace({ ...statement, principals: without }))) decided.add(`principal ${form}`);
    }
  });
  for (const name of decided) deciders.add(name);
}

/** No request has both. */
const NEVER: Condition = { operator: { name: 'Null', ifExists: false }, key: 'aws:PrincipalArn', values: ['never'] };

function namesOf({ operator }: Condition): readonly string[] {
  return [
    `operator ${operator.name}`,
    ...(operator.ifExists ? ['operator ...IfExists'] : []),
    ...(operator.quantifier === undefined ? [] : [`operator ${operator.quantifier}:...`]),
  ];
}

function formOf({ kind, value, bare }: PrincipalEntry): string {
  if (kind !== 'AWS') return kind;
  if (value === '*') return bare === true ? '*' : 'AWS *';
  if (/^\d{12}$/.test(value)) return 'account';
  const [, , service = '', , , resource = ''] = value.split(':');
  return resource === 'root' ? 'account ARN' : `${service} ${resource.slice(0, resource.indexOf('/'))} ARN`;
}

/** Calls back with every statement and a function that gives the policies with another in its place. */
function eachStatement(
  policies: PolicySet,
  visit: (statement: Statement, replace: (other: Statement) => PolicySet) => void,
): void {
  const within = (list: readonly NamedPolicy[], rebuild: (list: readonly NamedPolicy[]) => PolicySet): void => {
    list.forEach((policy, at) => {
      const { statements } = policy.document;
      statements.forEach((statement, index) => {
        visit(statement, (other) => {
          const document = { ...policy.document, statements: statements.with(index, other) };
          return rebuild(list.with(at, { ...policy, document }));
        });
      });
    });
  };
  for (const layer of SIMPLE_LAYERS) within(policies[layer] ?? [], (list) => ({ ...policies, [layer]: list }));
  for (const layer of ['scp', 'rcp'] as const satisfies readonly PolicyLayer[]) {
    const levels = policies[layer] ?? [];
    levels.forEach((level, at) => {
      within(level, (list) => ({ ...policies, [layer]: levels.with(at, list) }));
    });
  }
}
