import type { LooksOpen, WhoCanAnswer } from '../../domain/answer.ts';
import type { Messages } from '../messages/en.ts';
import { nodeOf, shortName } from './names.ts';

/** Named by the resource's policy, and yet without access: why, in one sentence without its stop. */
export function looksOpenWords(one: LooksOpen, answer: WhoCanAnswer, t: Messages): string {
  const name = (id: string): string => shortName(nodeOf(id, answer.nodes).name);
  return t.looksOpen(
    name(answer.resource),
    name(one.principal),
    one.missing.map((layer) => t.layerInText[layer]),
  );
}
