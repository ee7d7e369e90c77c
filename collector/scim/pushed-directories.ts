import { dirname } from 'node:path';
import { err, ok, type Result } from '../../domain/result.ts';
import { type Connector, connectorOf, directoryPath, readConnectors, versionOfConnectors } from './connector-list.ts';
import type { DirectoryEvent } from './directory.ts';
import { DirectoryFile } from './directory-file.ts';
import { ScimService } from './service.ts';
import { lockWriter } from './writer-lock.ts';

export interface PushedDirectoriesOptions {
  readonly data: string;
  readonly now: () => Date;
  readonly newId: () => string;
}

interface Opened {
  readonly created: string;
  readonly service: ScimService;
  readonly file: DirectoryFile;
}

const BUSY = 'another server of this data folder takes what is pushed; stop one of the two';

/** The directories of all connectors, open for pushes, each from its first one on. */
export class PushedDirectories {
  readonly #options: PushedDirectoriesOptions;
  readonly #open = new Map<string, Promise<Result<Opened, string>>>();
  #version: string | undefined;
  #connectors: readonly Connector[] = [];
  #lock: Promise<{ readonly release: () => Promise<void> } | undefined> | undefined;

  constructor(options: PushedDirectoriesOptions) {
    this.#options = options;
  }

  /** Whose token it is; undefined: nobody's. Looks again after the list of connectors has been written. */
  async connectorOf(token: string): Promise<Result<string | undefined, string>> {
    const version = await versionOfConnectors(this.#options.data);
    if (version !== this.#version) {
      const read = await readConnectors(this.#options.data);
      if (!read.ok) return read;
      this.#version = version;
      this.#connectors = read.value;
      await this.#closeStrangers();
    }
    return ok(connectorOf(this.#connectors, token)?.name);
  }

  async service(name: string): Promise<Result<ScimService, string>> {
    const known = this.#open.get(name);
    const opening = known ?? this.#opened(name);
    if (known === undefined) this.#open.set(name, opening);
    try {
      const opened = await opening;
      if (opened.ok) return ok(opened.value.service);
      this.#forget(name, opening);
      return opened;
    } catch (error) {
      this.#forget(name, opening);
      throw error;
    }
  }

  async close(): Promise<void> {
    const all = await Promise.allSettled(this.#open.values());
    this.#open.clear();
    for (const one of all) if (one.status === 'fulfilled' && one.value.ok) await one.value.value.file.close();
    await (await this.#lock)?.release();
    this.#lock = undefined;
  }

  async #opened(name: string): Promise<Result<Opened, string>> {
    const { data, now, newId } = this.#options;
    const path = directoryPath(data, name);
    this.#lock ??= lockWriter(dirname(path));
    if ((await this.#lock) === undefined) {
      this.#lock = undefined;
      return err(BUSY);
    }
    const opened = await DirectoryFile.open(path);
    if (!opened.ok) return err(`${path}: ${opened.error}`);
    const { file, directory } = opened.value;
    const keep = (event: DirectoryEvent): Promise<void> =>
      file.append(event).catch(async (error: unknown) => {
        // what is in memory is not on the disk: both are read again at the next request
        this.#open.delete(name);
        await file.close().catch(() => undefined);
        throw error;
      });
    const created = this.#connectors.find((one) => one.name === name)?.created ?? '';
    return ok({ created, file, service: new ScimService(directory, { now, newId, keep }) });
  }

  #forget(name: string, opening: Promise<unknown>): void {
    if (this.#open.get(name) === opening) this.#open.delete(name);
  }

  /** Connectors that were removed, or removed and made again. */
  async #closeStrangers(): Promise<void> {
    for (const [name, opening] of this.#open) {
      const opened = await opening;
      const created = this.#connectors.find((one) => one.name === name)?.created;
      if (!opened.ok || opened.value.created === created) continue;
      this.#forget(name, opening);
      await opened.value.file.close();
    }
  }
}
