import { withDerivedKeys } from '../../answers/simulate/caller.ts';
import { isList, isObject } from '../../answers/simulate/json.ts';
import type { EffectiveAccess, Hop } from '../../domain/access.ts';
import type { Json } from '../../domain/policy.ts';
import type { AccessRequest } from '../../domain/request.ts';
import type { IamRole, OrganizationPolicy, Resource, Snapshot } from '../../domain/snapshot.ts';
import type { Claim } from '../../reasoning/claim.ts';
import { EXCLUSIVE } from '../../reasoning/data/key-relations.ts';
import type { Replay } from '../../reasoning/engine-options.ts';
import type { Proved } from '../../reasoning/prove.ts';
import { shippedSample } from '../e2e/proved.ts';
import type { Core } from './altered-core.ts';

const ROLES = new Set(['Hop1', 'Hop2', 'CFO', 'VaultKeeper']);
const USERS = new Set(['ci-legacy']);
const RESOURCES = ['secret-cake-recipes', 'table/finance-ledger', 'key/01180c5b'];

const BAKERY = '590776722117';
const statement = (action: string, resource: string, condition: Json): Json => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
  Condition: condition,
});

/** Its conditions hang on keys that depend on each other, on keys that nobody can know, and on tags that are passed. */
const WATCHER: IamRole = {
  arn: `arn:aws:iam::${BAKERY}:role/Watcher`,
  account: BAKERY,
  name: 'Watcher',
  uniqueId: 'AROAWATCHER',
  path: '/',
  tags: { team: 'watch' },
  attachedPolicies: [],
  trustPolicy: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${BAKERY}:role/VaultKeeper` },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        Condition: { StringLike: { 'aws:RequestTag/team': 'b*' } },
      },
    ],
  },
  inlinePolicies: [
    {
      name: 'watch',
      document: {
        Version: '2012-10-17',
        Statement: [
          statement('s3:GetObject', 'arn:aws:s3:::secret-cake-recipes/from/${aws:PrincipalTag/team}/*', {
            IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
          }),
          statement('s3:PutObject', 'arn:aws:s3:::secret-cake-recipes/*', {
            StringEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] },
            StringNotEquals: { 'aws:SourceVpc': 'vpc-1' },
            NotIpAddressIfExists: { 'aws:SourceIp': '198.51.100.7/32' },
          }),
          statement('s3:GetObjectTagging', 'arn:aws:s3:::secret-cake-recipes/sacher/*', {
            ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/nobody' },
            StringNotEquals: { 'aws:PrincipalAccount': '000000000000', 'aws:PrincipalType': 'Account' },
          }),
          statement('s3:ListBucket', 'arn:aws:s3:::secret-cake-recipes', {
            StringEquals: { 'aws:SourceVpce': 'vpce-1' },
            IpAddress: { 'aws:SourceIp': '203.0.113.0/24' },
          }),
          statement('kms:*', '*', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }),
          statement('kms:Decrypt', '*', {
            StringLike: { 'kms:ViaService': 's3.*' },
            Null: { 'aws:CalledVia': 'false' },
          }),
        ],
      },
    },
  ],
};

/** Whose resource it is counts, one session of the watcher may do more to the bucket, and a key policy names two statements alike. */
function withMore(resource: Resource): Resource {
  const document = resource.policy?.document;
  if (!isObject(document) || !isList(document['Statement'])) return resource;
  const bucket = resource.type === 'AWS::S3::Bucket';
  const owned = {
    Effect: 'Deny',
    Principal: '*',
    Action: bucket ? 's3:*' : 'kms:*',
    Resource: bucket ? `${resource.arn}/*` : '*',
    Condition: { StringEquals: { 'aws:ResourceAccount': '000000000000' } },
  };
  const night = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:sts::${BAKERY}:assumed-role/Watcher/night` },
    Action: ['s3:DeleteObject', 's3:PutObject'],
    Resource: `${resource.arn}/*`,
  };
  const apart = ['kms:Decrypt', 'kms:Encrypt'].map((action, index) => ({
    ...owned,
    Sid: 'Apart',
    Action: action,
    Condition: { StringEquals: { 'aws:SourceVpce': `vpce-${index}` } },
  }));
  const more = resource.type === 'AWS::KMS::Key' ? [owned, ...apart] : bucket ? [owned, night] : [];
  return {
    ...resource,
    policy: { name: 'policy', document: { ...document, Statement: [...document['Statement'], ...more] } },
  };
}

/** One policy on two levels. */
const fromOffice = ({ organization }: Snapshot): OrganizationPolicy => ({
  id: 'p-office',
  type: 'scp',
  name: 'FromOffice',
  awsManaged: false,
  targets: [organization?.rootId ?? '', BAKERY],
  document: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Action: ['s3:ListBucket', 's3:GetBucketPolicy'],
        Resource: '*',
        Condition: { NotIpAddressIfExists: { 'aws:SourceIp': '203.0.112.0/23' } },
      },
    ],
  },
});

/** A corner of the sample organisation, and one more role: chains over accounts, a boundary, SCPs and RCPs, sealed data, MFA. */
function corner(whole: Snapshot): Snapshot {
  const resources = whole.resources.filter(
    ({ arn, type }) => type !== 'AWS::DynamoDB::Stream' && RESOURCES.some((name) => arn.includes(name)),
  );
  return {
    ...whole,
    roles: [...whole.roles.filter(({ name }) => ROLES.has(name)), WATCHER],
    users: whole.users.filter(({ name }) => USERS.has(name)),
    organizationPolicies: [...whole.organizationPolicies, fromOffice(whole)],
    resources: resources.map(withMore),
    identityProviders: [],
  };
}
export const SAMPLE = await shippedSample();
const CORNER = corner(SAMPLE);

/** The first witness that the interpreter does not confirm, or that is no request AWS would send. */
export function disagreementInWorld(core: Core): string | undefined {
  const { decide } = core.take('reasoning/decide.ts');
  const odd: string[] = [];
  const proved = proveCorner(core, (request) => {
    const problem = oddIn(request);
    if (problem !== undefined) odd.push(problem);
    return decide(request);
  });
  const [first] = proved.disagreements;
  if (first !== undefined) return `the sample: ${told(first.request)} is ${first.interpreter.kind}`;
  return odd[0] ?? [...proved.access.flatMap(oddNeeds), ...proved.hops.flatMap(oddHop)][0];
}

/** What services ask of the key. Sources: Using server-side encryption with AWS KMS keys (S3); DynamoDB encryption at rest usage notes. */
const KEY_ACTIONS: Readonly<Record<string, string>> = {
  's3:GetObject': 'kms:Decrypt',
  's3:PutObject': 'kms:GenerateDataKey',
  'dynamodb:GetItem': 'kms:Decrypt',
  'dynamodb:PutItem': 'kms:Decrypt',
};

/** Grants and cuts of sealed data that leave out what the key's policy must say as well, or stand in spite of it. */
function oddNeeds({ principal, grants, cuts }: EffectiveAccess): readonly string[] {
  const spited = grants.filter((one) => one.alsoNeeds.some(({ verdict }) => verdict === 'denied'));
  const needs = [...grants, ...cuts.filter(({ alsoNeeds }) => alsoNeeds !== undefined)].flatMap(
    ({ actions, alsoNeeds = [] }) =>
      actions.flatMap((action) => {
        const wanted = KEY_ACTIONS[action];
        return wanted === undefined || alsoNeeds.some((need) => need.action === wanted)
          ? []
          : [`${action} asks no ${wanted}`];
      }),
  );
  return [...spited.map(({ actions }) => `${actions.join()} in spite of the key`), ...needs].map(
    (problem) => `the sample: ${principal}: ${problem}`,
  );
}

/** A condition that is none. */
const oddHop = ({ from, to, verdict, when }: Hop): readonly string[] =>
  verdict === 'conditional' && when.kind === 'true' ? [`the sample: ${from} to ${to} without its condition`] : [];

/** Everything that is claimed of the corner. */
export function claimsOfWorld(core: Core): readonly Claim[] {
  const { decide } = core.take('reasoning/decide.ts');
  const claims: Claim[] = [];
  proveCorner(core, decide, (claim) => {
    claims.push(claim);
    return '';
  });
  return claims;
}

function proveCorner(core: Core, replay: Replay, register?: (claim: Claim) => string): Proved {
  const { World } = core.take('reasoning/world.ts');
  const steps = core.take('reasoning/prove.ts').prove(new World(CORNER), replay, register);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** A key of the witness that holds what AWS would not send for such a caller and resource, or beside another key. */
function oddIn(request: AccessRequest): string | undefined {
  const { context } = withDerivedKeys({ ...request, context: {} });
  const given = new Map(Object.entries(request.context).map(([key, value]) => [key.toLowerCase(), value]));
  const wrong = Object.entries(context).find(([key, value]) => (given.get(key.toLowerCase()) ?? value) !== value);
  if (wrong !== undefined) return `the sample: ${wrong[0]} of ${told(request)} is not ${String(wrong[1])}`;
  const apart = EXCLUSIVE.find((pair) => pair.every((key) => given.has(key.toLowerCase())));
  return apart === undefined ? undefined : `the sample: ${told(request)} has ${apart.join(' and ')}`;
}

const told = ({ principal, action, resource }: AccessRequest): string =>
  `${'arn' in principal ? principal.arn : 'roleName' in principal ? principal.roleName : principal.kind} ${action} ${resource.arn}`;
