import type { CoverageCell } from '../../domain/gap.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import { callersOf } from '../../reasoning/callers.ts';
import { type ActionExplanation, explainActions } from '../../reasoning/explain.ts';
import { type Caller, ordinaryCaller } from '../../reasoning/question.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { NOTHING } from '../empty-snapshot.ts';

export const HOME = '111122223333';
const OTHER = '444455556666';
const PARTNER = '999988887777';

export const allow = (Action: Json, Resource: Json = '*', Condition: Json = {}): Json =>
  document({ Effect: 'Allow', Action, Resource, Condition });
export const document = (...Statement: readonly Json[]): Json => ({ Version: '2012-10-17', Statement });
export const named = (policy: Json): { readonly name: string; readonly document: Json } => ({
  name: 'p',
  document: policy,
});

/** A role that trusts its own account and has this one policy. */
export function role(name: string, policy?: Json, more: Partial<IamRole> = {}): IamRole {
  const account = more.account ?? HOME;
  return {
    arn: `arn:aws:iam::${account}:role/${name}`,
    account,
    name,
    path: '/',
    tags: {},
    inlinePolicies: policy === undefined ? [] : [named(policy)],
    attachedPolicies: [],
    trustPolicy: document({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: 'sts:AssumeRole',
    }),
    ...more,
  };
}

/** Calls that were answered in full, in both accounts. */
const complete = (...calls: readonly string[]): readonly CoverageCell[] =>
  [HOME, OTHER].flatMap((account) =>
    calls.map((text) => {
      const [service = '', call = ''] = text.split(':');
      return { account, region: '*', service, call, status: 'complete' as const };
    }),
  );

/** What every small world has read, whatever else it has. */
const READ = complete(
  'iam:GetAccountAuthorizationDetails',
  'organizations:DescribeOrganization',
  'organizations:ListAccounts',
);

/** Two accounts without an organisation; the parts that are given, and what was read of them. */
export function snapshotOf(parts: Partial<Snapshot>, ...calls: readonly string[]): Snapshot {
  return {
    ...NOTHING,
    takenAt: '2026-11-24T00:00:00.000Z',
    source: 'aws',
    accounts: [HOME, OTHER].map((id) => ({ id, partition: 'aws' })),
    ...parts,
    coverage: [...READ, ...complete(...calls), ...(parts.coverage ?? [])],
  };
}

/** A user of an account outside the snapshot. */
export const PARTNER_USER: Caller = {
  id: `external:${PARTNER}`,
  foreign: 'account',
  principal: { kind: 'user', partition: 'aws', account: PARTNER, arn: `arn:aws:iam::${PARTNER}:user/somebody` },
};

/** One action of a principal (a node id of the snapshot, or a caller) on the thing of this ARN. */
export function asked(snapshot: Snapshot, who: string | Caller, action: string, arn: string): ActionExplanation {
  const world = new World(snapshot);
  const caller = typeof who === 'string' ? callersOf(world).find((one) => one.id === who) : who;
  const target = targetOfArn(arn, snapshot.resources, world.role(arn));
  if (caller === undefined || target === undefined) throw new Error(`nobody, or nothing: ${String(who)} ${arn}`);
  const [one] = explainActions(world, caller, target, [action], ordinaryCaller(snapshot.takenAt));
  if (one === undefined) throw new Error('one action was asked about');
  return one;
}

export const texts = ({ assumptions }: ActionExplanation): string => assumptions.map((one) => one.text).join('; ');
