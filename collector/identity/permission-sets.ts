import type { PermissionSet } from '../../domain/snapshot.ts';
import { documentOf, neededText, objectOf, textOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';

export type SsoAdminCall =
  | 'ListInstances'
  | 'DescribeInstanceAccessControlAttributeConfiguration'
  | 'ListPermissionSets'
  | 'DescribePermissionSet'
  | 'GetInlinePolicyForPermissionSet'
  | 'ListManagedPoliciesInPermissionSet'
  | 'ListCustomerManagedPolicyReferencesInPermissionSet'
  | 'GetPermissionsBoundaryForPermissionSet'
  | 'ListAccountsForProvisionedPermissionSet'
  | 'ListAccountAssignments';

export const SSO_ADMIN: ServiceCalls<SsoAdminCall> = {
  service: 'sso-admin',
  reach: 'organization',
  permissions: {
    ListInstances: ['sso:ListInstances'],
    DescribeInstanceAccessControlAttributeConfiguration: ['sso:DescribeInstanceAccessControlAttributeConfiguration'],
    ListPermissionSets: ['sso:ListPermissionSets'],
    DescribePermissionSet: ['sso:DescribePermissionSet'],
    GetInlinePolicyForPermissionSet: ['sso:GetInlinePolicyForPermissionSet'],
    ListManagedPoliciesInPermissionSet: ['sso:ListManagedPoliciesInPermissionSet'],
    ListCustomerManagedPolicyReferencesInPermissionSet: ['sso:ListCustomerManagedPolicyReferencesInPermissionSet'],
    GetPermissionsBoundaryForPermissionSet: ['sso:GetPermissionsBoundaryForPermissionSet'],
    ListAccountsForProvisionedPermissionSet: ['sso:ListAccountsForProvisionedPermissionSet'],
    ListAccountAssignments: ['sso:ListAccountAssignments'],
  },
};

export type SsoAdminReader = Reader<SsoAdminCall>;
export const NEXT_TOKEN = { answer: 'NextToken', input: 'NextToken' };

/** All permission sets of an instance with everything attached to them. */
export async function readPermissionSets(
  reader: SsoAdminReader,
  instanceArn: string,
): Promise<readonly PermissionSet[]> {
  const arns = await reader.items('ListPermissionSets', { InstanceArn: instanceArn }, 'PermissionSets', NEXT_TOKEN);
  return Promise.all(
    arns.filter((arn) => typeof arn === 'string').map((arn) => readPermissionSet(reader, instanceArn, arn)),
  );
}

async function readPermissionSet(reader: SsoAdminReader, instanceArn: string, arn: string): Promise<PermissionSet> {
  const input = { InstanceArn: instanceArn, PermissionSetArn: arn };
  const aim = { target: arn };
  const [described, inline, managed, customer, boundary] = await Promise.all([
    reader.get('DescribePermissionSet', input, aim),
    reader.get('GetInlinePolicyForPermissionSet', input, aim),
    reader.items('ListManagedPoliciesInPermissionSet', input, 'AttachedManagedPolicies', NEXT_TOKEN, aim),
    reader.items(
      'ListCustomerManagedPolicyReferencesInPermissionSet',
      input,
      'CustomerManagedPolicyReferences',
      NEXT_TOKEN,
      aim,
    ),
    reader.get('GetPermissionsBoundaryForPermissionSet', input, { ...aim, notSet: ['ResourceNotFoundException'] }),
  ]);
  const set = objectOf(described, 'PermissionSet') ?? {};
  const sessionSeconds = secondsOf(textOf(set, 'SessionDuration'));
  const text = textOf(inline ?? {}, 'InlinePolicy');
  const cap = boundaryOf(objectOf(boundary, 'PermissionsBoundary'));
  return {
    arn,
    instanceArn,
    name: textOf(set, 'Name') ?? arn,
    ...(sessionSeconds === undefined ? {} : { sessionSeconds }),
    ...(text === undefined ? {} : { inlinePolicy: documentOf(text) }),
    managedPolicies: managed
      .filter(isObject)
      .map((policy) => neededText(policy, 'Arn'))
      .sort(),
    customerManagedPolicies: customer.filter(isObject).map(referenceOf),
    ...(cap === undefined ? {} : { permissionsBoundary: cap }),
  };
}

const referenceOf = (reference: JsonObject): { readonly name: string; readonly path: string } => ({
  name: neededText(reference, 'Name'),
  path: textOf(reference, 'Path') ?? '/',
});

function boundaryOf(boundary: JsonObject | undefined): PermissionSet['permissionsBoundary'] {
  if (boundary === undefined) return undefined;
  const arn = textOf(boundary, 'ManagedPolicyArn');
  const reference = objectOf(boundary, 'CustomerManagedPolicyReference');
  if (arn !== undefined) return { arn };
  return reference === undefined ? undefined : referenceOf(reference);
}

/** ISO 8601 duration of up to a day, such as `PT4H30M`. */
function secondsOf(duration: string | undefined): number | undefined {
  const found = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(duration ?? '');
  if (found === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0'] = found;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
