import { catalogueAction } from './actions.ts';

/**
 * The actions that a call of this event name (`s3.amazonaws.com:HeadObject`) is authorised as: one, or one of several where
 * the name alone does not tell; none where it is not known, and the event keeps its name.
 */
export function actionsOfEvent(event: string): readonly string[] {
  const [source = '', name = ''] = event.split(':');
  const service = PREFIXES[source] ?? source.replace(/\.amazonaws\.com(\.cn)?$/, '');
  const named = service === 'lambda' ? name.replace(DATED, '') : name;
  const own = OTHERWISE[`${service}:${named}`] ?? [`${service}:${named}`];
  return own.flatMap((action) => catalogueAction(action)?.name ?? []);
}

/** Sources whose name is not the prefix of their actions. Source: Amazon CloudWatch User Guide, Logging API calls with CloudTrail. */
const PREFIXES: Readonly<Record<string, string>> = { 'monitoring.amazonaws.com': 'cloudwatch' };

/** `CreateFunction20150331`, `UpdateFunctionCode20150331v2`. Source: AWS Lambda Developer Guide, Logging API calls with CloudTrail. */
const DATED = /20\d{6}(v\d+)?$/;

/** Operations whose action is called otherwise. Source: Service Authorization Reference, API operations of Amazon S3, of AWS Lambda. */
const OTHERWISE: Readonly<Record<string, readonly string[]>> = {
  'lambda:Invoke': ['lambda:InvokeFunction'],
  'lambda:InvokeWithResponseStream': ['lambda:InvokeFunction'],
  's3:CompleteMultipartUpload': ['s3:PutObject'],
  's3:CreateMultipartUpload': ['s3:PutObject'],
  's3:UploadPart': ['s3:PutObject'],
  's3:DeleteObject': ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  's3:DeleteObjects': ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  's3:GetObject': ['s3:GetObject', 's3:GetObjectVersion'],
  's3:HeadObject': ['s3:GetObject', 's3:GetObjectVersion'],
  's3:HeadBucket': ['s3:ListBucket'],
  's3:ListBuckets': ['s3:ListAllMyBuckets'],
  's3:ListMultipartUploads': ['s3:ListBucketMultipartUploads'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
  's3:ListObjects': ['s3:ListBucket'],
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3:ListParts': ['s3:ListMultipartUploadParts'],
  // a copy reads and writes, and what a batch holds its name does not say
  's3:CopyObject': [],
  's3:UploadPartCopy': [],
};
