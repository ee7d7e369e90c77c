import { accountOfArn } from '../../domain/arn.ts';
import type { NamedPolicy, Statement } from '../../domain/policy.ts';
import type { AccessRequest, ContextValue, PolicySet } from '../../domain/request.ts';
import { crossingOf } from '../data/cross-account-actions.ts';
import { decide } from '../decide.ts';
import { actionMatches } from '../reference/action-matching.ts';
import type { CallerClass } from './callers.ts';
import type { Comparison } from './sides.ts';

export interface Asked {
  readonly caller: CallerClass;
  readonly action: string;
  readonly arn: string;
  readonly context: Readonly<Record<string, ContextValue>>;
}

/** The request under one side's policies, with everything around them such that they alone decide. */
export function requestUnder(type: Comparison['type'], policies: readonly NamedPolicy[], asked: Asked): AccessRequest {
  const { caller, action, arn, context } = asked;
  const { principal } = caller;
  const own = 'account' in principal ? principal.account : undefined;
  const account = ownerOf(type, asked, own);
  return {
    principal: withName(caller, context),
    action,
    resource: { arn, ...(account === undefined ? {} : { account }) },
    context,
    policies:
      type === 'IDENTITY_POLICY' ? besideIdentity(policies, action, own ?? '') : besideResource(policies, asked),
    // what would open most: a bucket that sends its tags, an administrator of root access
    facts: { rootAccessAdministrator: true, s3BucketAbac: true },
  };
}

/** Does the reference interpreter allow a request under the new policies, and deny it under the existing ones? */
export function replayOf({ type, existing, newer }: Comparison): (asked: Asked) => boolean {
  const [before, now] = [spokenTo(existing), spokenTo(newer)];
  return (asked) => {
    if (decide(requestUnder(type, now(asked.action), asked)).kind !== 'allowed') return false;
    const { kind } = decide(requestUnder(type, before(asked.action), asked));
    return kind === 'implicitlyDenied' || kind === 'explicitlyDenied';
  };
}

/** The policies without the statements that, as the interpreter reads them, certainly do not name the action. */
function spokenTo(policies: readonly NamedPolicy[]): (action: string) => readonly NamedPolicy[] {
  const words = new Map(
    policies.flatMap(({ document }) => document.statements.map((one) => [one, wordsOf(one)] as const)),
  );
  const known = new Map<string, readonly NamedPolicy[]>();
  const readFor = (text: string): readonly NamedPolicy[] => {
    const name = text.toLowerCase();
    const [service = '', action = ''] = name.split(':');
    const speaks = (one: Statement): boolean => {
      const spoken = words.get(one);
      if (spoken !== undefined && !spoken.has(name) && !spoken.has(service)) return false;
      const names = actionMatches(one.actions, { service, action });
      return names.is !== false || names.given.length > 0;
    };
    return policies.map(({ name: policy, document }) => ({
      name: policy,
      document: { ...document, statements: document.statements.filter(speaks) },
    }));
  };
  return (action) => {
    const found = known.get(action) ?? readFor(action);
    known.set(action, found);
    return found;
  };
}

/** A first sieve: actions without wildcards, and services of those with one; undefined: it may speak of any. */
function wordsOf({ actions }: Statement): ReadonlySet<string> | undefined {
  if (!('in' in actions)) return undefined;
  const words = actions.in.map((text) => (/[*?]/.test(text) ? /^([\w-]+):/.exec(text)?.[1] : text)?.toLowerCase());
  return words.includes(undefined) ? undefined : new Set(words.flatMap((one) => one ?? []));
}

/** Between accounts a grant needs the caller's own side as well, which is given: so any way of naming the caller counts. */
const crosses = (action: string, kind: string, arn: string): boolean =>
  kind !== 'service' &&
  kind !== 'federated' &&
  kind !== 'anonymous' &&
  !/^(kms|sts):/i.test(action) &&
  crossingOf(action, arn) === 'crosses';

/** A sign-in is asked for in the account of its provider. */
function ownerOf(
  type: Comparison['type'],
  { caller, action, arn }: Asked,
  own: string | undefined,
): string | undefined {
  const { principal } = caller;
  if (principal.kind === 'federated') return accountOfArn(principal.provider);
  return type === 'IDENTITY_POLICY' || !crosses(action, principal.kind, arn) ? own : elsewhere(arn, own);
}

const OWNERS = ['111122223333', '444455556666'];
function elsewhere(arn: string, own: string | undefined): string {
  const inArn = accountOfArn(arn);
  return inArn !== undefined && /^\d{12}$/.test(inArn) && inArn !== own
    ? inArn
    : (OWNERS.find((one) => one !== own) ?? '');
}

const allowAll = (more: Partial<Statement> = {}): NamedPolicy => ({
  name: 'assumed',
  document: {
    version: '2012-10-17',
    statements: [{ effect: 'Allow', actions: { in: ['*'] }, resources: { in: ['*'] }, conditions: [], ...more }],
  },
});

/** Keys and roles ask their own policies too: these leave it to the identity policies of their account. */
function besideIdentity(identity: readonly NamedPolicy[], action: string, account: string): PolicySet {
  if (!/^(kms|sts):/i.test(action)) return { identity };
  return { identity, resource: [allowAll({ principals: { in: [{ kind: 'AWS', value: account }] } })] };
}

function besideResource(
  resource: readonly NamedPolicy[],
  {
    caller: {
      principal: { kind },
    },
    action,
    arn,
  }: Asked,
): PolicySet {
  const own = crosses(action, kind, arn) || /^(kms|sts):/i.test(action);
  // a federated user has no more than the policy passed to its session (rule 12)
  const session = kind === 'federatedUser' ? { session: [allowAll()] } : {};
  return { resource, ...session, ...(own ? { identity: [allowAll()] } : {}) };
}

/** A caller whose name a condition asked for has that name. */
function withName({ principal, open }: CallerClass, context: Asked['context']): AccessRequest['principal'] {
  const arn = Object.entries(context).find(([key]) => key.toLowerCase() === 'aws:principalarn')?.[1];
  if (open === undefined || typeof arn !== 'string') return principal;
  if (principal.kind === 'user') return { ...principal, arn };
  if (principal.kind !== 'roleSession') return principal;
  return { ...principal, roleArn: arn, roleName: arn.slice(arn.lastIndexOf('/') + 1) };
}
