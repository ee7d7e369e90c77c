import type { Json } from '../../domain/policy.ts';
import type { Tags } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import { isObject } from '../schema-check.ts';
import { fieldIn, listIn, textIn } from './spelling.ts';

export type EntityKind = 'user' | 'group' | 'role';

/** What the files tell of an entity; undefined: they do not. */
export interface ToldEntity {
  readonly inline: readonly JsonObject[] | undefined;
  readonly attached: readonly string[] | undefined;
  readonly boundary: string | null | undefined;
  readonly tags: Tags | undefined;
  readonly groups: readonly string[] | undefined;
}

/** The form of iam:GetAccountAuthorizationDetails, of whatever kind of entity. */
export function detailTold(
  arn: string,
  { inline = [], attached = [], boundary, tags = {}, groups = [] }: ToldEntity,
): JsonObject {
  const name = arn.slice(arn.lastIndexOf('/') + 1);
  return {
    Arn: arn,
    ...{ UserName: name, RoleName: name, GroupName: name },
    ...{ UserPolicyList: inline, RolePolicyList: inline, GroupPolicyList: inline },
    AttachedManagedPolicies: attached.map((PolicyArn) => ({ PolicyArn })),
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    GroupList: groups,
    ...(typeof boundary === 'string' ? { PermissionsBoundary: { PermissionsBoundaryArn: boundary } } : {}),
  };
}

/** Path and id under the names that IAM's answers have for them. */
export const namesTold = (path: string | undefined, id: string | undefined): JsonObject => ({
  ...(path === undefined ? {} : { Path: path }),
  ...(id === undefined ? {} : { UserId: id, RoleId: id, GroupId: id }),
});

/** What is not told of an entity that can have it, by the name that stands in the place of a policy. */
export function untoldOf(
  kind: EntityKind,
  { inline, attached, boundary, tags, groups }: ToldEntity,
): readonly string[] {
  const needed: readonly (readonly [what: string, told: unknown, kinds: readonly EntityKind[]])[] = [
    ['inline policies', inline, ['user', 'group', 'role']],
    ['attached policies', attached, ['user', 'group', 'role']],
    ['permissions boundary', boundary, ['user', 'role']],
    ['tags', tags, ['user', 'role']],
    ['groups', groups, ['user']],
  ];
  return needed.filter(([, told, kinds]) => told === undefined && kinds.includes(kind)).map(([what]) => what);
}

/** A list of names with documents, or an object of documents by name. */
export function inlineOf(content: Json | undefined): readonly JsonObject[] | undefined {
  if (content !== undefined && content !== null && isObject(content))
    return Object.entries(content).map(([PolicyName, PolicyDocument]) => ({ PolicyName, PolicyDocument }));
  const policies = listIn(content)?.map((one): JsonObject | undefined => {
    if (!isObject(one ?? null)) return undefined;
    const item = one as JsonObject;
    const name = textIn(item, 'policyName') ?? textIn(item, 'name');
    const document = fieldIn(item, 'policyDocument') ?? fieldIn(item, 'document') ?? fieldIn(item, 'policy');
    return name === undefined || document === undefined || document === null
      ? undefined
      : { PolicyName: name, PolicyDocument: document };
  });
  return policies?.every((one) => one !== undefined) === true ? policies.filter((one) => one !== undefined) : undefined;
}

/** ARNs, or objects that name one. */
export function attachedOf(content: Json | undefined): readonly string[] | undefined {
  const arns = listIn(content)?.map((one) =>
    typeof one === 'string' ? one : isObject(one) ? (textIn(one, 'policyArn') ?? textIn(one, 'arn')) : undefined,
  );
  return arns?.every((arn) => arn?.startsWith('arn:') === true) === true
    ? arns.filter((arn) => arn !== undefined)
    : undefined;
}

/** Names, ARNs, or objects with a name. */
export function groupsOf(content: Json | undefined): readonly string[] | undefined {
  const names = listIn(content)?.map((one) =>
    typeof one === 'string'
      ? one.slice(one.lastIndexOf('/') + 1)
      : isObject(one)
        ? (textIn(one, 'groupName') ?? textIn(one, 'name'))
        : undefined,
  );
  return names?.every((name) => name !== undefined) === true ? names.filter((name) => name !== undefined) : undefined;
}
