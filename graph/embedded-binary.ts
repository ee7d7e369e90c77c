import { createRequire } from 'node:module';
import { ok, type Result } from '../domain/result.ts';
import { failure, type StoreError } from './store.ts';

/** The part of the engine's interface that is used here. Its packages name no types of their own. */
export interface EngineModule {
  readonly STORAGE_VERSION: bigint | number;
  readonly Database: new (
    path: string,
    bufferPoolSize: number,
    compression: boolean,
    readOnly: boolean,
    maxDbSize: number,
  ) => EngineDatabase;
  readonly Connection: new (database: EngineDatabase, threads: number) => EngineConnection;
}
export interface EngineDatabase {
  init(): Promise<void>;
  close(): Promise<void>;
}
export interface EngineConnection {
  setQueryTimeout(milliseconds: number): void;
  query(text: string): Promise<EngineResult | readonly EngineResult[]>;
  prepare(text: string): Promise<EngineStatement>;
  execute(
    statement: EngineStatement,
    params: Readonly<Record<string, unknown>>,
  ): Promise<EngineResult | readonly EngineResult[]>;
  close(): Promise<void>;
}
export interface EngineStatement {
  isSuccess(): boolean;
  getErrorMessage(): string;
}
export interface EngineResult {
  getColumnNames(): Promise<readonly string[]>;
  hasNext(): boolean;
  getNext(): Promise<Readonly<Record<string, unknown>> | null>;
  getAll(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): void;
}

export interface EngineBinary {
  /** What createRequire can load. */
  readonly packageName: string;
  readonly version: string;
}

/** The package with this platform's binary first: it needs no install script. */
export const enginePackages = (platform: string, architecture: string): readonly string[] => [
  `@ladybugdb/core-${platform}-${architecture}`,
  '@ladybugdb/core',
];

const load = createRequire(import.meta.url);

/** Looks without loading: the binary runs in child processes only. */
export function findEngine(
  packages: readonly string[] = enginePackages(process.platform, process.arch),
): Result<EngineBinary, StoreError> {
  for (const packageName of packages) {
    try {
      const { version } = load(`${packageName}/package.json`) as { readonly version: string };
      return ok({ packageName, version });
    } catch {
      // the next one, or the message below
    }
  }
  return failure(
    'unavailable',
    `Cypher on the embedded store needs the package \`${packages[0]}\`, which is not installed; ` +
      'everything else works without it, and so does Cypher on a Neo4j server (`--store bolt://...`)',
  );
}

export const loadEngine = (packageName: string): EngineModule => load(packageName) as EngineModule;
