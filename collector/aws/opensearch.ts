import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { neededText, objectOf, objectsOf, tagsOf, textOf } from './answers.ts';
import { given, placeOf, policyIn, sealedAs } from './described.ts';

export type OpenSearchCall = 'ListDomainNames' | 'DescribeDomains' | 'ListTags';

export const OPENSEARCH: ServiceCalls<OpenSearchCall> = {
  service: 'opensearch',
  reach: 'region',
  permissions: {
    ListDomainNames: ['es:ListDomainNames'],
    DescribeDomains: ['es:DescribeDomains'],
    ListTags: ['es:ListTags'],
  },
};

/** Source: Amazon OpenSearch Service quotas; API DescribeDomains. */
const AT_ONCE = 5;

/** Domains of OpenSearch and of Elasticsearch. */
export async function collectDomains(reader: Reader<OpenSearchCall>): Promise<readonly DescribedResource[]> {
  const names = objectsOf(await reader.get('ListDomainNames', {}), 'DomainNames').map((one) =>
    neededText(one, 'DomainName'),
  );
  const groups = Array.from({ length: Math.ceil(names.length / AT_ONCE) }, (_, i) =>
    names.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
  const answers = await Promise.all(groups.map((some) => reader.get('DescribeDomains', { DomainNames: some })));
  return Promise.all(
    answers.flatMap((answer) => objectsOf(answer, 'DomainStatusList')).map((one) => readDomain(reader, one)),
  );
}

async function readDomain(reader: Reader<OpenSearchCall>, item: JsonObject): Promise<DescribedResource> {
  const arn = neededText(item, 'ARN');
  const tags = await reader.get('ListTags', { ARN: arn }, { target: arn });
  const rest = objectOf(item, 'EncryptionAtRestOptions');
  const fineGrained = objectOf(item, 'AdvancedSecurityOptions')?.['Enabled'];
  return {
    type: 'AWS::OpenSearchService::Domain',
    arn,
    ...placeOf(reader.place),
    name: neededText(item, 'DomainName'),
    tags: tagsOf(tags, 'TagList'),
    ...given('policy', policyIn(item, 'AccessPolicies', 'domain policy')),
    ...sealedAs(rest?.['Enabled'] === true, textOf(rest ?? {}, 'KmsKeyId')),
    ...(typeof fineGrained === 'boolean' ? { fineGrained } : {}),
  };
}
