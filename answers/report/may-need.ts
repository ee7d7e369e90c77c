import type { MayNeed } from '../../domain/access.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from '../words/messages.ts';
import { verdictName } from '../words/names.ts';

/** As many are told in text; data has all. */
const SHOWN = 5;

/** Dependent actions, each with what is known of it; those that are denied whatever they are asked of stand first. */
export function mayNeedLines(needs: readonly MayNeed[] | undefined, language: Language): readonly string[] {
  const words = messagesIn(language);
  const all = (needs ?? []).map((one) => words.dependent(one.action, known(one, language)));
  return all.length <= SHOWN + 1 ? all : [...all.slice(0, SHOWN), words.more(all.length - SHOWN)];
}

/** Rule 57 alone: nobody asked it of anything, as it is not said of what. */
function known({ verdict, because }: MayNeed, language: Language): string {
  const words = messagesIn(language);
  if (verdict === 'denied') return words.deniedOfAll;
  return because.some(({ rule }) => rule === 57) ? words.dependsOnCall : verdictName(verdict, language);
}

export const mayNeedField = (needs: readonly MayNeed[] | undefined): string =>
  (needs ?? []).map(({ action, verdict }) => `${action} ${verdict}`).join('; ');
