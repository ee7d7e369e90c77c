import type { AclPermission } from '../../domain/request.ts';

/** What an ACL grant on a bucket allows, lower-case action names. Source: Access control list (ACL) overview (copy of 2026). */
export const BUCKET_ACL_ACTIONS: Readonly<Record<AclPermission, readonly string[]>> = {
  READ: ['s3:listbucket', 's3:listbucketversions', 's3:listbucketmultipartuploads'],
  WRITE: ['s3:putobject'],
  READ_ACP: ['s3:getbucketacl'],
  WRITE_ACP: ['s3:putbucketacl'],
  FULL_CONTROL: [
    's3:getbucketacl',
    's3:listbucket',
    's3:listbucketmultipartuploads',
    's3:listbucketversions',
    's3:putbucketacl',
    's3:putobject',
  ],
};

/** The same for a grant on an object. */
export const OBJECT_ACL_ACTIONS: Readonly<Record<AclPermission, readonly string[]>> = {
  READ: ['s3:getobject', 's3:getobjectversion'],
  WRITE: [],
  READ_ACP: ['s3:getobjectacl', 's3:getobjectversionacl'],
  WRITE_ACP: ['s3:putobjectacl', 's3:putobjectversionacl'],
  FULL_CONTROL: [
    's3:getobject',
    's3:getobjectacl',
    's3:getobjectversion',
    's3:getobjectversionacl',
    's3:putobjectacl',
    's3:putobjectversionacl',
  ],
};
