import type { Language } from '../../domain/words/language.ts';

interface ToldWords {
  readonly title: string;
  readonly notKnown: string;
  /** What asks for the rest, and keeps it shown. */
  readonly ask: (who: string) => string;
  readonly asking: string;
  readonly failed: string;
  readonly none: (who: string) => string;
  readonly unread: (calls: string) => string;
  readonly incomplete: string;
}

/** What is told beside the proof of a hop. It is fetched with the pane, and so stands apart from the words of the first page. */
export const TOLD_WORDS: Readonly<Record<Language, ToldWords>> = {
  en: {
    title: 'Told beside the proof',
    notKnown: 'last use not known',
    ask: (who) => `Kubernetes and Lake Formation: what ${who} comes to`,
    asking: 'Asking',
    failed: 'It could not be asked:',
    none: (who) =>
      `No access entry of an EKS cluster, no grant of Lake Formation and no data access policy of OpenSearch Serverless is known that ${who} comes to.`,
    unread: (calls) => `Not all of it was read: ${calls}.`,
    incomplete: 'This answer is not complete; there may be more.',
  },
  ja: {
    title: '証明のほかに分かること',
    notKnown: '最終使用は不明',
    ask: (who) => `KubernetesとLake Formation：${who}が得るもの`,
    asking: '確認しています',
    failed: '確認できませんでした。',
    none: (who) =>
      `${who}が得るEKSクラスターのアクセスエントリもLake Formationの許可も、OpenSearch Serverlessのデータアクセスポリシーも、知られていません。`,
    unread: (calls) => `一部は読み取れていません：${calls}。`,
    incomplete: 'この答えは完全ではなく、ほかにもあるかもしれません。',
  },
};
