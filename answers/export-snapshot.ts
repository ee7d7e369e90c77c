import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { codeOf, FILE_MODE } from '../collector/disk.ts';
import { pseudonymised } from '../collector/pseudonymise.ts';
import { exportSnapshot, readSnapshot } from '../collector/snapshot-files.ts';
import { err, ok, type Result } from '../domain/result.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { unreadable } from './disk-failure.ts';
import type { Answered, AskError, ExportAsk } from './questions.ts';

/** Writes the snapshot of a data folder (`id` in full) where the ask says. */
export async function exportedSnapshot(
  data: string,
  id: string,
  { folder, pseudonyms }: ExportAsk,
): Answered<{ readonly snapshot: string; readonly folder: string }> {
  const read = await readSnapshot(data, id);
  if (!read.ok) return err({ kind: 'store', message: read.error.message });
  const wanted = pseudonyms === undefined ? read : await toBeShared(read.value, pseudonyms);
  if (!wanted.ok) return wanted;
  const written = await exportSnapshot(folder, wanted.value);
  if (written.ok) return ok({ snapshot: written.value, folder });
  return err({ kind: written.error.kind === 'inTheWay' ? 'badInput' : 'store', message: written.error.message });
}

async function toBeShared(
  snapshot: Snapshot,
  { keyFile, keepPatterns }: NonNullable<ExportAsk['pseudonyms']>,
): Promise<Result<Snapshot, AskError>> {
  const key = await keyIn(keyFile);
  if (!key.ok) return key;
  const changed = pseudonymised(snapshot, key.value, keepPatterns);
  if (changed.ok) return changed;
  const [first] = changed.error;
  const message = `${first?.place ?? ''}: the pattern \`${first?.before ?? ''}\` would match other names than before (patterns: ${changed.error.length}); \`--keep-patterns\` keeps them as they are`;
  return err({ kind: 'badInput', message });
}

const BYTES = 32;

/** 64 hex digits; made on first use, for its owner alone. */
async function keyIn(file: string): Promise<Result<Buffer, AskError>> {
  const made = randomBytes(BYTES);
  try {
    await writeFile(file, `${made.toString('hex')}\n`, { mode: FILE_MODE, flag: 'wx' });
    return ok(made);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const text = await readFile(file, 'utf8').catch((error: unknown) => unreadable(file, error) ?? Promise.reject(error));
  if (typeof text !== 'string') return err(text);
  return new RegExp(`^[0-9a-f]{${BYTES * 2}}$`).test(text.trim())
    ? ok(Buffer.from(text.trim(), 'hex'))
    : err({
        kind: 'badInput',
        message: `${file}: this is no key of pseudonyms; name a file that does not exist, and one is made`,
      });
}
