import type { KmsGrant } from '../../domain/request.ts';
import type { Claim } from '../claim.ts';
import { NO as FALSE, type Truth, truth, unknown } from '../reference/truth.ts';
import type { Terms } from './allowed.ts';
import { allOf, anyOf, type Bounds, boundsOf, MAYBE, NO, YES } from './expression.ts';

export interface GrantTerms {
  readonly fits: Bounds;
  readonly issuedByCaller: Bounds;
  readonly retires: Bounds;
  readonly retiredByAccount: Bounds;
}

/** The grants of a key as terms (rule 79). */
export function grantTerms({ claim, samples }: Terms): GrantTerms {
  const grants = claim.facts.kmsGrants ?? [];
  const unread = claim.facts.kmsGrantsUnread === true ? MAYBE : NO;
  const keys = contextKeys(claim);
  const fit = (grant: KmsGrant): Bounds => {
    const asked = samples.everyAction.filter((index) => hasOperation(grant, claim.actions[index]?.action ?? ''));
    const named = boundsOf(grantee(grant.grantee, claim));
    if (asked.length === 0 || named.upper === 'false') return NO;
    const constraints = samples.overEachAction(
      keys,
      ({ request }) => truth(constraintsHold(grant, request.action, request.context)),
      asked,
    );
    return allOf(
      samples.actionIs((action) => hasOperation(grant, action)),
      named,
      constraints,
    );
  };
  const ours = (grant: KmsGrant): boolean =>
    issuedBy(grant, claim) || grant.retiring?.endsWith(`:${account(claim)}:root`) === true;
  return {
    fits: anyOf(unread, ...grants.map(fit)),
    issuedByCaller: anyOf(...grants.filter((grant) => issuedBy(grant, claim)).map(fit)),
    retires: anyOf(
      unread,
      ...grants.map(fit),
      ...grants.map((grant) =>
        grant.retiring === undefined || ours(grant) ? NO : boundsOf(grantee(grant.retiring, claim)),
      ),
    ),
    retiredByAccount: grants.some(ours) ? YES : NO,
  };
}

const account = ({ principal }: Claim): string => ('account' in principal ? principal.account : '-');
const issuedBy = (grant: KmsGrant, claim: Claim): boolean => grant.issuingAccount?.includes(account(claim)) === true;

const hasOperation = (grant: KmsGrant, action: string): boolean =>
  grant.operations.some((one) => `kms:${one}`.toLowerCase() === action.toLowerCase());

const contextKeys = ({ keys, actions }: Claim): readonly string[] =>
  [...keys.map((one) => one.key), ...actions.flatMap((action) => [...action.fixed.keys()])].filter((key) =>
    /^kms:EncryptionContext/i.test(key),
  );

function grantee(text: string, { principal }: Claim): Truth {
  if (principal.kind === 'service') return truth(text === principal.name);
  if (!('account' in principal)) return FALSE;
  if (text === principal.account || text.endsWith(`:${principal.account}:root`)) {
    return principal.kind === 'root' ? truth(true) : unknown(79, 'an account as grantee');
  }
  if (principal.kind === 'user') return truth(text === principal.arn);
  return truth(principal.kind === 'roleSession' && text === principal.roleArn);
}

function constraintsHold(grant: KmsGrant, action: string, context: Readonly<Record<string, unknown>>): boolean {
  if (/^kms:(DescribeKey|RetireGrant)$/i.test(action)) return true;
  const given = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const wanted = grant.encryptionContextEquals ?? grant.encryptionContextSubset ?? {};
  const inside = Object.entries(wanted).every(
    ([key, value]) => given.get(`kms:encryptioncontext:${key}`.toLowerCase()) === value,
  );
  if (!inside || grant.encryptionContextEquals === undefined) return inside;
  const listed = given.get('kms:encryptioncontextkeys');
  return !Array.isArray(listed) || listed.every((key) => Object.keys(wanted).includes(String(key)));
}
