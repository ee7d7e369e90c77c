import type { AccessControlAttribute, IdentityCenter } from '../domain/identity-center.ts';
import { isIdentityCenterRoleArn } from '../domain/principal.ts';
import type { DirectoryUser, IamRole } from '../domain/snapshot.ts';
import type { Caller } from './question.ts';
import type { LayerPolicies, World } from './world.ts';

/**
 * Which session tags Identity Center passes: none where attributes for access control are not enabled. Where they are, an external
 * identity provider may send more of them in its assertions, which no call tells.
 * Source: IAM Identity Center User Guide, Enable and configure attributes for access control (rule 96).
 */
const CALL = 'DescribeInstanceAccessControlAttributeConfiguration';

const isRead = (world: World): boolean => world.knows('sso-admin', CALL);

/** Are there no attributes for access control, so that sessions carry the tags of their role alone? */
const passesNoTags = (world: World): boolean => {
  const { identityCenters } = world.snapshot;
  return isRead(world) && identityCenters.length > 0 && identityCenters.every((one) => one.accessControl === undefined);
};

/** Of a role that Identity Center provisioned and that nobody enters but through it. */
export const hasNoDirectoryTags = (world: World, role: IamRole, trust: LayerPolicies): boolean =>
  isIdentityCenterRoleArn(role.arn) && trust.complete && onlyIdentityCenter(trust) && passesNoTags(world);

const onlyIdentityCenter = ({ policies }: LayerPolicies): boolean =>
  policies
    .flatMap(({ document }) => document.statements)
    .filter(({ effect }) => effect === 'Allow')
    .every(
      ({ principals }) =>
        principals !== undefined &&
        'in' in principals &&
        principals.in.every(({ value }) => value.includes(':saml-provider/AWSSSO_')),
    );

/** What Identity Center passes to a session of this permission set: of a user the values that are known, all others open. Undefined: that is not known. */
export function directoryEntrance(world: World, permissionSet: string, userId?: string): Caller['entrance'] {
  if (!world.snapshot.identityCenters.some((one) => one.accessControl?.enabled)) return undefined;
  const center = centerOf(world, permissionSet);
  if (center?.accessControl?.enabled !== true || !isRead(world)) return undefined;
  const user = world.snapshot.directoryUsers.find(
    (one) => one.id === userId && one.provider === center.identityStoreId,
  );
  const fixes = new Map(
    center.accessControl.attributes.flatMap((one) => {
      const value = user === undefined ? undefined : sentOf(user, one);
      return value === undefined ? [] : [[`aws:requesttag/${one.key.toLowerCase()}`, value] as const];
    }),
  );
  return { fixes, opens: ['aws:requesttag/*'], closedTags: false, needs: [] };
}

/** Not read: which tags such a session carries is open. */
export const tagsUnread = (world: World): boolean => !isRead(world);
export const TAGS_UNREAD = {
  rule: 96,
  text: 'which attributes of the directory become session tags was not read (sso-admin:DescribeInstanceAccessControlAttributeConfiguration)',
};

function centerOf({ snapshot }: World, permissionSet: string): IdentityCenter | undefined {
  const set = snapshot.permissionSets.find(({ arn }) => permissionSet.startsWith(`permissionset:${arn}@`));
  return snapshot.identityCenters.find(({ instanceArn }) => instanceArn === set?.instanceArn);
}

/** A value that the directory does not have, or that is put together otherwise, stays open. Source: the same, Select your attributes. */
function sentOf(user: DirectoryUser, { sources }: AccessControlAttribute): string | undefined {
  const [source = '', more] = sources;
  return more === undefined ? VALUES.get(source)?.(user) : undefined;
}

const VALUES: ReadonlyMap<string, (user: DirectoryUser) => string | undefined> = new Map([
  ['${path:userName}', ({ userName }: DirectoryUser) => userName],
  ['${path:displayName}', ({ displayName }: DirectoryUser) => displayName],
  ['${path:title}', ({ title }: DirectoryUser) => title],
  ['${path:userType}', ({ userType }: DirectoryUser) => userType],
  ['${path:enterprise.department}', ({ department }: DirectoryUser) => department],
  ['${path:enterprise.manager.value}', ({ manager }: DirectoryUser) => manager],
]);
