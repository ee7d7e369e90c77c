import { createHash } from 'node:crypto';
import { canonicalText } from '../../collector/canonical-json.ts';
import { shardsOf } from '../../collector/snapshot-shards.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import { groupedBy } from '../../domain/grouped.ts';
import type { Json } from '../../domain/policy.ts';
import type { Resource, Snapshot } from '../../domain/snapshot.ts';
import type { AskedCall } from './asked-call.ts';
import { callName, chance } from './fault-plan.ts';
import type { FaultProxy } from './proxy.ts';

/** Without these there is no organisation to read, and GetCallerIdentity is never denied. Source: AWS STS API Reference. */
const NEEDED = new Set(['DescribeOrganization', 'ListRoots', 'ListAccounts', 'GetCallerIdentity']);

/** Denies so large a share of all calls, each one always or never. */
export const deniesShare =
  (seed: number, share: number) =>
  (call: AskedCall): boolean =>
    !NEEDED.has(call.operation) && chance(seed, `denied ${callName(call)}`) < share;

/** `account service operation` of each denied call: entering an account is a gap of that account. */
export function deniedPlaces(proxy: FaultProxy): readonly string[] {
  const calls = new Map(proxy.passed.filter(({ fault }) => fault === 'denied').map((call) => [callName(call), call]));
  return [...calls.values()]
    .map(({ account, service, operation, target }) => {
      const entered = operation === 'AssumeRole' ? /arn:aws:iam::(\d{12}):role/.exec(target)?.[1] : undefined;
      return `${entered ?? account} ${service} ${operation}`;
    })
    .sort();
}

export const deniedGaps = ({ coverage }: Snapshot): readonly string[] =>
  coverage
    .filter((cell) => cell.status === 'denied')
    .map(({ account, service, call }) => `${account} ${service} ${call}`)
    .sort();

/** Gaps that are no denial and were not there when nothing went wrong. */
export function strayGaps(calm: Snapshot, disturbed: Snapshot): readonly CoverageCell[] {
  const known = new Set(gapsOf(calm).map(cellText));
  return gapsOf(disturbed).filter((gap) => gap.status !== 'denied' && !known.has(cellText(gap)));
}

const gapsOf = ({ coverage }: Snapshot): readonly CoverageCell[] =>
  coverage.filter((cell) => cell.status !== 'complete');
const cellText = (cell: CoverageCell): string => canonicalText(cell as unknown as Json);

/** Digests of what each group of complete cells brought, by the group's name. */
export interface Digests {
  readonly complete: ReadonlyMap<string, string>;
  readonly incomplete: ReadonlySet<string>;
}

/** Kinds of shards that one service alone fills, account by account. */
const IAM_KINDS = new Set(['users', 'groups', 'roles', 'managedPolicies', 'identityProviders', 'instanceProfiles']);

/**
 * Of IAM the digests of the shards as they are stored; of resources a digest for each account, service and Region, as far as
 * all cells of it are complete. A shard of resources holds many services: one denial would hide all others.
 */
export function digestsOf(snapshot: Snapshot): Digests {
  const broken = new Set(gapsOf(snapshot).filter(isLoss).flatMap(placesOf));
  const shards = shardsOf(snapshot);
  if (!shards.ok) throw new Error(shards.error.message);
  const all = new Map<string, string>();
  for (const { kind, part, digest } of shards.value) {
    if (IAM_KINDS.has(kind)) all.set(`${kind} ${part} iam global`, digest);
  }
  for (const [name, group] of groupedBy(snapshot.resources, resourceGroup)) {
    all.set(
      name,
      createHash('sha256')
        .update(canonicalText(group as unknown as Json))
        .digest('hex'),
    );
  }
  const isBroken = (name: string): boolean => broken.has(name.split(' ').slice(1).join(' '));
  return {
    complete: new Map([...all].filter(([name]) => !isBroken(name))),
    incomplete: new Set([...all.keys()].filter(isBroken)),
  };
}

const isLoss = (cell: CoverageCell): boolean => cell.status !== 'skipped';

/** What is listed once for all Regions, as buckets are, and is missing there is missing in each. */
function placesOf({ account, service, region }: CoverageCell): readonly string[] {
  const regions = region === 'global' ? [region, ...REGIONS] : [region];
  return regions.flatMap((one) => [`${account} ${service} ${one}`, `${account} ${OTHERS} ${one}`]);
}

const resourceGroup = ({ account, type, region }: Resource): string =>
  `resources ${account} ${SERVICES[type] ?? OTHERS} ${region}`;

/** Resources that the emulator makes by itself: a gap of any service may be theirs. */
const OTHERS = 'others';
/** What the emulated organisation holds, by the service that tells it. */
const SERVICES: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 's3',
  'AWS::SQS::Queue': 'sqs',
  'AWS::SNS::Topic': 'sns',
};

export const ownResources = ({ resources }: Snapshot): readonly Resource[] =>
  resources.filter(({ type }) => SERVICES[type] !== undefined);

/** The services that hold what the emulated organisation holds: the emulator knows all their calls. */
export const OWN_SERVICES: ReadonlySet<string> = new Set(['organizations', 'iam', ...Object.values(SERVICES)]);

/** The Regions of the emulated organisation. */
export const REGIONS = ['eu-west-1', 'us-east-1'] as const;
