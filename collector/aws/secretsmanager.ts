import type { Secret } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { documentOf, neededText, tagsOf, textOf } from './answers.ts';

export type SecretsManagerCall = 'ListSecrets' | 'GetResourcePolicy';

export const SECRETS_MANAGER: ServiceCalls<SecretsManagerCall> = {
  service: 'secretsmanager',
  reach: 'region',
  permissions: {
    ListSecrets: ['secretsmanager:ListSecrets'],
    GetResourcePolicy: ['secretsmanager:GetResourcePolicy'],
  },
};

/** Names, keys, tags and policies of secrets. Their values are never asked for. */
export async function collectSecrets(reader: Reader<SecretsManagerCall>): Promise<readonly Secret[]> {
  const paging = { answer: 'NextToken', input: 'NextToken' };
  const secrets = await reader.items('ListSecrets', { MaxResults: 100 }, 'SecretList', paging);
  return Promise.all(secrets.filter(isObject).map((secret) => readSecret(reader, secret)));
}

async function readSecret(reader: Reader<SecretsManagerCall>, listed: JsonObject): Promise<Secret> {
  const { account, region } = reader.place;
  const arn = neededText(listed, 'ARN');
  const answer = await reader.get('GetResourcePolicy', { SecretId: arn }, { target: arn });
  const policy = textOf(answer ?? {}, 'ResourcePolicy');
  const key = textOf(listed, 'KmsKeyId');
  return {
    type: 'AWS::SecretsManager::Secret',
    arn,
    account,
    region,
    name: textOf(listed, 'Name') ?? arn.slice(arn.lastIndexOf(':') + 1),
    tags: tagsOf(listed),
    ...(policy === undefined ? {} : { policy: { name: 'resource policy', document: documentOf(policy) } }),
    // Every secret is sealed; without a key of its own, with aws/secretsmanager.
    encryption: key === undefined ? { kind: 'awsManaged' } : { kind: 'customerManaged', key },
  };
}
