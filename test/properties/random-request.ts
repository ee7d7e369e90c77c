import type { Principal } from '../../domain/principal.ts';
import type {
  AccessRequest,
  AclGrant,
  AclGrantee,
  KmsGrant,
  RequestContext,
  RequestFacts,
} from '../../domain/request.ts';
import { serviceOfAction } from '../../reasoning/actions.ts';
import { takesUnsigned } from '../../reasoning/data/service-facts.ts';
import type { Dice } from './dice.ts';
import { A, B, FORMS, FURTHER_PLACES, PLACES, type Place, signIns } from './places.ts';
import { randomContext } from './random-condition.ts';
import { randomPolicies } from './random-policy.ts';

function randomGrants(dice: Dice, principal: Principal): readonly KmsGrant[] {
  if (!('account' in principal) || dice.chance(0.6)) return [];
  const own =
    principal.kind === 'user'
      ? principal.arn
      : principal.kind === 'roleSession'
        ? (principal.roleArn ?? '')
        : `arn:aws:iam::${principal.account}:root`;
  return [
    {
      id: 'g',
      grantee: dice.chance(0.8) ? own : `arn:aws:iam::${A}:role/other`,
      operations: dice.chance(0.8) ? ['Decrypt', 'DescribeKey'] : ['Encrypt'],
      issuingAccount: dice.pick([A, B]),
      ...(dice.chance(0.4) ? { encryptionContextSubset: { app: 'lake' } } : {}),
    },
  ];
}

function randomAcl(dice: Dice): readonly AclGrant[] {
  const grantees: readonly AclGrantee[] = [
    { kind: 'allUsers' },
    { kind: 'authenticatedUsers' },
    { kind: 'account', canonicalId: 'c-b', account: B },
    { kind: 'account', canonicalId: 'c-a', account: A },
  ];
  return [
    {
      grantee: dice.pick(grantees),
      permission: dice.pick(['READ', 'WRITE', 'FULL_CONTROL'] as const),
      ...(dice.chance(0.5) ? { on: 'object' } : {}),
    },
  ];
}

/** What AWS itself puts into every request of the principal. */
function derived(principal: Principal): RequestContext {
  const account = 'account' in principal ? { 'aws:PrincipalAccount': principal.account } : {};
  return { ...account, ...arnOf(principal), 'aws:ResourceAccount': A, ...nameOf(principal) };
}

function arnOf(principal: Principal): RequestContext {
  switch (principal.kind) {
    case 'user':
      return { 'aws:PrincipalArn': principal.arn };
    case 'roleSession':
      return { 'aws:PrincipalArn': principal.roleArn ?? '' };
    case 'root':
    case 'assumedRoot':
      return { 'aws:PrincipalArn': `arn:aws:iam::${principal.account}:root` };
    case 'federatedUser':
      return { 'aws:PrincipalArn': `arn:aws:sts::${principal.account}:federated-user/${principal.name}` };
    default:
      return {};
  }
}

const nameOf = (principal: Principal): RequestContext =>
  principal.kind === 'user' ? { 'aws:username': principal.arn.slice(principal.arn.lastIndexOf('/') + 1) } : {};

/** What such services decide by beside policies. */
function serviceFacts(dice: Dice, { action }: Place): RequestFacts {
  const service = serviceOfAction(action);
  if (service === 'execute-api')
    return {
      ...(dice.chance(0.5)
        ? { apiAuthorizer: dice.pick(['NONE', 'AWS_IAM', 'LAMBDA', 'COGNITO', 'unread'] as const) }
        : {}),
      ...(dice.chance(0.2) ? { privateApi: true } : {}),
    };
  if (service === 'glue')
    return dice.chance(0.3) ? { lakeFormation: dice.pick(['grants', 'denies', 'unread'] as const) } : {};
  if (service === 's3') return bucketFacts(dice);
  if (service === 'es')
    return dice.chance(0.3) ? { openSearchRoles: dice.pick(['grants', 'denies', 'unread'] as const) } : {};
  if (service === 'aoss')
    return dice.chance(0.6) ? { dataAccessPolicies: dice.pick(['grants', 'denies', 'unread'] as const) } : {};
  if (service === 'ecr') return dice.chance(0.5) ? { registryPolicyScope: dice.pick(['V1', 'V2'] as const) } : {};
  if (service === 'kms') return dice.chance(0.05) ? { regionNotEnabled: true } : {};
  if (service === 'sts')
    return dice.chance(0.05) ? { consoleSwitch: dice.pick(['signIn', 'switchedRole'] as const) } : {};
  if (service === 'ssm') return dice.chance(0.5) ? { snapshotSharedWith: dice.some([A, B, 'all'], 0.5) } : {};
  if (service !== 'ec2' && service !== 'rds') return {};
  return {
    ...(dice.chance(0.3) ? { snapshotEncryption: dice.pick(['awsManaged', 'customerManaged'] as const) } : {}),
    ...(dice.chance(0.7) ? { snapshotSharedWith: dice.some([A, B, 'all', FOREIGN_UNIT], 0.5) } : {}),
    ...(dice.chance(0.3) ? { snapshotPublicSharing: dice.pick(['blockAll', 'blockNew'] as const) } : {}),
  };
}

const FOREIGN_UNIT = `arn:aws:organizations::${B}:ou/o-other/ou-root-x`;

const bucketFacts = (dice: Dice): RequestFacts => ({
  ...(dice.chance(0.1) ? { s3ObjectAclsUnread: dice.pick(['everybody', 'accounts'] as const) } : {}),
  ...(dice.chance(0.02) ? { accessPointOfVolume: true } : {}),
});

/** Anonymous callers are mostly asked about where they may get in at all. */
function placesFor(dice: Dice, principal: Principal): readonly Place[] {
  if (principal.kind === 'federated') return signIns(principal.provider);
  const places = dice.chance(0.3) ? FURTHER_PLACES : PLACES;
  if (principal.kind !== 'anonymous' || dice.chance(0.3)) return places;
  return places.filter(({ action }) => takesUnsigned(action, ''));
}

export interface Sample {
  readonly form: string;
  readonly request: AccessRequest;
}

/** A random request with its policies, steered so that every layer and operator often decides. */
export function randomRequest(dice: Dice): Sample {
  const form = dice.pick(FORMS);
  const place = dice.pick(placesFor(dice, form.principal));
  const sealed = place.action.startsWith('kms:');
  const facts: RequestFacts = {
    ...form.facts,
    ...(place.action.startsWith('s3:') && dice.chance(0.1) ? { s3BlockPublicAccess: true } : {}),
    ...(place.action.startsWith('s3:') && dice.chance(0.1) ? { s3RestrictPublicBuckets: true } : {}),
    ...(place.action.startsWith('s3:') && dice.chance(0.15) ? { s3Acl: randomAcl(dice) } : {}),
    ...(sealed ? { kmsGrants: randomGrants(dice, form.principal) } : {}),
    ...serviceFacts(dice, place),
    ...(dice.chance(0.5) ? { vpcEndpointKind: dice.pick(['gateway', 'interface'] as const) } : {}),
  };
  return {
    form: form.name,
    request: {
      principal: form.principal,
      action: place.action,
      resource: { arn: place.arn, account: A },
      context: { ...derived(form.principal), ...randomContext(dice) },
      policies: randomPolicies(dice, place, form),
      facts,
    },
  };
}
