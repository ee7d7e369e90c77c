import type { KmsKey, Resource } from '../domain/snapshot.ts';

type Encryption = NonNullable<Resource['encryption']>;

/**
 * Services name a key by ARN, id, alias or alias ARN, and only KMS knows who manages it. Where the key was read, the
 * record gets its ARN and its manager; where it was not, an ARN that names what is known.
 */
export function withResolvedKeys(
  resources: readonly Resource[],
  partitionOf: (account: string) => string,
): readonly Resource[] {
  const keys = resources.filter((resource): resource is KmsKey => resource.type === 'AWS::KMS::Key');
  const byName = new Map(keys.flatMap((key) => namesOf(key).map((name) => [name, key] as const)));
  return resources.map((resource) => {
    const { encryption } = resource;
    if (encryption?.key === undefined) return resource;
    const prefix = `arn:${partitionOf(resource.account)}:kms:${resource.region}:${resource.account}:`;
    return { ...resource, encryption: resolvedKey(encryption, encryption.key, prefix, byName) };
  });
}

/** All full names of a key. */
function namesOf(key: KmsKey): readonly string[] {
  const prefix = key.arn.slice(0, key.arn.length - `key/${key.name}`.length);
  return [key.arn, ...key.aliases.map((alias) => `${prefix}${alias}`)];
}

function resolvedKey(
  encryption: Encryption,
  given: string,
  prefix: string,
  byName: ReadonlyMap<string, KmsKey>,
): Encryption {
  const name = given.startsWith('arn:') ? given : `${prefix}${given.startsWith('alias/') ? given : `key/${given}`}`;
  const key = byName.get(name);
  if (key !== undefined) return { kind: key.manager === 'AWS' ? 'awsManaged' : 'customerManaged', key: key.arn };
  // `alias/aws/...` is reserved for keys that AWS manages.
  return name.includes(':alias/aws/') ? { kind: 'awsManaged' } : { ...encryption, key: name };
}
