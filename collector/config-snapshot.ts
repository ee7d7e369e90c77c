import { accountOfArn, parseArn } from '../domain/arn.ts';
import { describedType } from '../domain/described-types.ts';
import type { Json } from '../domain/policy.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Resource, S3Bucket } from '../domain/snapshot.ts';
import { documentOf, MalformedAnswer, neededText, objectOf, objectsOf, textOf } from './aws/answers.ts';
import type { JsonObject } from './call-source.ts';
import { DocumentPool } from './document-pool.ts';
import { badInput, type ImportError } from './import-error.ts';
import { type FileOffer, Offer } from './imports/offer.ts';
import { tagsIn } from './imports/spelling.ts';
import type { ToldThing } from './imports/told.ts';
import type { SplitEvent } from './json-splitter.ts';
import { parseJson } from './json-text.ts';
import { isList, isObject } from './schema-check.ts';
import { parsedItem, placeOf, readSplitFile, type SplitProblem, valueProblem } from './split-file.ts';

/** By these names, one of which stands at its beginning, a file is told from account authorization details. */
export const isConfigHead = (head: string): boolean =>
  /^\s*\{\s*"(fileVersion|configSnapshotId|requestId|configurationItems|Results|QueryInfo)"\s*:/.test(head);

const ITEMS = 'configurationItems';
/** Of answers of SelectAggregateResourceConfig and SelectResourceConfig: a list of texts of JSON objects. */
const ROWS = 'Results';

/**
 * A configuration snapshot as AWS Config delivers it, or answers of its queries, read piece by piece. Things of types that are
 * read from files are taken; others are passed over: of IAM entities AWS's list of properties has no policy documents, and of a user no
 * boundary. Sources: AWS Config Developer Guide, Example Configuration Snapshot from AWS Config; API Reference,
 * SelectAggregateResourceConfig; the property lists in awslabs/aws-config-resource-schema; custom rules of AWS for where the policies stand.
 */
export async function readConfigSnapshot(
  file: string,
  pool = new DocumentPool(),
): Promise<Result<FileOffer, ImportError>> {
  const gathering = new Gathering(pool);
  const problem = await readSplitFile(
    file,
    (name) => name === ITEMS,
    (event) => gathering.take(event),
  );
  return problem === undefined ? gathering.result(file) : err(problem);
}

class Gathering {
  readonly #offer: Offer;
  #hasItems = false;

  constructor(pool: DocumentPool) {
    this.#offer = new Offer({ service: 'config', call: 'DeliverConfigSnapshot' }, pool);
  }

  take(event: SplitEvent): SplitProblem | undefined {
    switch (event.kind) {
      case 'problem':
        return event;
      case 'pageEnd':
        return undefined;
      case 'value':
        return valueProblem(event) ?? (event.name === ROWS ? this.#takeRows(event) : undefined);
      case 'item':
        return this.#takeItem(event);
    }
  }

  result(file: string): Result<FileOffer, ImportError> {
    if (this.#offer.isEmpty)
      return err(
        badInput(
          file,
          undefined,
          `${this.#hasItems ? 'it holds no thing of a type that is read from it' : 'it holds no items'}; ${EXPECTED}`,
        ),
      );
    return ok(this.#offer.result());
  }

  #takeItem(event: Extract<SplitEvent, { readonly kind: 'item' }>): SplitProblem | undefined {
    this.#hasItems = true;
    const item = parsedItem(event);
    return item.ok ? this.#taken(item.value, event.offset, placeOf(event)) : item.error;
  }

  #takeRows({ bytes, offset }: Extract<SplitEvent, { readonly kind: 'value' }>): SplitProblem | undefined {
    const rows = parseJson(bytes.toString()) ?? null;
    if (!isList(rows)) return { offset, place: ROWS, problem: `is no list; ${EXPECTED}` };
    for (const [index, row] of rows.entries()) {
      this.#hasItems = true;
      const place = `${ROWS}[${index}]`;
      const item = documentOf(row);
      if (!isObject(item)) return { offset, place, problem: `is no text of a JSON object; ${EXPECTED}` };
      const problem = this.#taken(item, offset, place);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #taken(item: JsonObject, offset: number, place: string): SplitProblem | undefined {
    try {
      this.#keep(item);
      return undefined;
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error;
      return { offset, place, problem: `${error.message}; ${EXPECTED}` };
    }
  }

  #keep(item: JsonObject): void {
    // an item of what is gone has no configuration any more
    if (!RECORDED.has(textOf(item, 'configurationItemStatus') ?? 'OK')) return;
    const type = textOf(item, 'resourceType') ?? '';
    const reading = READINGS.get(type) ?? (describedType(type) === undefined ? undefined : describedOf);
    if (reading !== undefined) this.#offer.thing(reading(item));
  }
}

const EXPECTED = 'expected is a configuration snapshot of AWS Config, or answers of its queries';
/** Source: AWS Config API Reference, ConfigurationItem. */
const RECORDED = new Set(['OK', 'ResourceDiscovered']);

const READINGS: ReadonlyMap<string, (item: JsonObject) => ToldThing> = new Map([
  ['AWS::S3::Bucket', bucketOf],
  ['AWS::SQS::Queue', queueOf],
  ['AWS::SNS::Topic', topicOf],
  ['AWS::KMS::Key', keyOf],
  ['AWS::Lambda::Function', functionOf],
  ['AWS::DynamoDB::Table', tableOf],
  ['AWS::SecretsManager::Secret', secretOf],
]);

function commonOf(item: JsonObject, service?: string) {
  const arn = textOf(item, 'ARN') ?? neededText(item, 'arn');
  const account = accountOfArn(arn) ?? textOf(item, 'awsAccountId') ?? neededText(item, 'accountId');
  const parsed = parseArn(arn);
  if (!parsed.ok || (service !== undefined && parsed.value.service !== service)) throw new MalformedAnswer('ARN');
  const region = neededText(item, 'awsRegion');
  return { arn, account, region, tags: item['tags'] === null ? undefined : tagsIn(item['tags']) };
}

/** Objects stand as they are, or as the text of their JSON. */
function partOf(item: JsonObject | undefined, field: string): JsonObject | undefined {
  const value = documentOf(item?.[field] ?? null);
  return isObject(value) ? value : undefined;
}

/** The policy of a key or function: a text, or an object that holds one. Undefined: the item does not say whether there is one. */
function addedPolicy(item: JsonObject): Json | undefined {
  const policy = partOf(item, 'supplementaryConfiguration')?.['Policy'];
  const held = partOf({ policy: policy ?? null }, 'policy');
  if (held === undefined || 'Statement' in held) return policy;
  return held['policy'] ?? held['policyText'];
}

/** Undefined: the item does not say whether there is one. */
const policyIn = (holder: JsonObject | undefined, field: string): Json | undefined => holder?.[field];

function bucketOf(item: JsonObject): ToldThing {
  const more = partOf(item, 'supplementaryConfiguration');
  const block = partOf(more, 'PublicAccessBlockConfiguration');
  return {
    ...commonOf(item, 's3'),
    policy: policyIn(partOf(more, 'BucketPolicy'), 'policyText'),
    ...bucketEncryptionOf(partOf(more, 'ServerSideEncryptionConfiguration')),
    publicAccessBlock: block === undefined ? undefined : blockOf(block),
  };
}

const blockOf = (block: JsonObject): NonNullable<S3Bucket['publicAccessBlock']> => ({
  blockPublicAcls: block['blockPublicAcls'] === true,
  ignorePublicAcls: block['ignorePublicAcls'] === true,
  blockPublicPolicy: block['blockPublicPolicy'] === true,
  restrictPublicBuckets: block['restrictPublicBuckets'] === true,
});

function bucketEncryptionOf(configuration: JsonObject | undefined): Pick<S3Bucket, 'encryption' | 'bucketKey'> {
  const [rule] = objectsOf(configuration, 'rules');
  const byDefault = objectOf(rule, 'applyServerSideEncryptionByDefault');
  const algorithm = textOf(byDefault ?? {}, 'sseAlgorithm');
  if (algorithm === undefined) return {};
  if (!algorithm.startsWith('aws:kms')) return { encryption: { kind: 'awsOwned' } };
  const key = textOf(byDefault ?? {}, 'kmsMasterKeyID');
  const uses = rule?.['bucketKeyEnabled'];
  return {
    encryption: key === undefined ? { kind: 'awsManaged' } : { kind: 'customerManaged', key },
    ...(typeof uses === 'boolean' ? { bucketKey: uses } : {}),
  };
}

function queueOf(item: JsonObject): ToldThing {
  const attributes = partOf(item, 'configuration');
  const policy = policyIn(attributes, 'Policy');
  const redrive = partOf(attributes, 'RedrivePolicy');
  return {
    ...commonOf(item, 'sqs'),
    policy,
    deadLetterQueue: redrive === undefined ? undefined : textOf(redrive, 'deadLetterTargetArn'),
    // policy and key are attributes both: an item with the one has both
    encryption: policy === undefined ? undefined : queueKeyOf(attributes),
  };
}

function topicOf(item: JsonObject): ToldThing {
  const attributes = partOf(item, 'configuration');
  const policy = policyIn(attributes, 'Policy');
  return { ...commonOf(item, 'sns'), policy, encryption: policy === undefined ? undefined : queueKeyOf(attributes) };
}

/** The key of a queue or topic; `alias/aws/...` is told apart where all keys are known. */
function queueKeyOf(attributes: JsonObject | undefined): Resource['encryption'] | null {
  const key = textOf(attributes ?? {}, 'KmsMasterKeyId');
  if (key !== undefined) return { kind: 'customerManaged', key };
  return attributes?.['SqsManagedSseEnabled'] === 'true' ? { kind: 'awsOwned' } : null;
}

function keyOf(item: JsonObject): ToldThing {
  const key = partOf(item, 'configuration') ?? {};
  return {
    ...commonOf(item, 'kms'),
    policy: addedPolicy(item),
    manager: textOf(key, 'keyManager') === 'AWS' ? 'AWS' : 'CUSTOMER',
    state: textOf(key, 'keyState'),
  };
}

function functionOf(item: JsonObject): ToldThing {
  const role = textOf(partOf(item, 'configuration') ?? {}, 'role');
  return { ...commonOf(item, 'lambda'), policy: addedPolicy(item), role };
}

/** Without a description of its key, a table that was described is under one that AWS owns. */
function tableOf(item: JsonObject): ToldThing {
  const table = partOf(item, 'configuration');
  const common = commonOf(item, 'dynamodb');
  if (table?.['tableArn'] === undefined) return common;
  const sealed = objectOf(table, 'ssedescription') ?? objectOf(table, 'sseDescription');
  const key = textOf(sealed ?? {}, 'kmsmasterKeyArn') ?? textOf(sealed ?? {}, 'kmsMasterKeyArn');
  const indexes = [...objectsOf(table, 'globalSecondaryIndexes'), ...objectsOf(table, 'localSecondaryIndexes')];
  return {
    ...common,
    encryption:
      sealed === undefined ? { kind: 'awsOwned' } : key === undefined ? undefined : { kind: 'customerManaged', key },
    indexes: indexes.map((index) => neededText(index, 'indexName')).sort(),
  };
}

function secretOf(item: JsonObject): ToldThing {
  const secret = partOf(item, 'configuration');
  const key = textOf(secret ?? {}, 'KMSKeyId') ?? textOf(secret ?? {}, 'KmsKeyId');
  return {
    ...commonOf(item, 'secretsmanager'),
    name: textOf(secret ?? {}, 'Name'),
    // whether an item without the field has the key of AWS, or the field was not asked for, it does not say
    encryption: key === undefined ? undefined : { kind: 'customerManaged', key },
  };
}

/** Of other types AWS's lists of properties have no policy. */
const describedOf = (item: JsonObject): ToldThing => commonOf(item);
