import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CoverageCell } from '../../domain/gap.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { causeOf } from '../disk.ts';
import { badInput, type ImportError } from '../import-error.ts';
import { peopleOfAccounts } from '../people-of-accounts.ts';
import type { SnapshotPart } from '../snapshot-part.ts';
import type { IdentitySourceReader, SourceRead } from './asking.ts';
import { claimRulesRead } from './claim-rules.ts';
import { type AskedSource, parseSources, RECORDED_SOURCES, recordedAnswers, type SourceConfig } from './config.ts';
import { type DeclaredFor, type DeclaredRow, declaredRead, parseDeclared } from './declared.ts';
import { entraReader } from './entra.ts';
import { googleReader } from './google.ts';
import { prunedWeb } from './kept-fields.ts';
import { keycloakReader } from './keycloak.ts';
import { oktaReader } from './okta.ts';
import { recordedWeb, recordingWeb } from './recorded-web.ts';
import type { SourceIdentity } from './source-identity.ts';
import { liveWeb, type Web } from './web.ts';

type Declared = Extract<SourceConfig, { readonly kind: 'declared' }>;
type Claims = Extract<SourceConfig, { readonly kind: 'claims' }>;

/** Everything that is known of the sources before the directories of others are. */
export interface SourcesRead {
  readonly reads: readonly SourceRead[];
  readonly declared: readonly { readonly config: Declared; readonly rows: readonly DeclaredRow[] }[];
  readonly claims: readonly Claims[];
  /** What a recording of it is: texts by file name. */
  readonly files: ReadonlyMap<string, string>;
}

export const NO_SOURCES: SourcesRead = { reads: [], declared: [], claims: [], files: new Map() };

/** Where the answers of a source come from, or why there are none. */
type WebOf = (source: AskedSource) => Promise<Result<Web, string>>;

/** Folder of them in a recording of AWS. */
export const RECORDED_IDENTITY = 'identity';

/** Reads every source that a configuration file names. A source that refuses is a gap; a wrong file is an error. */
async function readFrom(
  file: string,
  webOf: WebOf,
  declaredAt: (path: string) => Promise<Result<string, ImportError>>,
): Promise<Result<SourcesRead, ImportError>> {
  const content = await textOf(file);
  if (!content.ok) return content;
  const configs = parseSources(content.value, file);
  if (!configs.ok) return configs;
  let read: SourcesRead = { ...NO_SOURCES, files: new Map([[RECORDED_SOURCES, content.value]]) };
  for (const config of configs.value) {
    if (config.kind === 'claims') {
      read = { ...read, claims: [...read.claims, config] };
      continue;
    }
    const one =
      config.kind === 'declared' ? await readDeclared(file, config, declaredAt) : await readAsked(file, config, webOf);
    if (!one.ok) return one;
    const { reads, declared, files } = one.value;
    read = {
      ...read,
      reads: [...read.reads, ...reads],
      declared: [...read.declared, ...declared],
      files: new Map([...read.files, ...files]),
    };
  }
  return ok(read);
}

async function readDeclared(
  file: string,
  config: Declared,
  declaredAt: (path: string) => Promise<Result<string, ImportError>>,
): Promise<Result<SourcesRead, ImportError>> {
  const path = join(dirname(file), config.file);
  const text = await declaredAt(path);
  if (!text.ok) return text;
  const rows = parseDeclared(text.value, path);
  if (!rows.ok) return rows;
  return ok({ ...NO_SOURCES, declared: [{ config, rows: rows.value }], files: new Map([[config.file, text.value]]) });
}

async function readAsked(file: string, config: AskedSource, webOf: WebOf): Promise<Result<SourcesRead, ImportError>> {
  const web = await webOf(config);
  if (!web.ok) return err(badInput(file, config.id, web.error));
  const lines: string[] = [];
  const kept = recordingWeb(prunedWeb(web.value, config), (line) => lines.push(line));
  const read = await readerOf(config, kept).read();
  return ok({ ...NO_SOURCES, reads: [read], files: new Map([[recordedAnswers(config.id), lines.join('')]]) });
}

export interface Credentials {
  /** Where tokens are, and nowhere else. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  readonly fetch?: typeof fetch;
}

/** Asks the sources of a configuration file, each with the token in the environment variable that is named there. */
export const readSources = (
  file: string,
  { environment, ...asking }: Credentials,
): Promise<Result<SourcesRead, ImportError>> => {
  const webOf: WebOf = ({ kind, url, token }) => {
    const secret = environment[token];
    if (secret === undefined || secret === '') return Promise.resolve(err(`set ${token} to a token of the source`));
    if (!/^[\x21-\x7e]+$/.test(secret))
      return Promise.resolve(
        err(`${token} holds characters that no token has; a space or line break at its end, perhaps`),
      );
    // a token of OAuth is a JWT, and Okta's own are not
    const scheme = kind === 'okta' && !secret.startsWith('eyJ') ? 'SSWS' : 'Bearer';
    return Promise.resolve(ok(liveWeb({ ...asking, base: url, authorization: `${scheme} ${secret}` })));
  };
  return readFrom(file, webOf, textOf);
};

/** Asks a folder of recorded answers what the sources were asked. */
export const readRecordedSources = (folder: string): Promise<Result<SourcesRead, ImportError>> =>
  readFrom(
    join(folder, RECORDED_SOURCES),
    async ({ id }) => {
      const text = await textOf(join(folder, recordedAnswers(id)));
      return text.ok ? recordedWeb(text.value) : err(text.error.message);
    },
    (path) => textInside(folder, path),
  );

/** A folder that somebody else recorded reads nothing beside itself: what a wrong line says would be shown. */
async function textInside(folder: string, path: string): Promise<Result<string, ImportError>> {
  const text = await textOf(path);
  if (!text.ok || dirname(await realpath(path)) === (await realpath(folder))) return text;
  return err(badInput(path, undefined, 'leads out of the folder'));
}

async function textOf(file: string): Promise<Result<string, ImportError>> {
  try {
    return ok(await readFile(file, 'utf8'));
  } catch (error) {
    const cause = causeOf(error);
    if (cause === undefined) throw error;
    return err(badInput(file, undefined, cause));
  }
}

const identityOf = ({ id, name = id, standsFor = [] }: SourceConfig): SourceIdentity => ({ id, name, standsFor });

/** The reader of one source, whatever answers. */
export function readerOf(config: AskedSource, web: Web): IdentitySourceReader {
  const identity = identityOf(config);
  switch (config.kind) {
    case 'okta':
      return oktaReader(identity, web);
    case 'entra':
      return entraReader(identity, web);
    case 'google':
      return googleReader(identity, web, config);
    case 'keycloak':
      return keycloakReader(identity, web, config.client ?? 'urn:amazon:webservices');
  }
}

/**
 * The sources as a part of a snapshot. Declared lines speak of the users and groups of `others`, and of the sources themselves. Of a
 * person whom several tell of, what `others` say stands, and who is active anywhere is active (ADR 21).
 */
export function sourcesPart(
  { reads, declared, claims }: SourcesRead,
  others: readonly SnapshotPart[],
): { readonly part: SnapshotPart; readonly cells: readonly CoverageCell[] } {
  const users = [...others.flatMap((part) => part.directoryUsers ?? []), ...reads.flatMap((one) => one.users)];
  const groups = [...others.flatMap((part) => part.directoryGroups ?? []), ...reads.flatMap((one) => one.groups)];
  const meantBy = ({ directory }: Declared | Claims): DeclaredFor => {
    const isMeant = ({ provider }: { readonly provider: string }): boolean =>
      directory === undefined || provider === directory;
    return { users: users.filter(isMeant), groups: groups.filter(isMeant) };
  };
  const all = [
    ...reads,
    ...declared.map(({ config, rows }) =>
      declaredRead(identityOf(config), { closed: config.closed === true, rows }, meantBy(config)),
    ),
    ...claims.map((config) =>
      claimRulesRead(identityOf(config), { closed: config.closed === true, rules: config.rules }, meantBy(config)),
    ),
  ];
  return {
    part: {
      identitySources: all.map((one) => one.source),
      directoryUsers: all.flatMap((one) => one.users),
      directoryGroups: all.flatMap((one) => one.groups),
      entitlements: all.flatMap((one) => one.entitlements),
      people: peopleOfAccounts(
        reads.flatMap((one) => one.users),
        others.flatMap((part) => part.people ?? []),
      ),
    },
    cells: all.flatMap((one) => one.cells),
  };
}
