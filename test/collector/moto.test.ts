import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ALL_CALLS } from '../../collector/aws/all-calls.ts';
import { collect } from '../../collector/collect.ts';
import { snapshotDifferences } from '../../collector/compare-snapshots.ts';
import { importPaths } from '../../collector/import.ts';
import type { CollectProgress } from '../../collector/plan.ts';
import type { RecordedCall } from '../../collector/recording.ts';
import { readSnapshotFolder, snapshotId } from '../../collector/snapshot-files.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { collectSample, SAMPLE_PEOPLE } from '../../sample-org/collect-sample.ts';
import { howMany } from '../numbers.ts';
import { CREATED_IN_IAM } from './created-in-iam.ts';
import { CREATED_IN_ORGANISATION } from './created-in-organisation.ts';
import { CREATED_RESOURCES, NOTHING_HELD } from './created-resources.ts';
import { MOTO_MISSING, type SeededMoto, seededMoto } from './seeded-moto.ts';

const CREATED = { ...CREATED_IN_ORGANISATION, ...CREATED_IN_IAM, ...CREATED_RESOURCES };
/** In `npm test` others work on the processors too. */
const MOST_SECONDS = howMany(240, 60);
const SEEDING_AND_READING_MS = 400_000;
const MOST_CALLS = 8000;
const NOW = new Date('2026-11-25T00:00:00.000Z');
const work = mkdtempSync(join(tmpdir(), 'tadori-moto-'));
const record = join(work, 'record');

/** The calls of the recording. */
const recorded = (): readonly RecordedCall[] =>
  readdirSync(record)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(record, name), 'utf8').trimEnd().split('\n'))
    .map((line) => JSON.parse(line) as RecordedCall);

const inCi = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;
const suite = MOTO_MISSING === undefined || inCi ? describe : describe.skip;
suite(`the collector against the emulator${MOTO_MISSING === undefined ? '' : ` (${MOTO_MISSING})`}`, () => {
  let moto: SeededMoto;
  let snapshot: Snapshot;
  let took: number;
  beforeAll(async () => {
    moto = await seededMoto();
    const begun = performance.now();
    snapshot = await collectSample(moto.url, moto.manifest, NOW, { record });
    took = performance.now() - begun;
  }, SEEDING_AND_READING_MS);
  afterAll(async () => {
    await moto?.stop();
    rmSync(work, { recursive: true, force: true });
  });

  it('reads the sample organisation as it is shipped', async () => {
    const shipped = await readSnapshotFolder(new URL('../../sample-org/snapshot', import.meta.url).pathname);
    if (!shipped.ok) throw new Error(shipped.error.message);
    expect(snapshotDifferences(shipped.value, snapshot)).toEqual([]);
    expect(snapshot.coverage.filter((cell) => cell.status !== 'complete')).toEqual([]);
  });

  it('holds every piece that was created, field by field, and was read in no more time and calls than it needs', () => {
    const known = new Set([...Object.keys(CREATED), ...Object.keys(NOTHING_HELD)]);
    const calls = moto.manifest.calls.map((created) => ({
      ...created,
      name: `${created.service}:${created.operation}`,
    }));
    expect(calls.filter(({ name }) => !known.has(name)).map(({ name }) => name)).toEqual([]);
    const fields = calls.flatMap((created) =>
      Object.entries(CREATED[created.name]?.(created, snapshot) ?? {}).map(([field, [asked, held]]) => ({
        what: `${created.name} ${field} in ${created.account}: ${JSON.stringify(created.input).slice(0, 120)}`,
        asked,
        held,
      })),
    );
    expect(fields.length).toBeGreaterThan(400);
    expect(fields.map(({ what, held }) => [what, held])).toEqual(fields.map(({ what, asked }) => [what, asked]));
    expect(snapshot.accounts).toHaveLength(6);
    const asked = recorded().length;
    console.info(
      `6 accounts, 2 Regions: ${fields.length} fields of ${calls.length} calls; read in ${Math.round(took)} ms with ${asked}`,
    );
    expect(took).toBeLessThan(MOST_SECONDS * 1000);
    expect(asked).toBeLessThan(MOST_CALLS);
  });

  it('reads the same from its own recording', async () => {
    const imported = await importPaths([record], { now: () => new Date(0) });
    if (!imported.ok) throw new Error(imported.error.message);
    expect({ ...imported.value, source: 'sample' }).toEqual(snapshot);
    expect(snapshotId(imported.value)).toEqual(snapshotId(snapshot));
    expect(imported.value.takenAt).toBe(NOW.toISOString());
  });

  it('records for its owner alone, and no secrets', () => {
    const names = readdirSync(record);
    expect(names).toContain('recording.json');
    expect(names.map((name) => statSync(join(record, name)).mode & 0o777)).toEqual(names.map(() => 0o600));
    const telling = /"(SecretAccessKey|SessionToken)"|s3cr3t|Sacher-Torte/;
    expect(names.filter((name) => telling.test(readFileSync(join(record, name), 'utf8')))).toEqual([]);
  });

  it('makes no call that the collector role does not know of', () => {
    const declared = new Set(
      ALL_CALLS.flatMap(({ service, permissions }) => Object.keys(permissions).map((name) => `${service}:${name}`)),
    );
    const made = new Set(recorded().map((call) => `${call.service}:${call.operation}`));
    expect([...made].filter((call) => !declared.has(call))).toEqual([]);
    // The details hold every policy that anything refers to, so none has to be asked for; the emulator has no event data
    // stores, nothing of CodeArtifact, no Kafka clusters, no roles of identity pools, no pod identities and no account access manager, and the sample no file system, no catalogue, no image and no model package.
    expect([...declared].filter((call) => !made.has(call)).sort()).toEqual([
      'account-access:ListEntitlements',
      'api-gateway:GetDeployment',
      'apigatewayv2:ExportApi',
      'apigatewayv2:GetIntegrations',
      'apigatewayv2:GetRoutes',
      'apigatewayv2:GetStages',
      'apprunner:DescribeService',
      'cloudtrail:GetResourcePolicy',
      'cloudtrail:ListTags',
      'cloudwatch-logs:ListTagsForResource',
      'codeartifact:GetDomainPermissionsPolicy',
      'codeartifact:GetRepositoryPermissionsPolicy',
      'codeartifact:ListTagsForResource',
      'codebuild:BatchGetReportGroups',
      'cognito-identity:GetPrincipalTagAttributeMap',
      'dynamodb:DescribeExport',
      'ec2:DescribeImageAttribute',
      'efs:DescribeFileSystemPolicy',
      'eks:DescribeAccessEntry',
      'eks:DescribePodIdentityAssociation',
      'eks:ListAssociatedAccessPolicies',
      'eventbridge:ListTargetsByRule',
      'glue:GetTables',
      'glue:GetTags',
      'iam:GetDelegationRequest',
      'iam:GetPolicy',
      'iam:GetPolicyVersion',
      'kafka:GetClusterPolicy',
      'lakeformation:GetDataLakeSettings',
      'lakeformation:GetLFTagExpression',
      'lakeformation:ListPermissions',
      'lakeformation:SearchDatabasesByLFTags',
      'lakeformation:SearchTablesByLFTags',
      'opensearchserverless:GetAccessPolicy',
      'opensearchserverless:ListAccessPolicies',
      'opensearchserverless:ListTagsForResource',
      'ram:GetPermission',
      'ram:ListResources',
      's3control:GetAccessGrantsInstanceResourcePolicy',
      's3control:GetMultiRegionAccessPointPolicy',
      's3control:ListAccessGrants',
      's3control:ListAccessGrantsLocations',
      's3control:ListAccessPointsForDirectoryBuckets',
      'sagemaker:DescribeDomain',
      'sagemaker:DescribeModel',
      'sagemaker:GetModelPackageGroupPolicy',
      'sagemaker:ListModelPackages',
      'sagemaker:ListTags',
    ]);
  });

  it('without the adapter, names what the emulator lacks, and loses nothing else', async () => {
    const progress: CollectProgress[] = [];
    const options = { people: SAMPLE_PEOPLE, regions: ['eu-west-1', 'us-east-1'] };
    const bare = await collect(options, { now: () => NOW, onProgress: (one) => progress.push(one) });
    if (!bare.ok) throw new Error(bare.error.message);
    const gaps = bare.value.coverage.filter((cell) => cell.status !== 'complete');
    const kinds = new Set(gaps.map((gap) => `${gap.service}:${gap.call} ${gap.status}`));
    expect([...kinds].sort()).toEqual([
      'account-access:ListApplications failed',
      'apprunner:ListServices failed',
      'backup:GetBackupVaultAccessPolicy failed',
      'backup:ListProtectedResourcesByBackupVault failed',
      'cloudtrail:ListEventDataStores failed',
      'codeartifact:ListDomains failed',
      'codeartifact:ListRepositories failed',
      'codebuild:GetResourcePolicy failed',
      'codebuild:ListReportGroups failed',
      'cognito-identity:GetIdentityPoolRoles failed',
      'dynamodb:DescribeKinesisStreamingDestination failed',
      'dynamodb:GetResourcePolicy failed',
      'dynamodb:ListExports failed',
      'ec2:DescribeRegions skipped',
      'ec2:DescribeSnapshotAttribute failed',
      'ec2:GetSnapshotBlockPublicAccessState failed',
      'ecr:GetAccountSetting failed',
      'ecr:GetRegistryPolicy failed',
      'eks:ListAccessEntries failed',
      'eks:ListPodIdentityAssociations failed',
      'glue:GetResourcePolicies failed',
      'iam:ListDelegationRequests failed',
      'ram:GetResourceShares failed',
      'ram:ListResourceSharePermissions failed',
      'rolesanywhere:ListCrls failed',
      'rolesanywhere:ListProfiles failed',
      'rolesanywhere:ListTrustAnchors failed',
      's3control:ListAccessGrantsInstances failed',
      's3tables:GetTableBucketPolicy failed',
      's3tables:GetTableEncryption failed',
      's3tables:GetTablePolicy failed',
      's3tables:ListTableBuckets failed',
      's3tables:ListTables failed',
      's3tables:ListTagsForResource failed',
      'ssm:GetResourcePolicies failed',
      'sso-admin:DescribeInstanceAccessControlAttributeConfiguration failed',
      'sso-admin:GetPermissionsBoundaryForPermissionSet failed',
    ]);
    expect(bare.value.assignments).toEqual(snapshot.assignments);
    expect(bare.value.roles.map((role) => role.arn)).toEqual(snapshot.roles.map((role) => role.arn));
    const arns = ({ resources }: Snapshot) =>
      resources.map((one) => one.arn).filter((arn) => !/:s3tables:|:glue:.*:catalog$|\.mrap$/.test(arn));
    expect(arns(bare.value)).toEqual(arns(snapshot));
    const everywhere = bare.value.resources.filter((one) => one.type === 'AWS::S3::MultiRegionAccessPoint');
    expect(everywhere).toMatchObject([{ name: 'recipes-mrap', buckets: [{ bucket: 'secret-cake-recipes' }] }]);
    expect(progress.at(-1)).toMatchObject({ done: progress.length, total: progress.length });
    expect(progress.every((one) => one.done <= one.total)).toBe(true);
  });

  it('refuses Regions that AWS does not have', async () => {
    const taken = await collect({ regions: ['us-east-1', 'eu-wst-1'] }, { now: () => NOW });
    expect(taken).toMatchObject({ ok: false, error: { kind: 'badInput' } });
    expect(taken.ok ? '' : taken.error.message).toMatch(/^`eu-wst-1`: AWS has no Region of that name/);
  });

  it('can be stopped, and keeps nothing then', async () => {
    const stop = new AbortController();
    const stopped = collect({}, { now: () => NOW, signal: stop.signal, onProgress: () => stop.abort() });
    expect(await stopped).toEqual({ ok: false, error: { kind: 'aborted', message: 'stopped; nothing was kept' } });
  });
});
