import { describedType } from '../domain/described-types.ts';
import { catalogueAction, serviceCatalogue, serviceOfAction } from './actions.ts';
import { kindsOf } from './implication/arn-formats.ts';
import { matches } from './patterns.ts';
import type { Target } from './question.ts';

/**
 * Whether requests of an action can name a resource. `otherTypes`: AWS lists it for other resource types; `noResource`: for none, such
 * requests name `*`; `unlisted`: AWS does not list it, but lists others of its service on such a resource; `otherService`: nor those.
 * Source: Service Authorization Reference, column "Resource types".
 */
export type ActsOn =
  | { readonly kind: 'acts' | 'noResource' | 'unlisted' | 'otherService' }
  | { readonly kind: 'otherTypes'; readonly types: readonly string[] };

export function actsOn(action: string, target: Target): ActsOn {
  const service = serviceOfAction(action);
  const listed = catalogueAction(action);
  if (listed === undefined) return { kind: servicesOn(target).includes(service) ? 'unlisted' : 'otherService' };
  if (listed.types.length === 0) return { kind: 'noResource' };
  const asked = insideOf(action, target);
  if (asked !== undefined) return { kind: 'otherTypes', types: [asked] };
  const takes = isListedKind(target) ? takesType(action, target) : service === target.service;
  return takes ? { kind: 'acts' } : { kind: 'otherTypes', types: listed.types.map((type) => type.name) };
}

/** HTTP calls name what is under a domain, the other actions the domain; undefined: this target is what the action names. */
function insideOf(action: string, { arn, resource }: Target): string | undefined {
  const inside = resource === undefined ? undefined : describedType(resource.type)?.inside;
  if (resource === undefined || inside === undefined || inside.test(action) === (arn !== resource.arn))
    return undefined;
  return inside.test(action) ? `${resource.arn}/*` : resource.arn;
}

/** Services whose actions act on the target: its own, and on roles and users of IAM those of AWS STS. */
export const servicesOn = ({ service }: Target): readonly string[] => (service === 'iam' ? ['iam', 'sts'] : [service]);

/** Of a resource that AWS lists no type for, nobody can say what acts on it. */
const isListedKind = ({ service, type }: Target): boolean => serviceCatalogue(service).typeArns.has(type);

function takesType(action: string, target: Target): boolean {
  const [, partition = 'aws'] = target.arn.split(':');
  const types = kindsOf(action, partition).filter((kind) => kind.arn);
  return types.some(
    ({ type, domain }) =>
      (type === target.type && serviceOfAction(action) === target.service) ||
      matches(domain, target.arn) ||
      isQualifierOf(type, target),
  );
}

/** AWS lists most actions on Lambda functions under `function` only, though calls may name a version or an alias. */
const isQualifierOf = (type: string, target: Target): boolean =>
  target.service === 'lambda' && type === 'function' && target.type.startsWith('function ');
