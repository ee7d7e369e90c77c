import type { Json } from '../../domain/policy.ts';
import { MalformedAnswer } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import { isObject } from '../schema-check.ts';
import {
  attachedOf,
  detailTold,
  groupsOf,
  inlineOf,
  type EntityKind as Kind,
  namesTold,
  type ToldEntity,
  untoldOf,
} from './entity.ts';
import { NOT_TOLD, type Offer } from './offer.ts';
import { fieldIn, tagsIn, textIn } from './spelling.ts';

type Files = ReadonlyMap<string, Json | undefined>;

/** Folders of IAM, and the call that would say whether everything is there. */
export const IAM_KINDS = [
  ['user', 'ListUsers'],
  ['group', 'ListGroups'],
  ['role', 'ListRoles'],
  ['policy', 'ListPolicies'],
] as const;

/** Undefined: it was taken; else why not. A file that is not there leaves open what it would hold. */
export function entityOffered(
  offer: Offer,
  steps: readonly string[],
  metadata: JsonObject,
  files: Files,
): string | undefined {
  const kind = IAM_KINDS.find(([name]) => steps.includes(name))?.[0];
  if (kind === undefined) return 'a type of thing that is not read from here';
  const arn = textIn(metadata, 'arn');
  if (arn === undefined) return 'no `arn` in its `metadata.json`';
  if (kind === 'policy') {
    const document = files.get('policy');
    if (document === undefined) return 'no `policy.json`';
    offer.managedPolicy(arn, document ?? NOT_TOLD);
    return undefined;
  }
  const { detail, untold } = detailOf(kind, arn, metadata, files);
  offer[kind](detail, untold);
  return undefined;
}

/** In the form of iam:GetAccountAuthorizationDetails. */
function detailOf(kind: Kind, arn: string, metadata: JsonObject, files: Files) {
  const told: ToldEntity = {
    inline: inlineOf(files.get('inline-policies')),
    attached: attachedOf(files.get('managed-policies')),
    boundary: boundaryOf(metadata, files),
    tags: tagsIn(files.get('tags') ?? fieldIn(metadata, 'tags')),
    groups: groupsOf(files.get('groups') ?? fieldIn(metadata, 'groups')),
  };
  const detail: JsonObject = {
    ...namesTold(textIn(metadata, 'path') ?? pathOf(arn), textIn(metadata, 'id') ?? textIn(metadata, `${kind}Id`)),
    AssumeRolePolicyDocument: files.get('trust-policy') ?? NOT_TOLD,
  };
  return { detail: { ...detail, ...detailTold(arn, told) }, untold: untoldOf(kind, told) };
}

const pathOf = (arn: string): string => {
  const resource = arn.slice(arn.indexOf('/') + 1);
  return `/${resource.slice(0, resource.lastIndexOf('/') + 1)}`;
};

/** Null: told that there is none. */
function boundaryOf(metadata: JsonObject, files: Files): string | null | undefined {
  const content = files.get('permissions-boundary') ?? fieldIn(metadata, 'permissionsBoundary');
  const arn =
    content !== undefined && content !== null && isObject(content)
      ? (textIn(content, 'permissionsBoundaryArn') ?? textIn(content, 'policyArn') ?? textIn(content, 'arn'))
      : content;
  if (arn === null || arn === '') return null;
  if (arn === undefined) return undefined;
  if (typeof arn === 'string' && arn.startsWith('arn:')) return arn;
  throw new MalformedAnswer('permissionsBoundary');
}
