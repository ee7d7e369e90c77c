import { parseArn } from '../domain/arn.ts';
import type { PrincipalEntry, Statement } from '../domain/policy.ts';
import type { Principal } from '../domain/principal.ts';

/** Whom the statement names are certainly others, whatever the request. Where that hangs on more than names: false. */
export function namesOthers({ principals }: Statement, principal: Principal): boolean {
  if (principals === undefined || 'notIn' in principals) return false;
  return principals.in.every((entry) => isAnother(entry, principal));
}

function isAnother({ kind, value }: PrincipalEntry, principal: Principal): boolean {
  switch (kind) {
    case 'Service':
      return principal.kind !== 'service' || principal.name !== value;
    case 'Federated':
      return principal.kind !== 'federated' && principal.kind !== 'roleSession';
    case 'CanonicalUser':
      return false;
    case 'AWS':
      return value !== '*' && isAnotherOfAws(value, principal);
  }
}

/** Unique ids, sessions and federated users have to be looked at. */
function isAnotherOfAws(value: string, principal: Principal): boolean {
  if (!('partition' in principal)) return true;
  if (/^\d{12}$/.test(value)) return value !== principal.account;
  const arn = parseArn(value);
  if (!arn.ok) return false;
  const { partition, account, resource } = arn.value;
  if (partition !== principal.partition || account !== principal.account) return true;
  if (principal.kind === 'user') return resource !== 'root' && value !== principal.arn;
  if (principal.kind !== 'roleSession' || principal.roleArn === undefined) return false;
  return resource.startsWith('role/') && value !== principal.roleArn;
}
