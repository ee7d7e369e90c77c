import { remembered } from '../../prepared/remembered.ts';
import { fits, type Glob } from '../glob.ts';
import { type Filled, fill, hasWildcard, readTemplate, type Scope } from '../template.ts';
import { assuming, NO, type Truth, truth, unknown } from '../truth.ts';

/** Does one value of the request meet one value of the policy? */
export type Test = (given: string, wanted: string, scope: Scope) => Truth;

const literal = remembered((text, variables) => readTemplate(text, variables, false));
const pattern = remembered((text, variables) => readTemplate(text, variables, true));

export const stringEquals: Test = (given, wanted, scope) =>
  filledTest(fill(literal(wanted, scope.variables), scope), (glob) => truth(glob.join('') === given));

export const stringEqualsIgnoreCase: Test = (given, wanted, scope) =>
  filledTest(fill(literal(wanted, scope.variables), scope), (glob) =>
    truth(glob.join('').toLowerCase() === given.toLowerCase()),
  );

export const stringLike: Test = (given, wanted, scope) =>
  filledTest(fill(pattern(wanted, scope.variables), scope), (glob) => globTest(glob, given));

/** AWS does not say whether a wildcard runs over the end of a line (rule 106). */
export function globTest(glob: Glob, text: string): Truth {
  if (!fits(glob, text)) return NO;
  if (!text.includes('\n') || !hasWildcard(glob) || fits(glob, text, '\n')) return truth(true);
  return unknown(106, 'a wildcard would have to run over the end of a line');
}

/** Valueless variables match nothing, so that negated operators hold (rule 71). */
export function filledTest(filled: Filled, test: (glob: Glob) => Truth): Truth {
  if (filled.kind === 'valueless') return NO;
  if (filled.kind === 'unclear') return { is: 'unknown', because: [filled.because] };
  return filled.given.reduce((one, belief) => assuming(one, belief.rule, belief.text), test(filled.glob));
}
