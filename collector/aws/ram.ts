import type { ResourceShare, SharePermission } from '../../domain/resource-share.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { documentOf, neededText, objectOf, textOf } from './answers.ts';
import { given, LOWER_NEXT_TOKEN } from './described.ts';

export type RamCall =
  | 'GetResourceShares'
  | 'GetResourceShareAssociations'
  | 'ListResourceSharePermissions'
  | 'GetPermission'
  | 'ListResources';

export const RAM: ServiceCalls<RamCall> = {
  service: 'ram',
  reach: 'region',
  permissions: {
    GetResourceShares: ['ram:GetResourceShares'],
    GetResourceShareAssociations: ['ram:GetResourceShareAssociations'],
    ListResourceSharePermissions: ['ram:ListResourceSharePermissions'],
    GetPermission: ['ram:GetPermission'],
    ListResources: ['ram:ListResources'],
  },
};

type RamReader = Reader<RamCall>;

/** What the account shares, and what others share with it: of these only the things are told, not with whom else. */
export async function collectShares(reader: RamReader): Promise<readonly ResourceShare[]> {
  const [own, foreign] = await Promise.all([ownShares(reader), foreignShares(reader)]);
  return [...own, ...foreign];
}

async function ownShares(reader: RamReader): Promise<readonly ResourceShare[]> {
  const shares = await listed(reader, 'GetResourceShares', { resourceOwner: 'SELF' }, 'resourceShares');
  const active = shares.filter(isActive);
  if (active.length === 0) return [];
  const [principals, resources] = await Promise.all([entities(reader, 'PRINCIPAL'), entities(reader, 'RESOURCE')]);
  const texts = new Map<string, Promise<string | undefined>>();
  return Promise.all(
    active.map(async (share) => {
      const arn = neededText(share, 'resourceShareArn');
      return {
        ...shareOf(reader, share),
        principals: principals.get(arn) ?? [],
        resources: resources.get(arn) ?? [],
        ...given('permissions', await readPermissions(reader, arn, texts)),
      };
    }),
  );
}

async function foreignShares(reader: RamReader): Promise<readonly ResourceShare[]> {
  const input = { resourceOwner: 'OTHER-ACCOUNTS' };
  const shares = (await listed(reader, 'GetResourceShares', input, 'resourceShares')).filter(isActive);
  if (shares.length === 0) return [];
  const things = await listed(reader, 'ListResources', input, 'resources');
  const { account } = reader.place;
  return shares.map((share) => ({
    ...shareOf(reader, share),
    principals: [account],
    resources: things
      .filter((one) => textOf(one, 'resourceShareArn') === textOf(share, 'resourceShareArn'))
      .map((one) => neededText(one, 'arn'))
      .sort(),
  }));
}

const isActive = (share: JsonObject): boolean => textOf(share, 'status') === 'ACTIVE';

const shareOf = ({ place }: RamReader, share: JsonObject): Omit<ResourceShare, 'principals' | 'resources'> => ({
  arn: neededText(share, 'resourceShareArn'),
  account: textOf(share, 'owningAccountId') ?? place.account,
  region: place.region,
  name: textOf(share, 'name') ?? '',
});

async function listed(
  reader: RamReader,
  call: RamCall,
  input: JsonObject,
  list: string,
  target?: string,
): Promise<readonly JsonObject[]> {
  const aim = target === undefined ? {} : { target };
  return (await reader.items(call, input, list, LOWER_NEXT_TOKEN, aim)).filter(isObject);
}

/** Ids of what is associated with each of the account's shares, sorted. */
async function entities(
  reader: RamReader,
  associationType: 'PRINCIPAL' | 'RESOURCE',
): Promise<ReadonlyMap<string, readonly string[]>> {
  const input = { associationType, associationStatus: 'ASSOCIATED' };
  const found = await listed(reader, 'GetResourceShareAssociations', input, 'resourceShareAssociations');
  const byShare = new Map<string, readonly string[]>();
  for (const one of found) {
    const share = neededText(one, 'resourceShareArn');
    byShare.set(share, [...(byShare.get(share) ?? []), neededText(one, 'associatedEntity')].sort());
  }
  return byShare;
}

/**
 * A share gives, for each type of resource, what its permission says in the version that the share has. Undefined: not known.
 * Source: Managing permissions in AWS RAM.
 */
async function readPermissions(
  reader: RamReader,
  share: string,
  texts: Map<string, Promise<string | undefined>>,
): Promise<readonly SharePermission[] | undefined> {
  const input = { resourceShareArn: share };
  const pages = await reader.pages('ListResourceSharePermissions', input, LOWER_NEXT_TOKEN, { target: share });
  if (pages.length === 0) return undefined;
  const read = await Promise.all(
    pages.flatMap(permissionsIn).map(async (one): Promise<readonly SharePermission[]> => {
      const [arn, version] = [neededText(one, 'arn'), textOf(one, 'version')];
      const key = `${arn} ${version ?? ''}`;
      const text = texts.get(key) ?? readText(reader, arn, version);
      texts.set(key, text);
      const document = await text;
      if (document !== undefined) return [{ ...permissionOf(one), document: documentOf(document) }];
      reader.doubt('GetPermission', share, `what \`${arn}\` permits is not known`);
      return [];
    }),
  );
  return read.flat();
}

const permissionsIn = (page: JsonObject): readonly JsonObject[] => {
  const list = page['permissions'];
  return Array.isArray(list) ? list.filter(isObject) : [];
};

const permissionOf = (one: JsonObject): Omit<SharePermission, 'document'> => ({
  name: textOf(one, 'name') ?? neededText(one, 'arn'),
  ...given('version', textOf(one, 'version')),
  ...given('resourceType', textOf(one, 'resourceType')),
});

async function readText(reader: RamReader, arn: string, version: string | undefined): Promise<string | undefined> {
  const input = { permissionArn: arn, ...(version === undefined ? {} : { permissionVersion: Number(version) }) };
  const answer = await reader.get('GetPermission', input, { target: arn });
  return textOf(objectOf(answer, 'permission') ?? {}, 'permission');
}
