import type { AclGrant } from '../domain/request.ts';
import type { Gathering } from './compile.ts';
import { BUCKET_ACL_ACTIONS } from './data/s3-acl-actions.ts';
import type { Situation } from './situation.ts';
import { CERTAIN, NEVER, type Pair } from './space.ts';

/** Bucket ACLs as grants: everybody like `*`, an account like its account statement. Object ACLs are not collected. */
export function aclGrants(
  gathering: Gathering,
  { facts }: Situation,
): { readonly anyone: Pair; readonly account: Pair } {
  const { question, environment } = gathering;
  const { principal } = question.caller;
  const action = question.action.toLowerCase();
  const fitting = (facts.s3Acl ?? []).filter((grant) => BUCKET_ACL_ACTIONS[grant.permission].includes(action));
  const canonical = 'account' in principal ? environment.canonicalId(principal.account) : undefined;
  const foreign = 'account' in principal && principal.account !== question.target.account;
  const account = fitting.some(
    ({ grantee }) => grantee.kind === 'account' && foreign && grantee.canonicalId === canonical,
  );
  const inside = 'account' in principal && !foreign;
  return { anyone: inside ? NEVER : everybody(fitting, foreign), account: account ? CERTAIN : NEVER };
}

/** Grants to all signed callers reach other accounts; within the owner's account ACLs add nothing (spec, S3 object operations). */
const everybody = (fitting: readonly AclGrant[], foreign: boolean): Pair =>
  fitting.some(({ grantee }) => grantee.kind === 'allUsers' || (foreign && grantee.kind === 'authenticatedUsers'))
    ? CERTAIN
    : NEVER;
