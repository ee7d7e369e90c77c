import type { Statement } from '../../domain/policy.ts';
import { heedOfContainer, heedOfPolicies } from '../data/resource-policy-scope.ts';
import { type Speakers, speakingAt } from '../prepared/statements.ts';
import { allowNamings, denyNames, type Naming } from './principal-matching.ts';
import type { Situation } from './situation.ts';
import { type Matched, matched, type Voice } from './statements.ts';
import { allOf, anyOf, assuming, carriedBy, missing, NO, onlyMaybe, silentIn, type Truth, YES } from './truth.ts';

/** Allows of a resource policy, by how they name the caller. */
export type NamedGrants = (how: Naming) => Truth;

interface ResourceVoice {
  readonly named: NamedGrants;
  readonly deny: Truth;
}

/** The resource policy grants by name; `unread` stands for the part that could not be read, if any. */
export function resourcePolicySays(situation: Situation, hasBoundary: Truth, unread: Truth): ResourceVoice {
  // A role's trust policy says nothing about other actions on the role (rule 33).
  if (situation.service === 'iam') return UNHEEDED;
  const { resource = [], container = [] } = situation.request.policies;
  if (resource.length + container.length === 0 && unread === NO) return UNHEEDED;
  const heed = heedOfPolicies(situation.request.action);
  const ofContainer = heedOfContainer(situation.request.action, situation.facts);
  if (heed === 'none' && ofContainer === 'none') return UNHEEDED;
  const places = [
    heed === 'none' ? [] : speakingAt(situation, 'resource'),
    ofContainer === 'none' ? [] : speakingAt(situation, 'container'),
  ].flat();
  const denials = places.flatMap(({ denies }) => denialsOf(denies, situation, hasBoundary));
  const grants = places.flatMap(({ allows }) => matched(allows, situation)).flatMap((one) => grantsOf(one, situation));
  const named: NamedGrants = (how) =>
    anyOf([missing('resource'), ...grants.filter((one) => one.how === how).map((one) => one.truth), unread]);
  const says = { named, deny: binding(anyOf([...denials, unread]), situation) };
  if (heed !== 'some' && ofContainer !== 'some') return says;
  return { named: (how) => onlyMaybe(named(how), 88, HEEDED), deny: onlyMaybe(says.deny, 88, HEEDED) };
}

const SILENT = missing('resource');
const UNHEEDED: ResourceVoice = { named: () => SILENT, deny: NO };
const HEEDED = 'which of the policies of CodeArtifact such a call heeds';

const denialsOf = (denies: Speakers, situation: Situation, hasBoundary: Truth): readonly Truth[] =>
  matched([denies], situation).map(({ speaker: { statement, ref }, fits }) =>
    carriedBy(allOf([fits, denyNames(statement, situation, hasBoundary)]), ref),
  );

function grantsOf(
  { speaker: { statement, ref }, fits }: Matched,
  situation: Situation,
): readonly { how: Naming; truth: Truth }[] {
  return allowNamings(statement, situation).map(({ how, truth }) => {
    const grants = allOf([plainAnyone(how, statement, situation), truth, fits]);
    return { how, truth: silentIn(carriedBy(grants, ref), 'resource') };
  });
}

/** AWS says of `*` with aws:PrincipalArn that it lifts the limits of a role session; of `*` alone it follows (rule 8). */
function plainAnyone(how: Naming, statement: Statement, { caller, border }: Situation): Truth {
  if (how !== 'anyone' || border !== 'same' || caller.kind !== 'roleSession') return YES;
  const byArn = statement.conditions.some((one) => one.key.toLowerCase() === 'aws:principalarn');
  return byArn ? YES : assuming(YES, 8, 'a grant to `*` reaches role sessions without their identity side');
}

/** The bucket owner's root is never locked out of its policy (rule 21); a key policy has no say in retiring (rule 79). */
function binding(deny: Truth, { caller, border, service, action }: Situation): Truth {
  if (service === 'kms' && action === 'retiregrant') return NO;
  const bucketPolicy = service === 's3' && /^(get|put|delete)bucketpolicy$/.test(action);
  const unlocks =
    caller.kind === 'assumedRoot' && (bucketPolicy || /^sqs:[gs]etqueueattributes$/.test(`${service}:${action}`));
  const rescue = unlocks || (bucketPolicy && caller.kind === 'root');
  if (!rescue || border === 'cross' || deny.is === false) return deny;
  if (border !== 'same') return onlyMaybe(deny, 5, 'whether root owns the bucket whose policy denies');
  return unlocks ? assuming(NO, 22, 'the policy that a session of sts:AssumeRoot unlocks does not lock it out') : NO;
}

/** An endpoint policy names principals too, and its silence limits (rule 19). */
export function endpointPolicySays(situation: Situation, hasBoundary: Truth): Voice {
  const { allows, denies } = speakingAt(situation, 'vpcEndpoint');
  const grants = matched(allows, situation).map(({ speaker: { statement, ref }, fits }) => {
    const names = allowNamings(statement, situation).map((one) => endpointNames(one.how, one.truth, situation));
    return carriedBy(allOf([fits, anyOf(names)]), ref);
  });
  return { allow: silentIn(anyOf(grants), 'vpcEndpoint'), deny: anyOf(denialsOf(denies, situation, hasBoundary)) };
}

/** Gateway endpoints want Principal `*`; an account there means its root user only. */
function endpointNames(how: Naming, truth: Truth, { caller, facts }: Situation): Truth {
  const gateway = facts.vpcEndpointKind === 'gateway';
  if (how === 'anyone' || how === 'service' || (how === 'account' && caller.kind === 'root')) return truth;
  if (how !== 'account')
    return gateway ? onlyMaybe(truth, 19, 'a principal ARN in the policy of a gateway endpoint') : truth;
  return gateway ? NO : onlyMaybe(truth, 19, 'an account as principal of an endpoint policy');
}
