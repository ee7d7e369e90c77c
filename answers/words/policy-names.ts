import { lastSegment, parseArn } from '../../domain/arn.ts';
import type { PolicyLayer, StatementRef } from '../../domain/policy.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from './messages.ts';
import { layerName, nodeName } from './names.ts';

/** The last part of an ARN, as people call the thing; any other text as it stands. */
const shortName = (text: string): string => {
  const arn = parseArn(text);
  return arn.ok ? nodeName({ name: lastSegment(arn.value.resource) }) : text;
};

/** What the reasoning calls the identity side of a principal outside the snapshot. */
const ASSUMED = 'assumed: the other account lets its principal';
/** What the reasoning calls the ACL of a bucket. */
const ACL = /^ACL of (arn:.+)$/;

/**
 * A policy under the name that the reasoning gives it, in words: `inline policy h of arn:aws:iam::1:role/Hop3` is said as
 * "inline policy h of Hop3". A name of another form stands behind its layer.
 */
export function policyName(layer: PolicyLayer, policy: string, language: Language): string {
  const { policyNames } = messagesIn(language);
  const [, inline, owner] = /^inline policy (.+) of (arn:\S+)$/.exec(policy) ?? [];
  const [, managed] = /^managed policy (arn:\S+)$/.exec(policy) ?? [];
  const [, organizations] = /^((?:SCP|RCP) .+) \([a-zA-Z0-9-]+\)$/.exec(policy) ?? [];
  if (inline !== undefined && owner !== undefined)
    return at(layer, policyNames.inline(inline, shortName(owner)), language);
  if (managed !== undefined) return at(layer, policyNames.managed(shortName(managed)), language);
  const [, passed] = /^session (policy .+)$/.exec(policy) ?? [];
  if (policy === ASSUMED) return policyNames.assumed;
  if (passed !== undefined) return `${layerName(layer, language)} ${passed.slice('policy '.length)}`;
  return ofResource(policy, language) ?? organizations ?? `${layerName(layer, language)} ${policy}`;
}

/** What stands on the side of a resource, in the forms that the reasoning has for it. */
function ofResource(policy: string, language: Language): string | undefined {
  const { policyNames } = messagesIn(language);
  const forms = [
    [/^trust policy of (arn:.+)$/, policyNames.trust],
    [/^policy of (arn:.+)$/, policyNames.resource],
    [/^policy of what (arn:\S+) is in$/, policyNames.container],
    [/^sharing of (arn:\S+)$/, policyNames.sharing],
    [ACL, policyNames.acl],
  ] as const;
  const [found] = forms.flatMap(([form, words]) => {
    const [, owner] = form.exec(policy) ?? [];
    return owner === undefined ? [] : [words(shortName(owner))];
  });
  return found;
}

/** Identity policies need no further word; a managed policy that serves as boundary or session policy says so. */
const at = (layer: PolicyLayer, name: string, language: Language): string =>
  layer === 'identity' ? name : messagesIn(language).policyNames.as(layerName(layer, language), name);

/** `inline policy h of Hop3, statement 1 (Sid)`, `ACL of b (AllUsers READ)`; counts from 1 as people do. */
export function statementName({ layer, policy, index, sid = '' }: StatementRef, language: Language): string {
  const { policyNames } = messagesIn(language);
  const name = policyName(layer, policy, language);
  return ACL.test(policy) ? policyNames.grant(name, sid) : policyNames.statement(name, index + 1, sid);
}
