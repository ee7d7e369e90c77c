import { accountOfArn, parseArn } from '../domain/arn.ts';
import type { CoverageCell } from '../domain/gap.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Account, Resource, S3Bucket, StoredPolicy } from '../domain/snapshot.ts';
import { documentOf, MalformedAnswer, neededText, objectOf, objectsOf, textMapOf, textOf } from './aws/answers.ts';
import type { JsonObject } from './call-source.ts';
import { DocumentPool } from './document-pool.ts';
import { badInput, type ImportError } from './import-error.ts';
import type { SplitEvent } from './json-splitter.ts';
import { isObject } from './schema-check.ts';
import type { SnapshotPart } from './snapshot-part.ts';
import { parsedItem, placeOf, readSplitFile, type SplitProblem, valueProblem } from './split-file.ts';

/** What a configuration snapshot of AWS Config holds of the types that are read from it. */
export interface ConfigFile {
  readonly part: SnapshotPart;
  readonly accounts: readonly Account[];
  readonly coverage: readonly CoverageCell[];
}

/** By these names, one of which stands at its beginning, a file is told from account authorization details. */
export const isConfigHead = (head: string): boolean =>
  /^\s*\{\s*"(fileVersion|configSnapshotId|requestId|configurationItems)"\s*:/.test(head);

const ITEMS = 'configurationItems';

/**
 * A configuration snapshot as AWS Config delivers it, read piece by piece. Buckets, queues and topics are taken; items of other types
 * are passed over: of IAM entities AWS's list of properties has no policy documents, and of a user no boundary. Sources: AWS Config
 * Developer Guide, Example Configuration Snapshot from AWS Config; the property lists in awslabs/aws-config-resource-schema; custom
 * rules of AWS for where the policies stand.
 */
export async function readConfigSnapshot(
  file: string,
  pool = new DocumentPool(),
): Promise<Result<ConfigFile, ImportError>> {
  const gathering = new Gathering(pool);
  const problem = await readSplitFile(
    file,
    (name) => name === ITEMS,
    (event) => gathering.take(event),
  );
  return problem === undefined ? gathering.result(file) : err(problem);
}

class Gathering {
  readonly #pool: DocumentPool;
  readonly #accounts = new Map<string, Account>();
  readonly #resources: Resource[] = [];
  readonly #cells = new Map<string, CoverageCell>();
  #hasItems = false;

  constructor(pool: DocumentPool) {
    this.#pool = pool;
  }

  take(event: SplitEvent): SplitProblem | undefined {
    switch (event.kind) {
      case 'problem':
        return event;
      case 'pageEnd':
        return undefined;
      case 'value':
        return valueProblem(event);
      case 'item':
        return this.#takeItem(event);
    }
  }

  result(file: string): Result<ConfigFile, ImportError> {
    if (this.#accounts.size === 0)
      return err(
        badInput(
          file,
          undefined,
          `${this.#hasItems ? 'it holds no bucket, queue or topic' : 'it holds no items'}; ${EXPECTED}`,
        ),
      );
    const part = { accounts: [...this.#accounts.values()], resources: this.#resources };
    return ok({ part, accounts: part.accounts, coverage: [...this.#cells.values()] });
  }

  #takeItem(event: Extract<SplitEvent, { readonly kind: 'item' }>): SplitProblem | undefined {
    this.#hasItems = true;
    const item = parsedItem(event);
    if (!item.ok) return item.error;
    try {
      this.#keep(item.value);
      return undefined;
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error;
      return { offset: event.offset, place: placeOf(event), problem: `${error.message}; ${EXPECTED}` };
    }
  }

  #keep(item: JsonObject): void {
    const reading = READINGS.get(textOf(item, 'resourceType') ?? '');
    // an item of what is gone has no configuration any more
    if (reading === undefined || !RECORDED.has(textOf(item, 'configurationItemStatus') ?? 'OK')) return;
    const read = reading(item);
    const { arn, account, region, policy } = read.resource;
    const parsed = parseArn(arn);
    this.#accounts.set(account, { id: account, partition: parsed.ok ? parsed.value.partition : 'aws' });
    const shared = policy === undefined ? {} : { policy: { ...policy, document: this.#pool.shared(policy.document) } };
    this.#resources.push({ ...read.resource, ...shared });
    for (const [call, told] of Object.entries(read.calls))
      this.#note({ account, region, service: read.service, call }, arn, told);
  }

  /** The call as a whole, and what it would have brought of this thing, where the item does not tell it. */
  #note(where: Pick<CoverageCell, 'account' | 'region' | 'service' | 'call'>, target: string, told: boolean): void {
    const id = `${where.account} ${where.region} ${where.service} ${where.call}`;
    this.#cells.set(id, { ...where, status: 'complete' });
    if (told) return;
    this.#cells.set(`${id} ${target}`, {
      ...where,
      status: 'skipped',
      target,
      detail: 'the configuration item does not tell it',
    });
  }
}

const EXPECTED = 'expected is a configuration snapshot of AWS Config';
/** Source: AWS Config API Reference, ConfigurationItem. */
const RECORDED = new Set(['OK', 'ResourceDiscovered']);

/** A resource, and the calls that an item stands for: does it tell what they bring? */
interface ReadItem {
  readonly resource: Resource;
  readonly service: string;
  readonly calls: Readonly<Record<string, boolean>>;
}

const READINGS: ReadonlyMap<string, (item: JsonObject) => ReadItem> = new Map([
  ['AWS::S3::Bucket', bucketOf],
  ['AWS::SQS::Queue', queueOf],
  ['AWS::SNS::Topic', topicOf],
]);

function commonOf(item: JsonObject, service: string) {
  const arn = textOf(item, 'ARN') ?? neededText(item, 'arn');
  const account = accountOfArn(arn) ?? textOf(item, 'awsAccountId') ?? neededText(item, 'accountId');
  const parsed = parseArn(arn);
  if (!parsed.ok || parsed.value.service !== service) throw new MalformedAnswer('ARN');
  if (!/^\d{12}$/.test(account)) throw new MalformedAnswer('account of 12 digits');
  const region = neededText(item, 'awsRegion');
  return { arn, account, region, name: arn.slice(arn.lastIndexOf(':') + 1), tags: textMapOf(item, 'tags') };
}

/** Objects stand as they are, or as the text of their JSON. */
function partOf(item: JsonObject | undefined, field: string): JsonObject | undefined {
  const value = documentOf(item?.[field] ?? null);
  return isObject(value) ? value : undefined;
}

/** The document; `told`: the item says whether there is one. */
function policyIn(
  holder: JsonObject | undefined,
  field: string,
  name: string,
): { readonly told: boolean; readonly policy?: StoredPolicy } {
  const value = holder?.[field];
  if (value === undefined) return { told: false };
  return value === null || value === ''
    ? { told: true }
    : { told: true, policy: { name, document: documentOf(value) } };
}

function bucketOf(item: JsonObject): ReadItem {
  const more = partOf(item, 'supplementaryConfiguration');
  const { told, policy } = policyIn(partOf(more, 'BucketPolicy'), 'policyText', 'bucket policy');
  const block = partOf(more, 'PublicAccessBlockConfiguration');
  const encryption = bucketEncryptionOf(partOf(more, 'ServerSideEncryptionConfiguration'));
  const common = commonOf(item, 's3');
  return {
    resource: {
      type: 'AWS::S3::Bucket',
      ...common,
      ...(policy === undefined ? {} : { policy }),
      ...encryption,
      ...(block === undefined ? {} : { publicAccessBlock: blockOf(block) }),
      acl: [],
    },
    service: 's3',
    calls: {
      GetBucketPolicy: told,
      GetPublicAccessBlock: block !== undefined,
      GetBucketEncryption: encryption.encryption !== undefined,
      GetBucketTagging: objectOf(item, 'tags') !== undefined,
    },
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

function queueOf(item: JsonObject): ReadItem {
  const attributes = partOf(item, 'configuration');
  const { told, policy } = policyIn(attributes, 'Policy', 'queue policy');
  const redrive = partOf(attributes, 'RedrivePolicy');
  const deadLetterQueue = redrive === undefined ? undefined : textOf(redrive, 'deadLetterTargetArn');
  return {
    resource: {
      type: 'AWS::SQS::Queue',
      ...commonOf(item, 'sqs'),
      ...(policy === undefined ? {} : { policy }),
      ...(deadLetterQueue === undefined ? {} : { deadLetterQueue }),
      ...keyOf(attributes),
    },
    service: 'sqs',
    calls: { GetQueueAttributes: told, ListQueueTags: objectOf(item, 'tags') !== undefined },
  };
}

function topicOf(item: JsonObject): ReadItem {
  const attributes = partOf(item, 'configuration');
  const { told, policy } = policyIn(attributes, 'Policy', 'topic policy');
  return {
    resource: {
      type: 'AWS::SNS::Topic',
      ...commonOf(item, 'sns'),
      ...(policy === undefined ? {} : { policy }),
      ...keyOf(attributes),
    },
    service: 'sns',
    calls: { GetTopicAttributes: told, ListTagsForResource: objectOf(item, 'tags') !== undefined },
  };
}

/** The key of a queue or topic; `alias/aws/...` is told apart where all keys are known. */
function keyOf(attributes: JsonObject | undefined): Pick<Resource, 'encryption'> {
  const key = textOf(attributes ?? {}, 'KmsMasterKeyId');
  if (key !== undefined) return { encryption: { kind: 'customerManaged', key } };
  return attributes?.['SqsManagedSseEnabled'] === 'true' ? { encryption: { kind: 'awsOwned' } } : {};
}
