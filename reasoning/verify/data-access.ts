import type { Principal } from '../../domain/principal.ts';
import type { RequestFacts } from '../../domain/request.ts';
import type { DescribedResource } from '../../domain/snapshot.ts';

/** What the data access policies say of a caller and a collection, read by itself (rule 88q). */
export function ofDataAccess({ name, dataAccess }: DescribedResource, principal: Principal): RequestFacts {
  let open = dataAccess === undefined;
  for (const { on, permissions, principals } of dataAccess ?? []) {
    const things = new Set(permissions.length === 0 ? ['open'] : on.map((one) => thing(one, name)));
    const people = new Set(principals.map((one) => person(one, principal)));
    if (on.length === 0) things.add('open');
    const apart = [things, people].some((found) => !found.has('yes') && !found.has('open'));
    if (!apart && things.has('yes') && people.has('yes')) return { dataAccessPolicies: 'grants' };
    open ||= !apart;
  }
  return { dataAccessPolicies: open ? 'unread' : 'denies' };
}

type Fit = 'yes' | 'no' | 'open';

/** `collection/<name>` or `index/<name>/<index>`, the name in full or cut with a star. */
function thing(on: string, name: string): Fit {
  const [kind, pattern = '', ...rest] = on.split('/');
  const known =
    (kind === 'collection' && rest.length === 0) || (kind === 'index' && rest.length === 1 && rest[0] !== '');
  if (!known) return 'open';
  const head = pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;
  if (/[*?]/.test(head ?? pattern)) return 'open';
  return (head === undefined ? pattern === name : name.startsWith(head)) ? 'yes' : 'no';
}

function person(written: string, principal: Principal): Fit {
  if (/^(saml|iamidentitycenter)\//.test(written) || !('account' in principal)) return 'no';
  const [head = '', ...parts] = written.split('/');
  const [, , service, region, account, kind] = head.split(':');
  const last = parts.at(-1) ?? '';
  const clear =
    /^arn:[^:]+:iam::\d{12}:(user|role)$/.test(head) &&
    service === 'iam' &&
    region === '' &&
    last !== '' &&
    !/[*?]/.test(written);
  if (!clear || principal.kind === 'federatedUser') return 'open';
  if (principal.kind === 'root' || principal.kind === 'assumedRoot') return 'no';
  const arn = principal.kind === 'user' ? principal.arn : principal.roleArn;
  if (written === arn) return 'yes';
  const own = principal.kind === 'user' ? 'user' : 'role';
  const called = principal.kind === 'user' ? principal.arn.split('/').at(-1) : principal.roleName;
  const same = kind === own && last === called && (arn === undefined || account === arn.split(':')[4]);
  return same ? 'open' : 'no';
}
