import { remembered } from '../../prepared/remembered.ts';
import { fits, type Glob } from '../glob.ts';
import { fill, readTemplate } from '../template.ts';
import { NO, type Truth, unknown } from '../truth.ts';
import { filledTest, globTest, type Test } from './text.ts';

const pattern = remembered((text, variables) => readTemplate(text, variables, true));

/** ArnEquals and ArnLike alike: six components, each for itself; a wildcard never crosses the colon between two (rule 67). */
export const arnLike: Test = (given, wanted, scope) =>
  filledTest(fill(pattern(wanted, scope.variables), scope), (glob) => componentsMatch(glob, given));

function componentsMatch(glob: Glob, given: string): Truth {
  if (given.split(':').length < 6) return NO;
  let colons = 0;
  const apart = glob.map((piece) => {
    if (typeof piece !== 'string') return { ...piece, stops: colons < 5 ? ':' : '' };
    colons += piece.split(':').length - 1;
    return piece;
  });
  if (colons >= 5) return globTest(apart, given);
  return fits([...glob, { many: true, stops: '' }], given)
    ? unknown(67, 'an ARN pattern without all six components')
    : NO;
}
