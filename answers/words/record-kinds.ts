import type { Language, Said } from '../../domain/words/language.ts';

/** The lists of a snapshot whose records have no type of AWS CloudFormation. */
type NamedKind =
  | 'organization'
  | 'organizationalUnits'
  | 'organizationPolicies'
  | 'accounts'
  | 'users'
  | 'groups'
  | 'roles'
  | 'managedPolicies'
  | 'identityProviders'
  | 'instanceProfiles'
  | 'identityCenters'
  | 'permissionSets'
  | 'assignments'
  | 'directoryUsers'
  | 'directoryGroups'
  | 'people'
  | 'identitySources'
  | 'entitlements'
  | 'resourceShares';

const RECORD_KINDS: Said<NamedKind> = {
  en: {
    organization: 'organisation',
    organizationalUnits: 'OUs',
    organizationPolicies: 'SCPs and RCPs',
    accounts: 'accounts',
    users: 'IAM users',
    groups: 'IAM groups',
    roles: 'roles',
    managedPolicies: 'managed policies',
    identityProviders: 'identity providers',
    instanceProfiles: 'instance profiles',
    identityCenters: 'Identity Center',
    permissionSets: 'permission sets',
    assignments: 'assignments',
    directoryUsers: 'directory users',
    directoryGroups: 'directory groups',
    people: 'people',
    identitySources: 'identity sources',
    entitlements: 'entitlements',
    resourceShares: 'resource shares',
  },
  ja: {
    organization: '組織',
    organizationalUnits: 'OU',
    organizationPolicies: 'SCPとRCP',
    accounts: 'アカウント',
    users: 'IAMユーザー',
    groups: 'IAMグループ',
    roles: 'ロール',
    managedPolicies: '管理ポリシー',
    identityProviders: 'IDプロバイダー',
    instanceProfiles: 'インスタンスプロファイル',
    identityCenters: 'Identity Center',
    permissionSets: '許可セット',
    assignments: '割り当て',
    directoryUsers: 'ディレクトリユーザー',
    directoryGroups: 'ディレクトリグループ',
    people: '人',
    identitySources: 'IDソース',
    entitlements: 'エンタイトルメント',
    resourceShares: 'リソース共有',
  },
};

/** Types such as `AWS::S3::Bucket` are names in every language. */
export const recordKindName = (kind: string, language: Language): string =>
  Object.entries(RECORD_KINDS[language]).find(([name]) => name === kind)?.[1] ?? kind;
