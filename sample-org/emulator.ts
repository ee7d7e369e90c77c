import { NoAwsAnswer } from '../collector/aws/failures.ts';
import type { Call, CallFailure, CallSource, JsonObject } from '../collector/call-source.ts';
import { err, ok, type Result } from '../domain/result.ts';

/**
 * EMULATOR ADAPTER: what moto 5.2.5 cannot do, made good between the collector and the SDK. It is used where the sample
 * organisation is built and in tests, never by the product. Everything it does is listed here:
 *
 * 1. An HTML error page (moto's word for "not implemented") becomes a gap `unsupported`.
 * 2. `sso-admin:GetPermissionsBoundaryForPermissionSet` is not implemented: the boundary that the seed tried to set, and
 *    that moto refused, is given back from the seed's manifest; for other sets the answer is "none".
 * 3. `dynamodb:GetResourcePolicy` takes the ARN of a stream for that of a table that does not exist. The seed gives no
 *    stream a policy: the answer is AWS's "this has no policy".
 */
export interface SeedManifest {
  readonly permission_set_boundaries: Readonly<Record<string, JsonObject>>;
}

/** Rule 1. */
export const classifyEmulatorError = (error: unknown): CallFailure | undefined =>
  error instanceof NoAwsAnswer
    ? { status: 'unsupported', code: 'EmulatorLacksThis', message: `HTTP ${error.httpStatus}` }
    : undefined;

/** Rules 2 and 3. */
export const adaptToEmulator =
  (manifest: SeedManifest) =>
  (source: CallSource): CallSource => ({
    call: async (call: Call) => cannedAnswer(call, manifest) ?? source.call(call),
  });

function cannedAnswer({ operation, input }: Call, manifest: SeedManifest): Result<JsonObject, CallFailure> | undefined {
  if (operation === 'GetPermissionsBoundaryForPermissionSet') {
    const boundary = manifest.permission_set_boundaries[String(input['PermissionSetArn'])];
    return boundary === undefined ? err(notThere('ResourceNotFoundException')) : ok({ PermissionsBoundary: boundary });
  }
  const ofStream = operation === 'GetResourcePolicy' && /:table\/[^/]+\/stream\//.test(String(input['ResourceArn']));
  return ofStream ? err(notThere('PolicyNotFoundException')) : undefined;
}

const notThere = (code: string): CallFailure => ({ status: 'failed', code, message: 'not set' });
