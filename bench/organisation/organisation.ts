import type { Snapshot } from '../../domain/snapshot.ts';
import { managedPolicies } from './aws-managed.ts';
import { coverageOf } from './coverage.ts';
import { Dice } from './dice.ts';
import { accountsOf, guardrails, organizationOf, placesOf, UNITS } from './guardrails.ts';
import { byArn, HOME, INSTANCE, STORE } from './names.ts';
import { directoryOf } from './people.ts';
import { resourcesOf } from './resources.ts';
import { boundariesIn } from './role-policies.ts';
import { pipelineProvider, rolesOf, samlProvider } from './roles.ts';

export interface Size {
  readonly accounts: number;
  /** With those that permission sets have in accounts. */
  readonly roles: number;
  readonly resources: number;
  readonly seed: number;
}

export const MIDDLE: Size = { accounts: 20, roles: 2_000, resources: 5_000, seed: 6 };
export const LARGE: Size = { accounts: 100, roles: 20_000, resources: 50_000, seed: 6 };

const PEOPLE_PER_ROLE = 0.25;

/**
 * An organisation of any size, the same for the same size and seed: what the figures of scale are measured on. It was made before
 * anything was tuned to it, and a change of it is a new workload (test/bench/organisation.test.ts holds its digest).
 */
export function organisationOf(size: Size): Snapshot {
  const dice = new Dice(size.seed);
  const places = placesOf(dice, size.accounts);
  const managed = managedPolicies();
  const names = managed.map(({ arn }) => arn);
  const directory = directoryOf(dice, places, Math.ceil(size.roles * PEOPLE_PER_ROLE), names);
  const own = rolesOf(dice, places, Math.max(0, size.roles - directory.roles.length), names);
  const roles = byArn([...directory.roles, ...own]);
  const { roles: _, ...people } = directory;
  return {
    format: 1,
    takenAt: '2026-11-29T00:00:00Z',
    source: 'sample',
    organization: organizationOf(places),
    organizationalUnits: UNITS,
    organizationPolicies: guardrails(dice, places),
    accounts: accountsOf(places),
    users: [],
    groups: [],
    roles,
    managedPolicies: byArn([...managed, ...places.flatMap(({ account }) => boundariesIn(account))]),
    identityProviders: byArn(
      places.flatMap(({ account }) => [
        { kind: 'saml', arn: samlProvider(account), account } as const,
        {
          kind: 'oidc',
          arn: pipelineProvider(account),
          account,
          url: PIPELINES,
          clientIds: ['sts.amazonaws.com'],
        } as const,
      ]),
    ),
    instanceProfiles: [],
    identityCenters: [
      { instanceArn: INSTANCE, identityStoreId: STORE, region: HOME, ownerAccount: places[0]?.account ?? '' },
    ],
    ...people,
    identitySources: [],
    entitlements: [],
    resources: resourcesOf(dice, places, size.resources, own),
    computeBindings: [],
    resourceShares: [],
    usage: [],
    coverage: coverageOf(places),
  };
}

const PIPELINES = 'token.actions.githubusercontent.com';
