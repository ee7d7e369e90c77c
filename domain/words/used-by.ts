import type { ComputeUse } from '../snapshot.ts';
import type { UsedBy } from '../used-by.ts';
import type { Language, Said } from './language.ts';

const USES: Said<ComputeUse> = {
  en: {
    execution: 'execution role',
    task: 'task role',
    instance: 'instance role',
    service: 'service role',
    batch: 'role of batch builds',
    job: 'job role',
    access: 'access role',
    space: 'role of shared spaces',
  },
  ja: {
    execution: '実行ロール',
    task: 'タスクロール',
    instance: 'インスタンスロール',
    service: 'サービスロール',
    batch: 'バッチビルドのロール',
    job: 'ジョブロール',
    access: 'アクセスロール',
    space: '共有スペースのロール',
  },
};

/** `runs as this role: web:3 (AWS::ECS::TaskDefinition, task role), and 2 more` */
export function usedByLine({ total, first }: UsedBy, language: Language): string {
  const words = WORDS[language];
  const named = first.map(({ name, type, use }) => words.thing(name, type, USES[language][use]));
  const more = total > first.length ? [words.more(total - first.length)] : [];
  return words.line([...named, ...more].join(words.comma));
}

const WORDS = {
  en: {
    line: (things: string): string => `runs as this role: ${things}`,
    thing: (name: string, type: string, use: string): string => `${name} (${type}, ${use})`,
    more: (n: number): string => `and ${n} more`,
    comma: ', ',
  },
  ja: {
    line: (things: string): string => `このロールで動くもの：${things}`,
    thing: (name: string, type: string, use: string): string => `${name}（${type}、${use}）`,
    more: (n: number): string => `ほか${n}件`,
    comma: '、',
  },
} as const;
