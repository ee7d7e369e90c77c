import type { DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectsOf, textMapOf, textOf } from './answers.ts';
import { given, NEXT_TOKEN, placeOf, readPolicy, sealedBy } from './described.ts';

export type BackupCall =
  | 'ListBackupVaults'
  | 'GetBackupVaultAccessPolicy'
  | 'ListTags'
  | 'ListProtectedResourcesByBackupVault';

export const BACKUP: ServiceCalls<BackupCall> = {
  service: 'backup',
  reach: 'region',
  permissions: {
    ListBackupVaults: ['backup:ListBackupVaults'],
    GetBackupVaultAccessPolicy: ['backup:GetBackupVaultAccessPolicy'],
    ListTags: ['backup:ListTags'],
    ListProtectedResourcesByBackupVault: ['backup:ListProtectedResourcesByBackupVault'],
  },
};

export async function collectBackupVaults(reader: Reader<BackupCall>): Promise<readonly DescribedResource[]> {
  const vaults = await reader.items('ListBackupVaults', {}, 'BackupVaultList', NEXT_TOKEN);
  return Promise.all(vaults.filter(isObject).map((one) => readVault(reader, one)));
}

async function readVault(reader: Reader<BackupCall>, item: JsonObject): Promise<DescribedResource> {
  const arn = neededText(item, 'BackupVaultArn');
  const name = neededText(item, 'BackupVaultName');
  const [policy, tags, held] = await Promise.all([
    readPolicy(
      reader,
      'GetBackupVaultAccessPolicy',
      { BackupVaultName: name },
      { target: arn, field: 'Policy', name: 'vault policy', notSet: ['ResourceNotFoundException'] },
    ),
    reader.pages('ListTags', { ResourceArn: arn }, NEXT_TOKEN, { target: arn }),
    reader.pages('ListProtectedResourcesByBackupVault', { BackupVaultName: name }, NEXT_TOKEN, { target: arn }),
  ]);
  const sources = held.flatMap((page) => objectsOf(page, 'Results')).map((one) => neededText(one, 'ResourceArn'));
  return {
    type: 'AWS::Backup::BackupVault',
    arn,
    ...placeOf(reader.place),
    name,
    tags: Object.assign({}, ...tags.map((page) => textMapOf(page, 'Tags'))),
    ...given('policy', policy),
    ...sealedBy(textOf(item, 'EncryptionKeyArn')),
    ...(sources.length === 0 ? {} : { recoveryPointsOf: [...new Set(sources)].sort() }),
  };
}
