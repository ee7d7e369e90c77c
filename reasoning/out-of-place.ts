import type { PolicyLayer, Statement } from '../domain/policy.ts';
import type { Reason } from './predicates.ts';

/** Statements that name principals have no place on the caller's side; those of an RCP must look as AWS wants them (rules 16, 48). */
export function outOfPlace(layer: PolicyLayer, statement: Statement, version: string): Reason | undefined {
  if (layer === 'resource' || layer === 'vpcEndpoint') return undefined;
  if (layer === 'rcp')
    return statement.effect === 'Allow' || isSoundRcp(statement, version)
      ? undefined
      : { rule: 16, text: 'a resource control policy that AWS would refuse' };
  return statement.principals === undefined
    ? undefined
    : { rule: 48, text: `a statement with Principal in the layer ${layer}` };
}

/** Source: AWS Organizations, RCP syntax. */
function isSoundRcp({ principals, actions, resources }: Statement, version: string): boolean {
  const everyone = principals !== undefined && 'in' in principals && principals.in.every((one) => one.bare === true);
  const prefixed = 'in' in actions && actions.in.every((one) => /^[a-z][a-z0-9-]*:/.test(one));
  return version === '2012-10-17' && everyone && prefixed && resources !== undefined;
}
