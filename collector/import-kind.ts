import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { err, ok, type Result } from '../domain/result.ts';
import { isBucketUrl } from './cloudtrail/bucket-files.ts';
import { isTrailHead, trailFiles } from './cloudtrail/log-files.ts';
import { isConfigHead } from './config-snapshot.ts';
import { isReportHead } from './credential-report.ts';
import { causeOf, firstBytes } from './disk.ts';
import { PEOPLE_COLUMNS } from './identity/people-file.ts';
import { badInput, type ImportError } from './import-error.ts';
import { isCartographyHead } from './imports/cartography.ts';
import { iamCollectRoot } from './imports/iam-collect.ts';
import { isSteampipeHead } from './imports/steampipe.ts';
import { isRecording } from './replay.ts';
import { isPushedHead } from './scim/directory-file.ts';
import { isSnapshotFolder } from './snapshot-files.ts';
import { RECORDED_SOURCES } from './sources/config.ts';

/** What a path given to `import` is. */
export interface ImportSource {
  readonly kind:
    | 'recording'
    | 'snapshot'
    | 'details'
    | 'people'
    | 'pushed'
    | 'credentials'
    | 'config'
    | 'identity'
    | 'trail'
    | 'trails'
    | 'trailBucket'
    | 'iamCollect'
    | 'steampipe'
    | 'cartography';
  readonly path: string;
  /** More files that are one with it. */
  readonly more?: readonly string[];
}

/** It is read more than once, and a pipe that nobody writes to would never be opened. */
const NO_FILE = 'it is a pipe or a device; save what comes from it as a file, and name that one';
const KNOWN_FORMS =
  'known are: a folder recorded with `tadori collect --record`, the output of `aws iam get-account-authorization-details`, a credential report (CSV), a configuration snapshot of AWS Config, log files of CloudTrail (JSON, also packed, or `s3://bucket/prefix`), a people file (CSV), the file of a connector, a folder of recorded answers of identity sources, a directory of iam-collect, results of Steampipe (JSON), a dump of Cartography (JSON), a snapshot folder';

/** Results of Steampipe are one source, where the first of them stands: one table tells what another leaves open. */
export function unitedSources(sources: readonly ImportSource[]): readonly ImportSource[] {
  const [first, ...others] = sources.filter(({ kind }) => kind === 'steampipe');
  return sources
    .filter((source) => !others.includes(source))
    .map((source) => (source === first ? { ...source, more: others.map(({ path }) => path) } : source));
}

/** The sources a path stands for: itself, or the files in a folder of them. */
export async function importSources(path: string): Promise<Result<readonly ImportSource[], ImportError>> {
  if (isBucketUrl(path)) return ok([{ kind: 'trailBucket', path }]);
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return await sourceOfFile(path);
    if (await isRecording(path)) return ok([{ kind: 'recording', path }]);
    if (await isSnapshotFolder(path)) return ok([{ kind: 'snapshot', path }]);
    if (await isIdentityFolder(path)) return ok([{ kind: 'identity', path }]);
    if ((await iamCollectRoot(path)) !== undefined) return ok([{ kind: 'iamCollect', path }]);
    return await sourcesInFolder(path);
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return err(badInput(path, undefined, cause));
  }
}

const isIdentityFolder = (path: string): Promise<boolean> =>
  stat(join(path, RECORDED_SOURCES)).then(
    () => true,
    () => false,
  );

async function sourcesInFolder(path: string): Promise<Result<readonly ImportSource[], ImportError>> {
  const names = (await readdir(path)).filter((name) => /\.(json|csv|json\.gz)$/i.test(name)).sort();
  if (names.length === 0 && (await trailFiles(path)).length > 0) return ok([{ kind: 'trails', path }]);
  if (names.length === 0)
    return err(badInput(path, undefined, `the folder holds nothing that can be read; ${KNOWN_FORMS}`));
  const sources: ImportSource[] = [];
  for (const name of names) {
    const one = await sourceOfFile(join(path, name));
    if (!one.ok) return one;
    sources.push(...one.value);
  }
  return ok(sources);
}

/** Told by the first bytes, whatever the file is called. */
async function sourceOfFile(path: string): Promise<Result<readonly ImportSource[], ImportError>> {
  const status = await stat(path);
  if (status.isDirectory()) return err(badInput(path, undefined, 'it is a folder, not a file'));
  if (!status.isFile()) return err(badInput(path, undefined, NO_FILE));
  const head = (await firstBytes(path)).toString('latin1');
  if (head.length === 0) return err(badInput(path, undefined, `the file is empty; ${KNOWN_FORMS}`));
  if (/^(\xff\xfe|\xfe\xff)/.test(head)) return err(badInput(path, 'byte 0', 'the file is UTF-16; save it as UTF-8'));
  const text = head.replace(/^\xef\xbb\xbf/, '');
  if (isPushedHead(text)) return ok([{ kind: 'pushed', path }]);
  if (isTrailHead(text)) return ok([{ kind: 'trail', path }]);
  if (isConfigHead(text)) return ok([{ kind: 'config', path }]);
  if (isCartographyHead(text)) return ok([{ kind: 'cartography', path }]);
  if (isSteampipeHead(text)) return ok([{ kind: 'steampipe', path }]);
  if (/^\s*[{[]/.test(text)) return ok([{ kind: 'details', path }]);
  const columns = (text.split(/[\r\n]/)[0] ?? '')
    .split(',')
    .map((column) => column.replaceAll('"', '').trim().toLowerCase());
  if (isReportHead(columns)) return ok([{ kind: 'credentials', path }]);
  const isPeople = PEOPLE_COLUMNS.some((column) => columns.includes(column.toLowerCase()));
  if (isPeople) return ok([{ kind: 'people', path }]);
  const found = JSON.stringify(text.slice(0, 12));
  return err(
    badInput(path, 'line 1, byte 0', `begins with ${found}, which is no form that can be read; ${KNOWN_FORMS}`),
  );
}
