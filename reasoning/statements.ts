import {
  entriesOf,
  type NamedPolicy,
  type PolicyDocument,
  type PolicyLayer,
  type Statement,
  type StatementRef,
} from '../domain/policy.ts';
import { matchActions, mayName } from './action-patterns.ts';
import { type Ask, kept } from './ask.ts';
import { prepareCondition } from './conditions.ts';
import type { Gathering } from './gathering.ts';
import { asks } from './inquiry.ts';
import { not, type Truth } from './predicates.ts';
import { resourceMatches } from './resource-entries.ts';
import { both, constant, type Symbolic } from './symbolic.ts';

/** A statement that may match the question's action and resource, under `when`. Principals are judged apart. */
export interface Candidate {
  readonly ref: StatementRef;
  readonly statement: Statement;
  readonly when: Symbolic;
}

/** Undefined: the statement certainly does not match, whatever the request. */
export function prepare(
  gathering: Gathering,
  layer: PolicyLayer,
  { policy, document, statement, index }: StatementPlace,
): Candidate | undefined {
  const action = asks(gathering.question, namingBy(statement));
  if (action === false) return undefined;
  const resource = resourceMatches(gathering, layer, statement, document.version);
  if (resource === false) return undefined;
  if (action === 'unknown') gathering.doubts.push({ rule: 50, text: 'an action pattern that IAM refuses' });
  const parts: Symbolic[] = [constant(action), resource];
  for (const condition of statement.conditions) {
    const part = prepareCondition(gathering, condition, document.version);
    if (part === false) return undefined;
    parts.push(part);
  }
  const ref: StatementRef = {
    layer,
    policy,
    index,
    ...(statement.sid === undefined ? {} : { sid: statement.sid }),
  };
  return { ref, statement, when: both(...parts) };
}

const namings = new WeakMap<Statement['actions'], Ask<Truth>>();

/** Whether it names an action: of what its element lists alone, so kept with that. */
function namingBy(statement: Statement): Ask<Truth> {
  const known = namings.get(statement.actions) ?? kept((action) => namesAction(statement, action));
  namings.set(statement.actions, known);
  return known;
}

/** A statement of one of the policies of a layer. */
export interface StatementPlace {
  readonly policy: string;
  readonly document: PolicyDocument;
  readonly statement: Statement;
  readonly index: number;
}

const byService = new WeakMap<readonly NamedPolicy[], Map<string, readonly StatementPlace[]>>();

/** The statements that may name actions of the service: policies never change, and each is asked for every action. */
export function statementsAbout(policies: readonly NamedPolicy[], service: string): readonly StatementPlace[] {
  const known = byService.get(policies) ?? new Map<string, readonly StatementPlace[]>();
  byService.set(policies, known);
  const found = known.get(service) ?? policies.flatMap((policy) => placesAbout(policy, service));
  known.set(service, found);
  return found;
}

/** The same of one policy, not kept. */
export const placesAbout = ({ name, document }: NamedPolicy, service: string): readonly StatementPlace[] =>
  document.statements.flatMap((statement, index) => {
    const { actions } = statement;
    const about = 'notIn' in actions || mayName(actions.in, service);
    return about ? [{ policy: name, document, statement, index }] : [];
  });

/** Action or NotAction (rules 50, 51). */
export function namesAction({ actions }: Statement, action: string): Truth {
  const found = matchActions(entriesOf(actions), action);
  return 'in' in actions ? found : not(found);
}
