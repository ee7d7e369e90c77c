import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../domain/policy.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { codeOf, nodeDisk, replaceFile } from '../disk.ts';
import { isList, isObject } from '../schema-check.ts';

/** One way in for people: who pushes (or is read), and what proves it. */
export interface Connector {
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  /** SHA-256 of the token, hexadecimal: the token itself has 256 bits of chance and is kept nowhere. Absent: it is read, nobody pushes. */
  readonly tokenHash?: string;
}

const FORMAT = 1;

const folderOf = (data: string): string => join(data, 'connectors');
const listOf = (data: string): string => join(folderOf(data), 'connectors.json');

/** The file of what a connector has pushed. */
export const directoryPath = (data: string, name: string): string => join(folderOf(data), `${name}.jsonl`);

export const NAME_OF_CONNECTOR = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** In the order of their names; no file: none. What is wrong with the file is the error. */
export async function readConnectors(data: string): Promise<Result<readonly Connector[], string>> {
  try {
    const connectors = connectorsIn(JSON.parse(await readFile(listOf(data), 'utf8')) as Json);
    return connectors === undefined ? err(`${listOf(data)}: it is damaged, or of a newer version`) : ok(connectors);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return ok([]);
    if (error instanceof SyntaxError) return err(`${listOf(data)}: it is damaged, or of a newer version`);
    throw error;
  }
}

function connectorsIn(value: Json): readonly Connector[] | undefined {
  if (!isObject(value) || value['format'] !== FORMAT) return undefined;
  const { connectors = null } = value;
  return isList(connectors) && connectors.every(isConnector) ? connectors : undefined;
}

function isConnector(value: Json): value is Json & Connector {
  if (!isObject(value)) return false;
  const { name, created, tokenHash } = value;
  const named = typeof name === 'string' && NAME_OF_CONNECTOR.test(name) && typeof created === 'string';
  return named && (tokenHash === undefined || (typeof tokenHash === 'string' && /^[0-9a-f]{64}$/.test(tokenHash)));
}

/** The new list appears whole or not at all. */
export async function writeConnectors(data: string, connectors: readonly Connector[]): Promise<void> {
  await nodeDisk.makeFolder(folderOf(data));
  const sorted = [...connectors].sort((a, b) => (a.name < b.name ? -1 : 1));
  await replaceFile(listOf(data), `${JSON.stringify({ format: FORMAT, connectors: sorted }, null, 1)}\n`);
}

/** Differs once the list has been written again. */
export async function versionOfConnectors(data: string): Promise<string> {
  const found = await stat(listOf(data)).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
}

export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Looks at every connector, so that the time it takes tells nothing. */
export function connectorOf(connectors: readonly Connector[], token: string): Connector | undefined {
  const hash = Buffer.from(hashOfToken(token));
  const known = connectors.filter(
    ({ tokenHash }) => tokenHash !== undefined && timingSafeEqual(Buffer.from(tokenHash), hash),
  );
  return known[0];
}
