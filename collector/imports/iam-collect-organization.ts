import type { Json } from '../../domain/policy.ts';
import type { Organization, OrganizationalUnit, OrganizationPolicy } from '../../domain/snapshot.ts';
import { documentOf } from '../aws/answers.ts';
import type { JsonObject } from '../call-source.ts';
import { isObject } from '../schema-check.ts';
import { type Folder, metadataOf } from './iam-collect-folder.ts';
import { NOT_TOLD, type Offer } from './offer.ts';
import { fieldIn, listIn, textIn } from './spelling.ts';

const TYPES = [
  ['scps', 'scp', 'SERVICE_CONTROL_POLICY'],
  ['rcps', 'rcp', 'RESOURCE_CONTROL_POLICY'],
] as const;

/**
 * `organizations/<id>` of a directory of iam-collect. Its documentation names the folders and not the fields: the names of AWS's own
 * answers are looked for, and each call that they do not make up is a gap.
 */
export function organizationOffered(offer: Offer, id: string, partition: string, folders: readonly Folder[]): void {
  const own = folders.find(({ steps }) => steps.length === 0)?.files ?? new Map<string, Json>();
  const organization = organizationOf(id, metadataOf(own));
  const units = thingsIn(folders, 'ous').map(unitOf);
  const accounts = listIn(own.get('accounts'))?.map(accountOf);
  const policies = TYPES.flatMap(([folder, type]) => thingsIn(folders, folder).map((one) => policyOf(type, one)));
  const told = (call: string, isTold: boolean): void =>
    offer.told(
      { account: organization?.managementAccount ?? '-', region: 'global', service: 'organizations', call },
      id,
      isTold,
    );
  told('DescribeOrganization', organization !== undefined);
  told('ListRoots', organization !== undefined);
  told('ListAccounts', accounts?.every((one) => one !== undefined) === true);
  told('ListAccountsForParent', accounts?.every((one) => one?.parent !== undefined) === true);
  told(
    'ListOrganizationalUnitsForParent',
    units.every((unit) => unit !== undefined),
  );
  told(
    'ListPolicies',
    folders.some(({ steps: [kind] }) => kind === 'scps' || kind === 'rcps') && policies.every(({ named }) => named),
  );
  told(
    'DescribePolicy',
    policies.every(({ policy }) => policy.document !== NOT_TOLD),
  );
  told(
    'ListTargetsForPolicy',
    policies.every(({ targeted }) => targeted),
  );
  for (const one of accounts ?? []) if (one !== undefined) offer.account(one.id, partition, { ...one });
  offer.organization({
    ...(organization === undefined ? {} : { organization }),
    organizationalUnits: units.filter((unit) => unit !== undefined),
    organizationPolicies: policies.map(({ policy }) => policy),
  });
}

/** Things of a kind: a folder with files each, or a file each. */
function thingsIn(
  folders: readonly Folder[],
  kind: string,
): readonly (readonly [id: string, files: Folder['files']])[] {
  return folders.flatMap(({ steps: [first, id], files }) => {
    if (first !== kind) return [];
    return id === undefined
      ? [...files].map(([name, content]): readonly [string, Folder['files']] => [
          name,
          new Map([['metadata', content]]),
        ])
      : [[id, files] as const];
  });
}

function organizationOf(id: string, metadata: JsonObject): Organization | undefined {
  const rootId = textIn(metadata, 'rootId');
  const managementAccount =
    textIn(metadata, 'managementAccountId') ??
    textIn(metadata, 'managementAccount') ??
    textIn(metadata, 'masterAccountId');
  const enabled = listIn(fieldIn(metadata, 'enabledPolicyTypes') ?? fieldIn(metadata, 'policyTypes'));
  if (rootId === undefined || managementAccount === undefined || enabled === undefined) return undefined;
  const on = enabled.flatMap((one) =>
    typeof one === 'string' ? [one] : isObject(one) && textIn(one, 'status') === 'ENABLED' ? [textIn(one, 'type')] : [],
  );
  const types = TYPES.filter(([, , name]) => on.includes(name)).map(([, type]) => type);
  return { id, rootId, managementAccount, enabled: types };
}

const parentIn = (item: JsonObject): string | undefined => textIn(item, 'parentId') ?? textIn(item, 'parent');

function unitOf([id, files]: readonly [string, Folder['files']]): OrganizationalUnit | undefined {
  const metadata = metadataOf(files);
  const name = textIn(metadata, 'name');
  const parent = parentIn(metadata);
  return name === undefined || parent === undefined ? undefined : { id, name, parent };
}

function accountOf(item: Json): { readonly id: string; readonly name?: string; readonly parent?: string } | undefined {
  if (!isObject(item)) return undefined;
  const id = textIn(item, 'id') ?? textIn(item, 'accountId');
  const name = textIn(item, 'name');
  const parent = parentIn(item);
  if (id === undefined || !/^\d{12}$/.test(id)) return undefined;
  return { id, ...(name === undefined ? {} : { name }), ...(parent === undefined ? {} : { parent }) };
}

function policyOf(type: OrganizationPolicy['type'], [id, files]: readonly [string, Folder['files']]) {
  const metadata = metadataOf(files);
  const name = textIn(metadata, 'name');
  const targets = listIn(files.get('targets') ?? fieldIn(metadata, 'targets'))?.map((one) =>
    typeof one === 'string' ? one : isObject(one) ? (textIn(one, 'targetId') ?? textIn(one, 'id')) : undefined,
  );
  const known = (targets ?? []).filter((one) => one !== undefined);
  const document = documentOf(files.get('policy') ?? fieldIn(metadata, 'content') ?? NOT_TOLD);
  const awsManaged = fieldIn(metadata, 'awsManaged') === true;
  const policy: OrganizationPolicy = { id, type, name: name ?? id, awsManaged, document, targets: known.toSorted() };
  return { policy, named: name !== undefined, targeted: targets !== undefined && known.length === targets.length };
}
