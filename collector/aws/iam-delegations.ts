import type { EntitlementDoubt, IdentitySource, RoleEntitlement } from '../../domain/entitlement.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader } from '../reader.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { documentOf, neededText, numberOf, objectOf, objectsOf, textOf, timeOf } from './answers.ts';
import { given } from './described.ts';

export type DelegationCall = 'ListDelegationRequests' | 'GetDelegationRequest';

/** An exchange token may be out, or yet be released, or sessions may have outlived it. Source: Request states, as below. */
const APPROVED: ReadonlySet<string | undefined> = new Set(['ACCEPTED', 'FINALIZED', 'EXPIRED']);
/** The longest that delegated access lasts. */
const MOST_SECONDS = 12 * 3600;

/**
 * What partners may do by requests that somebody of the account has approved: what the approver may, as far as the policy of the
 * request allows. A request that nobody owns is not listed. Source: IAM User Guide, IAM temporary delegation; Building your
 * integration (request states); API DelegationRequest.
 */
export async function collectDelegations(reader: Reader<DelegationCall>): Promise<SnapshotPart> {
  const pages = await reader.pages('ListDelegationRequests', {}, { answer: 'Marker', input: 'Marker' });
  const approved = pages
    .flatMap((page) => objectsOf(page, 'DelegationRequests'))
    .filter((one) => APPROVED.has(textOf(one, 'State')) && textOf(one, 'ApproverId') !== undefined);
  const requests = await Promise.all(approved.map((one) => inFull(reader, one)));
  const { account } = reader.place;
  const source = `delegation:${account}`;
  const entitlements = requests.flatMap((one) => entitlementOf(reader, source, one));
  return entitlements.length === 0 ? {} : { identitySources: [sourceOf(source)], entitlements };
}

const sourceOf = (id: string): IdentitySource => ({
  id,
  kind: 'delegation',
  name: 'temporary delegation',
  closed: false,
  providers: [],
});

/** A list may leave out the policy, which the policy template and its parameters make. */
async function inFull(reader: Reader<DelegationCall>, listed: JsonObject): Promise<JsonObject> {
  if (textOf(listed, 'PermissionPolicy') !== undefined) return listed;
  const DelegationRequestId = neededText(listed, 'DelegationRequestId');
  const answer = await reader.get('GetDelegationRequest', { DelegationRequestId }, { target: DelegationRequestId });
  return { ...listed, ...objectOf(answer, 'DelegationRequest') };
}

function entitlementOf(
  reader: Reader<DelegationCall>,
  source: string,
  request: JsonObject,
): readonly RoleEntitlement[] {
  const id = neededText(request, 'DelegationRequestId');
  const [partner, policy] = [textOf(request, 'RequestorId'), textOf(request, 'PermissionPolicy')];
  if (partner === undefined) {
    reader.doubt('ListDelegationRequests', id, 'the request does not name the account of its partner');
    return [];
  }
  const name = textOf(request, 'RequestorName');
  const times = timesOf(request);
  const end = times.until ?? times.over;
  return [
    {
      source,
      principalKind: 'account',
      principalId: partner,
      role: neededText(request, 'ApproverId'),
      through: 'delegation',
      rule: `request ${id}${name === undefined ? '' : ` of ${name}`}${end === undefined ? '' : `, until ${end}`}`,
      session: {
        policies: policy === undefined ? [] : [{ name: 'permission policy', document: documentOf(policy) }],
        managed: [],
      },
      ...times,
      ...given('doubt', doubtOf(request, policy)),
    },
  ];
}

/**
 * The delegation lasts as long as asked for, from when the token is released. The request itself lives on for days: whether
 * its token can still be exchanged then is not documented, and a session ends as much later.
 */
function timesOf(request: JsonObject): Pick<RoleEntitlement, 'until' | 'over'> {
  const lasts = (numberOf(request, 'SessionDuration') ?? MOST_SECONDS) * 1000;
  const [released, expires] = [timeOf(request, 'UpdatedTime'), timeOf(request, 'ExpirationTime')];
  const later = (time: string | undefined, by: number): string | undefined =>
    time === undefined || Number.isNaN(Date.parse(time)) ? undefined : new Date(Date.parse(time) + by).toISOString();
  const final = textOf(request, 'State') === 'FINALIZED';
  const until = final ? later(released, lasts) : undefined;
  return { ...given('until', until), ...given('over', later(expires, lasts)) };
}

function doubtOf(request: JsonObject, policy: string | undefined): EntitlementDoubt | undefined {
  if (textOf(request, 'State') === 'ACCEPTED') return 'tokenKept';
  if (policy === undefined) return 'templateUnread';
  return /:role\/|:assumed-role\//.test(neededText(request, 'ApproverId')) ? undefined : 'ofUser';
}
