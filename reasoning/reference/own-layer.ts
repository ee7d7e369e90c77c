import type { Statement, StatementRef } from '../../domain/policy.ts';
import type { Speaker } from '../prepared/statements.ts';
import { isEverything } from './resource-matching.ts';
import { carriedBy, onlyMaybe, type Truth, YES } from './truth.ts';

/** Statements that name principals have no place on the caller's side; those of an RCP must look as AWS wants them. */
export function fitsItsLayer({ statement, ref: { layer }, variables }: Speaker, fits: Truth): Truth {
  if (layer === 'rcp')
    return soundRcp(statement, variables)
      ? fits
      : onlyMaybe(fits, 16, 'a resource control policy that AWS would refuse');
  return statement.principals === undefined
    ? fits
    : onlyMaybe(fits, 48, `a statement with Principal in the layer ${layer}`);
}

/** AWS Organizations, RCP syntax (rule 16). */
function soundRcp({ principals, actions, resources }: Statement, variables: boolean): boolean {
  const everyone = principals !== undefined && 'in' in principals && principals.in.every((one) => one.bare === true);
  const prefixed = 'in' in actions && actions.in.every((one) => /^[a-z][a-z0-9-]*:/.test(one));
  return variables && everyone && prefixed && resources !== undefined;
}

/** Of all requests whose action it names, where it asks for no resource, no principal and no condition. */
export const saysAnyway = ({ conditions, principals, resources }: Statement, ref: StatementRef): Truth | undefined =>
  isEverything(resources) && principals === undefined && conditions.length === 0 && ref.layer !== 'rcp'
    ? carriedBy(YES, ref)
    : undefined;
