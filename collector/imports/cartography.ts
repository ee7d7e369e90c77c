import { parseArn } from '../../domain/arn.ts';
import type { Json } from '../../domain/policy.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { MalformedAnswer, textOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import type { DocumentPool } from '../document-pool.ts';
import { badInput, type ImportError } from '../import-error.ts';
import { Graph, type GraphNode } from './cartography-graph.ts';
import { bucketDocument, documentFrom } from './cartography-statements.ts';
import { detailTold, type EntityKind, namesTold, type ToldEntity, untoldOf } from './entity.ts';
import { type FileOffer, NOT_TOLD, Offer } from './offer.ts';
import { readRows } from './rows.ts';
import { typeOfArn } from './told.ts';

/** Objects of `apoc.export.json`: one a line, in a list, or as `nodes` and `rels`. Source: APOC, Export to JSON. */
export const isCartographyHead = (head: string): boolean =>
  /^\s*\[?\s*\{\s*("id"\s*:\s*"[^"]*"\s*,\s*)?"type"\s*:\s*"(node|relationship)"/.test(head) ||
  /^\s*\{\s*"nodes"\s*:\s*\[/.test(head);

const EXPECTED = 'expected is what `apoc.export.json.all` writes of the graph of Cartography';

/**
 * A dump of Cartography's graph. It keeps users, groups, roles and their policies by statement, and things without most policies. Trust
 * policies lose their conditions, and permissions boundaries and tags of entities are not kept: what rests on them is open. Source:
 * Cartography, AWS schema.
 */
export async function readCartography(path: string, pool: DocumentPool): Promise<Result<FileOffer, ImportError>> {
  const graph = new Graph();
  const problem = await readRows(path, ['nodes', 'rels'], EXPECTED, (row) => graph.add(row));
  if (problem !== undefined) return err(problem);
  const offer = new Offer({ service: 'cartography', call: 'ExportGraph' }, pool);
  new Taking(graph, offer).all();
  return offer.isEmpty
    ? err(badInput(path, undefined, `it holds no account of AWS with its things; ${EXPECTED}`))
    : ok(offer.result());
}

const LABELS: readonly (readonly [label: string, kind: EntityKind])[] = [
  ['AWSUser', 'user'],
  ['AWSGroup', 'group'],
  ['AWSRole', 'role'],
];

type Nodes = ReturnType<Graph['labelled']>;
const keepConditions = (statements: Nodes): boolean =>
  statements.some(([, { properties }]) => properties['condition'] !== undefined);

function byBucket(statements: Nodes): ReadonlyMap<string, readonly JsonObject[]> {
  const byName = new Map<string, JsonObject[]>();
  for (const [, { properties }] of statements) {
    const bucket = textOf(properties, 'bucket') ?? '';
    byName.set(bucket, [...(byName.get(bucket) ?? []), properties]);
  }
  return byName;
}

/** What names a thing in AWS; of some nodes it is their id. */
const arnIn = ({ properties }: GraphNode): string | undefined =>
  [textOf(properties, 'arn'), textOf(properties, 'id')].find((text) => text?.startsWith('arn:') === true);

class Taking {
  readonly #graph: Graph;
  readonly #offer: Offer;
  /** Nodes have no empty properties: that a statement has no condition is told only where the dump keeps conditions at all. */
  readonly #keepsConditions: boolean;
  /** Statements of policies of buckets, by the name of the bucket. */
  readonly #ofBuckets: ReadonlyMap<string, readonly JsonObject[]>;

  constructor(graph: Graph, offer: Offer) {
    this.#graph = graph;
    this.#offer = offer;
    this.#keepsConditions = keepConditions(graph.labelled('AWSPolicyStatement'));
    const ofBuckets = graph.labelled('S3PolicyStatement', 'AWSS3PolicyStatement');
    this.#ofBuckets = keepConditions(ofBuckets) ? byBucket(ofBuckets) : new Map();
  }

  all(): void {
    for (const [id, node] of this.#graph.labelled('AWSAccount')) this.#account(id, node);
  }

  /** Accounts that are only named, as by a trust policy, own nothing. */
  #account(id: string, { properties }: GraphNode): void {
    const account = textOf(properties, 'id') ?? '';
    const owned = this.#graph.from(id, 'owns');
    if (!/^\d{12}$/.test(account) || owned.length === 0) return;
    const name = textOf(properties, 'name');
    const partition = owned.map(([, node]) => parseArn(arnIn(node) ?? '')).find((arn) => arn.ok);
    this.#offer.account(account, partition?.ok === true ? partition.value.partition : 'aws', {
      ...(name === undefined ? {} : { name }),
    });
    for (const one of owned) this.#offered(account, one);
  }

  /** A node that is not understood is a gap. */
  #offered(account: string, one: readonly [string, GraphNode]): void {
    try {
      this.#owned(account, one);
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error;
      const [id, node] = one;
      const arn = arnIn(node) ?? id;
      this.#offer.gap(account, arn.split(':')[2] ?? '', arn, `not understood: ${error.message}`);
    }
  }

  #owned(account: string, [id, node]: readonly [string, GraphNode]): void {
    const entity = LABELS.find(([label]) => node.labels.includes(label));
    const arn = arnIn(node);
    if (arn === undefined) return;
    if (entity !== undefined) {
      if (!arn.includes(`:iam::${account}:`)) return;
      this.#offer.details(account, false);
      this.#entity(entity[1], arn, id, node);
      return;
    }
    const region = arn.split(':')[3] || textOf(node.properties, 'region');
    if (region === undefined || typeOfArn(arn) === undefined) return;
    const manager = textOf(node.properties, 'keymanager') === 'AWS' ? 'AWS' : 'CUSTOMER';
    this.#offer.thing({ arn, account, region, manager, policy: this.#bucketPolicy(arn) });
  }

  /** Undefined: the dump does not tell it, or not all of it; a bucket without statements may have a policy that was not read. */
  #bucketPolicy(arn: string): Json | undefined {
    const [, bucket = ''] = /^arn:[^:]+:s3:::([^/]+)$/.exec(arn) ?? [];
    return bucketDocument(this.#ofBuckets.get(bucket) ?? []);
  }

  #entity(kind: EntityKind, arn: string, id: string, { properties }: GraphNode): void {
    const policies = this.#graph.from(id, 'policy');
    const isInline = ({ properties: of }: GraphNode): boolean => of['type'] === 'inline';
    const inline = policies.filter(([, node]) => isInline(node));
    const managed = policies.filter(([, node]) => !isInline(node));
    for (const [policy, node] of managed) this.#managed(policy, node);
    const told: ToldEntity = {
      inline: inline.map(([policy, node]): JsonObject => {
        return { PolicyName: textOf(node.properties, 'name') ?? policy, PolicyDocument: this.#document(policy) };
      }),
      attached: managed.flatMap(([, node]) => arnIn(node) ?? []),
      boundary: undefined,
      tags: undefined,
      groups: this.#graph.from(id, 'member').flatMap(([, node]) => textOf(node.properties, 'name') ?? []),
    };
    this.#offer[kind](
      {
        ...namesTold(textOf(properties, 'path'), textOf(properties, `${kind}id`)),
        AssumeRolePolicyDocument: NOT_TOLD,
        ...detailTold(arn, told),
      },
      untoldOf(kind, told),
    );
  }

  #managed(id: string, node: GraphNode): void {
    const arn = arnIn(node);
    if (arn !== undefined) this.#offer.managedPolicy(arn, this.#document(id));
  }

  #document(policy: string): Json {
    const statements = this.#graph.from(policy, 'statement').map(([, { properties }]) => properties);
    return this.#keepsConditions ? documentFrom(statements) : NOT_TOLD;
  }
}
