import type { LastUsed } from '../usage.ts';
import type { Language } from './language.ts';

/** `last used: 2026-11-22, told by IAM`: the day, in UTC. */
export function lastUsedLine({ at, source }: LastUsed, language: Language): string {
  const { line, sources } = WORDS[language];
  return line(at.slice(0, 10), sources[source]);
}

const WORDS = {
  en: {
    line: (day: string, source: string): string => `last used: ${day} UTC, told by ${source}`,
    sources: {
      iam: 'IAM',
      lastAccessed: "IAM's report of what was last accessed",
      credentialReport: 'a credential report',
      cloudTrail: 'log files of CloudTrail',
    },
  },
  ja: {
    line: (day: string, source: string): string => `最終使用：${day} UTC（${source}による）`,
    sources: {
      iam: 'IAM',
      lastAccessed: 'IAMの最終アクセス情報',
      credentialReport: '認証情報レポート',
      cloudTrail: 'CloudTrailのログファイル',
    },
  },
} as const;
