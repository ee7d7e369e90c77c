import { parseArn } from '../domain/arn.ts';
import type { Principal } from '../domain/principal.ts';

export type PrincipalInAccount = Extract<Principal, { readonly kind: 'user' | 'roleSession' | 'federatedUser' }>;

/** The ARN of a user, a role, a role session or a federated user as a principal; undefined for other ARNs. */
export function principalOfArn(text: string): PrincipalInAccount | undefined {
  const arn = parseArn(text);
  if (!arn.ok) return undefined;
  const { partition, account, service, resource } = arn.value;
  if (service === 'iam' && resource.startsWith('user/')) return { kind: 'user', partition, account, arn: text };
  if (service === 'iam' && resource.startsWith('role/')) {
    const roleName = resource.slice(resource.lastIndexOf('/') + 1);
    return { kind: 'roleSession', partition, account, roleName, roleArn: text };
  }
  if (service !== 'sts') return undefined;
  const name = /^federated-user\/(.+)$/.exec(resource)?.[1];
  if (name !== undefined) return { kind: 'federatedUser', partition, account, name };
  const session = /^assumed-role\/([^/]+)\/(.+)$/.exec(resource);
  if (session === null) return undefined;
  return { kind: 'roleSession', partition, account, roleName: session[1] ?? '', sessionName: session[2] ?? '' };
}
