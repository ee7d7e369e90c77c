import type { Json } from '../../domain/policy.ts';
import type { IamRole } from '../../domain/snapshot.ts';
import type { Dice } from './dice.ts';
import { byArn, HOME, type Place, STORE } from './names.ts';
import { boundaryOf, inlinePolicy, policyByTags, teamOf } from './role-policies.ts';

/** How a role is entered. */
type Way = 'service' | 'role' | 'account' | 'pipeline' | 'tagged' | 'linked';

const WAYS: readonly (readonly [Way, number])[] = [
  ['service', 50],
  ['role', 30],
  ['account', 8],
  ['pipeline', 6],
  ['tagged', 3],
  ['linked', 3],
];
const SERVICES = ['lambda.amazonaws.com', 'ec2.amazonaws.com', 'ecs-tasks.amazonaws.com', 'states.amazonaws.com'];

export const samlProvider = (account: string): string =>
  `arn:aws:iam::${account}:saml-provider/AWSSSO_${STORE.slice(2)}_DO_NOT_DELETE`;
export const pipelineProvider = (account: string): string =>
  `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`;

const trusting = (principal: Json, action: Json = 'sts:AssumeRole', condition?: Json): Json => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: principal,
      Action: action,
      ...(condition === undefined ? {} : { Condition: condition }),
    },
  ],
});

/** A quarter of the roles stand under tags that decide; three in a hundred choose their tag as they sign in. */
export function rolesOf(
  dice: Dice,
  places: readonly Place[],
  count: number,
  managed: readonly string[],
): readonly IamRole[] {
  const roles: IamRole[] = [];
  while (roles.length < count) roles.push(roleOf(dice, places, roles, managed));
  return byArn(roles);
}

function roleOf(dice: Dice, places: readonly Place[], before: readonly IamRole[], managed: readonly string[]): IamRole {
  const { account, environment } = dice.pick(places);
  const way = dice.weighted(WAYS);
  const team = teamOf(dice);
  const path = way === 'linked' ? '/aws-service-role/ecs.amazonaws.com/' : dice.chance(0.02) ? '/platform/' : '/app/';
  const name =
    way === 'linked' ? `AWSServiceRoleFor${team}${before.length}` : `${team}-${environment}-${before.length}`;
  const byTags = way === 'tagged' || dice.chance(0.25);
  return {
    arn: `arn:aws:iam::${account}:role${path}${name}`,
    account,
    name,
    path,
    uniqueId: `AROA${before.length.toString(36).toUpperCase().padStart(17, 'A')}`,
    createdAt: '2026-01-01T00:00:00Z',
    inlinePolicies: [
      ...(dice.chance(0.6) ? [{ name: 'own', document: inlinePolicy(dice, team, environment) }] : []),
      ...(byTags ? [{ name: 'by-tags', document: policyByTags(dice) }] : []),
      ...(dice.chance(0.3) ? [{ name: 'onward', document: onward(dice, before) }] : []),
    ],
    attachedPolicies: [...new Set(Array.from({ length: 1 + dice.below(4) }, () => dice.favourite(managed)))].sort(),
    tags: way === 'tagged' ? { env: environment } : { env: environment, team },
    trustPolicy: trustOf(dice, way, account, before),
    ...(way !== 'linked' && dice.chance(0.3) ? { permissionsBoundary: boundaryOf(dice, account) } : {}),
  };
}

/** Roles that were made before: chains are as long as they come. */
function onward(dice: Dice, before: readonly IamRole[]): Json {
  const targets = Array.from({ length: 1 + dice.below(3) }, () => (before.length === 0 ? '*' : dice.pick(before).arn));
  return {
    Version: '2012-10-17',
    Statement: [{ Sid: 'Onward', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [...new Set(targets)] }],
  };
}

function trustOf(dice: Dice, way: Way, account: string, before: readonly IamRole[]): Json {
  const other = before.length === 0 ? undefined : dice.pick(before);
  switch (way) {
    case 'service':
      return trusting({ Service: dice.pick(SERVICES) });
    case 'linked':
      return trusting({ Service: 'ecs.amazonaws.com' });
    case 'role':
      return trusting(
        { AWS: other?.arn ?? account },
        'sts:AssumeRole',
        dice.chance(0.2) ? { StringEquals: { 'sts:ExternalId': `ext-${dice.below(50)}` } } : undefined,
      );
    case 'account':
      return trusting({ AWS: `arn:aws:iam::${other?.account ?? account}:root` });
    case 'pipeline':
      return trusting({ Federated: pipelineProvider(account) }, 'sts:AssumeRoleWithWebIdentity', {
        StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
        StringLike: { 'token.actions.githubusercontent.com:sub': `repo:tadori-scale/${teamOf(dice)}:*` },
      });
    case 'tagged':
      return trusting({ Federated: samlProvider(account) }, ['sts:AssumeRoleWithSAML', 'sts:TagSession'], {
        StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
      });
  }
}

/** The role that a permission set has in an account. */
export function roleOfSet(account: string, set: string, managed: readonly string[], inline?: Json): IamRole {
  const name = `AWSReservedSSO_${set}_${suffix(`${account}${set}`)}`;
  const path = `/aws-reserved/sso.amazonaws.com/${HOME}/`;
  return {
    arn: `arn:aws:iam::${account}:role${path}${name}`,
    account,
    name,
    path,
    uniqueId: `AROA${suffix(name).toUpperCase()}Z`,
    createdAt: '2026-01-01T00:00:00Z',
    inlinePolicies: inline === undefined ? [] : [{ name: 'AwsSSOInlinePolicy', document: inline }],
    attachedPolicies: managed,
    tags: {},
    trustPolicy: trusting({ Federated: samlProvider(account) }, ['sts:AssumeRoleWithSAML', 'sts:TagSession'], {
      StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
    }),
  };
}

/** Sixteen digits that belong to the text. */
function suffix(text: string): string {
  let [low, high] = [0x811c9dc5, 0x1b873593];
  for (const sign of text) {
    low = Math.imul(low ^ sign.charCodeAt(0), 0x01000193);
    high = Math.imul(high ^ (low >>> 7), 0x85ebca6b);
  }
  return [low, high].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
