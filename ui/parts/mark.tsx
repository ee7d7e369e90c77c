import { messages } from '../state.ts';
import type { Standing } from '../words/standing.ts';
import { Icon } from './icons.tsx';

const TONE: Readonly<Record<Standing, string>> = {
  proven: '',
  allowed: '',
  conditional: 'cond',
  unknown: 'unk',
  noAccess: '',
};

/** Mark and word of a verdict, always together. */
export function Verdict({ is, word }: { readonly is: Standing; readonly word?: string }) {
  return (
    <span class={`v ${TONE[is]}`}>
      <Icon name={is} />
      {word ?? messages.value.standing[is]}
    </span>
  );
}

/** The mark alone, for columns whose head or legend gives the word; the word is its text alternative. */
export function Mark({ is }: { readonly is: Standing }) {
  return (
    <span class={`mark ${TONE[is]}`} title={messages.value.standing[is]}>
      <Icon name={is} large label={messages.value.standing[is]} />
    </span>
  );
}
