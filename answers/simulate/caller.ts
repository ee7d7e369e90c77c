import { lastSegment, parseArn } from '../../domain/arn.ts';
import type { Json } from '../../domain/policy.ts';
import { accountOf, type Principal } from '../../domain/principal.ts';
import type { AccessRequest, RequestContext } from '../../domain/request.ts';
import { ok } from '../../domain/result.ts';
import { NO_RESOURCE_OWNER_KEYS } from '../../reasoning/data/key-services.ts';
import { isObject, type Read, wrong } from './json.ts';

const PLACE = 'principal';
const FORMS =
  'must be the ARN of a user, role, role session, federated user or root, or `{"service": ...}`, `{"federated": ...}`, `{"anonymous": true}`';

/** Every spelling of a caller. A role ARN means a session of that role whose name is not known. */
export function readCaller(json: Json | undefined): Read<Principal> {
  if (typeof json === 'string') return callerOfArn(json);
  if (!isObject(json) || Object.keys(json).length !== 1) return wrong(PLACE, FORMS);
  const { service, federated, anonymous } = json;
  if (typeof service === 'string' && service !== '') return ok({ kind: 'service', name: service });
  if (typeof federated === 'string' && federated !== '') return ok({ kind: 'federated', provider: federated });
  return anonymous === true ? ok({ kind: 'anonymous' }) : wrong(PLACE, FORMS);
}

function callerOfArn(text: string): Read<Principal> {
  const parsed = parseArn(text);
  if (!parsed.ok) return wrong(PLACE, `\`${text}\` ${FORMS}`);
  const { partition, service, account, resource } = parsed.value;
  if (!/^\d{12}$/.test(account)) return wrong(PLACE, `\`${text}\` names no account of twelve digits`);
  const home = { partition, account };
  const [type = '', first = '', second = ''] = resource.split('/');
  const name = lastSegment(resource);
  if (service === 'iam' && resource === 'root') return ok({ kind: 'root', ...home });
  if (service === 'iam' && type === 'user' && name !== '' && first !== '')
    return ok({ kind: 'user', ...home, arn: text });
  if (service === 'iam' && type === 'role' && name !== '' && first !== '')
    return ok({ kind: 'roleSession', ...home, roleName: name, roleArn: text });
  if (service === 'sts' && type === 'assumed-role' && second !== '' && first !== '')
    return ok({ kind: 'roleSession', ...home, roleName: first, sessionName: second });
  if (service === 'sts' && type === 'federated-user' && first !== '')
    return ok({ kind: 'federatedUser', ...home, name: first });
  return wrong(PLACE, `\`${text}\` ${FORMS}`);
}

/** aws:AssumedRoot tells a session of sts:AssumeRoot from the root user. */
export function asAssumedRoot(caller: Principal, context: RequestContext): Principal {
  const marked = Object.entries(context).some(
    ([key, value]) => key.toLowerCase() === 'aws:assumedroot' && String(value).toLowerCase() === 'true',
  );
  return caller.kind === 'root' && marked ? { ...caller, kind: 'assumedRoot' } : caller;
}

/** Adds what follows from caller and resource, where it is not given; a key that does not follow stays absent. */
export function withDerivedKeys(request: AccessRequest): AccessRequest {
  const given = new Set(Object.keys(request.context).map((key) => key.toLowerCase()));
  const derived = Object.entries({ ...callerKeys(request.principal), ...ownerKey(request), ...leadingKeys(request) });
  const missing = derived.filter(([key]) => !given.has(key.toLowerCase()));
  if (missing.length === 0) return request;
  return { ...request, context: Object.fromEntries([...Object.entries(request.context), ...missing]) };
}

/** Using IAM policy conditions for fine-grained access control: two names of the same values. */
function leadingKeys({ context }: AccessRequest): RequestContext {
  const names = ['dynamodb:LeadingKeys', 'dynamodb:FirstPartitionKeyValues'];
  const given = Object.entries(context).find(([key]) => names.some((one) => one.toLowerCase() === key.toLowerCase()));
  return given === undefined ? {} : Object.fromEntries(names.map((name) => [name, given[1]]));
}

function ownerKey({ action, resource }: AccessRequest): RequestContext {
  const parsed = parseArn(resource.arn);
  const account = resource.account ?? (parsed.ok ? parsed.value.account : '');
  const service = action.split(':')[0] ?? '';
  const unsent = NO_RESOURCE_OWNER_KEYS.has(action) || NO_RESOURCE_OWNER_KEYS.has(`${service}:*`);
  return /^\d{12}$/.test(account) && !unsent ? { 'aws:ResourceAccount': account } : {};
}

/** AWS global condition context keys, IAM policy variables: the values each form of principal has. */
function callerKeys(caller: Principal): RequestContext {
  const account = accountOf(caller);
  const common = account === undefined ? {} : { 'aws:PrincipalAccount': account };
  switch (caller.kind) {
    case 'user':
      return {
        ...common,
        'aws:PrincipalArn': caller.arn,
        'aws:PrincipalType': 'User',
        'aws:username': lastSegment(caller.arn),
      };
    case 'roleSession':
      return {
        ...common,
        'aws:PrincipalArn': caller.roleArn ?? pathlessRole(caller),
        'aws:PrincipalType': 'AssumedRole',
      };
    case 'federatedUser': {
      const arn = `arn:${caller.partition}:sts::${caller.account}:federated-user/${caller.name}`;
      const userid = `${caller.account}:${caller.name}`;
      return { ...common, 'aws:PrincipalArn': arn, 'aws:PrincipalType': 'FederatedUser', 'aws:userid': userid };
    }
    case 'root':
      return { ...common, ...rootArn(caller), 'aws:PrincipalType': 'Account', 'aws:userid': caller.account };
    case 'assumedRoot':
      return { ...common, ...rootArn(caller), 'aws:AssumedRoot': 'true' };
    case 'anonymous':
      return { 'aws:PrincipalAccount': 'anonymous', 'aws:PrincipalType': 'Anonymous', 'aws:userid': 'anonymous' };
    default:
      return common;
  }
}

const rootArn = (caller: { readonly partition: string; readonly account: string }): RequestContext => ({
  'aws:PrincipalArn': `arn:${caller.partition}:iam::${caller.account}:root`,
});

/** A session ARN leaves out the role's path; the interpreter says so where a condition looks at it. */
const pathlessRole = (caller: {
  readonly partition: string;
  readonly account: string;
  readonly roleName: string;
}): string => `arn:${caller.partition}:iam::${caller.account}:role/${caller.roleName}`;
