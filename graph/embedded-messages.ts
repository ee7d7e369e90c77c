import type { Manifest } from './graph-files.ts';
import type { StoreError } from './store.ts';

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
}

export interface EngineRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

/** `id` of the request, or `all` before the process ends itself. */
export type EngineReply =
  | { readonly id: number; readonly ok: true; readonly value: EngineRows }
  | { readonly id: number | 'all'; readonly ok: false; readonly error: StoreError };
