import type { Pattern } from '../patterns.ts';
import { closedResources } from './arn-formats.ts';
import type { Bearing } from './bearing.ts';
import { liesIn, meets } from './pattern-relations.ts';
import type { Scene } from './scene.ts';
import { keysOf, reachOf, sendingOf } from './scenes.ts';

/** Equal for scenes in which the statements say the same of equal resources. */
export function sayingIn({ layer, caller, action, kind }: Scene, bearing: Bearing): string {
  const all = [bearing.granting, ...bearing.others];
  const statements = all.map(({ one }) => one);
  return [
    all.map(({ one, named }) => `${one.id}${named === true ? '' : '?'}`).join(),
    layer === 'identity' ? '' : JSON.stringify(caller),
    reachOf({ action, layer, kind }),
    sendingOf(caller, action, kind, keysOf(statements)),
  ].join('\n');
}

/** The kind of resource, as far as the statements tell it from others: which of their entries cover all of it, and which none. */
export function kindOf(
  { layer, action, kind: { domain }, texts }: Scene,
  { granting, targets, others }: Bearing,
): string {
  const closed = closedResources(action, layer);
  const said: string[] = [];
  for (const target of targets ?? [undefined]) {
    if (target?.exact === false) return domain.text;
    const within = target === undefined ? [domain] : [domain, target.outer];
    const entries = (target === undefined ? [granting, ...others] : others).flatMap(({ one }) => texts.outlinesOf(one));
    if (entries.some(({ exact }) => !exact)) return domain.text;
    const reaches = reachesOf([...entries.map(({ outer }) => outer), ...closed], within);
    if (reaches === undefined) return domain.text;
    said.push(`${target?.entry.text ?? ''} ${reaches}`);
  }
  return said.join('\n');
}

/** A sign for each pattern: it covers all texts of the place, or none. Undefined: one of them cuts through. */
function reachesOf(patterns: readonly Pattern[], within: readonly Pattern[]): string | undefined {
  let signs = '';
  for (const pattern of patterns) {
    if (!within.every((one) => meets(one, pattern))) signs += '-';
    else if (within.some((one) => liesIn(one, pattern))) signs += '+';
    else return undefined;
  }
  return signs;
}
