import { type ActsOn, actsOn, servicesOn } from '../reasoning/acts-on.ts';
import type { Target } from '../reasoning/question.ts';

/**
 * Why a question about this action on these targets (a resource and what is in it) would be answered "no" and mean nothing; undefined
 * where it means something.
 */
export function meaningless(action: string, targets: readonly Target[]): string | undefined {
  const [whole] = targets;
  const found = targets.map((target) => actsOn(action, target));
  const [first] = found;
  if (whole === undefined || first === undefined) return undefined;
  if (found.some(({ kind }) => kind === 'acts' || kind === 'unlisted')) return undefined;
  return `${refusal(action, first, kindWords(whole))}; ${actionsStartWith(whole)}`;
}

function refusal(action: string, found: ActsOn, kind: string): string {
  switch (found.kind) {
    case 'noResource':
      return `\`${action}\` takes no resource (AWS lists it with \`*\` alone), so it does not act on ${kind}`;
    case 'otherTypes':
      return `\`${action}\` does not act on ${kind}, but on: ${found.types.join(', ')}`;
    default:
      return `\`${action}\` is no action that AWS lists, and does not act on ${kind}`;
  }
}

/** `actions on it start with dynamodb:` */
export const actionsStartWith = (target: Target): string =>
  `actions on it start with ${servicesOn(target)
    .map((service) => `\`${service}:\``)
    .join(' or ')}`;

/** `a dynamodb table` */
export function kindWords({ service, type }: Target): string {
  const kind = type === '' ? `${service} resource` : `${service} ${type}`;
  return `${/^([aeio]|s3|s[nqst]s)/.test(kind) ? 'an' : 'a'} ${kind}`;
}
