import type { ComputeUse } from '../snapshot.ts';
import type { UsedBy } from '../used-by.ts';
import type { Language, Said } from './language.ts';

/** `runs as this role: web:3 (AWS::ECS::TaskDefinition, task role), and 2 more`; what for only where `uses` has the words. */
export function usedByLine({ total, first }: UsedBy, language: Language, uses?: Said<ComputeUse>): string {
  const words = WORDS[language];
  const named = first.map(({ name, type, use }) =>
    words.thing(name, uses === undefined ? type : `${type}${words.comma}${uses[language][use]}`),
  );
  const more = total > first.length ? [words.more(total - first.length)] : [];
  return words.line([...named, ...more].join(words.comma));
}

const WORDS = {
  en: {
    line: (things: string): string => `runs as this role: ${things}`,
    thing: (name: string, what: string): string => `${name} (${what})`,
    more: (n: number): string => `and ${n} more`,
    comma: ', ',
  },
  ja: {
    line: (things: string): string => `このロールで動くもの：${things}`,
    thing: (name: string, what: string): string => `${name}（${what}）`,
    more: (n: number): string => `ほか${n}件`,
    comma: '、',
  },
} as const;
