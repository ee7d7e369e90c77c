import type { Manifest } from './graph-files.ts';
import { STORE_ERRORS, type StoreError } from './store.ts';
import { isFields, isTexts } from './stored-shapes.ts';

/** What the store's process and the engine's process say to each other. */
export type EngineRequest =
  | { readonly kind: 'load'; readonly data: string; readonly manifest: Manifest; readonly target: string }
  | {
      readonly kind: 'query';
      readonly text: string;
      readonly params: Readonly<Record<string, unknown>>;
      readonly timeoutMs: number;
    };

export interface EngineOptions {
  readonly packageName: string;
  /** Opened read-only; left out by a process that loads. */
  readonly file?: string;
  readonly bufferPoolMb: number;
  /** The process ends itself above this resident size. */
  readonly maxMemoryMb: number;
  /** It ends itself where less than this is free for all processes; left out: only its own size counts. */
  readonly leaveFreeMb?: number;
}

export interface EngineRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** `id` of the request, or `all` before the process ends itself. */
export type EngineReply =
  | { readonly id: number; readonly ok: true; readonly value: EngineRows }
  | { readonly id: number | 'all'; readonly ok: false; readonly error: StoreError };

/** The engine has no error codes: its messages begin alike. Below the first line they show the query again. */
export function engineError(error: unknown): StoreError {
  const said = error instanceof Error ? error.message : String(error);
  const [message = ''] = said.split(/\r?\n/);
  if (message.startsWith('Interrupted')) return { kind: 'timeout', message: 'the query took longer than it may' };
  if (message.startsWith('Buffer manager exception')) return { kind: 'tooMuchMemory', message };
  if (/^(Parser|Binder|Catalog|Conversion|Runtime|Overflow|Not implemented|Query)/i.test(message)) {
    return { kind: 'refused', message };
  }
  return { kind: 'unavailable', message };
}

/** The process on the other side runs foreign code: what it says is looked at. */
export function isReply(message: unknown): message is EngineReply {
  if (!isFields(message)) return false;
  const { id, ok, value, error } = message;
  if (ok === true) return typeof id === 'number' && isRows(value);
  return ok === false && (typeof id === 'number' || id === 'all') && isError(error);
}

const isRows = (value: unknown): boolean =>
  isFields(value) &&
  isTexts(value['columns']) &&
  Array.isArray(value['rows']) &&
  value['rows'].every((row) => Array.isArray(row));

const isError = (error: unknown): boolean =>
  isFields(error) && STORE_ERRORS.some((kind) => kind === error['kind']) && typeof error['message'] === 'string';
