import { isUtf8 } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Json } from '../../domain/policy.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Resource } from '../../domain/snapshot.ts';
import { MalformedAnswer } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import type { DocumentPool } from '../document-pool.ts';
import { badInput, type ImportError } from '../import-error.ts';
import { parseJson } from '../json-text.ts';
import { isObject } from '../schema-check.ts';
import { entityOffered, IAM_KINDS } from './iam-collect-entities.ts';
import { type Folder, metadataOf } from './iam-collect-folder.ts';
import { organizationOffered } from './iam-collect-organization.ts';
import { type FileOffer, Offer } from './offer.ts';
import { fieldIn, tagsIn, textIn } from './spelling.ts';
import { typeOfArn } from './told.ts';

/** Does the folder hold `aws/<partition>/accounts`, or is it such an `aws`? */
export async function iamCollectRoot(path: string): Promise<string | undefined> {
  for (const root of [join(path, 'aws'), path]) {
    for (const partition of await namesIn(root))
      if (/^aws(-[a-z-]+)?$/.test(partition) && (await namesIn(join(root, partition))).includes('accounts'))
        return root;
  }
  return undefined;
}

const namesIn = (path: string): Promise<readonly string[]> =>
  readdir(path).then(
    (names) => names.sort(),
    () => [],
  );

/** More than any organisation has; what is larger is something else. */
const FILES_AT_MOST = 2_000_000;

/**
 * A directory of iam-collect: `aws/<partition>/accounts/<account>/<service>/<region>/<type>/<id>/*.json`, and beside the accounts
 * `organizations/<id>`. Its documentation names the folders and few of the fields: what is not understood is a gap with its path, and
 * a file that is not there tells nothing. Source: iam-collect, Storage Layout Explained.
 */
export async function readIamCollect(path: string, pool: DocumentPool): Promise<Result<FileOffer, ImportError>> {
  const root = (await iamCollectRoot(path)) ?? path;
  const offer = new Offer({ service: 'iam-collect', call: 'ReadDirectory' }, pool);
  const names = await readdir(root, { recursive: true });
  if (names.length > FILES_AT_MOST) return err(badInput(path, undefined, `holds ${names.length} files, too many`));
  for (const [partition, accounts] of foldersOf(names.sort()))
    for (const [place, folders] of accounts) {
      const read = await Promise.all(
        folders.map(([steps, files]) => folderRead(root, [partition, ...place.split('/')], steps, files)),
      );
      const [kind = '', id = ''] = place.split('/');
      if (kind === 'accounts' && /^\d{12}$/.test(id)) accountOffered(offer, id, partition, read);
      else if (kind === 'organizations') organizationOffered(offer, id, partition, read);
    }
  return offer.isEmpty
    ? err(badInput(path, undefined, 'the directory holds no account; expected is a directory that iam-collect wrote'))
    : ok(offer.result());
}

type Places = Map<string, Map<string, (readonly [readonly string[], readonly string[]])[]>>;

/** Partition, then `accounts/<id>` or `organizations/<id>`, then folders below with the names of their JSON files. */
function foldersOf(names: readonly string[]): Places {
  const places: Places = new Map();
  const byFolder = new Map<string, string[]>();
  for (const name of names) {
    const steps = name.split(sep);
    const file = steps.pop() ?? '';
    if (!file.endsWith('.json') || steps.length < 3) continue;
    const folder = steps.join('/');
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file.slice(0, -'.json'.length)]);
  }
  for (const [folder, files] of byFolder) {
    const [partition = '', kind = '', id = '', ...steps] = folder.split('/');
    const inside = places.get(partition) ?? new Map<string, (readonly [readonly string[], readonly string[]])[]>();
    const place = `${kind}/${id}`;
    inside.set(place, [...(inside.get(place) ?? []), [steps, files] as const]);
    places.set(partition, inside);
  }
  return places;
}

async function folderRead(
  root: string,
  place: readonly string[],
  steps: readonly string[],
  files: readonly string[],
): Promise<Folder> {
  const path = [...place, ...steps].join('/');
  const read = new Map<string, Json | undefined>();
  for (const name of files) {
    const bytes = await readFile(join(root, path, `${name}.json`));
    read.set(name, isUtf8(bytes) ? parseJson(bytes.toString()) : undefined);
  }
  return { path: `aws/${path}`, steps, files: read };
}

/** Every folder with files is a thing of the account; one that is not understood is a gap of its service. */
function accountOffered(offer: Offer, account: string, partition: string, folders: readonly Folder[]): void {
  offer.account(account, partition);
  for (const folder of folders) {
    const [service = ''] = folder.steps;
    const problem = problemOf(() => thingOffered(offer, account, partition, folder));
    if (problem === undefined) continue;
    offer.gap(account, service, folder.path, `not understood: ${problem}`);
    if (service === 'iam') offer.details(account, false);
  }
  if (!folders.some(({ steps: [service] }) => service === 'iam')) return;
  // what no file is of may be missing, or not be there
  for (const [kind, call] of IAM_KINDS)
    if (!folders.some(({ steps }) => steps[0] === 'iam' && steps.includes(kind))) offer.details(account, false);
    else offer.gap(account, 'iam', kind, 'the directory does not say whether every one was written', call);
}

/** Why a folder could not be taken; undefined: it was. */
function problemOf(take: () => string | undefined): string | undefined {
  try {
    return take();
  } catch (error) {
    if (!(error instanceof MalformedAnswer)) throw error;
    return error.message;
  }
}

function thingOffered(offer: Offer, account: string, partition: string, folder: Folder): string | undefined {
  const { files, steps } = folder;
  const damaged = [...files].find(([, content]) => content === undefined);
  if (damaged !== undefined) return `\`${damaged[0]}.json\` is no JSON`;
  const metadata = metadataOf(files);
  const [service = '', ...below] = steps;
  if (service === 'iam') return entityOffered(offer, below, metadata, files);
  const arn = textIn(metadata, 'arn') ?? (service === 's3' ? bucketArn(partition, metadata, below) : undefined);
  if (arn === undefined) return 'no `arn` in its `metadata.json`';
  if (typeOfArn(arn) === undefined) return 'a type of thing that is not read from here';
  const region = regionOf(arn, below) ?? textIn(metadata, 'region') ?? textIn(metadata, 'awsRegion');
  if (region === undefined) return 'no Region in its path';
  const tags = files.has('tags') ? tagsIn(files.get('tags')) : undefined;
  const policy = files.has('policy') ? policyIn(files.get('policy')) : undefined;
  offer.thing({ arn, account, region, name: textIn(metadata, 'name'), tags, policy, encryption: keyIn(metadata) });
  return undefined;
}

/** The key of a queue, topic or secret, as AWS names the field; undefined: it is not told whether there is one. */
function keyIn(metadata: JsonObject): Resource['encryption'] | null | undefined {
  const master = fieldIn(metadata, 'kmsMasterKeyId');
  const key = master === undefined ? fieldIn(metadata, 'kmsKeyId') : master;
  if (key === null || key === '') return null;
  return typeof key === 'string' ? { kind: 'customerManaged', key } : undefined;
}

/** An empty object is none. */
const policyIn = (content: Json | undefined): Json | undefined =>
  content !== undefined && isObject(content) && Object.keys(content).length === 0 ? null : content;

function bucketArn(partition: string, metadata: JsonObject, below: readonly string[]): string | undefined {
  const name = textIn(metadata, 'name') ?? below.at(-1);
  return name === undefined ? undefined : `arn:${partition}:s3:::${name}`;
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const regionOf = (arn: string, steps: readonly string[]): string | undefined =>
  [arn.split(':')[3] ?? '', ...steps].find((step) => REGION.test(step));
