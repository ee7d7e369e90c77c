import type { Call, ServiceName } from '../call-source.ts';

/** How many calls a second AWS takes of some operations together, counted for an account or for one of its Regions. */
export interface Budget {
  readonly service: ServiceName;
  /** Absent: all operations of the service that no other budget names. */
  readonly operations?: readonly string[];
  readonly perSecond: number;
  readonly countedPer: 'account' | 'region';
  /** The page of AWS's documentation that the figure is from. */
  readonly source: string;
}

const IDENTITY_CENTER = 'IAM Identity Center User Guide, Quotas and limits, throttle limits';
const ACCESS_MANAGER = 'IAM User Guide, Quotas for account access manager';
const ROLES_ANYWHERE = 'IAM Roles Anywhere User Guide, Quotas';
const LAMBDA_QUOTAS = 'AWS Lambda Developer Guide, Quotas, Lambda API requests';
const KMS_QUOTAS = 'AWS KMS Developer Guide, Request quotas';
const SECRETS_QUOTAS = 'AWS Secrets Manager User Guide, Quotas';

/**
 * What AWS documents as a rate, so that it is kept before the service has to say so. Where no page gives one (IAM, and what
 * is not named here) the pace is the one that the service's own throttling leaves.
 */
export const BUDGETS: readonly Budget[] = [
  { service: 'sso-admin', perSecond: 20, countedPer: 'account', source: IDENTITY_CENTER },
  { service: 'account-access', perSecond: 20, countedPer: 'account', source: ACCESS_MANAGER },
  ...['ListTrustAnchors', 'ListProfiles', 'ListCrls'].map(
    (operation): Budget => ({
      service: 'rolesanywhere',
      operations: [operation],
      perSecond: 1,
      countedPer: 'region',
      source: ROLES_ANYWHERE,
    }),
  ),
  { service: 'lambda', operations: ['GetPolicy'], perSecond: 15, countedPer: 'region', source: LAMBDA_QUOTAS },
  { service: 'lambda', perSecond: 15, countedPer: 'region', source: LAMBDA_QUOTAS },
  { service: 'kms', operations: ['ListGrants'], perSecond: 100, countedPer: 'region', source: KMS_QUOTAS },
  {
    service: 'secretsmanager',
    operations: ['GetResourcePolicy'],
    perSecond: 50,
    countedPer: 'region',
    source: SECRETS_QUOTAS,
  },
];

/** The budget that a call counts towards, if AWS documents one. */
export function budgetOf(
  { service, operation }: Pick<Call, 'service' | 'operation'>,
  budgets: readonly Budget[] = BUDGETS,
): Budget | undefined {
  const own = budgets.filter((budget) => budget.service === service);
  return (
    own.find((budget) => budget.operations?.includes(operation) === true) ??
    own.find((budget) => budget.operations === undefined)
  );
}
