import type { Json, NamedPolicy } from '../../domain/policy.ts';
import type { AccessRequest, ContextValue } from '../../domain/request.ts';
import type { World } from '../../reasoning/world.ts';

type Input = { readonly [key: string]: Json };

/** The request as AWS's SimulateCustomPolicy takes it; undefined where a document is not there as it was read. */
export function simulatorInput(world: World, request: AccessRequest): Input | undefined {
  const { principal, action, resource, context } = request;
  const { identity = [], permissionsBoundary = [], resource: own = [] } = request.policies;
  const texts = [identity, permissionsBoundary, own].map((policies) => textsOf(world, policies));
  const [granted, boundary, resourcePolicy] = texts;
  if (granted === undefined || boundary === undefined || resourcePolicy === undefined) return undefined;
  const typeOf = contextTypes([...identity, ...permissionsBoundary, ...own]);
  const [text] = resourcePolicy;
  const caller = principal.kind === 'user' ? principal : undefined;
  return {
    PolicyInputList: granted,
    ...(boundary.length === 0 ? {} : { PermissionsBoundaryPolicyInputList: boundary }),
    ActionNames: [action],
    ResourceArns: [resource.arn],
    // only an IAM user can be named, and must be where the resource has a policy
    ...(text === undefined || caller === undefined
      ? {}
      : {
          ResourcePolicy: text,
          CallerArn: caller.arn,
          ResourceOwner: `arn:${caller.partition}:iam::${resource.account ?? caller.account}:root`,
        }),
    ContextEntries: Object.entries(context).map(([key, value]) => ({
      ContextKeyName: key,
      ContextKeyValues: typeof value === 'string' ? [value] : value,
      ContextKeyType: typeOf(key, value),
    })),
  };
}

function textsOf(world: World, policies: readonly NamedPolicy[]): readonly string[] | undefined {
  const texts = policies.flatMap(({ name }) => {
    const json = world.documentOf(name)?.json;
    return json === undefined ? [] : [typeof json === 'string' ? json : JSON.stringify(json)];
  });
  return texts.length === policies.length ? texts : undefined;
}

const TYPES: readonly (readonly [operator: RegExp, type: string])[] = [
  [/^numeric/i, 'numeric'],
  [/^date/i, 'date'],
  [/^bool/i, 'boolean'],
  [/^(not)?ipaddress/i, 'ip'],
  [/^binary/i, 'binary'],
];

/** A key has the type that the policies compare it as. */
function contextTypes(policies: readonly NamedPolicy[]): (key: string, value: ContextValue) => string {
  const types = new Map<string, string>();
  for (const { document } of policies)
    for (const { conditions } of document.statements)
      for (const { key, operator } of conditions) {
        const type = TYPES.find(([shape]) => shape.test(operator.name))?.[1];
        if (type !== undefined) types.set(key.toLowerCase(), type);
      }
  return (key, value) => {
    const type = types.get(key.toLowerCase()) ?? 'string';
    return typeof value === 'string' ? type : `${type}List`;
  };
}
