import type { KmsGrant } from '../../../domain/request.ts';
import { isCrossAccountAction } from '../../data/cross-account-actions.ts';
import {
  KMS_CONTEXT_FREE_OPERATIONS,
  KMS_GRANT_OPERATIONS,
  KMS_IDENTITY_ONLY_ACTIONS,
} from '../../data/kms-operations.ts';
import { isEmptyText } from '../conditions/holds.ts';
import {
  caps,
  closedToOthers,
  identityOnly,
  identitySide,
  namedAlone,
  namedSomehow,
  rootTask,
  withoutAccount,
} from '../formula.ts';
import type { Said } from '../layers.ts';
import { roleIs, sessionIs } from '../principal-matching.ts';
import type { Situation } from '../situation.ts';
import { allOf, anyOf, assuming, limited, NO, onlyMaybe, quiet, type Truth, truth, unknown, YES } from '../truth.ts';

const lower = (names: Iterable<string>): ReadonlySet<string> => new Set([...names].map((name) => name.toLowerCase()));
const IDENTITY_ONLY = lower(KMS_IDENTITY_ONLY_ACTIONS);
const GRANT_OPERATIONS = lower(KMS_GRANT_OPERATIONS);
const CONTEXT_FREE = lower(KMS_CONTEXT_FREE_OPERATIONS);

/** The key policy is the only root of power over a key; grants are a third path (rules 77 to 79). */
export function kmsGrant(said: Said): Truth {
  const { situation } = said;
  const onAlias = situation.arn?.resource.startsWith('alias/') === true;
  if (onAlias || IDENTITY_ONLY.has(situation.action)) return identityOnly(said);
  if (situation.action === 'retiregrant') return retires(said);
  const grants = (situation.facts.kmsGrants ?? []).map((grant) => ({ grant, fits: grantFits(grant, situation) }));
  const fits = quiet(anyOf([...grants.map((one) => one.fits), unreadGrants(situation)]));
  if (situation.border === 'noAccount') return anyOf([withoutAccount(said), fits]);
  if (situation.border === 'same') return anyOf([keyPolicy(said), capped(fits, caps(said))]);
  if (!isCrossAccountAction(situation.request.action)) return closedToOthers(situation);
  const own = grants.filter(({ grant }) => issuedBy(grant, situation)).map((one) => one.fits);
  const elsewhere = onlyMaybe(
    fits,
    79,
    "a grant that the key's account issued, without an identity policy of the grantee",
  );
  return anyOf([allOf([anyOf([namedSomehow(said), fits]), identitySide(said)]), quiet(anyOf(own)), elsewhere]);
}

/** A statement that names the account opens the key to its identity policies, and to its root user. */
function keyPolicy(said: Said): Truth {
  const { named, situation } = said;
  if (situation.caller.kind === 'root') return anyOf([named('account'), quiet(named('anyone'))]);
  if (situation.caller.kind === 'assumedRoot') return allOf([namedSomehow(said), rootTask(said)]);
  const limits = caps(said);
  const delegated = named('account').is === false ? named('account') : allOf([named('account'), said.identity]);
  const whole = anyOf([quiet(namedAlone(said)), allOf([anyOf([named('role'), named('viaUser'), delegated]), limits])]);
  const direct = anyOf([namedAlone(said), named('role'), named('viaUser')]).is === true;
  return direct && limits.is === false
    ? assuming(whole, 77, 'caps limit key policies like other resource policies')
    : whole;
}

const capped = (fits: Truth, limits: Truth): Truth =>
  limits.is === true ? fits : onlyMaybe(fits, 79, 'whether a boundary or session policy limits a grant');

const unreadGrants = ({ facts, action }: Situation): Truth =>
  facts.kmsGrantsUnread === true && GRANT_OPERATIONS.has(action)
    ? unknown(79, 'the grants of the key could not be read')
    : NO;

const issuedBy = (grant: KmsGrant, { callerAccount }: Situation): boolean =>
  callerAccount !== undefined && grant.issuingAccount?.includes(callerAccount) === true;

function grantFits(grant: KmsGrant, situation: Situation): Truth {
  const operations = lower(grant.operations);
  if (!operations.has(situation.action)) return NO;
  const passedOn = situation.context.get('kms:grantoperations')?.values ?? [];
  if (!passedOn.every((one) => isEmptyText(passedOn) || operations.has(one.toLowerCase()))) return NO;
  return allOf([truth(constraintsHold(grant, situation)), granteeIs(grant.grantee, situation)]);
}

/** A user, a role with its sessions, one session, or a service; an account as grantee: its root user for certain. */
function granteeIs(grantee: string, { caller, callerAccount }: Situation): Truth {
  if (caller.kind === 'service') return truth(caller.name === grantee);
  if (callerAccount === undefined) return NO;
  if (grantee === callerAccount || grantee.endsWith(`:${callerAccount}:root`))
    return caller.kind === 'root' ? YES : unknown(79, 'an account as grantee');
  if (caller.kind === 'user') return truth(caller.arn === grantee);
  const home = `::${callerAccount}:`;
  if (caller.kind === 'federatedUser') return truth(grantee.endsWith(`${home}federated-user/${caller.name}`));
  if (caller.kind !== 'roleSession') return NO;
  if (grantee.includes(`${home}role/`)) return roleIs(grantee, caller);
  const [, session = ''] = grantee.split(home);
  return session.startsWith('assumed-role/') ? sessionIs(session, caller) : NO;
}

function constraintsHold(grant: KmsGrant, { request, context, action, caller }: Situation): boolean {
  const source = context.get('aws:sourcearn')?.values[0];
  if (grant.sourceArn !== undefined && caller.kind === 'service' && grant.sourceArn !== source) return false;
  if (CONTEXT_FREE.has(action)) return true;
  const pairs = new Map(
    Object.entries(request.context)
      .filter(([key]) => /^kms:encryptioncontext:/i.test(key))
      .map(([key, value]) => [key.slice('kms:EncryptionContext:'.length), value]),
  );
  const inside = (wanted: Readonly<Record<string, string>>): boolean =>
    Object.entries(wanted).every(([key, value]) => pairs.get(key) === value);
  const { encryptionContextEquals: equal, encryptionContextSubset: subset } = grant;
  if (equal !== undefined && !(inside(equal) && pairs.size === Object.keys(equal).length)) return false;
  return subset === undefined || inside(subset);
}

/** The retiring principal, a grantee whose grant says so, and the account that issued the grant or is to retire it. */
function retires(said: Said): Truth {
  const { situation } = said;
  const account = `:${situation.callerAccount}:root`;
  const ways = (situation.facts.kmsGrants ?? []).flatMap((grant) => {
    const ours = issuedBy(grant, situation) || grant.retiring?.endsWith(account) === true;
    return [
      grant.retiring === undefined || ours ? NO : granteeIs(grant.retiring, situation),
      grantFits(grant, situation),
      ours ? identitySide(said) : NO,
    ];
  });
  const nobody = limited({ rule: 79, text: 'no grant of the key lets the caller retire it' });
  return anyOf([nobody, ...ways, unreadGrants(situation)]);
}
