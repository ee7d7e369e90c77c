import type { EntranceSession, IdentitySource, RoleEntitlement } from '../../domain/entitlement.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { documentOf, neededText, objectsOf, textOf, textsOf } from './answers.ts';
import { given, LOWER_NEXT_TOKEN } from './described.ts';

export type RolesAnywhereCall = 'ListTrustAnchors' | 'ListProfiles' | 'ListCrls';

export const ROLES_ANYWHERE: ServiceCalls<RolesAnywhereCall> = {
  service: 'rolesanywhere',
  reach: 'region',
  permissions: {
    ListTrustAnchors: ['rolesanywhere:ListTrustAnchors'],
    ListProfiles: ['rolesanywhere:ListProfiles'],
    ListCrls: ['rolesanywhere:ListCrls'],
  },
};

/**
 * Whoever holds a certificate that chains to an enabled trust anchor picks any enabled profile of the account and Region, and any
 * role of it, unless an enabled list revokes the certificate: that there is such a list is kept, not whom it names.
 * Source: IAM Roles Anywhere User Guide, Trust model; CreateSession; EnableCrl.
 */
export async function collectTrustAnchors(reader: Reader<RolesAnywhereCall>): Promise<SnapshotPart> {
  const [anchorPages, profilePages, listPages] = await Promise.all([
    reader.pages('ListTrustAnchors', {}, LOWER_NEXT_TOKEN),
    reader.pages('ListProfiles', {}, LOWER_NEXT_TOKEN),
    reader.pages('ListCrls', {}, LOWER_NEXT_TOKEN),
  ]);
  const anchors = anchorPages.flatMap((page) => objectsOf(page, 'trustAnchors')).filter(isEnabled);
  const profiles = profilePages.flatMap((page) => objectsOf(page, 'profiles')).filter(isEnabled);
  const lists = listPages.flatMap((page) => objectsOf(page, 'crls'));
  return {
    identitySources: anchors.map((anchor): IdentitySource => {
      const id = neededText(anchor, 'trustAnchorArn');
      const name = textOf(anchor, 'name') ?? id;
      const revocation = revocationOf(lists, id);
      return { id, kind: 'rolesAnywhere', name, closed: false, providers: [], ...given('revocation', revocation) };
    }),
    entitlements: anchors.flatMap((anchor) => profiles.flatMap((profile) => entitlementsOf(anchor, profile, lists))),
  };
}

const isEnabled = (one: JsonObject): boolean => one['enabled'] === true;

/** Several lists may stand beside each other; one that is enabled takes effect. Undefined: none is known. */
function revocationOf(lists: readonly JsonObject[], anchor: string): IdentitySource['revocation'] {
  const own = lists.filter((one) => textOf(one, 'trustAnchorArn') === anchor);
  if (own.length === 0) return undefined;
  return own.some(isEnabled) ? 'enabled' : 'disabled';
}

function entitlementsOf(
  anchor: JsonObject,
  profile: JsonObject,
  lists: readonly JsonObject[],
): readonly RoleEntitlement[] {
  const source = neededText(anchor, 'trustAnchorArn');
  const but = revocationOf(lists, source) === 'enabled' ? ', unless the certificate is revoked' : '';
  const session = sessionOf(profile);
  const attributes = attributesOf(profile);
  return textsOf(profile, 'roleArns').map(
    (role): RoleEntitlement => ({
      source,
      principalKind: 'outside',
      principalId: source,
      role,
      through: 'rolesanywhere.amazonaws.com',
      rule: `profile ${textOf(profile, 'name') ?? neededText(profile, 'profileArn')}${but}`,
      fixes: { 'aws:SourceArn': source },
      opens: [
        'sts:SourceIdentity',
        ...attributes.flatMap((one) => [`aws:PrincipalTag/${one}`, `aws:RequestTag/${one}`]),
      ],
      closedTags: true,
      needs: ['sts:TagSession', 'sts:SetSourceIdentity'],
      ...given('session', session),
    }),
  );
}

/** Undefined: the profile passes no session policy. */
function sessionOf(profile: JsonObject): EntranceSession | undefined {
  const own = textOf(profile, 'sessionPolicy');
  const managed = textsOf(profile, 'managedPolicyArns');
  if (own === undefined && managed.length === 0) return undefined;
  return {
    policies: own === undefined ? [] : [{ name: 'session policy', document: documentOf(own) }],
    managed: managed.toSorted(),
  };
}

const FIELDS = ['x509Issuer', 'x509SAN', 'x509Subject'];

/**
 * What of a certificate becomes a tag: `x509Subject/CN`, or `x509Subject/*` for all of a field. A field that the profile does not
 * map becomes none. Source: IAM Roles Anywhere User Guide, Certificate attribute mapping.
 */
function attributesOf(profile: JsonObject): readonly string[] {
  if (profile['attributeMappings'] === undefined) return FIELDS.map((field) => `${field}/*`);
  const mapped = objectsOf(profile, 'attributeMappings').flatMap((mapping) =>
    objectsOf(mapping, 'mappingRules').map(
      (rule) => `${neededText(mapping, 'certificateField')}/${neededText(rule, 'specifier')}`,
    ),
  );
  return [...new Set(mapped)].sort();
}
