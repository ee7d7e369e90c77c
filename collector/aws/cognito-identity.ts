import { ANY_ROLE, type RoleEntitlement } from '../../domain/entitlement.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import { neededText, objectOf, objectsOf, textMapOf, textOf, textsOf } from './answers.ts';
import { NEXT_TOKEN } from './described.ts';

export type CognitoIdentityCall =
  | 'ListIdentityPools'
  | 'DescribeIdentityPool'
  | 'GetIdentityPoolRoles'
  | 'GetPrincipalTagAttributeMap';

export const COGNITO_IDENTITY: ServiceCalls<CognitoIdentityCall> = {
  service: 'cognito-identity',
  reach: 'region',
  permissions: {
    ListIdentityPools: ['cognito-identity:ListIdentityPools'],
    DescribeIdentityPool: ['cognito-identity:DescribeIdentityPool'],
    GetIdentityPoolRoles: ['cognito-identity:GetIdentityPoolRoles'],
    GetPrincipalTagAttributeMap: ['cognito-identity:GetPrincipalTagAttributeMap'],
  },
};

type PoolReader = Reader<CognitoIdentityCall>;

/** Identity pools as sources of entitlements: whom they let into which role, guests and signed-in. */
export async function collectIdentityPools(reader: PoolReader): Promise<SnapshotPart> {
  const pages = await reader.pages('ListIdentityPools', { MaxResults: 60 }, NEXT_TOKEN);
  const pools = pages.flatMap((page) => objectsOf(page, 'IdentityPools'));
  const parts = await Promise.all(pools.map((pool) => readPool(reader, pool)));
  return {
    identitySources: parts.flatMap(({ identitySources }) => identitySources ?? []),
    entitlements: parts.flatMap(({ entitlements }) => entitlements ?? []),
  };
}

async function readPool(reader: PoolReader, listed: JsonObject): Promise<SnapshotPart> {
  const { account, partition, region } = reader.place;
  const id = neededText(listed, 'IdentityPoolId');
  const arn = `arn:${partition}:cognito-identity:${region}:${account}:identitypool/${id}`;
  const [described, roles] = await Promise.all([
    reader.get('DescribeIdentityPool', { IdentityPoolId: id }, { target: arn }),
    reader.get('GetIdentityPoolRoles', { IdentityPoolId: id }, { target: arn }),
  ]);
  const name = textOf(listed, 'IdentityPoolName') ?? id;
  const source = { id: arn, kind: 'cognito', name, closed: false, providers: [] } as const;
  if (described === undefined) return { identitySources: [source] };
  const pool: Pool = {
    id,
    arn,
    guests: described['AllowUnauthenticatedIdentities'] === true,
    classic: described['AllowClassicFlow'] === true,
    roles: textMapOf(roles, 'Roles'),
    mappings: objectOf(roles, 'RoleMappings') ?? {},
  };
  const signIns = await Promise.all(providersOf(described).map((one) => readTags(reader, pool, one)));
  const entitlements = [...guestsOf(pool), ...signIns.flatMap((one) => signedInOf(pool, one))];
  return { identitySources: [source], entitlements };
}

interface Pool {
  readonly id: string;
  readonly arn: string;
  readonly guests: boolean;
  readonly classic: boolean;
  /** `authenticated`, `unauthenticated`. */
  readonly roles: Readonly<Record<string, string>>;
  /** By provider. */
  readonly mappings: JsonObject;
}

interface Provider {
  /** As `amr` names it. */
  readonly name: string;
  /** As role mappings name it. */
  readonly key: string;
}

interface SignIn extends Provider {
  /** Keys of the session tags that the enhanced flow passes; undefined: could not be read. */
  readonly tags: readonly string[] | undefined;
}

/** Source: Amazon Cognito Federated Identities API Reference, DescribeIdentityPool, SetIdentityPoolRoles (RoleMappings). */
function providersOf(pool: JsonObject): readonly Provider[] {
  const userPools = objectsOf(pool, 'CognitoIdentityProviders').map((one): Provider => {
    const name = neededText(one, 'ProviderName');
    return { name, key: `${name}:${textOf(one, 'ClientId') ?? ''}` };
  });
  const developer = textOf(pool, 'DeveloperProviderName');
  const others = [
    ...Object.keys(textMapOf(pool, 'SupportedLoginProviders')),
    ...textsOf(pool, 'OpenIdConnectProviderARNs'),
    ...textsOf(pool, 'SamlProviderARNs'),
    ...(developer === undefined ? [] : [developer]),
  ];
  return [...userPools, ...others.map((name) => ({ name, key: name }))];
}

/** Without a map of attributes the pool passes no tags. Source: Amazon Cognito Developer Guide, Using attributes for access control. */
async function readTags(reader: PoolReader, pool: Pool, provider: Provider): Promise<SignIn> {
  const input = { IdentityPoolId: pool.id, IdentityProviderName: provider.name };
  const found = await reader.lookUp('GetPrincipalTagAttributeMap', input, {
    target: `${pool.arn} ${provider.name}`,
    notSet: ['ResourceNotFoundException'],
  });
  if (found.kind === 'failed') return { ...provider, tags: undefined };
  const map = found.kind === 'answer' ? found.answer : undefined;
  const own = Object.keys(textMapOf(map, 'PrincipalTags'));
  return { ...provider, tags: own.length === 0 && map?.['UseDefaults'] === true ? ['client', 'username'] : own };
}

const COGNITO = 'cognito-identity.amazonaws.com';

const claimsOf = ({ id }: Pool, amr: readonly string[]): NonNullable<RoleEntitlement['fixes']> => ({
  [`${COGNITO}:aud`]: id,
  [`${COGNITO}:amr`]: amr,
});

/**
 * By the enhanced flow a guest gets the role of the pool, narrowed by Amazon Cognito; by the classic flow, whatever role trusts the
 * pool, as it is. Source: Amazon Cognito Developer Guide, Identity pools authentication flow; IAM roles.
 */
function guestsOf(pool: Pool): readonly RoleEntitlement[] {
  if (!pool.guests) return [];
  const common = {
    source: pool.arn,
    principalKind: 'anyone',
    principalId: '',
    through: COGNITO,
    fixes: claimsOf(pool, ['unauthenticated']),
    closedTags: true,
  } as const;
  const role = pool.roles['unauthenticated'];
  const byRole: readonly RoleEntitlement[] =
    role === undefined ? [] : [{ ...common, role, rule: `guests of identity pool ${pool.id}`, doubt: 'narrowed' }];
  return pool.classic
    ? [{ ...common, role: ANY_ROLE, rule: `guests of identity pool ${pool.id}, classic flow` }]
    : byRole;
}

function signedInOf(pool: Pool, signIn: SignIn): readonly RoleEntitlement[] {
  const common = {
    source: pool.arn,
    principalKind: 'outside',
    principalId: `${pool.arn}/${signIn.name}`,
    through: COGNITO,
    fixes: claimsOf(pool, ['authenticated', signIn.name]),
  } as const;
  const tagged = passedBy(signIn);
  const enhanced = choicesOf(pool, signIn).map((choice): RoleEntitlement => ({ ...common, ...tagged, ...choice }));
  const rule = `identity pool ${pool.id}, classic flow`;
  const classic: RoleEntitlement = { ...common, closedTags: true, role: ANY_ROLE, rule };
  return pool.classic ? [...enhanced, classic] : enhanced;
}

/** Where the map was not read, the role may be entered with tags or without: whether it lets them in decides nothing. */
function passedBy({ tags }: SignIn): Pick<RoleEntitlement, 'opens' | 'closedTags' | 'doubt'> {
  if (tags === undefined) return { doubt: 'tagsUnread' };
  const opens = tags.map((key) => `aws:RequestTag/${key}`);
  return { closedTags: true, ...(opens.length === 0 ? {} : { opens }) };
}

type Choice = Pick<RoleEntitlement, 'role' | 'rule' | 'doubt'> & Partial<Pick<RoleEntitlement, 'principalId'>>;

/**
 * Which roles the enhanced flow may give: those of the rules, or what the token names, and the role of the pool where no rule
 * fits and that is not denied. Source: Amazon Cognito Developer Guide, Using role-based access control.
 */
function choicesOf({ id, arn, roles, mappings }: Pool, { name, key }: Provider): readonly Choice[] {
  const mapping = objectOf(mappings, key);
  const role = roles['authenticated'];
  const plain: readonly Choice[] = role === undefined ? [] : [{ role, rule: `signed-in of identity pool ${id}` }];
  if (mapping === undefined) return plain;
  const ofToken: Choice = {
    role: ANY_ROLE,
    rule: `role named by the token, identity pool ${id}`,
    doubt: 'namedByToken',
  };
  const chosen =
    textOf(mapping, 'Type') === 'Token'
      ? [ofToken]
      : objectsOf(objectOf(mapping, 'RulesConfiguration'), 'Rules').map((rule): Choice => {
          const test = ['Claim', 'MatchType', 'Value'].map((field) => neededText(rule, field)).join(' ');
          return { role: neededText(rule, 'RoleARN'), rule: `rule ${test}`, principalId: `${arn}/${name}?${test}` };
        });
  return textOf(mapping, 'AmbiguousRoleResolution') === 'Deny' ? chosen : [...chosen, ...plain];
}
