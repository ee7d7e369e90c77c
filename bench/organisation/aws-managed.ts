import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Json } from '../../domain/policy.ts';
import type { ManagedPolicy } from '../../domain/snapshot.ts';

/** Policies of AWS itself, as they were in November 2026. */
export function managedPolicies(): readonly ManagedPolicy[] {
  const packed = readFileSync(new URL('./aws-managed-policies.json.gz', import.meta.url));
  const list: readonly { readonly name: string; readonly document: Json }[] = JSON.parse(gunzipSync(packed).toString());
  return list.map(({ name, document }) => ({
    arn: `arn:aws:iam::aws:policy/${name}`,
    account: 'aws',
    name,
    awsManaged: true,
    document,
  }));
}
