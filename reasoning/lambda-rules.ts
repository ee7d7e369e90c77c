import { type Gathering, keyHolds } from './gathering.ts';
import { grantAcross, identityOnly, type Said } from './grant-formula.ts';
import { asks } from './inquiry.ts';
import type { Situation } from './situation.ts';
import { NEVER, type Pair } from './space.ts';
import { andPairs, both, constant, type Symbolic } from './symbolic.ts';

/** Function URLs and layer versions (rule 85); what else there is follows the ordinary formula. */
export function lambdaGrant(gathering: Gathering, situation: Situation): (said: Said) => Pair {
  const { question } = gathering;
  const { target, caller } = question;
  if (/:layer:/.test(target.arn) && !asks(question, isGetLayerVersion))
    return (said) => (said.border === 'cross' ? NEVER : identityOnly(said));
  if (caller.principal.kind !== 'anonymous') return grantAcross;
  const open = isOpenUrl(gathering, situation, asks(question, nameOf));
  return (said) => andPairs(said.space, said.named('anyone'), open(said.space));
}

const nameOf = (action: string): string => action.slice('lambda:'.length).toLowerCase();
const isGetLayerVersion = (action: string): boolean => nameOf(action) === 'getlayerversion';

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
