import type { AccessKey, IamUser, IdentityProvider, ManagedPolicy } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { neededText, objectOf, objectsOf, textOf, textsOf } from './answers.ts';
import { collectDelegations, type DelegationCall } from './iam-delegations.ts';
import { groupOf, instanceProfilesOf, managedPolicy, managedPolicyOf, roleOf, userOf } from './iam-entities.ts';

export type IamCall =
  | 'GetAccountAuthorizationDetails'
  | 'ListUsers'
  | 'ListAccessKeys'
  | 'GetAccessKeyLastUsed'
  | 'GetLoginProfile'
  | 'ListMFADevices'
  | 'ListSAMLProviders'
  | 'ListOpenIDConnectProviders'
  | 'GetOpenIDConnectProvider'
  | 'ListAccountAliases'
  | 'GetPolicy'
  | 'GetPolicyVersion'
  | DelegationCall;

export const IAM: ServiceCalls<IamCall> = {
  service: 'iam',
  reach: 'account',
  permissions: {
    GetAccountAuthorizationDetails: ['iam:GetAccountAuthorizationDetails'],
    ListUsers: ['iam:ListUsers'],
    ListAccessKeys: ['iam:ListAccessKeys'],
    GetAccessKeyLastUsed: ['iam:GetAccessKeyLastUsed'],
    GetLoginProfile: ['iam:GetLoginProfile'],
    ListMFADevices: ['iam:ListMFADevices'],
    ListSAMLProviders: ['iam:ListSAMLProviders'],
    ListOpenIDConnectProviders: ['iam:ListOpenIDConnectProviders'],
    GetOpenIDConnectProvider: ['iam:GetOpenIDConnectProvider'],
    ListAccountAliases: ['iam:ListAccountAliases'],
    GetPolicy: ['iam:GetPolicy'],
    GetPolicyVersion: ['iam:GetPolicyVersion'],
    ListDelegationRequests: ['iam:ListDelegationRequests'],
    GetDelegationRequest: ['iam:GetDelegationRequest'],
  },
};

type IamReader = Reader<IamCall>;
const MARKER = { answer: 'Marker', input: 'Marker' };
const NO_SUCH_ENTITY = ['NoSuchEntityException', 'NoSuchEntity'];

/** Principals and policies of one account, and the account's name for itself. */
export async function collectIam(reader: IamReader): Promise<SnapshotPart & { readonly alias?: string }> {
  const [details, identityProviders, alias, delegations] = await Promise.all([
    readDetails(reader),
    readProviders(reader),
    readAlias(reader),
    collectDelegations(reader),
  ]);
  const [users, more] = await Promise.all([withCredentials(reader, details.users), missingPolicies(reader, details)]);
  return {
    ...details,
    users,
    managedPolicies: [...details.managedPolicies, ...more],
    identityProviders,
    ...delegations,
    ...(alias === undefined ? {} : { alias }),
  };
}

async function readDetails(reader: IamReader): Promise<Required<Pick<SnapshotPart, DetailLists>>> {
  const pages = await reader.pages('GetAccountAuthorizationDetails', { MaxItems: 1000 }, MARKER);
  const all = (field: string): readonly JsonObject[] => pages.flatMap((page) => objectsOf(page, field));
  const roles = all('RoleDetailList');
  return {
    users: all('UserDetailList').map(userOf),
    groups: all('GroupDetailList').map(groupOf),
    roles: roles.map(roleOf),
    instanceProfiles: roles.flatMap(instanceProfilesOf),
    managedPolicies: all('Policies').map(managedPolicyOf),
  };
}
type DetailLists = 'users' | 'groups' | 'roles' | 'instanceProfiles' | 'managedPolicies';

/** AWS-managed policies that something refers to and the details do not hold (a policy used as a boundary only). */
async function missingPolicies(
  reader: IamReader,
  { users, groups, roles, managedPolicies }: Required<Pick<SnapshotPart, DetailLists>>,
): Promise<readonly ManagedPolicy[]> {
  const known = new Set(managedPolicies.map((policy) => policy.arn));
  const boundaries = [...users, ...roles].flatMap(({ permissionsBoundary }) => permissionsBoundary ?? []);
  const attached = [...users, ...roles, ...groups].flatMap(({ attachedPolicies }) => attachedPolicies);
  const missing = new Set([...boundaries, ...attached].filter((arn) => !known.has(arn)));
  return (await Promise.all([...missing].map((arn) => readPolicy(reader, arn)))).flat();
}

async function readPolicy(reader: IamReader, arn: string): Promise<readonly ManagedPolicy[]> {
  const answer = await reader.get('GetPolicy', { PolicyArn: arn }, { target: arn });
  const version = textOf(objectOf(answer, 'Policy') ?? {}, 'DefaultVersionId');
  if (version === undefined) return [];
  const read = await reader.get('GetPolicyVersion', { PolicyArn: arn, VersionId: version }, { target: arn });
  const document = objectOf(read, 'PolicyVersion')?.['Document'];
  return document === undefined ? [] : [managedPolicy(arn, document)];
}

/** Adds what the details leave out: password, keys, devices. */
async function withCredentials(reader: IamReader, users: readonly IamUser[]): Promise<readonly IamUser[]> {
  const listed = (await reader.items('ListUsers', {}, 'Users', MARKER)).filter(isObject);
  const lastUsed = new Map(listed.map((user) => [user['Arn'], textOf(user, 'PasswordLastUsed')]));
  return Promise.all(
    users.map(async (user) => {
      const [accessKeys, hasPassword, mfaDevices] = await Promise.all([
        readAccessKeys(reader, user),
        hasLoginProfile(reader, user),
        countDevices(reader, user),
      ]);
      const passwordLastUsed = lastUsed.get(user.arn);
      return {
        ...user,
        accessKeys,
        ...(hasPassword === undefined ? {} : { hasPassword }),
        ...(mfaDevices === undefined ? {} : { mfaDevices }),
        ...(passwordLastUsed === undefined ? {} : { passwordLastUsed }),
      };
    }),
  );
}

async function readAccessKeys(reader: IamReader, user: IamUser): Promise<readonly AccessKey[]> {
  const target = user.arn;
  const listed = await reader.items('ListAccessKeys', { UserName: user.name }, 'AccessKeyMetadata', MARKER, { target });
  return Promise.all(
    listed.filter(isObject).map(async (key): Promise<AccessKey> => {
      const id = neededText(key, 'AccessKeyId');
      const used = await reader.get('GetAccessKeyLastUsed', { AccessKeyId: id }, { target });
      const use = objectOf(used, 'AccessKeyLastUsed') ?? {};
      const createdAt = textOf(key, 'CreateDate');
      return {
        id,
        status: key['Status'] === 'Active' ? 'Active' : 'Inactive',
        ...(createdAt === undefined ? {} : { createdAt }),
        ...lastUseOfKey(use),
      };
    }),
  );
}

/** Of a key that was never used AWS says `N/A` for service and Region. */
function lastUseOfKey(use: JsonObject): Pick<AccessKey, 'lastUsed' | 'lastUsedService' | 'lastUsedRegion'> {
  const lastUsed = textOf(use, 'LastUsedDate');
  if (lastUsed === undefined) return {};
  const [service, region] = ['ServiceName', 'Region'].map((field) => {
    const told = textOf(use, field);
    return told === 'N/A' ? undefined : told;
  });
  return {
    lastUsed,
    ...(service === undefined ? {} : { lastUsedService: service }),
    ...(region === undefined ? {} : { lastUsedRegion: region }),
  };
}

/** Undefined: not known. */
async function hasLoginProfile(reader: IamReader, user: IamUser): Promise<boolean | undefined> {
  const found = await reader.lookUp(
    'GetLoginProfile',
    { UserName: user.name },
    { target: user.arn, notSet: NO_SUCH_ENTITY },
  );
  return found.kind === 'failed' ? undefined : found.kind === 'answer';
}

async function countDevices(reader: IamReader, user: IamUser): Promise<number | undefined> {
  const pages = await reader.pages('ListMFADevices', { UserName: user.name }, MARKER, { target: user.arn });
  return pages.length === 0 ? undefined : pages.flatMap((page) => objectsOf(page, 'MFADevices')).length;
}

async function readProviders(reader: IamReader): Promise<readonly IdentityProvider[]> {
  const { account } = reader.place;
  const saml = objectsOf(await reader.get('ListSAMLProviders', {}), 'SAMLProviderList');
  const oidc = objectsOf(await reader.get('ListOpenIDConnectProviders', {}), 'OpenIDConnectProviderList');
  return [
    ...saml.map((provider): IdentityProvider => ({ kind: 'saml', arn: neededText(provider, 'Arn'), account })),
    ...(await Promise.all(oidc.map((provider) => readOidcProvider(reader, neededText(provider, 'Arn'))))),
  ];
}

async function readOidcProvider(reader: IamReader, arn: string): Promise<IdentityProvider> {
  const answer = await reader.get('GetOpenIDConnectProvider', { OpenIDConnectProviderArn: arn }, { target: arn });
  const url = answer === undefined ? undefined : textOf(answer, 'Url')?.replace(/^https:\/\//, '');
  return {
    kind: 'oidc',
    arn,
    account: reader.place.account,
    ...(url === undefined ? {} : { url }),
    ...(answer === undefined ? {} : { clientIds: textsOf(answer, 'ClientIDList').toSorted() }),
  };
}

async function readAlias(reader: IamReader): Promise<string | undefined> {
  const [first] = textsOf(await reader.get('ListAccountAliases', {}), 'AccountAliases');
  return first;
}
