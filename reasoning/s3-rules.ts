import type { StatementRef } from '../domain/policy.ts';
import { type AclGrant, aclGrantName, aclName, type RequestFacts } from '../domain/request.ts';
import { kept } from './ask.ts';
import { BUCKET_ACL_ACTIONS, OBJECT_ACL_ACTIONS } from './data/s3-acl-actions.ts';
import { type Gathering, keyStands } from './gathering.ts';
import {
  crossAccount,
  crosses,
  doubted,
  eitherOwner,
  identitySide,
  namedSomehow,
  type Said,
  sameAccount,
  withoutAccount,
} from './grant-formula.ts';
import { asks } from './inquiry.ts';
import type { NamingForm } from './naming.ts';
import type { Reason, Truth } from './predicates.ts';
import { borderOf, type Question, type Target } from './question.ts';
import { isGrantee, isPublicPolicy } from './s3-public.ts';
import type { Situation } from './situation.ts';
import { NEVER, type Pair } from './space.ts';
import { andPairs, constant, orPairs, pairOf, type Symbolic } from './symbolic.ts';

/** Bucket policy, ACLs, who owns the object, and Block Public Access (rules 81, 82). */
export function s3Grant(gathering: Gathering, situation: Situation): (said: Said) => Pair {
  const { question } = gathering;
  const behind = isAccessPoint(question.target) ? NOBODY_THERE : keyStands(gathering, 's3:DataAccessPointArn');
  // asked before, so that actions which the ACL tells apart share no decision
  const acl = aclCounts(question, situation.facts) ? aclNamings(question, situation.facts) : [];
  return (said) => grantBy(said, situation, behind, acl);
}
const NOBODY_THERE = constant(false);
const isAccessPoint = ({ arn }: Target): boolean => /^arn:[^:]*:s3:[^:]*:[^:]*:accesspoint\//.test(arn);

/** `behind`: the requests that reach the bucket through an access point. */
function grantBy(said: Said, situation: Situation, behind: Symbolic, acl: readonly AclNaming[]): Pair {
  const { question } = said.gathering;
  const { facts } = situation;
  const owner = foreignOwner(question, facts);
  if (owner !== undefined) return foreignObject(said, acl, owner);
  if (said.border === 'same') return sameAccount(said);
  const open = withAcl(isRestricted(question, situation) ? { ...said, named: () => NEVER } : said, acl);
  if (said.border === 'unclear') return eitherOwner(said, sameAccount(said), crossAccount(open));
  return said.border === 'cross' ? onBothArns(open, behind) : withoutAccount(open);
}

/** Whether the policies of the caller's account must name the bucket behind an access point, too, AWS does not say (rule 83). */
function onBothArns(said: Said, behind: Symbolic): Pair {
  const { space } = said;
  const both = crossAccount(said);
  if (!crosses(said)) return both;
  const named = andPairs(space, behind(space), namedSomehow(said));
  return both.lower === named.upper ? both : orPairs(space, both, doubted(said, named, 83, BUCKET_BEHIND));
}
const BUCKET_BEHIND =
  'whether identity policies of another account must allow on the bucket behind the access point, too';

const foreignOwner = ({ target }: Question, { s3ObjectOwner: owner }: RequestFacts): string | undefined =>
  owner !== target.account && isObject(target) ? owner : undefined;

const isObject = ({ arn }: Target): boolean => /^arn:[^:]*:s3:[^:]*::.*\//s.test(arn);

/** RestrictPublicBuckets cuts a public policy to the account of the bucket. */
const isRestricted = ({ caller, target }: Question, { facts, policies }: Situation): boolean =>
  (facts.s3BlockPublicAccess === true || facts.s3RestrictPublicBuckets === true) &&
  caller.principal.kind !== 'service' &&
  facts.accessPointVpc === undefined &&
  (policies.resource ?? []).some((policy) => isPublicPolicy(policy.document, target.arn));

/** An object that another account owns: the bucket policy only denies, the allow comes from the object's ACL (rule 81). */
function foreignObject(said: Said, acl: readonly AclNaming[], owner: string): Pair {
  const { principal } = said.gathering.question.caller;
  if ('account' in principal && principal.account === owner) return identitySide(said);
  const { named } = withAcl({ ...said, named: () => NEVER }, acl);
  if (namedSomehow(said).upper !== NEVER.upper)
    said.gathering.leanings.push({
      rule: 81,
      text: 'the bucket policy does not grant on objects that another account owns',
    });
  return said.border === 'noAccount'
    ? named('anyone')
    : andPairs(said.space, named('account', 'anyone'), identitySide(said));
}

/** ACL grants as if the bucket policy had made them: a canonical user is an account. */
function withAcl(said: Said, acl: readonly AclNaming[]): Said {
  const { doubts, leanings } = said.gathering;
  doubts.push(...acl.flatMap(({ doubt }) => doubt ?? []));
  leanings.push(...acl.flatMap(({ leaning }) => leaning ?? []));
  return {
    ...said,
    named: (...forms) =>
      orPairs(said.space, said.named(...forms), ...acl.map(({ form, is }) => pairOf(forms.includes(form) && is))),
  };
}

const aclNamings = (question: Question, facts: RequestFacts): readonly AclNaming[] => [
  ...(facts.s3Acl ?? []).map((grant) => aclNaming(question, facts, grant)),
  ...unreadAcl(question, facts),
];

/** The ACL of the object itself may say more. */
function unreadAcl(question: Question, facts: RequestFacts): readonly AclNaming[] {
  const { principal } = question.caller;
  const unread = facts.s3ObjectAclsUnread;
  const form = 'account' in principal ? 'account' : 'anyone';
  const open = form === 'account' ? unread !== undefined : principal.kind === 'anonymous' && unread === 'everybody';
  return open && isObject(question.target) && asks(question, isOfObjectAcl)
    ? [{ form, is: 'unknown', doubt: ACL_UNREAD }]
    : [];
}
const isOfObjectAcl = kept((action): boolean => OBJECT_ACL_ACTIONS.FULL_CONTROL.includes(action.toLowerCase()));
const ACL_UNREAD: Reason = { rule: 81, text: 'ACLs of single objects may say more' };

/** A grant of an ACL that names the caller, certainly or perhaps. */
export interface AclStatement {
  readonly ref: StatementRef;
  readonly is: Exclude<Truth, false>;
}

/** The grants of the ACL in force that are the resource's word for this caller and action. */
export function aclStatements(question: Question, { facts }: Situation): readonly AclStatement[] {
  const { s3Acl: acl = [] } = facts;
  if (acl.length === 0 || !aclCounts(question, facts)) return [];
  const policy = aclName(question.target.arn);
  return acl.flatMap((grant, index) => {
    const { is } = aclNaming(question, facts, grant);
    const ref = { layer: 'resource' as const, policy, index, sid: aclGrantName(grant) };
    return is === false ? [] : [{ ref, is }];
  });
}

function aclCounts(question: Question, facts: RequestFacts): boolean {
  const owner = foreignOwner(question, facts);
  if (owner === undefined) return borderOf(question) !== 'same';
  const { principal } = question.caller;
  return !('account' in principal && principal.account === owner);
}

interface AclNaming {
  readonly form: NamingForm;
  readonly is: Truth;
  readonly doubt?: Reason;
  readonly leaning?: Reason;
}
const NOBODY: AclNaming = { form: 'account', is: false };

function aclNaming(question: Question, facts: RequestFacts, grant: AclGrant): AclNaming {
  const actions = (grant.on === 'object' ? OBJECT_ACL_ACTIONS : BUCKET_ACL_ACTIONS)[grant.permission];
  if (!asks(question, (action) => actions.includes(action.toLowerCase()))) return NOBODY;
  const { grantee } = grant;
  const is = isGrantee(question.caller.principal, grantee, facts);
  if (is === false) return NOBODY;
  const shut = facts.s3BlockPublicAccess === true;
  if (grantee.kind === 'allUsers') return { form: 'anyone', is: !shut };
  if (grantee.kind === 'authenticatedUsers') {
    const leaning = { rule: 81, text: 'a grant to AuthenticatedUsers still needs an identity policy' };
    return { form: 'account', is: !shut, leaning };
  }
  if (is === true) return { form: 'account', is };
  const doubt = { rule: 44, text: 'whose canonical user id the ACL names is not known' };
  return { form: 'account', is, doubt };
}
