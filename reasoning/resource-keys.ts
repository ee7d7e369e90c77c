import type { Resource } from '../domain/snapshot.ts';
import { bucketNamed, comesThroughMultiRegion } from './access-points.ts';
import { serviceOfAction } from './actions.ts';
import { NO_RESOURCE_OWNER_KEYS } from './data/key-services.ts';
import { isMultiRegionAccessPoint } from './data/service-facts.ts';
import { ABSENT, fixed, fixedOrAbsent, free, hidden, type KeyState, lists, type Rule } from './key-state.ts';
import { organizationOf, tagValue } from './principal-keys.ts';
import type { Profile, Question, Target } from './question.ts';
import { callsUnread, isRead } from './reads.ts';
import { functionUrl } from './targets.ts';
import type { World } from './world.ts';

export function resourceTag(question: Question, world: World, key: string): KeyState {
  const { role, arn } = question.target;
  if (isMultiRegionAccessPoint(arn)) return hidden(key, UNDOCUMENTED);
  if (!lists(question, key)) return ABSENT;
  const resource = taggedResource(question, world, key);
  if (resource?.type === 'AWS::S3::Bucket' && resource.abac !== true)
    return isRead(world, resource, 'abac') ? ABSENT : tagsUnread(key, callsUnread(world, resource, 'abac'));
  const tags = role?.tags ?? resource?.tags;
  const calls = resource === undefined ? [] : callsUnread(world, resource, 'tags');
  return tags !== undefined && calls.length === 0 ? fixedOrAbsent(tagValue(tags, key)) : tagsUnread(key, calls);
}

/** Through an access point s3:BucketTag speaks of the bucket behind it; the other tag keys speak of the access point itself (rule 84). */
function taggedResource({ target: { resource } }: Question, world: World, key: string): Resource | undefined {
  const behind = resource?.type === 'AWS::S3::AccessPoint' && /^s3:BucketTag\//i.test(key);
  return behind ? bucketNamed(world, resource.bucket) : resource;
}

function tagsUnread(key: string, calls: readonly string[]): KeyState {
  const text =
    calls.length === 0
      ? 'the tags of the resource are not in the snapshot'
      : `the tags of the resource could not be read: ${calls.join(', ')}`;
  return hidden(key, { rule: 73, text });
}

/** The Region of the endpoint that is called (rule 117): AWS STS has one in every Region, whatever the role's ARN leaves out. */
export function requestedRegion(question: Question, _world: World, key: string): KeyState {
  const { action, target, profile } = question;
  if (comesThroughMultiRegion(question)) return hidden(key, UNDOCUMENTED, { mayBeAbsent: false });
  if (profile.ownRegion !== true || serviceOfAction(action) === 'sts') return free(key, { mayBeAbsent: false });
  if (target.region !== undefined && target.region !== '') return fixed(target.region);
  return GLOBAL_SERVICES.has(target.service) ? globalRegion(target, key) : free(key, { mayBeAbsent: false });
}

const UNDOCUMENTED = {
  rule: 83,
  text: 'which Region, network origin and tags requests through a Multi-Region Access Point carry',
};

/** Services with one global endpoint (rule 117). */
const GLOBAL_SERVICES = new Set([
  'iam',
  'organizations',
  'cloudfront',
  'route53',
  'waf',
  'shield',
  'budgets',
  'ce',
  'support',
]);

/** Where IAM has its endpoint outside `aws`. Source: AWS General Reference, IAM endpoints and quotas; endpoints in China. */
const IAM_REGIONS: Readonly<Record<string, string>> = { 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-north-1' };

function globalRegion({ arn, service }: Target, key: string): KeyState {
  const [, partition = 'aws'] = arn.split(':');
  const region = partition === 'aws' ? 'us-east-1' : service === 'iam' ? IAM_REGIONS[partition] : undefined;
  if (region !== undefined) return fixed(region);
  const text = `which Region the endpoint of ${service} reports in the partition ${partition} is not listed`;
  return hidden(key, { rule: 117, text }, { mayBeAbsent: false });
}

/** The aliases that the key has, not the one it is called by (rule 80). */
export const resourceAliases: Rule = (question, world, key) => {
  if (!lists(question, key)) return ABSENT;
  const { resource } = question.target;
  if (resource?.type !== 'AWS::KMS::Key') return aliasesUnread(key, []);
  const calls = callsUnread(world, resource, 'aliases');
  if (calls.length > 0) return aliasesUnread(key, calls);
  return fixedOrAbsent(resource.aliases.length === 0 ? undefined : resource.aliases);
};

function aliasesUnread(key: string, calls: readonly string[]): KeyState {
  const text =
    calls.length === 0
      ? 'the aliases of the key are not in the snapshot'
      : `the aliases of the key could not be read: ${calls.join(', ')}`;
  return hidden(key, { rule: 80, text }, { multi: true });
}

export const ownerKeys: Rule = (question, world, key) => {
  const { account } = question.target;
  if (NO_RESOURCE_OWNER_KEYS.has(question.action)) return ABSENT;
  if (/^aws:ResourceAccount$/i.test(key)) {
    return account === undefined
      ? hidden(key, { rule: 73, text: 'the owner of the resource is not known' })
      : fixed(account);
  }
  return organizationOf(account, world, key);
};

/** Set only on calls that come through an access point, at the access point and at the bucket behind it (rule 83). */
export const accessPointKey: Rule = (question, _world, key) => {
  const through = accessPointOf(question);
  return fixedOrAbsent(/account$/i.test(key) ? through?.account : through?.arn);
};

export const networkOrigin: Rule = (question, world, key) => {
  const through = accessPointOf(question);
  if (through === undefined) return ABSENT;
  const point = world.resource(through.arn);
  if (point?.type === 'AWS::S3::AccessPoint') return fixed(point.networkOrigin);
  if (comesThroughMultiRegion(question)) return hidden(key, UNDOCUMENTED);
  const text = 'the network origin of the access point could not be read: s3control:GetAccessPoint';
  return hidden(key, { rule: 83, text }, { mayBeAbsent: false });
};

function accessPointOf({ target, profile }: Question): Profile['accessPoint'] {
  const [, arn, account] = /^(arn:[^:]*:s3:[^:]*:(\d*):accesspoint\/[^/]+)/.exec(target.arn) ?? [];
  return arn === undefined || account === undefined ? profile.accessPoint : { arn, account };
}

/** The URL tells its kind; what adds or changes a URL is told by the caller. */
export const functionUrlAuth: Rule = (question, world, key) => {
  if (!lists(question, key)) return ABSENT;
  const { resource, arn } = question.target;
  const invokes = /^lambda:InvokeFunctionUrl$/i.test(question.action);
  if (resource?.type !== 'AWS::Lambda::Function' || !invokes) return free(key);
  const url = functionUrl(resource, arn);
  if (url !== undefined) return fixed(url.authType);
  return isRead(world, resource, 'url')
    ? ABSENT
    : hidden(key, { rule: 85, text: 'the URL of the function could not be read: lambda:GetFunctionUrlConfig' });
};

/** Unsigned calls come through the URL, and without one no call does. */
export const viaFunctionUrl: Rule = (question, world, key) => {
  if (!lists(question, key)) return ABSENT;
  if (question.profile.throughUrl === true) return fixed('true');
  const { resource, arn } = question.target;
  const known = resource?.type === 'AWS::Lambda::Function' && isRead(world, resource, 'url');
  if (known && functionUrl(resource, arn) === undefined) return ABSENT;
  return question.caller.principal.kind === 'anonymous' ? fixed('true') : free(key, { bool: true });
};
