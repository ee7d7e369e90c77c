import { accountOfArn } from '../../domain/arn.ts';
import type { Json } from '../../domain/policy.ts';
import type { Resource, Tags } from '../../domain/snapshot.ts';
import { documentOf, neededText, objectOf, objectsOf, tagsOf, textOf } from '../aws/answers.ts';
import { aclOf, encryptionOf, ownershipOf } from '../aws/s3.ts';
import type { JsonObject } from '../call-source.ts';
import { isObject } from '../schema-check.ts';
import {
  attachedOf,
  detailTold,
  type EntityKind,
  groupsOf,
  inlineOf,
  namesTold,
  type ToldEntity,
  untoldOf,
} from './entity.ts';
import { NOT_TOLD, type Offer } from './offer.ts';
import { tagsIn } from './spelling.ts';
import type { ToldThing, typeOfArn } from './told.ts';

/**
 * Rows of tables of Steampipe's AWS plugin. A column that is not there tells nothing; `null` is what the tables have where AWS says that
 * there is none. Source: the tables' documentation in the plugin (`aws_iam_role` and the others named here).
 */
const isAsked = (row: JsonObject, column: string): boolean => row[column] !== undefined;

/** Undefined: the column was not asked for. */
function told<T>(row: JsonObject, column: string, read: (value: Json) => T): T | undefined {
  const value = row[column];
  return value === undefined ? undefined : read(value);
}

export function entityRow(offer: Offer, kind: EntityKind, arn: string, row: JsonObject): void {
  const entity: ToldEntity = {
    inline: told(row, 'inline_policies', inlineOf),
    attached: told(row, 'attached_policy_arns', attachedOf),
    boundary: told(row, 'permissions_boundary_arn', boundaryOf),
    tags: tagsOfRow(row),
    groups: told(row, 'groups', groupsOf),
  };
  const created = textOf(row, 'create_date');
  const detail: JsonObject = {
    ...namesTold(textOf(row, 'path'), textOf(row, `${kind}_id`)),
    ...(created === undefined ? {} : { CreateDate: created }),
    ...(typeof row['max_session_duration'] === 'number' ? { MaxSessionDuration: row['max_session_duration'] } : {}),
    AssumeRolePolicyDocument: row['assume_role_policy'] ?? NOT_TOLD,
  };
  offer[kind]({ ...detail, ...detailTold(arn, entity) }, untoldOf(kind, entity));
}

const boundaryOf = (value: Json): string | null | undefined =>
  value === null || value === '' ? null : typeof value === 'string' && value.startsWith('arn:') ? value : undefined;

/** As an object (`tags`), or as AWS lists them (`tags_src`). */
const tagsOfRow = (row: JsonObject): Tags | undefined => tagsIn(isAsked(row, 'tags') ? row['tags'] : row['tags_src']);

export function thingRow(arn: string, type: NonNullable<ReturnType<typeof typeOfArn>>, row: JsonObject): ToldThing {
  const account = accountOfArn(arn) ?? neededText(row, 'account_id');
  const region = arn.split(':')[3] || neededText(row, 'region');
  const common = { arn, account, region, policy: row['policy'], tags: tagsOfRow(row) };
  switch (type) {
    case 'AWS::S3::Bucket':
      return { ...common, ...bucketOf(row, account) };
    case 'AWS::KMS::Key':
      // every key has a policy; of tags the table hides that reading them was denied
      return { ...common, ...keyOf(row), policy: row['policy'] ?? undefined, tags: tagsOfKey(row) };
    case 'AWS::Lambda::Function':
      return { ...common, role: textOf(row, 'role') };
    case 'AWS::DynamoDB::Table':
      return { ...common, encryption: told(row, 'sse_description', tableKeyOf) };
    case 'AWS::SQS::Queue':
      return { ...common, ...queueOf(row) };
    case 'AWS::SNS::Topic':
      return { ...common, encryption: told(row, 'kms_master_key_id', customerKeyOf) };
    case 'AWS::SecretsManager::Secret':
      return { ...common, name: textOf(row, 'name'), encryption: told(row, 'kms_key_id', customerKeyOf) };
    default:
      return common;
  }
}

/** Null: none of the customer's; undefined: not understood. */
const customerKeyOf = (key: Json): Resource['encryption'] | null | undefined =>
  key === null || key === '' ? null : typeof key === 'string' ? { kind: 'customerManaged', key } : undefined;

function bucketOf(row: JsonObject, account: string): Partial<ToldThing> {
  const sealed = row['server_side_encryption_configuration'];
  const acl = objectOf(row, 'acl');
  const grants = aclOf(acl, { canonicalId: textOf(objectOf(acl, 'Owner') ?? {}, 'ID'), account });
  const known = grants.filter((grant) => grant !== undefined);
  return {
    ...(sealed === undefined
      ? {}
      : { encryption: null, ...encryptionOf({ ServerSideEncryptionConfiguration: sealed ?? {} }) }),
    publicAccessBlock: blockOf(row),
    // buckets without the setting are older than it: writers own what they write
    ownership: told(row, 'object_ownership_controls', (controls) =>
      controls === null ? 'ObjectWriter' : isObject(controls) ? ownershipOf(controls) : undefined,
    ),
    acl: acl !== undefined && known.length === grants.length ? known : undefined,
  };
}

function blockOf(row: JsonObject): ToldThing['publicAccessBlock'] {
  const [acls, ignored, policy, restricted] = [
    row['block_public_acls'],
    row['ignore_public_acls'],
    row['block_public_policy'],
    row['restrict_public_buckets'],
  ];
  if (
    typeof acls !== 'boolean' ||
    typeof ignored !== 'boolean' ||
    typeof policy !== 'boolean' ||
    typeof restricted !== 'boolean'
  )
    return undefined;
  return {
    blockPublicAcls: acls,
    ignorePublicAcls: ignored,
    blockPublicPolicy: policy,
    restrictPublicBuckets: restricted,
  };
}

function keyOf(row: JsonObject): Partial<ToldThing> {
  const aliases = objectsOf(row, 'aliases').flatMap((alias) => textOf(alias, 'AliasName') ?? []);
  return {
    manager: textOf(row, 'key_manager') === 'AWS' ? 'AWS' : 'CUSTOMER',
    state: textOf(row, 'key_state'),
    aliases: row['aliases'] === undefined || row['aliases'] === null ? undefined : aliases.sort(),
  };
}

/** As KMS lists them, or as an object; `null` may hide that reading them was denied. */
function tagsOfKey(row: JsonObject): Tags | undefined {
  const tags = row['tags'] ?? row['tags_src'] ?? undefined;
  return tags !== undefined && isObject(tags) ? tagsIn(tags) : tags === undefined ? undefined : tagsOf({ Tags: tags });
}

/** Without a description of its key a table is under one that AWS owns. */
function tableKeyOf(sealed: Json): Resource['encryption'] {
  if (sealed === null) return { kind: 'awsOwned' };
  const key = isObject(sealed) ? textOf(sealed, 'KMSMasterKeyArn') : undefined;
  return key === undefined ? undefined : { kind: 'customerManaged', key };
}

function queueOf(row: JsonObject): Partial<ToldThing> {
  const key = told(row, 'kms_master_key_id', customerKeyOf);
  const redrive = documentOf(row['redrive_policy'] ?? null);
  return {
    encryption: key === null && row['sqs_managed_sse_enabled'] === true ? { kind: 'awsOwned' } : key,
    // attributes come by one call: without this one, that call is not told
    ...(isAsked(row, 'redrive_policy') ? {} : { policy: undefined }),
    deadLetterQueue: isObject(redrive) ? textOf(redrive, 'deadLetterTargetArn') : undefined,
  };
}
