import { expect, it } from 'vitest';
import type { AclGrant } from '../../domain/request.ts';
import { allow, ask, bucket, OTHER, role, smallWorld } from './small-world.ts';

const OTHERS = `arn:aws:iam::${OTHER}:role/partner`;
const reader = allow('s3:GetObject', '*');
const everybody: AclGrant = { grantee: { kind: 'allUsers' }, permission: 'READ' };
const toOthers: AclGrant = { grantee: { kind: 'account', canonicalId: 'c', account: OTHER }, permission: 'READ' };
const toThird: AclGrant = {
  grantee: { kind: 'account', canonicalId: 'd', account: '999988887777' },
  permission: 'READ',
};
const toSomebody: AclGrant = { grantee: { kind: 'account', canonicalId: 'who' }, permission: 'READ' };

/** What a role of another account may do with the objects of a bucket that keeps its ACLs. */
function read(caller: string, grants: readonly AclGrant[] | undefined, ignoresPublic = false): string {
  const open = { ...bucket('logs', undefined), ownership: 'ObjectWriter' as const };
  const block = {
    blockPublicAcls: false,
    ignorePublicAcls: ignoresPublic,
    blockPublicPolicy: false,
    restrictPublicBuckets: false,
  };
  const resource = { ...open, publicAccessBlock: block, ...(grants === undefined ? {} : { objectGrants: grants }) };
  const world = smallWorld({ roles: [role('partner', OTHER, reader)], resources: [resource] });
  return ask(world, caller, 's3:GetObject', 'arn:aws:s3:::logs/a').verdict;
}

it.each<[string, readonly AclGrant[] | undefined, boolean, string, string]>([
  ['were not read', undefined, false, 'unknown', 'unknown'],
  ['grant nobody anything', [], false, 'denied', 'denied'],
  ['open some object to everybody', [everybody], false, 'unknown', 'unknown'],
  ['open some object to everybody, which is ignored', [everybody], true, 'denied', 'denied'],
  ['open some object to the account', [toOthers], false, 'unknown', 'denied'],
  ['open some object to a third account', [toThird], false, 'denied', 'denied'],
  ['open some object to a canonical user nobody knows', [toSomebody], false, 'unknown', 'denied'],
])('where ACLs of single objects %s', (_, grants, ignoresPublic, ofAccount, unsigned) => {
  expect(read(OTHERS, grants, ignoresPublic)).toBe(ofAccount);
  expect(read('anyone', grants, ignoresPublic)).toBe(unsigned);
});
