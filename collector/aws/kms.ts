import { accountOfArn } from '../../domain/arn.ts';
import { SERVICE_NAME } from '../../domain/principal.ts';
import type { KmsGrant } from '../../domain/request.ts';
import type { KmsKey } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { documentOf, neededText, objectOf, tagsOf, textMapOf, textOf, textsOf } from './answers.ts';

export type KmsCall = 'ListKeys' | 'DescribeKey' | 'GetKeyPolicy' | 'ListGrants' | 'ListAliases' | 'ListResourceTags';

export const KMS: ServiceCalls<KmsCall> = {
  service: 'kms',
  reach: 'region',
  permissions: {
    ListKeys: ['kms:ListKeys'],
    DescribeKey: ['kms:DescribeKey'],
    GetKeyPolicy: ['kms:GetKeyPolicy'],
    ListGrants: ['kms:ListGrants'],
    ListAliases: ['kms:ListAliases'],
    ListResourceTags: ['kms:ListResourceTags'],
  },
};

type KmsReader = Reader<KmsCall>;
const MARKER = { answer: 'NextMarker', input: 'Marker' };

export async function collectKeys(reader: KmsReader): Promise<readonly KmsKey[]> {
  const [keys, listed] = await Promise.all([
    reader.items('ListKeys', { Limit: 1000 }, 'Keys', MARKER),
    reader.items('ListAliases', { Limit: 100 }, 'Aliases', MARKER),
  ]);
  const aliases = listed.filter(isObject);
  return Promise.all(keys.filter(isObject).map((key) => readKey(reader, key, aliases)));
}

async function readKey(reader: KmsReader, listed: JsonObject, aliases: readonly JsonObject[]): Promise<KmsKey> {
  const id = neededText(listed, 'KeyId');
  const { account, partition, region } = reader.place;
  const arn = textOf(listed, 'KeyArn') ?? `arn:${partition}:kms:${region}:${account}:key/${id}`;
  const target = { target: arn };
  const [described, policy, grants] = await Promise.all([
    reader.get('DescribeKey', { KeyId: id }, target),
    reader.get('GetKeyPolicy', { KeyId: id, PolicyName: 'default' }, target),
    reader.items('ListGrants', { KeyId: id, Limit: 100 }, 'Grants', MARKER, target),
  ]);
  const metadata = objectOf(described, 'KeyMetadata') ?? {};
  const manager = textOf(metadata, 'KeyManager') === 'AWS' ? 'AWS' : 'CUSTOMER';
  const state = textOf(metadata, 'KeyState');
  const text = policy === undefined ? undefined : textOf(policy, 'Policy');
  // Nobody can tag an AWS managed key, and asking is refused.
  const tags = manager === 'AWS' ? [] : await readTags(reader, id, arn);
  return {
    type: 'AWS::KMS::Key',
    arn,
    account,
    region,
    name: id,
    tags: tagsOf({ Tags: tags }),
    ...(text === undefined ? {} : { policy: { name: 'key policy', document: documentOf(text) } }),
    manager,
    ...(state === undefined ? {} : { state }),
    aliases: aliases
      .filter((alias) => alias['TargetKeyId'] === id)
      .map((alias) => neededText(alias, 'AliasName'))
      .sort(),
    grants: grants.filter(isObject).map(grantOf),
  };
}

async function readTags(reader: KmsReader, id: string, target: string): Promise<readonly JsonObject[]> {
  const input = { KeyId: id, Limit: 50 };
  return (await reader.items('ListResourceTags', input, 'Tags', MARKER, { target })).filter(isObject);
}

/** Older grants of services name the service as an ordinary grantee. Source: AWS KMS, Grants in AWS KMS. */
function grantOf(grant: JsonObject): KmsGrant {
  const service = textOf(grant, 'GranteeServicePrincipal');
  const grantee = service ?? neededText(grant, 'GranteePrincipal');
  const retiring = textOf(grant, 'RetiringPrincipal') ?? textOf(grant, 'RetiringServicePrincipal');
  const issuer = textOf(grant, 'IssuingAccount');
  return {
    id: neededText(grant, 'GrantId'),
    grantee,
    ...(service !== undefined || SERVICE_NAME.test(grantee) ? { granteeIsService: true } : {}),
    ...(retiring === undefined ? {} : { retiring }),
    ...(issuer === undefined ? {} : { issuingAccount: accountOfArn(issuer) ?? issuer }),
    operations: textsOf(grant, 'Operations').toSorted(),
    ...constraintsOf(grant),
  };
}

function constraintsOf(
  grant: JsonObject,
): Pick<KmsGrant, 'encryptionContextEquals' | 'encryptionContextSubset' | 'sourceArn'> {
  const constraints = objectOf(grant, 'Constraints');
  const has = (field: string): boolean => Object.keys(objectOf(constraints, field) ?? {}).length > 0;
  const sourceArn = textOf(constraints ?? {}, 'SourceArn');
  return {
    ...(has('EncryptionContextEquals')
      ? { encryptionContextEquals: textMapOf(constraints, 'EncryptionContextEquals') }
      : {}),
    ...(has('EncryptionContextSubset')
      ? { encryptionContextSubset: textMapOf(constraints, 'EncryptionContextSubset') }
      : {}),
    ...(sourceArn === undefined ? {} : { sourceArn }),
  };
}
