/** An issuer of OpenID tokens for programs: build systems, platforms, clusters. */
export interface TokenIssuer {
  readonly name: string;
  /** Of the issuer without scheme, as condition keys and ARNs of providers have it. */
  readonly issuer: RegExp;
  /** Customers of the vendor share it: only what is in the token tells them apart. */
  readonly shared: boolean;
  /** How the subject begins when it names one customer; absent: the issuer is one customer's. */
  readonly tenant?: RegExp;
  /** Claims that name one customer or one project. */
  readonly tenantClaims: readonly string[];
  /** Claims that are names of a person, which another can be given. */
  readonly personClaims: readonly string[];
  /** Audiences that belong to this use of the issuer. */
  readonly audiences: RegExp;
}

const GITHUB = {
  name: 'GitHub Actions',
  tenant: /^repo:[^*?/]+\//,
  tenantClaims: ['enterprise_id', 'repository', 'repository_id', 'repository_owner_id'],
  personClaims: ['actor'],
  audiences: /^(sts\.amazonaws\.com|https:\/\/github\.com\/[^/]+)$/,
} as const;

/**
 * Sources: GitHub, OpenID Connect reference; GitLab, OpenID Connect in AWS; Buildkite, CircleCI, HCP Terraform, Bitbucket, Azure DevOps and Vercel, OpenID Connect.
 */
const TOKEN_ISSUERS: readonly TokenIssuer[] = [
  { ...GITHUB, issuer: /^token\.actions\.githubusercontent\.com$/, shared: true },
  {
    ...GITHUB,
    issuer: /^(token\.actions\.githubusercontent\.com\/[^/]+|token\.actions\.[^.]+\.ghe\.com|github\.com\/enterprises\/[^/]+)$/,
    shared: false,
  },
  {
    name: 'GitLab',
    issuer: /^gitlab\.com$/,
    shared: true,
    tenant: /^project_path:[^*?/]+\//,
    tenantClaims: ['namespace_id', 'project_id', 'user_id'],
    personClaims: ['user_email', 'user_login'],
    audiences: /./,
  },
  {
    name: 'HCP Terraform',
    issuer: /^app\.terraform\.io$/,
    shared: true,
    tenant: /^organization:[^*?:]+:/,
    tenantClaims: [],
    personClaims: [],
    audiences: /^(aws\.workload\.identity|sts\.amazonaws\.com)$/,
  },
  {
    name: 'Buildkite',
    issuer: /^agent\.([^.]+\.)?buildkite\.(com|dev|site)$/,
    shared: true,
    tenant: /^organization:[^*?:]+:/,
    tenantClaims: ['cluster_id', 'organization_id', 'organization_slug', 'pipeline_id'],
    personClaims: [],
    audiences: /^(sts\.amazonaws\.com|https:\/\/buildkite\.com\/[^/]+)$/,
  },
  {
    name: 'Vercel',
    issuer: /^oidc\.vercel\.com$/,
    shared: true,
    tenant: /^owner:[^*?:]+:/,
    tenantClaims: [],
    personClaims: [],
    audiences: /^https:\/\/vercel\.com\/[^/]+$/,
  },
  {
    name: 'Vercel',
    issuer: /^oidc\.vercel\.com\/[^/]+$/,
    shared: false,
    tenantClaims: [],
    personClaims: [],
    audiences: /^https:\/\/vercel\.com\/[^/]+$/,
  },
  {
    name: 'CircleCI',
    issuer: /^oidc\.circleci\.com\/org\/[^/]+$/,
    shared: false,
    tenantClaims: [],
    personClaims: [],
    audiences: /^[0-9a-f-]{36}$/,
  },
  {
    name: 'Bitbucket Pipelines',
    issuer: /^api\.bitbucket\.org\/2\.0\/workspaces\/[^/]+\/pipelines-config\/identity\/oidc$/,
    shared: false,
    tenantClaims: [],
    personClaims: [],
    audiences: /^ari:cloud:bitbucket::workspace\//,
  },
  {
    name: 'Azure DevOps',
    issuer: /^vstoken\.dev\.azure\.com\/[^/]+$/,
    shared: false,
    tenantClaims: [],
    personClaims: [],
    audiences: /^api:\/\/AzureADTokenExchange$/,
  },
  {
    name: 'Amazon EKS',
    issuer: /^oidc\.eks\.[^/]+\/id\/[^/]+$/,
    shared: false,
    tenantClaims: [],
    personClaims: [],
    audiences: /^sts\.amazonaws\.com$/,
  },
];

export const tokenIssuer = (issuer: string): TokenIssuer | undefined =>
  TOKEN_ISSUERS.find((one) => one.issuer.test(issuer));
