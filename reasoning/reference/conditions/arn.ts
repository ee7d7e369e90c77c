import { fits, type Glob } from '../glob.ts';
import { fill, readTemplate, remembered } from '../template.ts';
import { allOf, NO, type Truth, unknown } from '../truth.ts';
import { filledTest, globTest, type Test } from './text.ts';

const pattern = remembered((text, variables) => readTemplate(text, variables, true));

/** ArnEquals and ArnLike alike: six components, each for itself; a wildcard never crosses the colon between two (rule 67). */
export const arnLike: Test = (given, wanted, scope) =>
  filledTest(fill(pattern(wanted, scope.variables), scope), (glob) => componentsMatch(glob, given));

function componentsMatch(glob: Glob, given: string): Truth {
  const values = sixParts([given]);
  const patterns = sixParts(glob);
  if (values === undefined) return NO;
  if (patterns === undefined)
    return fits([...glob, { many: true, stops: '' }], given)
      ? unknown(67, 'the ARN pattern has not all six components')
      : NO;
  return allOf(patterns.map((part, index) => globTest(part, (values[index] ?? []).join(''))));
}

/** Splits at the first five colons. */
function sixParts(glob: Glob): readonly Glob[] | undefined {
  const parts: Glob[number][][] = [[]];
  for (const piece of glob) {
    if (typeof piece !== 'string') {
      parts.at(-1)?.push(piece);
      continue;
    }
    const texts = piece.split(':');
    const room = 6 - parts.length;
    const [head = '', ...more] =
      texts.length > room + 1 ? [...texts.slice(0, room), texts.slice(room).join(':')] : texts;
    parts.at(-1)?.push(head);
    for (const text of more) parts.push([text]);
  }
  return parts.length === 6 ? parts : undefined;
}
