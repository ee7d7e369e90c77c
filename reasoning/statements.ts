import {
  entriesOf,
  type PolicyDocument,
  type PolicyLayer,
  type Statement,
  type StatementRef,
} from '../domain/policy.ts';
import { matchActions } from './action-patterns.ts';
import { prepareCondition } from './conditions.ts';
import type { Gathering } from './gathering.ts';
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
  policy: string,
  document: PolicyDocument,
  index: number,
): Candidate | undefined {
  const statement = document.statements[index];
  if (statement === undefined) return undefined;
  const action = actionMatches(gathering, statement);
  if (action === false) return undefined;
  const resource = resourceMatches(gathering, layer, statement, document.version);
  if (resource === false) return undefined;
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

function actionMatches(gathering: Gathering, statement: Statement): Truth {
  const found = namesAction(statement, gathering.question.action);
  if (found === 'unknown') gathering.doubts.push({ rule: 50, text: 'an action pattern that IAM refuses' });
  return found;
}

/** Action or NotAction (rules 50, 51). */
export function namesAction({ actions }: Statement, action: string): Truth {
  const found = matchActions(entriesOf(actions), action);
  return 'in' in actions ? found : not(found);
}
