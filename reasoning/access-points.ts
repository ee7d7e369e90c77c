import type { Resource, S3AccessPoint, S3Bucket, S3MultiRegionAccessPoint } from '../domain/snapshot.ts';
import { catalogueAction } from './actions.ts';
import { isMultiRegionAccessPoint } from './data/service-facts.ts';
import type { Question } from './question.ts';
import type { World } from './world.ts';

export type AccessPoint = S3AccessPoint | S3MultiRegionAccessPoint;

export const isAccessPoint = (one: Resource | undefined): one is AccessPoint =>
  one?.type === 'AWS::S3::AccessPoint' || one?.type === 'AWS::S3::MultiRegionAccessPoint';

/** Names of the buckets behind it: of one in several Regions, of those that a request may be routed to. */
export const bucketNames = (point: AccessPoint): readonly string[] =>
  point.type === 'AWS::S3::AccessPoint' ? [point.bucket] : point.buckets.map(({ bucket }) => bucket);

/** Undefined: the bucket is not in the snapshot. */
export const bucketNamed = ({ snapshot }: World, name: string): S3Bucket | undefined =>
  snapshot.resources.find((one): one is S3Bucket => one.type === 'AWS::S3::Bucket' && one.name === name);

/** What operations on a Multi-Region Access Point ask of it. Source: Using Multi-Region Access Points with supported API operations. */
export const isThroughMultiRegion = (action: string): boolean => THROUGH.test(action);
const THROUGH =
  /^s3:(ListBucket(MultipartUploads)?|AbortMultipartUpload|ListMultipartUploadParts|BypassGovernanceRetention|RestoreObject|(Get|Put|Delete)Object|(Get|Delete)ObjectVersion|(Get|Put)Object(Version)?Acl|(Get|Put|Delete)Object(Version)?Tagging|(Get|Put)Object(LegalHold|Retention))$/i;

/** The access point itself is asked, not what is behind it: its policy, its tags, its routes. */
export function isOfPointItself(action: string): boolean {
  if (/^s3:(Tag|Untag|ListTagsFor)Resource$/i.test(action)) return true;
  const listed = catalogueAction(action);
  return listed !== undefined && !listed.types.some(({ name }) => name === 'bucket' || name === 'object');
}

/** Does a request of the question come through a Multi-Region Access Point, to it or to a bucket behind it? */
export const comesThroughMultiRegion = ({ target, profile }: Pick<Question, 'target' | 'profile'>): boolean =>
  isMultiRegionAccessPoint(target.arn) || isMultiRegionAccessPoint(profile.accessPoint?.arn ?? '');
