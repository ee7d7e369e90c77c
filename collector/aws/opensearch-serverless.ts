import type { DataAccessRule } from '../../domain/data-access.ts';
import type { Json } from '../../domain/policy.ts';
import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isList, isObject } from '../schema-check.ts';
import { documentOf, neededText, objectOf, objectsOf, tagsOf, textOf } from './answers.ts';
import { given, LOWER_NEXT_TOKEN, placeOf, sealedBy } from './described.ts';

export type ServerlessCall = 'ListCollections' | 'ListAccessPolicies' | 'GetAccessPolicy' | 'ListTagsForResource';

export const OPENSEARCH_SERVERLESS: ServiceCalls<ServerlessCall> = {
  service: 'opensearchserverless',
  reach: 'region',
  permissions: {
    ListCollections: ['aoss:ListCollections'],
    ListAccessPolicies: ['aoss:ListAccessPolicies'],
    GetAccessPolicy: ['aoss:GetAccessPolicy'],
    ListTagsForResource: ['aoss:ListTagsForResource'],
  },
};

type ServerlessReader = Reader<ServerlessCall>;

/** Collections, each with the rules of data access policies that are about it. They have no policy of IAM of their own. */
export async function collectCollections(reader: ServerlessReader): Promise<readonly DescribedResource[]> {
  const found = await reader.items('ListCollections', {}, 'collectionSummaries', LOWER_NEXT_TOKEN);
  if (found.length === 0) return [];
  const rules = await readRules(reader);
  return Promise.all(found.filter(isObject).map((one) => readCollection(reader, one, rules)));
}

async function readCollection(
  reader: ServerlessReader,
  item: JsonObject,
  rules: readonly DataAccessRule[] | undefined,
): Promise<DescribedResource> {
  const arn = neededText(item, 'arn');
  const name = neededText(item, 'name');
  const tags = await reader.get('ListTagsForResource', { resourceArn: arn }, { target: arn });
  const key = textOf(item, 'kmsKeyArn');
  return {
    type: 'AWS::OpenSearchServerless::Collection',
    arn,
    ...placeOf(reader.place),
    name,
    tags: tagsOf(tags, 'tags'),
    // `auto`: a key that AWS owns
    ...sealedBy(key?.startsWith('arn:') === true ? key : undefined),
    ...given(
      'dataAccess',
      rules?.filter(({ on }) => on.length === 0 || on.some((one) => isAbout(one, name))),
    ),
  };
}

/** Undefined where a policy could not be read: it may be about every collection. */
async function readRules(reader: ServerlessReader): Promise<readonly DataAccessRule[] | undefined> {
  const pages = await reader.allPages('ListAccessPolicies', { type: 'data' }, LOWER_NEXT_TOKEN);
  if (pages === undefined) return undefined;
  const names = pages.flatMap((page) => objectsOf(page, 'accessPolicySummaries')).map((one) => neededText(one, 'name'));
  const policies = await Promise.all(names.sort().map((name) => readPolicy(reader, name)));
  const rules = policies.flatMap((one) => one ?? []);
  return policies.includes(undefined) ? undefined : rules;
}

/** `[{ Rules: [{ ResourceType, Resource, Permission }], Principal }]`. Source: Data access control for Amazon OpenSearch Serverless. */
async function readPolicy(reader: ServerlessReader, name: string): Promise<readonly DataAccessRule[] | undefined> {
  const answer = await reader.get('GetAccessPolicy', { type: 'data', name }, { target: name });
  if (answer === undefined) return undefined;
  const parts = documentOf(objectOf(answer, 'accessPolicyDetail')?.['policy'] ?? null);
  const rules = isList(parts) ? parts.map((part) => rulesOf(name, part)) : [undefined];
  if (!rules.includes(undefined)) return rules.flatMap((some) => some ?? []);
  reader.doubt('GetAccessPolicy', name, 'the data access policy is no list of rules');
  return undefined;
}

/** Undefined: it has not the form of rules. */
function rulesOf(policy: string, part: Json): readonly DataAccessRule[] | undefined {
  const [rules, principals] = isObject(part) ? [part['Rules'], textList(part['Principal'])] : [];
  if (rules === undefined || !isList(rules) || principals === undefined) return undefined;
  const found = rules.flatMap((rule): readonly DataAccessRule[] => {
    const [on, permissions] = isObject(rule) ? [textList(rule['Resource']), textList(rule['Permission'])] : [];
    return on === undefined || permissions === undefined ? [] : [{ policy, principals, permissions, on }];
  });
  return found.length === rules.length ? found : undefined;
}

function textList(value: Json | undefined): readonly string[] | undefined {
  if (value === undefined || !isList(value)) return undefined;
  const texts = value.filter((one) => typeof one === 'string');
  return texts.length === value.length ? texts : undefined;
}

/** `collection/<name>`, `index/<name>/<index>`, each with `*` at its end or not; other forms may be about it. */
function isAbout(on: string, name: string): boolean {
  const [kind, pattern = '*'] = on.split('/');
  if (kind !== 'collection' && kind !== 'index') return true;
  const star = pattern.search(/[*?]/);
  return star < 0 ? pattern === name : name.startsWith(pattern.slice(0, star));
}
