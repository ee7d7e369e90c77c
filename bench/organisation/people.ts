import type { Json } from '../../domain/policy.ts';
import type {
  AccountAssignment,
  DirectoryGroup,
  DirectoryUser,
  IamRole,
  PermissionSet,
  Person,
} from '../../domain/snapshot.ts';
import type { Dice } from './dice.ts';
import { INSTANCE, type Place, STORE, sortedBy, TEAMS } from './names.ts';
import { inlinePolicy } from './role-policies.ts';
import { roleOfSet } from './roles.ts';

export interface Directory {
  readonly permissionSets: readonly PermissionSet[];
  readonly assignments: readonly AccountAssignment[];
  readonly directoryUsers: readonly DirectoryUser[];
  readonly directoryGroups: readonly DirectoryGroup[];
  readonly people: readonly Person[];
  /** The roles that the sets have in their accounts. */
  readonly roles: readonly IamRole[];
}

const SETS = 24;

/** People in groups, one for each team and some for all; groups have permission sets in accounts. */
export function directoryOf(
  dice: Dice,
  places: readonly Place[],
  people: number,
  managed: readonly string[],
): Directory {
  const humans = Array.from({ length: people }, (_, index) => humanOf(dice, index));
  const permissionSets = Array.from({ length: SETS }, (_, index) => setOf(dice, index, managed));
  const directoryGroups = TEAMS.map((team, index) => ({
    id: `g-${index.toString().padStart(4, '0')}`,
    provider: STORE,
    name: `team-${team}`,
    members: humans.filter((one) => one.team === team || dice.chance(0.004)).map((one) => one.user.id),
  }));
  const assignments = places.flatMap(({ account }) =>
    Array.from({ length: 1 + dice.below(6) }, () => dice.pick(directoryGroups)).map(
      (group): AccountAssignment => ({
        instanceArn: INSTANCE,
        permissionSet: dice.favourite(permissionSets).arn,
        account,
        principalKind: 'group',
        principalId: group.id,
      }),
    ),
  );
  const distinct = new Map(assignments.map((one) => [JSON.stringify(one), one]));
  const provisioned = new Map(assignments.map((one) => [`${one.account} ${one.permissionSet}`, one]));
  const setByArn = new Map(permissionSets.map((one) => [one.arn, one]));
  return {
    permissionSets: sortedBy(permissionSets, (one) => one.arn),
    assignments: sortedBy([...distinct.values()], (one) => `${one.account} ${one.permissionSet} ${one.principalId}`),
    directoryUsers: humans.map((one) => one.user),
    directoryGroups,
    people: humans.map((one) => one.person),
    roles: [...provisioned.values()].flatMap(({ account, permissionSet }) => {
      const set = setByArn.get(permissionSet);
      return set === undefined ? [] : [roleOfSet(account, set.name, set.managedPolicies, set.inlinePolicy)];
    }),
  };
}

function humanOf(
  dice: Dice,
  index: number,
): { readonly team: string; readonly user: DirectoryUser; readonly person: Person } {
  const team = dice.pick(TEAMS);
  const email = `person${index.toString().padStart(6, '0')}@example.com`;
  const common = { displayName: `Person ${index}`, department: team, active: !dice.chance(0.03) };
  return {
    team,
    user: {
      id: `u-${index.toString().padStart(6, '0')}`,
      provider: STORE,
      userName: email,
      emails: [email],
      ...common,
    },
    person: { email, ...common },
  };
}

function setOf(dice: Dice, index: number, managed: readonly string[]): PermissionSet {
  const inline: Json | undefined = dice.chance(0.5) ? inlinePolicy(dice, dice.pick(TEAMS), 'prod') : undefined;
  return {
    arn: `${INSTANCE.replace(':instance/', ':permissionSet/')}/ps-${index.toString(16).padStart(16, '0')}`,
    instanceArn: INSTANCE,
    name: `Set${index}`,
    managedPolicies: [dice.favourite(managed)],
    customerManagedPolicies: [],
    ...(inline === undefined ? {} : { inlinePolicy: inline }),
  };
}
