import { type Gathering, keyHolds } from './gathering.ts';
import { grantAcross, identityOnly, type Said } from './grant-formula.ts';
import type { Situation } from './situation.ts';
import { NEVER, type Pair } from './space.ts';
import { andPairs, both, constant, type Symbolic } from './symbolic.ts';

/** Function URLs and layer versions (rule 85); what else there is follows the ordinary formula. */
export function lambdaGrant(gathering: Gathering, situation: Situation): (said: Said) => Pair {
  const { action, target, caller } = gathering.question;
  const name = action.slice('lambda:'.length).toLowerCase();
  if (/:layer:/.test(target.arn) && name !== 'getlayerversion')
    return (said) => (said.border === 'cross' ? NEVER : identityOnly(said));
  if (caller.principal.kind !== 'anonymous') return grantAcross;
  const open = isOpenUrl(gathering, situation, name);
  return (said) => andPairs(said.space, said.named('anyone'), open(said.space));
}

/** Two actions stand behind a URL; each is asked for itself. */
function isOpenUrl(gathering: Gathering, { facts }: Situation, name: string): Symbolic {
  const { lambdaUrlAuthType: auth } = facts;
  const open =
    auth === undefined ? keyHolds(gathering, 'lambda:FunctionUrlAuthType', ['NONE']) : constant(auth === 'NONE');
  if (name === 'invokefunctionurl') return open;
  return name === 'invokefunction'
    ? both(open, keyHolds(gathering, 'lambda:InvokedViaFunctionUrl', ['true']))
    : NOWHERE;
}
const NOWHERE = constant(false);
