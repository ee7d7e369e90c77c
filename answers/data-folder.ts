import { randomBytes } from 'node:crypto';
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { causeOf, codeOf, nodeDisk } from '../collector/disk.ts';
import type { StoredClaim } from '../reasoning/verify/stored-claim.ts';
import type { Certificate } from './open-snapshot.ts';

/** Names the snapshot that was taken last, whether or not it is proved. */
const LATEST = 'LATEST';

export async function latestSnapshot(data: string): Promise<string | undefined> {
  try {
    return (await readFile(join(data, LATEST), 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

export const setLatestSnapshot = (data: string, id: string): Promise<void> =>
  replaceFile(join(data, LATEST), `${id}\n`);

/** One solver result by the hash of its claim. */
export type Certificates = ReadonlyMap<string, Certificate>;

const certificatesFile = (data: string, snapshot: string): string => join(data, 'certificates', `${snapshot}.json.gz`);

/** No file, or one that cannot be read: nothing is certified. */
export async function readCertificates(data: string, snapshot: string): Promise<Certificates> {
  const kept = await keptCertificates(data, snapshot);
  const items = kept.kind === 'read' ? (kept.items as readonly Certificate[]) : [];
  return new Map(items.map((one) => [one.hash, one]));
}

/** What a file beside the graph holds. Whoever does not trust it looks at the shape of each item. */
export type Kept =
  | { readonly kind: 'none'; readonly path: string }
  | { readonly kind: 'read'; readonly path: string; readonly items: readonly unknown[] }
  | { readonly kind: 'unreadable'; readonly path: string; readonly problem: string };

export const keptCertificates = (data: string, snapshot: string): Promise<Kept> =>
  kept(certificatesFile(data, snapshot), (text) => JSON.parse(text));

/** No file: the snapshot was proved without the solver. */
export const keptClaims = (data: string, snapshot: string): Promise<Kept> =>
  kept(claimsFile(data, snapshot), (text) =>
    text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)])),
  );

async function kept(path: string, parse: (text: string) => unknown): Promise<Kept> {
  try {
    const packed = await readFile(path);
    const items = parse((await promisify(gunzip)(packed)).toString('utf8'));
    return Array.isArray(items)
      ? { kind: 'read', path, items }
      : { kind: 'unreadable', path, problem: 'it is no list' };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'none', path };
    return { kind: 'unreadable', path, problem: causeOf(error) ?? (error instanceof Error ? error.message : '') };
  }
}

/** The evidence of an earlier proof: it does not stand beside the new one. */
export async function removeEvidence(data: string, snapshot: string): Promise<void> {
  await rm(certificatesFile(data, snapshot), { force: true });
  await rm(claimsFile(data, snapshot), { force: true });
}

export async function writeCertificates(
  data: string,
  snapshot: string,
  certificates: readonly Certificate[],
): Promise<void> {
  await nodeDisk.makeFolder(join(data, 'certificates'));
  const sorted = [...certificates].sort((a, b) => (a.hash < b.hash ? -1 : 1));
  await replaceFile(certificatesFile(data, snapshot), await promisify(gzip)(JSON.stringify(sorted)));
}

const claimsFile = (data: string, snapshot: string): string => join(data, 'claims', `${snapshot}.jsonl.gz`);

export async function writeClaims(data: string, snapshot: string, claims: readonly StoredClaim[]): Promise<void> {
  await nodeDisk.makeFolder(join(data, 'claims'));
  const text = claims.map((claim) => `${JSON.stringify(claim)}\n`).join('');
  await replaceFile(claimsFile(data, snapshot), await promisify(gzip)(text));
}

/** The new content appears whole or not at all; readable by the owner only. */
async function replaceFile(path: string, content: string | Buffer): Promise<void> {
  const temporary = `${path}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(temporary, content, { mode: 0o600 });
    const file = await open(temporary, 'r');
    await file.sync().finally(() => file.close());
    await rename(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}
