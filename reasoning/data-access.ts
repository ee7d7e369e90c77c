import type { DataAccessRule } from '../domain/data-access.ts';
import type { Principal } from '../domain/principal.ts';
import type { RequestFacts } from '../domain/request.ts';
import type { DescribedResource } from '../domain/snapshot.ts';
import type { Caller } from './question.ts';

/**
 * Whether a data access policy lets the caller do anything in the collection or its indexes (rule 88q). Rules grant and never deny; one of
 * them is enough. Source: Data access control for Amazon OpenSearch Serverless, Policy syntax.
 */
export function dataAccessFacts({ name, dataAccess }: DescribedResource, { principal }: Caller): RequestFacts {
  if (dataAccess === undefined) return { dataAccessPolicies: 'unread' };
  const said = dataAccess.map((rule) => both(isAbout(rule, name), names(rule, principal)));
  if (said.includes(true)) return { dataAccessPolicies: 'grants' };
  return { dataAccessPolicies: said.includes(undefined) ? 'unread' : 'denies' };
}

type Answer = boolean | undefined;

const both = (one: Answer, other: Answer): Answer =>
  one === false || other === false ? false : one === undefined ? one : other;
const some = (answers: readonly Answer[]): Answer =>
  answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;

const isAbout = ({ on, permissions }: DataAccessRule, name: string): Answer =>
  on.length === 0 || permissions.length === 0 ? undefined : some(on.map((one) => covers(one, name)));

/** Names, or prefixes with `*` behind: what stands otherwise is not documented. */
const FORM = /^(?:collection\/(?=[^/]*$)|index\/(?=[^/]+\/[^/]+$))([^/*?]*)(\*?)(?:\/|$)/;

function covers(on: string, name: string): Answer {
  const [, prefix, star] = FORM.exec(on) ?? [];
  if (prefix === undefined) return undefined;
  return star === '*' ? name.startsWith(prefix) : name === prefix;
}

const names = ({ principals }: DataAccessRule, principal: Principal): Answer =>
  some(principals.map((one) => isNamed(one, principal)));

const OF_IAM = /^arn:[^:]+:iam::(\d{12}):(user|role)\/(?:[^*?]*\/)?([^/*?]+)$/;
/** Identities that are no principals of IAM. */
const OF_A_DIRECTORY = /^(?:saml|iamidentitycenter)\//;

/** Names of users and roles are unique whatever their paths: an ARN with another path is written for the same one, or for none. */
function isNamed(written: string, principal: Principal): Answer {
  if (OF_A_DIRECTORY.test(written)) return false;
  if (!('account' in principal)) return false;
  const [, account, kind, name] = OF_IAM.exec(written) ?? [];
  // the session of a federated user is one of an IAM user that no call tells
  if (name === undefined || principal.kind === 'federatedUser') return undefined;
  const arn = principal.kind === 'user' ? principal.arn : principal.kind === 'roleSession' ? principal.roleArn : '';
  if (arn !== undefined) return written === arn || (sameName(arn, account, kind, name) ? undefined : false);
  return kind === 'role' && principal.kind === 'roleSession' && principal.roleName === name ? undefined : false;
}

function sameName(arn: string, ...written: readonly (string | undefined)[]): boolean {
  const own = OF_IAM.exec(arn) ?? [];
  return written.every((one, index) => one === own[index + 1]);
}
