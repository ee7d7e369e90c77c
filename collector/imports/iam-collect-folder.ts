import type { Json } from '../../domain/policy.ts';
import type { JsonObject } from '../call-source.ts';
import { isObject } from '../schema-check.ts';

/** Files of one folder: their names without `.json`, and what they hold (undefined: no JSON). */
export interface Folder {
  /** From `aws/` on. */
  readonly path: string;
  /** Below the account or organisation: `s3`, `eu-west-1`, `cakes`. */
  readonly steps: readonly string[];
  readonly files: ReadonlyMap<string, Json | undefined>;
}

/** The documentation calls the file `metadata.json` in one line and `data.json` in another. */
export const metadataOf = (files: Folder['files']): JsonObject => {
  const content = files.get('metadata') ?? files.get('data');
  return content !== undefined && isObject(content) ? content : {};
};
