import type { Account, ComputeBinding, Resource } from '../domain/snapshot.ts';
import { collectHttpApis, HTTP_APIS } from './aws/api-gateway-v2.ts';
import { type Caller, globalRegion } from './aws/caller.ts';
import { CODEBUILD, collectCodeBuild } from './aws/codebuild.ts';
import { COMPUTE_SERVICES } from './aws/compute-services.ts';
import { EC2_REGIONS, readRegions } from './aws/ec2.ts';
import { ENTRANCE_SERVICES } from './aws/entrance-services.ts';
import { collectEventBridge, EVENTBRIDGE } from './aws/eventbridge.ts';
import { collectIam, IAM } from './aws/iam.ts';
import { collectUsage, IAM_USAGE } from './aws/iam-usage.ts';
import { collectShares, RAM } from './aws/ram.ts';
import { REGIONAL_SERVICES } from './aws/regional-services.ts';
import { collectBuckets, S3 } from './aws/s3.ts';
import { collectS3OfAccount, S3_ACCOUNT } from './aws/s3-control.ts';
import type { ReaderPlace } from './reader.ts';
import type { Run } from './run.ts';
import type { SnapshotPart } from './snapshot-part.ts';

/** Everything of one account: what is the same in all Regions, then Region by Region. */
export async function collectAccount(
  run: Run,
  caller: Caller,
  spareRegions: readonly string[],
): Promise<readonly SnapshotPart[]> {
  const regions = await regionsOf(run, caller, spareRegions);
  const parts = await Promise.all([
    collectGlobal(run, caller),
    ...regions.map((region) => collectRegion(run, caller, region)),
  ]);
  return parts.flat();
}

/** Undefined where the account does not say: then those of the caller's account are tried. */
export async function enabledRegions(run: Run, caller: Caller): Promise<readonly string[] | undefined> {
  const read = (): Promise<readonly string[] | undefined> =>
    run.task(caller, EC2_REGIONS, globalPlace(caller), readRegions);
  return run.once(`regions of ${caller.account}`, read);
}

/**
 * Where only some Regions are wanted, those that the account has not enabled are left out all the same: there every call is
 * refused as if the credentials were wrong. Source: AWS Account Management Reference, Enable or disable Regions.
 */
async function regionsOf(run: Run, caller: Caller, spare: readonly string[]): Promise<readonly string[]> {
  const { regions } = run.plan;
  if (regions === undefined) return (await enabledRegions(run, caller)) ?? spare;
  run.ledger.add({
    account: caller.account,
    region: 'global',
    service: 'ec2',
    call: 'DescribeRegions',
    status: 'skipped',
    detail: `only ${regions.join(', ')} were read, as asked`,
  });
  const enabled = await enabledRegions(run, caller);
  return enabled === undefined ? regions : regions.filter((region) => enabled.includes(region));
}

async function collectGlobal(run: Run, caller: Caller): Promise<readonly SnapshotPart[]> {
  const place = globalPlace(caller);
  const [iam, buckets, ofS3] = await Promise.all([
    run.task(caller, IAM, place, collectIam),
    run.task(caller, S3, place, collectBuckets),
    run.task(caller, S3_ACCOUNT, place, collectS3OfAccount),
  ]);
  const { alias, ...entities } = iam ?? {};
  const account: Account = {
    id: caller.account,
    partition: caller.partition,
    ...(alias === undefined ? {} : { alias }),
    ...(buckets?.canonicalId === undefined ? {} : { canonicalId: buckets.canonicalId }),
    ...(ofS3?.block === undefined ? {} : { s3PublicAccessBlock: ofS3.block }),
  };
  const usage = run.plan.usage
    ? await run.task(caller, IAM_USAGE, place, (reader) => collectUsage(reader, entities))
    : {};
  return [
    { accounts: [account] },
    entities,
    usage ?? {},
    { resources: [...(buckets?.buckets ?? []), ...(ofS3?.points ?? [])] },
  ];
}

/** IAM, S3 listings and the like have one endpoint; their cells carry the Region `global`. */
export const globalPlace = ({ account, partition }: Caller): ReaderPlace => ({
  account,
  partition,
  region: globalRegion(partition),
  cellRegion: 'global',
});

async function collectRegion(run: Run, caller: Caller, region: string): Promise<readonly SnapshotPart[]> {
  const place = { ...caller, region, cellRegion: region };
  const [resources, bindings, shares, builds, apis, events, entrances] = await Promise.all([
    Promise.all(REGIONAL_SERVICES.map(({ calls, collect }) => run.task(caller, calls, place, collect))),
    Promise.all(COMPUTE_SERVICES.map(({ calls, collect }) => run.task(caller, calls, place, collect))),
    run.task(caller, RAM, place, collectShares),
    run.task(caller, CODEBUILD, place, collectCodeBuild),
    run.task(caller, HTTP_APIS, place, collectHttpApis),
    run.task(caller, EVENTBRIDGE, place, collectEventBridge),
    Promise.all(ENTRANCE_SERVICES.map(({ calls, collect }) => run.task(caller, calls, place, collect))),
  ]);
  return [
    {
      resources: resources.flatMap((list): readonly Resource[] => list ?? []),
      computeBindings: bindings.flatMap((list): readonly ComputeBinding[] => list ?? []),
      resourceShares: shares ?? [],
    },
    ...[builds, apis, events, ...entrances].flatMap((part) => part ?? []),
  ];
}
