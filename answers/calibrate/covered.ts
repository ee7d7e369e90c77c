import type { NamedPolicy } from '../../domain/policy.ts';
import type { AccessRequest, PolicySet } from '../../domain/request.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { serviceOfAction } from '../../reasoning/actions.ts';
import { callerOfId } from '../../reasoning/callers.ts';
import { type Caller, ordinaryCaller, type Target } from '../../reasoning/question.ts';
import { type Situation, situationOf } from '../../reasoning/situation.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import type { World } from '../../reasoning/world.ts';
import { withDerivedKeys } from '../simulate/caller.ts';
import type { NotAsked } from './calibration.ts';
import type { Drawn } from './sample.ts';

/**
 * The part of a request that AWS's policy simulator reads: identity policies, permissions boundary, and for an IAM user the policy of
 * a bucket, queue or topic of its own account. Everything else is left out, for our interpreter as for AWS.
 * Source: IAM User Guide, Testing IAM policies with the IAM policy simulator; IAM API, SimulateCustomPolicy.
 */
export function coveredPart(world: World, drawn: Drawn): Result<AccessRequest, NotAsked> {
  const { action, resource } = drawn;
  const caller = callerOfId(world, drawn.principal);
  if (caller?.entity === undefined || caller.foreign !== undefined || caller.entrance !== undefined)
    return err('callerKind');
  if (caller.narrowed !== undefined) return err('callerKind');
  if (DECIDED_BY_RESOURCE.has(serviceOfAction(action).toLowerCase())) return err('resourceDecides');
  const target = targetOfArn(resource, world.snapshot.resources, world.role(resource));
  if (target?.account === undefined) return err('ownerUnknown');
  if (target.account !== caller.entity.account) return err('crossAccount');
  const profile = ordinaryCaller(world.snapshot.takenAt);
  const around = situationOf(world, { caller, target, action, profile });
  const policies = coveredPolicies(caller, target, around);
  if (!policies.ok) return policies;
  const { canonicalUsers } = around.facts;
  return ok(
    withDerivedKeys({
      principal: caller.principal,
      action,
      resource: { arn: resource, account: target.account },
      context: drawn.context,
      policies: policies.value,
      facts: canonicalUsers === undefined ? {} : { canonicalUsers },
    }),
  );
}

/** Policies or rules of the resource decide, which the simulator does not read: key and trust policies, file systems without a policy. */
const DECIDED_BY_RESOURCE: ReadonlySet<string> = new Set(['kms', 'sts', 'elasticfilesystem', 'execute-api', 'es']);

/** Amazon S3 buckets, Amazon SQS queues, Amazon SNS topics. */
const POLICY_READ: ReadonlySet<string> = new Set(['s3 bucket', 's3 object', 'sqs queue', 'sns topic']);

function coveredPolicies(caller: Caller, target: Target, { policies, unread }: Situation): Result<PolicySet, NotAsked> {
  const { identity = [], permissionsBoundary } = policies;
  if (unread?.has('identity') === true || unread?.has('permissionsBoundary') === true) return err('unread');
  if (identity.length === 0) return err('noIdentityPolicy');
  const reads = caller.principal.kind === 'user' && POLICY_READ.has(`${target.service} ${target.type}`);
  if (reads && unread?.has('resource') === true) return err('unread');
  const resource = reads ? onlyOne(policies.resource) : undefined;
  return ok({
    identity,
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
    ...(resource === undefined ? {} : { resource }),
  });
}

/** One resource policy can be sent. */
const onlyOne = (policies: readonly NamedPolicy[] = []): readonly NamedPolicy[] | undefined =>
  policies.length === 1 ? policies : undefined;
