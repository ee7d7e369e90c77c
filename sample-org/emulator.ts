import { objectsOf } from '../collector/aws/answers.ts';
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
 * 4. `lambda:GetPolicy` and `GetFunctionUrlConfig` pass over the qualifier and answer for the function itself. The seed
 *    gives no version or alias anything of its own: the answer is AWS's "not found".
 * 5. `lambda:GetPolicy` gives an account as principal as the bare number it was called with. AWS stores the ARN of the
 *    account's root under the key AWS: that is given back.
 *
 * 6. The calls in NOT_IMPLEMENTED are not implemented, some in no Region, some not in all. The seed makes nothing that they
 *    would tell of, or moto refused it: the answers are "none", AWS's "this has no policy" and AWS's defaults.
 * 7. `s3tables:ListTables` leaves out the ARNs of tables. They are put together as moto itself does.
 *
 * What is wrong in moto and needs no adapter, because the collector does not rely on it: access points are listed in every
 * Region (one lives in its bucket's), Regions of other partitions are listed (they are not followed), permission sets are
 * provisioned nowhere (assignments are then asked for pair by pair), all accounts have one canonical user id (such an id is
 * not kept), every Region has an Identity Center instance (those with nothing in it are left out), endpoints have no type
 * (Gateway is the default), GAAD leaves out the names of policies (the ARN has them).
 * What the seed makes good itself: buckets made without ownership controls have none (AWS has set BucketOwnerEnforced since
 * April 2023), and objects take over the bucket's ACL (in AWS they are private).
 * What is wrong in moto and stays: OrganizationAccountAccessRole has no policy (in AWS it is an administrator).
 */
export interface SeedManifest {
  readonly permission_set_boundaries: Readonly<Record<string, JsonObject>>;
  /** Every call that was accepted, in their order, as it was asked and answered, without secrets. */
  readonly calls: readonly {
    readonly account: string;
    readonly region: string;
    readonly service: string;
    readonly operation: string;
    readonly input: JsonObject;
    readonly output: JsonObject;
  }[];
}

/** Rule 1. */
export const classifyEmulatorError = (error: unknown): CallFailure | undefined =>
  error instanceof NoAwsAnswer
    ? { status: 'unsupported', code: 'EmulatorLacksThis', message: `HTTP ${error.httpStatus}` }
    : undefined;

/** Rules 2 to 7. */
export const adaptToEmulator =
  (manifest: SeedManifest) =>
  (source: CallSource): CallSource => ({
    call: async (call: Call) => {
      const answer = cannedAnswer(call, manifest) ?? (await source.call(call));
      if (call.operation === 'ListTableBuckets' && !answer.ok) return ok({ tableBuckets: [] });
      return answer.ok ? ok(mended(call, answer.value)) : answer;
    },
  });

/** Rules 5 and 7. */
function mended({ service, operation, input }: Call, answer: JsonObject): JsonObject {
  if (operation === 'GetPolicy') return withAccountArns(answer);
  if (service !== 's3tables' || operation !== 'ListTables') return answer;
  const tables = objectsOf(answer, 'tables');
  const named = tables.map((one) => ({ ...one, tableARN: `${input['tableBucketARN']}/table/${one['name']}` }));
  return { ...answer, tables: named };
}

function cannedAnswer(
  { service, operation, input }: Call,
  manifest: SeedManifest,
): Result<JsonObject, CallFailure> | undefined {
  if (operation === 'GetPermissionsBoundaryForPermissionSet') {
    const boundary = manifest.permission_set_boundaries[String(input['PermissionSetArn'])];
    return boundary === undefined ? err(notThere('ResourceNotFoundException')) : ok({ PermissionsBoundary: boundary });
  }
  const canned = NOT_IMPLEMENTED[`${service}:${operation}`];
  if (canned !== undefined) return typeof canned === 'string' ? err(notThere(canned)) : ok(canned);
  if (operation === 'GetResourceShares' && input['resourceOwner'] === 'OTHER-ACCOUNTS')
    return ok({ resourceShares: [] });
  if (OF_QUALIFIER.has(operation) && input['Qualifier'] !== undefined)
    return err(notThere('ResourceNotFoundException'));
  const ofStream = operation === 'GetResourcePolicy' && /:table\/[^/]+\/stream\//.test(String(input['ResourceArn']));
  return ofStream ? err(notThere('PolicyNotFoundException')) : undefined;
}

/** Rule 6: answers, or the code of "not set". */
const NOT_IMPLEMENTED: Readonly<Record<string, JsonObject | string>> = {
  'apprunner:ListServices': { ServiceSummaryList: [] },
  'iam:ListDelegationRequests': { DelegationRequests: [] },
  'ram:ListResources': { resources: [] },
  'ram:ListResourceSharePermissions': { permissions: [] },
  's3control:ListAccessGrantsInstances': { AccessGrantsInstancesList: [] },
  's3control:ListMultiRegionAccessPoints': { AccessPoints: [] },
  'ssm:GetResourcePolicies': { Policies: [] },
  'codebuild:ListReportGroups': { reportGroups: [] },
  'codebuild:GetResourcePolicy': 'ResourceNotFoundException',
  'glue:GetResourcePolicies': { GetResourcePoliciesResponseList: [] },
  'cloudtrail:ListEventDataStores': { EventDataStores: [] },
  'codeartifact:ListDomains': { domains: [] },
  'codeartifact:ListRepositories': { repositories: [] },
  'ec2:GetSnapshotBlockPublicAccessState': { State: 'unblocked' },
  'ecr:GetAccountSetting': { name: 'REGISTRY_POLICY_SCOPE', value: 'V2' },
  'backup:ListProtectedResourcesByBackupVault': { Results: [] },
  'dynamodb:ListExports': { ExportSummaries: [] },
  'dynamodb:DescribeKinesisStreamingDestination': { KinesisDataStreamDestinations: [] },
  'backup:GetBackupVaultAccessPolicy': 'ResourceNotFoundException',
  'account-access:ListApplications': { applications: [] },
  'sso-admin:DescribeInstanceAccessControlAttributeConfiguration': 'ResourceNotFoundException',
  'cognito-identity:GetIdentityPoolRoles': {},
  'eks:ListPodIdentityAssociations': { associations: [] },
  'eks:ListAccessEntries': { accessEntries: [] },
  'opensearchserverless:ListCollections': { collectionSummaries: [] },
  'rolesanywhere:ListTrustAnchors': { trustAnchors: [] },
  'rolesanywhere:ListProfiles': { profiles: [] },
  'rolesanywhere:ListCrls': { crls: [] },
  's3tables:GetTableBucketPolicy': 'NotFoundException',
  's3tables:GetTablePolicy': 'NotFoundException',
  's3tables:ListTagsForResource': { tags: {} },
  's3tables:GetTableEncryption': { encryptionConfiguration: { sseAlgorithm: 'AES256' } },
};

const OF_QUALIFIER = new Set(['GetPolicy', 'GetFunctionUrlConfig']);

const notThere = (code: string): CallFailure => ({ status: 'failed', code, message: 'not set' });

function withAccountArns(answer: JsonObject): JsonObject {
  const { Policy: policy } = answer;
  if (typeof policy !== 'string') return answer;
  const stored = policy.replaceAll(/"Principal":\s*"(\d{12})"/g, '"Principal": {"AWS": "arn:aws:iam::$1:root"}');
  return { ...answer, Policy: stored };
}
