import { closedToOthers, crossAccount, identityOnly, sameAccount } from '../formula.ts';
import type { Said } from '../layers.ts';
import { assuming, limited, type Truth } from '../truth.ts';

/** Function URLs, layer versions, and documents of several qualifiers (rule 85). Undefined: the ordinary formula. */
export function lambdaGrant(said: Said): Truth | undefined {
  const { situation, named } = said;
  const { arn, action, border, caller, request } = situation;
  if (arn?.resource.startsWith('layer:') === true && action !== 'getlayerversion')
    return border === 'cross' ? closedToOthers(situation) : identityOnly(said);
  if (caller.kind === 'anonymous')
    return isOpenUrl(said)
      ? named('anyone')
      : limited({ rule: 85, text: 'only function URLs without authentication take unsigned requests' });
  const qualified = /^function:[^:]+:/.test(arn?.resource ?? '');
  if (!qualified || (request.policies.resource ?? []).length < 2 || border === 'noAccount') return undefined;
  return assuming(
    border === 'same' ? sameAccount(said) : crossAccount(said),
    85,
    'the policies of the function and of its qualifier unite',
  );
}

/** Two actions stand behind a URL; each is asked for itself. */
function isOpenUrl({ situation }: Said): boolean {
  const { action, context, facts } = situation;
  const value = (key: string): string | undefined => context.get(key)?.values[0];
  if ((facts.lambdaUrlAuthType ?? value('lambda:functionurlauthtype')) !== 'NONE') return false;
  return (
    action === 'invokefunctionurl' || (action === 'invokefunction' && value('lambda:invokedviafunctionurl') === 'true')
  );
}
