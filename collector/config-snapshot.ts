import { accountOfArn, parseArn } from '../domain/arn.ts';
import type { Json } from '../domain/policy.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Resource, S3Bucket } from '../domain/snapshot.ts';
import { documentOf, MalformedAnswer, neededText, objectOf, objectsOf, textMapOf, textOf } from './aws/answers.ts';
import type { JsonObject } from './call-source.ts';
import { DocumentPool } from './document-pool.ts';
import { badInput, type ImportError } from './import-error.ts';
import { type FileOffer, Offer } from './imports/offer.ts';
import type { ToldThing } from './imports/told.ts';
import type { SplitEvent } from './json-splitter.ts';
import { isObject } from './schema-check.ts';
import { parsedItem, placeOf, readSplitFile, type SplitProblem, valueProblem } from './split-file.ts';

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
        return valueProblem(event);
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
          `${this.#hasItems ? 'it holds no bucket, queue or topic' : 'it holds no items'}; ${EXPECTED}`,
        ),
      );
    return ok(this.#offer.result());
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
    this.#offer.thing(reading(item));
  }
}

const EXPECTED = 'expected is a configuration snapshot of AWS Config';
/** Source: AWS Config API Reference, ConfigurationItem. */
const RECORDED = new Set(['OK', 'ResourceDiscovered']);

const READINGS: ReadonlyMap<string, (item: JsonObject) => ToldThing> = new Map([
  ['AWS::S3::Bucket', bucketOf],
  ['AWS::SQS::Queue', queueOf],
  ['AWS::SNS::Topic', topicOf],
]);

function commonOf(item: JsonObject, service: string) {
  const arn = textOf(item, 'ARN') ?? neededText(item, 'arn');
  const account = accountOfArn(arn) ?? textOf(item, 'awsAccountId') ?? neededText(item, 'accountId');
  const parsed = parseArn(arn);
  if (!parsed.ok || parsed.value.service !== service) throw new MalformedAnswer('ARN');
  const region = neededText(item, 'awsRegion');
  return { arn, account, region, tags: objectOf(item, 'tags') === undefined ? undefined : textMapOf(item, 'tags') };
}

/** Objects stand as they are, or as the text of their JSON. */
function partOf(item: JsonObject | undefined, field: string): JsonObject | undefined {
  const value = documentOf(item?.[field] ?? null);
  return isObject(value) ? value : undefined;
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
    encryption: policy === undefined ? undefined : keyOf(attributes),
  };
}

function topicOf(item: JsonObject): ToldThing {
  const attributes = partOf(item, 'configuration');
  const policy = policyIn(attributes, 'Policy');
  return { ...commonOf(item, 'sns'), policy, encryption: policy === undefined ? undefined : keyOf(attributes) };
}

/** The key of a queue or topic; `alias/aws/...` is told apart where all keys are known. */
function keyOf(attributes: JsonObject | undefined): Resource['encryption'] | null {
  const key = textOf(attributes ?? {}, 'KmsMasterKeyId');
  if (key !== undefined) return { kind: 'customerManaged', key };
  return attributes?.['SqsManagedSseEnabled'] === 'true' ? { kind: 'awsOwned' } : null;
}
