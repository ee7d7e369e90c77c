import type { NodeInfo } from '../../domain/answer.ts';
import type { PolicyLayer } from '../../domain/policy.ts';

export type Nodes = Readonly<Record<string, NodeInfo>>;

/** `AWSReservedSSO_LakeHop_5555eeee6666ffff` -> `…LakeHop`: the prefix and the hash say nothing to a reader. */
export function shortName(name: string): string {
  const set = /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(name)?.[1];
  return set === undefined ? name : `…${set}`;
}

/** Identifiers keep their western form in a Japanese text: the ellipsis of a shortened name stays on the line. */
export const nameLanguage = (name: string): 'en' | undefined => (name.startsWith('…') ? 'en' : undefined);

/** The node behind an id; an id that the answer does not describe names itself. */
export const nodeOf = (id: string, nodes: Nodes): NodeInfo => nodes[id] ?? { id, kind: 'openEnd', name: lastPart(id) };

/** What stands behind the last `/` or `:`. */
const lastPart = (id: string): string => id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1);

/** `AWS::DynamoDB::Table` -> `DynamoDB` */
export const serviceOf = (type: string): string => type.split('::')[1] ?? type;

/** Under what name people know a policy, taken apart so that each language can put it together. */
export type PolicyName =
  | { readonly kind: 'inline'; readonly name: string; readonly owner: string }
  | { readonly kind: 'managed'; readonly name: string }
  | { readonly kind: 'resource' | 'trust' | 'acl'; readonly owner: string }
  | { readonly kind: 'organization'; readonly name: string; readonly id: string }
  | { readonly kind: 'other'; readonly name: string };

/** The names that the API gives policies: `inline policy h of <arn>`, `managed policy <arn>`, `trust policy of <arn>`, `ACL of <arn>`, `SCP X (p-1)`. */
export function parsePolicyName(text: string): PolicyName {
  const inline = /^inline policy (.+) of (arn:\S+)$/.exec(text);
  if (inline !== null) return { kind: 'inline', name: inline[1] ?? '', owner: shortName(lastPart(inline[2] ?? '')) };
  const managed = /^managed policy (arn:\S+)$/.exec(text);
  if (managed !== null) return { kind: 'managed', name: lastPart(managed[1] ?? '') };
  const stored = /^(trust )?policy of (arn:.+)$/.exec(text);
  if (stored !== null)
    return { kind: stored[1] === undefined ? 'resource' : 'trust', owner: shortName(lastPart(stored[2] ?? '')) };
  const acl = /^ACL of (arn:.+)$/.exec(text);
  if (acl !== null) return { kind: 'acl', owner: shortName(lastPart(acl[1] ?? '')) };
  const organization = /^(?:SCP|RCP) (.+) \(([\w-]+)\)$/.exec(text);
  if (organization !== null) return { kind: 'organization', name: organization[1] ?? '', id: organization[2] ?? '' };
  return { kind: 'other', name: text };
}

/** The shortest name that still tells policies of one layer apart, for narrow places. */
export function briefPolicyName(text: string): string {
  const name = parsePolicyName(text);
  switch (name.kind) {
    case 'inline':
      return `${name.owner} / ${name.name}`;
    case 'resource':
    case 'trust':
      return name.owner;
    case 'acl':
      return `ACL ${name.owner}`;
    default:
      return name.name.replace(/^(?:SCP|RCP) /, '');
  }
}

/** Policies that AWS attaches everywhere and that allow everything: they limit nobody and would only fill the heads. */
const AWS_DEFAULTS: ReadonlySet<string> = new Set(['FullAWSAccess', 'RCPFullAWSAccess']);
export const isAwsDefault = (guardrail: string): boolean => AWS_DEFAULTS.has(briefPolicyName(guardrail));

/** The trust policy of a role is its resource policy; readers know it under its own name. */
export const layerKey = (layer: PolicyLayer, onRole: boolean): PolicyLayer | 'trust' =>
  layer === 'resource' && onRole ? 'trust' : layer;
