import {
  addConnector,
  type ConnectorError,
  connectorStates,
  heldByConnectors,
  keepPulled,
  mayPull,
  removeConnector,
  renewToken,
} from '../collector/scim/connectors.ts';
import { pull, scimAddress } from '../collector/scim/pull.ts';
import type { PushedDirectory } from '../collector/scim/pushed-people.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { toldByDisk } from './disk-failure.ts';
import type { Answered, AskError, OperationOptions, Operations, PulledPeople } from './questions.ts';

type ConnectorOperations = Pick<
  Operations,
  'connectors' | 'addConnector' | 'renewConnector' | 'removeConnector' | 'pullPeople'
>;

/** What is done with the connectors of a data folder. */
export const connectorOperations = (data: string): ConnectorOperations => ({
  connectors: () => toldByDisk('reads', async () => told(await connectorStates(data))),
  addConnector: ({ name, token }) =>
    toldByDisk('writes', async () => told(await addConnector(data, name, new Date().toISOString(), token))),
  renewConnector: ({ name, token }) => toldByDisk('writes', async () => told(await renewToken(data, name, token))),
  removeConnector: (name) => toldByDisk('writes', async () => told(await removeConnector(data, name))),
  pullPeople: (ask, options) => toldByDisk('writes', () => pullPeople(data, ask, options)),
});

/** What all connectors hold, for the snapshot that is taken next. */
export const heldPeople = async (data: string): Answered<readonly PushedDirectory[]> =>
  told(await heldByConnectors(data));

async function pullPeople(
  data: string,
  { name, url, token }: Parameters<Operations['pullPeople']>[0],
  { onProgress, signal }: OperationOptions,
): Answered<PulledPeople> {
  const may = told(await mayPull(data, name));
  if (!may.ok) return may;
  const address = scimAddress(url);
  if (!address.ok) return err({ kind: 'badInput', message: address.error });
  const pulled = await pull({
    url,
    token,
    signal,
    now: () => new Date(),
    onPage: ({ kind, done, total }) => onProgress({ phase: 'pull', done, total, note: kind }),
  });
  if (!pulled.ok) return err({ kind: 'unavailable', message: pulled.error });
  const { directory, unknownMembers } = pulled.value;
  const kept = told(await keepPulled(data, name, new Date().toISOString(), directory));
  if (!kept.ok) return kept;
  return ok({ name, users: directory.count('User'), groups: directory.count('Group'), unknownMembers });
}

const KINDS: Readonly<Record<ConnectorError['kind'], AskError['kind']>> = {
  badInput: 'badInput',
  notFound: 'notFound',
  io: 'store',
};

const told = <T>(result: Result<T, ConnectorError>): Result<T, AskError> =>
  result.ok ? result : err({ kind: KINDS[result.error.kind], message: result.error.message });
