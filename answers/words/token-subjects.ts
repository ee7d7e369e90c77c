import type { Language } from '../questions.ts';

/** Who can have such a token: one saying for each part of a subject, `{}` for its texts in their order. */
type Said = Readonly<Record<Language, string>>;

interface Form {
  readonly issuer: RegExp;
  readonly subject: RegExp;
  readonly said: Said;
}

const GITHUB = /(^token\.actions\.githubusercontent\.com(\/|$))|(\.ghe\.com$)/;
const GITLAB = /^gitlab\./;
const EKS = /^oidc\.eks\./;
const TERRAFORM = /^app\.terraform\.io$/;
const BUILDKITE = /^agent\.buildkite\.com$/;

const form = (issuer: RegExp, subject: RegExp, en: string, ja: string): Form => ({ issuer, subject, said: { en, ja } });

/** The first that fits. Source: GitHub, GitLab, HCP Terraform and Buildkite, OpenID Connect; Amazon EKS User Guide. */
const FORMS: readonly Form[] = [
  form(GITHUB, /^(?:\*|repo:\*|repo:\*\/\*.*)$/, 'any repository of anyone', '誰のどのリポジトリでも'),
  form(GITHUB, /^repo:([^*?/]+)\/\*$/, 'any repository of {}', '{}のどのリポジトリでも'),
  form(
    GITHUB,
    /^repo:([^*?]+\/[^*?:]+):\*$/,
    'any branch, tag, environment or pull request of {}',
    '{}のどのブランチ、タグ、環境、プルリクエストでも',
  ),
  form(GITHUB, /^repo:([^*?]+\/[^*?:]+):ref:refs\/heads\/\*$/, 'any branch of {}', '{}のどのブランチでも'),
  form(GITHUB, /^repo:([^*?]+\/[^*?:]+):ref:refs\/tags\/\*$/, 'any tag of {}', '{}のどのタグでも'),
  form(GITHUB, /^repo:([^*?]+\/[^*?:]+):ref:refs\/heads\/([^*?]+)$/, '{}, branch {}', '{}のブランチ{}'),
  form(GITHUB, /^repo:([^*?]+\/[^*?:]+):ref:refs\/tags\/([^*?]+)$/, '{}, tag {}', '{}のタグ{}'),
  form(GITHUB, /^repo:([^*?]+\/[^*?:]+):environment:([^*?]+)$/, '{}, environment {}', '{}の環境{}'),
  form(GITHUB, /^repo:([^*?]+\/[^*?:]+):pull_request$/, 'any pull request of {}', '{}のどのプルリクエストでも'),
  form(GITLAB, /^(?:\*|project_path:\*)$/, 'any project of anyone', '誰のどのプロジェクトでも'),
  form(GITLAB, /^project_path:([^*?/]+)\/\*$/, 'any project of {}', '{}のどのプロジェクトでも'),
  form(GITLAB, /^project_path:([^*?]+\/[^*?:]+):\*$/, 'any branch or tag of {}', '{}のどのブランチ、タグでも'),
  form(GITLAB, /^project_path:([^*?]+\/[^*?:]+):ref_type:branch:ref:([^*?]+)$/, '{}, branch {}', '{}のブランチ{}'),
  form(GITLAB, /^project_path:([^*?]+\/[^*?:]+):ref_type:tag:ref:([^*?]+)$/, '{}, tag {}', '{}のタグ{}'),
  form(EKS, /^(?:\*|system:serviceaccount:\*)$/, 'any service account', 'どのサービスアカウントでも'),
  form(
    EKS,
    /^system:serviceaccount:([^*?:]+):\*$/,
    'any service account of namespace {}',
    '名前空間{}のどのサービスアカウントでも',
  ),
  form(EKS, /^system:serviceaccount:([^*?:]+):([^*?:]+)$/, 'service account {}/{}', 'サービスアカウント{}/{}'),
  form(TERRAFORM, /^(?:\*|organization:\*)$/, 'any workspace of anyone', '誰のどのワークスペースでも'),
  form(TERRAFORM, /^organization:([^*?:]+):\*$/, 'any workspace of {}', '{}のどのワークスペースでも'),
  form(
    TERRAFORM,
    /^organization:([^*?:]+):project:[^:]+:workspace:([^*?:]+):run_phase:\*$/,
    '{}, workspace {}, plan or apply',
    '{}のワークスペース{}（planまたはapply）',
  ),
  form(BUILDKITE, /^(?:\*|organization:\*)$/, 'any pipeline of anyone', '誰のどのパイプラインでも'),
  form(BUILDKITE, /^organization:([^*?:]+):\*$/, 'any pipeline of {}', '{}のどのパイプラインでも'),
  form(BUILDKITE, /^organization:([^*?:]+):pipeline:([^*?:]+):\*$/, '{}, pipeline {}', '{}のパイプライン{}'),
];

/** `any branch of acme/app`; undefined where the vendor's form of a subject is not known, or the pattern is another. */
export function subjectWords(issuer: string, subject: string, language: Language): string | undefined {
  for (const { issuer: of, subject: pattern, said } of FORMS) {
    const texts = of.test(issuer) ? pattern.exec(subject)?.slice(1) : undefined;
    if (texts === undefined) continue;
    const slots = [...texts];
    return said[language].replace(/\{\}/g, () => slots.shift() ?? '');
  }
  return undefined;
}
