import type { NamedPolicy, PolicyLayer, Statement, StatementRef } from '../../domain/policy.ts';
import { actionMatches } from './action-matching.ts';
import { statementCondition } from './conditions/holds.ts';
import { resourceMatches } from './resource-matching.ts';
import type { Situation } from './situation.ts';
import type { Scope } from './template.ts';
import { allOf, anyOf, carriedBy, NO, onlyMaybe, silentIn, type Truth } from './truth.ts';

/** What one layer says: does it allow, does it deny. */
export interface Voice {
  readonly allow: Truth;
  readonly deny: Truth;
}

/** A statement that may speak of the request; `fits`: action, resource and conditions do. */
export interface Matched {
  readonly statement: Statement;
  readonly fits: Truth;
  readonly ref: StatementRef;
  readonly version: string;
}

/** The statements of a document that speak of the request, without those that certainly do not. */
export function matched(
  layer: PolicyLayer,
  policy: NamedPolicy,
  situation: Situation,
  level?: number,
): readonly Matched[] {
  const { version, statements } = policy.document;
  const scope: Scope = { situation, layer, variables: version === '2012-10-17' };
  return statements.flatMap((statement, index) => {
    const fits = statementFits(statement, scope);
    if (isPlainNo(fits)) return [];
    const sid = statement.sid === undefined ? {} : { sid: statement.sid };
    const ref = { layer, policy: policy.name, index, ...sid, ...(level === undefined ? {} : { level }) };
    return [{ statement, fits, ref, version }];
  });
}

function statementFits(statement: Statement, scope: Scope): Truth {
  const action = actionMatches(statement.actions, scope.situation);
  if (isPlainNo(action)) return NO;
  const resource = resourceMatches(statement.resources, scope);
  if (isPlainNo(resource)) return NO;
  return allOf([action, resource, ...statement.conditions.map((one) => statementCondition(one, scope))]);
}

const isPlainNo = (one: Truth): boolean => one.is === false && one.given.length === 0;

/** Whether a matching statement counts; by default as it stands. */
type Judge = (matched: Matched) => Truth;

/** Documents of one layer unite (rules 3, 105, 109). */
export function documentsSay(
  layer: PolicyLayer,
  policies: readonly NamedPolicy[],
  situation: Situation,
  { level, allows = fitsItsLayer, denies = fitsItsLayer }: { level?: number; allows?: Judge; denies?: Judge } = {},
): Voice {
  const list = policies.flatMap((policy) => matched(layer, policy, situation, level));
  const of = (effect: Statement['effect'], judge: Judge): Truth =>
    anyOf(list.filter((one) => one.statement.effect === effect).map((one) => carriedBy(judge(one), one.ref)));
  return { allow: silentIn(of('Allow', allows), layer), deny: of('Deny', denies) };
}

/** Statements that name principals have no place on the caller's side; those of an RCP must look as AWS wants them. */
function fitsItsLayer({ statement, fits, ref, version }: Matched): Truth {
  if (ref.layer === 'rcp')
    return soundRcp(statement, version) ? fits : onlyMaybe(fits, 16, 'a resource control policy that AWS would refuse');
  return statement.principals === undefined
    ? fits
    : onlyMaybe(fits, 48, `a statement with Principal in the layer ${ref.layer}`);
}

/** AWS Organizations, RCP syntax (rule 16). */
function soundRcp({ principals, actions, resources }: Statement, version: string): boolean {
  const everyone = principals !== undefined && 'in' in principals && principals.in.every((one) => one.bare === true);
  const prefixed = 'in' in actions && actions.in.every((one) => /^[a-z][a-z0-9-]*:/.test(one));
  return version === '2012-10-17' && everyone && prefixed && resources !== undefined;
}
