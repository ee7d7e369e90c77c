import { err, type Result } from '../../domain/result.ts';

/** Detail keywords of status 400 and 409. Source: RFC 7644, 3.12, table 9. */
type ScimType =
  | 'invalidFilter'
  | 'tooMany'
  | 'uniqueness'
  | 'mutability'
  | 'invalidSyntax'
  | 'invalidPath'
  | 'noTarget'
  | 'invalidValue';

/** Why a request of an identity provider is refused; `detail` is fit for the eyes of who runs it. */
export interface ScimError {
  readonly status: 400 | 401 | 404 | 405 | 409 | 412 | 413 | 415 | 429 | 500 | 501 | 503;
  readonly scimType?: ScimType;
  readonly detail: string;
}

export type Scim<T> = Result<T, ScimError>;

export const badRequest = (scimType: ScimType, detail: string): Result<never, ScimError> =>
  err({ status: 400, scimType, detail });
