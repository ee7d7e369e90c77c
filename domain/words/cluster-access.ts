import type { ClusterPolicy, ReachedCluster } from '../cluster-access.ts';
import type { Language } from './language.ts';

/** `Kubernetes of cluster k1: AmazonEKSViewPolicy in shop; groups: cooks`, as whom where it is somebody else. */
export function clusterLine(one: ReachedCluster, as: string | undefined, language: Language): string {
  const words = WORDS[language];
  const { groups, policies } = one;
  const parts = [
    policies === undefined
      ? words.policiesUnread
      : policies.map((policy) => policyWords(policy, language)).join(words.comma),
    groups === undefined ? words.groupsUnread : groups.length === 0 ? '' : words.groups(groups.join(words.comma)),
  ].filter((part) => part !== '');
  const gives = parts.length === 0 ? words.nothing : parts.join(words.semicolon);
  const way = one.verdict === 'allowed' ? '' : words.way[one.verdict];
  return words.line(one.name, gives, as === undefined ? '' : words.as(as), way);
}

function policyWords({ policy, namespaces }: ClusterPolicy, language: Language): string {
  const words = WORDS[language];
  const name = policy.slice(policy.lastIndexOf('/') + 1);
  return namespaces === undefined ? words.everywhere(name) : words.within(name, namespaces.join(words.comma));
}

const WORDS = {
  en: {
    line: (cluster: string, gives: string, as: string, way: string): string =>
      `Kubernetes of cluster ${cluster}: ${gives}${as}${way}; not judged here, for IAM has no part in it`,
    as: (name: string): string => ` (as ${name})`,
    way: { conditional: ', under the conditions of the way there', unknown: ', if it gets there, which is unknown' },
    everywhere: (policy: string): string => `${policy} in all namespaces`,
    within: (policy: string, namespaces: string): string => `${policy} in ${namespaces}`,
    groups: (names: string): string => `groups ${names}, whose permissions the cluster holds`,
    groupsUnread: 'groups not read',
    policiesUnread: 'access policies not read',
    nothing: 'an entry without policies and groups',
    comma: ', ',
    semicolon: '; ',
  },
  ja: {
    line: (cluster: string, gives: string, as: string, way: string): string =>
      `クラスター${cluster}のKubernetes：${gives}${as}${way}。IAMは関わらないため、ここでは判定しない`,
    as: (name: string): string => `（${name}として）`,
    way: { conditional: '（そこへの経路の条件のもとで）', unknown: '（そこへ到達できるかは不明）' },
    everywhere: (policy: string): string => `すべての名前空間で${policy}`,
    within: (policy: string, namespaces: string): string => `名前空間${namespaces}で${policy}`,
    groups: (names: string): string => `グループ${names}（権限はクラスターの中にある）`,
    groupsUnread: 'グループは読み取れていない',
    policiesUnread: 'アクセスポリシーは読み取れていない',
    nothing: 'ポリシーもグループもないアクセスエントリ',
    comma: '、',
    semicolon: '。',
  },
} as const;
