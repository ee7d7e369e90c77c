import { closeSync, openSync, writeSync } from 'node:fs';

/** A role of its own making, with documents no other role has: nothing can be saved by keeping equal ones once. */
function role(number: number): object {
  const statements = [0, 1, 2, 3].map((part) => ({
    Sid: `S${number}x${part}`,
    Effect: 'Allow',
    Action: ['s3:GetObject', 's3:PutObject', 'dynamodb:Query'],
    Resource: [
      `arn:aws:s3:::bucket-${number}-${part}/*`,
      `arn:aws:dynamodb:eu-west-1:111122223333:table/t-${number}-${part}`,
    ],
    Condition: { StringEquals: { 'aws:PrincipalTag/team': `team-${number % 977}` } },
  }));
  const trust = {
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::111122223333:role/role-${number - 1}` },
    Action: 'sts:AssumeRole',
  };
  return {
    Path: '/',
    RoleName: `role-${number}`,
    RoleId: `AROA${String(number).padStart(16, '0')}`,
    Arn: `arn:aws:iam::111122223333:role/role-${number}`,
    CreateDate: '2024-01-01T00:00:00+00:00',
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
    InstanceProfileList: [],
    RolePolicyList: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    AttachedManagedPolicies: [],
    Tags: [{ Key: 'n', Value: String(number) }],
    RoleLastUsed: {},
  };
}

/** Writes roles, as `aws iam get-account-authorization-details` prints them, until the file has this many bytes; gives how many they are. */
export function writeDetails(path: string, bytes: number, indent?: number): number {
  const file = openSync(path, 'w');
  let size = writeSync(file, '{"UserDetailList":[],"GroupDetailList":[],"Policies":[],"RoleDetailList":[\n');
  let roles = 0;
  while (size < bytes) {
    const block = Array.from({ length: 500 }, (_, one) => JSON.stringify(role(roles + one), null, indent)).join(',\n');
    size += writeSync(file, roles === 0 ? block : `,\n${block}`);
    roles += 500;
  }
  writeSync(file, ']}\n');
  closeSync(file);
  return roles;
}
