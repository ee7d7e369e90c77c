import { rm } from 'node:fs/promises';
import { err, ok, type Result } from '../../domain/result.ts';
import {
  type Connector,
  directoryPath,
  hashOfToken,
  NAME_OF_CONNECTOR,
  readConnectors,
  writeConnectors,
} from './connector-list.ts';
import type { Directory } from './directory.ts';
import { type ReadDirectory, readDirectoryFile, writeDirectoryFile } from './directory-file.ts';
import type { PushedDirectory } from './pushed-people.ts';

/** Why something about connectors cannot be done; `message` is fit for a user's eyes. */
export interface ConnectorError {
  readonly kind: 'badInput' | 'notFound' | 'io';
  readonly message: string;
}

type Connected<T> = Promise<Result<T, ConnectorError>>;

export interface ConnectorState {
  readonly name: string;
  /** `push`: an identity provider with a token; `pull`: read by us. */
  readonly kind: 'push' | 'pull';
  readonly created: string;
  readonly users: number;
  readonly groups: number;
}

/** Every connector and how much it holds. */
export async function connectorStates(data: string): Connected<readonly ConnectorState[]> {
  const held = await readAll(data);
  if (!held.ok) return held;
  return ok(
    held.value.map(({ connector: { name, created, tokenHash }, directory }) => ({
      name,
      kind: tokenHash === undefined ? 'pull' : 'push',
      created,
      users: directory.count('User'),
      groups: directory.count('Group'),
    })),
  );
}

/** What all connectors hold. */
export async function heldByConnectors(data: string): Connected<readonly PushedDirectory[]> {
  const held = await readAll(data);
  return held.ok ? ok(held.value.map(({ connector, directory }) => ({ connector: connector.name, directory }))) : held;
}

type Held = Pick<ReadDirectory, 'directory'> & { readonly connector: Connector };

async function readAll(data: string): Connected<readonly Held[]> {
  const connectors = await readConnectors(data);
  if (!connectors.ok) return err({ kind: 'io', message: connectors.error });
  const held: Held[] = [];
  for (const connector of connectors.value) {
    const path = directoryPath(data, connector.name);
    const read = await readDirectoryFile(path);
    if (!read.ok) return err({ kind: 'io', message: `${path}: ${read.error}` });
    held.push({ connector, directory: read.value.directory });
  }
  return ok(held);
}

export async function addConnector(
  data: string,
  name: string,
  created: string,
  token: string | undefined,
): Connected<undefined> {
  if (!NAME_OF_CONNECTOR.test(name)) return badName(name);
  return changed(data, (connectors) =>
    connectors.some((one) => one.name === name)
      ? err({
          kind: 'badInput',
          message: `there is a connector \`${name}\` already; remove it first, or choose another name`,
        })
      : ok([...connectors, { name, created, ...(token === undefined ? {} : { tokenHash: hashOfToken(token) }) }]),
  );
}

/** What was pulled takes the place of what the connector held; it is made where there is none yet. */
export async function keepPulled(
  data: string,
  name: string,
  created: string,
  directory: Directory,
): Connected<undefined> {
  const may = await mayPull(data, name);
  if (!may.ok) return may;
  if (!may.value.exists) {
    const added = await addConnector(data, name, created, undefined);
    if (!added.ok) return added;
  }
  await writeDirectoryFile(directoryPath(data, name), [...directory.events()]);
  return ok(undefined);
}

/** Asked before anything is read. */
export async function mayPull(data: string, name: string): Connected<{ readonly exists: boolean }> {
  const connectors = await readConnectors(data);
  if (!connectors.ok) return err({ kind: 'io', message: connectors.error });
  if (!NAME_OF_CONNECTOR.test(name)) return badName(name);
  const known = connectors.value.find((one) => one.name === name);
  if (known?.tokenHash === undefined) return ok({ exists: known !== undefined });
  return err({ kind: 'badInput', message: `an identity provider pushes to \`${name}\`; choose another name` });
}

const badName = (name: string): Result<never, ConnectorError> =>
  err({
    kind: 'badInput',
    message: `\`${name}\` is no name of a connector; use small letters, digits and hyphens, at most 40`,
  });

/** From now on the old token is nobody's. */
export const renewToken = (data: string, name: string, token: string): Connected<undefined> =>
  changed(data, (connectors) => {
    const known = found(connectors, name);
    if (!known.ok) return known;
    if (known.value.tokenHash === undefined)
      return err({ kind: 'badInput', message: `\`${name}\` is read by us and has no token` });
    return ok(connectors.map((one) => (one.name === name ? { ...one, tokenHash: hashOfToken(token) } : one)));
  });

/** With everything it holds; snapshots taken before keep what they have. */
export async function removeConnector(data: string, name: string): Connected<undefined> {
  const removed = await changed(data, (connectors) => {
    const known = found(connectors, name);
    return known.ok ? ok(connectors.filter((one) => one.name !== name)) : known;
  });
  if (removed.ok) await rm(directoryPath(data, name), { force: true });
  return removed;
}

const found = (connectors: readonly Connector[], name: string): Result<Connector, ConnectorError> => {
  const known = connectors.find((one) => one.name === name);
  return known === undefined ? err({ kind: 'notFound', message: `there is no connector \`${name}\`` }) : ok(known);
};

async function changed(
  data: string,
  change: (connectors: readonly Connector[]) => Result<readonly Connector[], ConnectorError>,
): Connected<undefined> {
  const connectors = await readConnectors(data);
  if (!connectors.ok) return err({ kind: 'io', message: connectors.error });
  const after = change(connectors.value);
  if (!after.ok) return after;
  await writeConnectors(data, after.value);
  return ok(undefined);
}
