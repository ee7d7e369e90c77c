import type { AclGrant } from '../domain/request.ts';
import type { Gathering } from './compile.ts';
import { BUCKET_ACL_ACTIONS } from './data/s3-acl-actions.ts';
import type { Situation } from './situation.ts';
import { CERTAIN, NEVER, type Pair, UNKNOWN } from './space.ts';

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
  return { anyone: everybody(gathering, fitting, foreign), account: account ? CERTAIN : NEVER };
}

function everybody(gathering: Gathering, fitting: readonly AclGrant[], foreign: boolean): Pair {
  const { principal } = gathering.question.caller;
  if (fitting.some(({ grantee }) => grantee.kind === 'allUsers')) return CERTAIN;
  const signed = fitting.some(({ grantee }) => grantee.kind === 'authenticatedUsers');
  if (!signed || !('account' in principal)) return NEVER;
  if (foreign) return CERTAIN;
  gathering.doubts.push({
    rule: 81,
    text: "whether an ACL for all signed callers frees the owner's own identities is not documented",
  });
  return UNKNOWN;
}
