import type { Principal } from '../../domain/principal.ts';
import type { KmsGrant } from '../../domain/request.ts';
import type { Claim } from '../claim.ts';
import { KMS_CONTEXT_FREE_OPERATIONS, KMS_GRANT_OPERATIONS } from '../data/kms-operations.ts';
import { isEmptyText } from '../reference/conditions/holds.ts';
import { roleIs, sessionIs } from '../reference/principal-matching.ts';
import type { Situation } from '../reference/situation.ts';
import { NO as FALSE, type Truth, truth, unknown } from '../reference/truth.ts';
import { allOf, anyOf, type Bounds, MAYBE, NO, YES } from './expression.ts';
import type { Samples } from './samples.ts';

export interface GrantTerms {
  /** Some grant admits the request. */
  readonly fits: Bounds;
  /** Some grant that the caller's account issued does. */
  readonly issuedByCaller: Bounds;
  /** The caller is named as the one who retires. */
  readonly retiring: Bounds;
  /** The caller's account issued a grant, or is to retire it: its identity policies decide. */
  readonly retiredByAccount: Bounds;
}

/** The grants of a key as terms (rule 79). */
export function grantTerms(samples: Samples): GrantTerms {
  const { claim } = samples;
  const grants = claim.facts.kmsGrants ?? [];
  const operations = new Set([...KMS_GRANT_OPERATIONS].map((name) => `kms:${name}`.toLowerCase()));
  const unread = samples.actionIs((action) => operations.has(action.toLowerCase()));
  const fit = (grant: KmsGrant): Bounds => fitTerm(samples, grant);
  const ours = (grant: KmsGrant): boolean =>
    issuedBy(grant, claim) || grant.retiring?.endsWith(`:${account(claim)}:root`) === true;
  const retires = (grant: KmsGrant): Bounds =>
    grant.retiring === undefined || ours(grant) ? NO : granteeTerm(samples, grant.retiring);
  return {
    fits: anyOf(claim.facts.kmsGrantsUnread === true ? allOf(unread, MAYBE) : NO, ...grants.map(fit)),
    issuedByCaller: anyOf(...grants.filter((grant) => issuedBy(grant, claim)).map(fit)),
    retiring: anyOf(...grants.map(retires)),
    retiredByAccount: grants.some(ours) ? YES : NO,
  };
}

function fitTerm(samples: Samples, grant: KmsGrant): Bounds {
  const { claim } = samples;
  const asked = samples.everyAction.filter((index) => hasOperation(grant, claim.actions[index]?.action ?? ''));
  const named = granteeTerm(samples, grant.grantee);
  if (asked.length === 0 || named.upper === 'false') return NO;
  const keys = [...samples.keysLike(/^kms:EncryptionContext/i), 'kms:GrantOperations', 'aws:SourceArn'];
  const constraints = samples.overEachAction(
    keys,
    (situation) => truth(constraintsHold(grant, situation, claim)),
    asked,
  );
  return allOf(
    samples.actionIs((action) => hasOperation(grant, action)),
    named,
    constraints,
  );
}

const account = ({ principal }: Claim): string => ('account' in principal ? principal.account : '-');
const issuedBy = (grant: KmsGrant, claim: Claim): boolean => grant.issuingAccount?.includes(account(claim)) === true;

const hasOperation = (grant: KmsGrant, action: string): boolean =>
  grant.operations.some((one) => `kms:${one}`.toLowerCase() === action.toLowerCase());

/** A session is told by the second half of aws:userid. */
const granteeTerm = (samples: Samples, text: string): Bounds =>
  samples.over(['aws:userid'], ({ caller }) => grantee(text, caller));

function grantee(text: string, principal: Principal): Truth {
  if (principal.kind === 'service') return truth(text === principal.name);
  if (!('account' in principal)) return FALSE;
  const home = `::${principal.account}:`;
  if (text === principal.account || text.endsWith(`:${principal.account}:root`)) {
    return principal.kind === 'root' ? truth(true) : unknown(79, 'an account as grantee');
  }
  switch (principal.kind) {
    case 'user':
      return truth(text === principal.arn);
    case 'federatedUser':
      return truth(text.endsWith(`${home}federated-user/${principal.name}`));
    case 'roleSession': {
      const [, named = ''] = text.split(home);
      if (named.startsWith('role/')) return roleIs(text, principal);
      return named.startsWith('assumed-role/') ? sessionIs(named, principal) : FALSE;
    }
    default:
      return FALSE;
  }
}

/** Operations that are passed on, source of a service's call, encryption context. */
function constraintsHold(grant: KmsGrant, { context, caller, request, action }: Situation, claim: Claim): boolean {
  const operations = context.get('kms:grantoperations')?.values ?? [];
  const passedOn = isEmptyText(operations) ? [] : operations;
  if (!passedOn.every((one) => hasOperation(grant, `kms:${one}`))) return false;
  const source = context.get('aws:sourcearn')?.values[0];
  if (caller.kind === 'service' && grant.sourceArn !== undefined && grant.sourceArn !== source) return false;
  if ([...KMS_CONTEXT_FREE_OPERATIONS].some((one) => one.toLowerCase() === action)) return true;
  const { encryptionContextEquals: equal, encryptionContextSubset: subset } = grant;
  // the names of keys with one value come in lower case
  const fold = (name: string): string => (claim.written ? name : name.toLowerCase());
  const pairs = new Map([...pairsOf(request.context)].map(([key, value]) => [fold(key), value]));
  const inside = (wanted: Readonly<Record<string, string>> = {}): boolean =>
    Object.entries(wanted).every(([key, value]) => pairs.get(fold(key)) === value);
  if (!inside(equal) || !inside(subset)) return false;
  if (equal === undefined) return true;
  const names = new Set(Object.keys(equal).map(fold));
  const listed = claim.written ? [] : (context.get('kms:encryptioncontextkeys')?.values ?? []);
  return [...pairs.keys(), ...listed].every((key) => names.has(fold(key)));
}

const PAIR = 'kms:encryptioncontext:';
const pairsOf = (context: Situation['request']['context']): ReadonlyMap<string, unknown> =>
  new Map(
    Object.entries(context)
      .filter(([key]) => key.toLowerCase().startsWith(PAIR))
      .map(([key, value]) => [key.slice(PAIR.length), value]),
  );
