import type { Condition } from '../domain/policy.ts';
import type { KmsGrant } from '../domain/request.ts';
import { andPairs, constant, type Gathering, orPairs, type Symbolic, stateOf } from './compile.ts';
import { holds, makeTest, type Truth } from './operators.ts';
import type { Situation } from './situation.ts';
import { NEVER, type Pair, type Space, UNKNOWN } from './space.ts';

/** Requests that some grant admits; who issued it decides what else is needed across accounts (rule 79). */
export interface GrantedByGrant {
  readonly sameAccount: Pair;
  readonly issuedByCaller: Pair;
  /** Some grant names the caller as the one who retires it. */
  readonly retires: Pair;
  /** Some grant was issued by the caller's account, or is to be retired by it: its identity policies decide. */
  readonly retiredByAccount: boolean;
}

export function kmsGrantsAllow(gathering: Gathering, { facts }: Situation): (space: Space) => GrantedByGrant {
  const { question } = gathering;
  const { principal } = question.caller;
  const account = 'account' in principal ? principal.account : undefined;
  const name = question.action.replace(/^kms:/i, '').toLowerCase();
  const fitting = (facts.kmsGrants ?? []).filter((grant) => grant.operations.some((one) => one.toLowerCase() === name));
  const parts = fitting.map((grant) => ({ grant, when: grantWhen(gathering, grant, name) }));
  if (facts.kmsGrantsUnread === true)
    gathering.doubts.push({ rule: 0, text: 'the grants of the key could not be read' });
  const root = account === undefined ? undefined : `:${account}:root`;
  const grants = facts.kmsGrants ?? [];
  const ours = (grant: KmsGrant): boolean =>
    account !== undefined &&
    (grant.issuingAccount?.includes(account) === true || grant.retiring?.endsWith(root ?? '') === true);
  const retiredByAccount = grants.some(ours);
  const retiring = grants.flatMap((grant) =>
    grant.retiring === undefined || ours(grant) ? [] : [isGrantee(gathering, grant.retiring)],
  );
  const unread = facts.kmsGrantsUnread === true ? UNKNOWN : NEVER;
  return (space) => {
    const own = (mine: boolean): readonly Pair[] =>
      parts
        .filter(
          ({ grant }) =>
            mine ===
            (account !== undefined &&
              grant.issuingAccount?.includes(account) === true &&
              account !== question.target.account),
        )
        .map(({ when }) => when(space));
    return {
      sameAccount: orPairs(space, unread, ...own(false)),
      issuedByCaller: orPairs(space, ...own(true)),
      retires: orPairs(space, unread, ...retiring.map((truth) => constant(truth)(space))),
      retiredByAccount,
    };
  };
}

function grantWhen(gathering: Gathering, grant: KmsGrant, operation: string): Symbolic {
  const grantee = isGrantee(gathering, grant.grantee);
  if (grantee === false) return constant(false);
  const free = operation === 'describekey' || operation === 'retiregrant';
  const tests = free ? [] : constraints(grant).map((condition) => conditionHolds(gathering, condition));
  return (space) => andPairs(space, constant(grantee)(space), ...tests.map((test) => test(space)));
}

function isGrantee(gathering: Gathering, grantee: string): Truth {
  const { principal, entity } = gathering.question.caller;
  if (principal.kind === 'service') return grantee === principal.name;
  if (!('account' in principal)) return false;
  const root = `arn:${principal.partition}:iam::${principal.account}:root`;
  if (grantee === principal.account || grantee === root) {
    if (principal.kind === 'root') return true;
    gathering.doubts.push({
      rule: 79,
      text: 'whether an account as grantee means its identities too is not documented',
    });
    return 'unknown';
  }
  if (principal.kind === 'user') return grantee === principal.arn;
  if (principal.kind === 'roleSession') return grantee === principal.roleArn || grantee === entity?.uniqueId;
  return false;
}

function constraints(grant: KmsGrant): readonly Condition[] {
  const equals = (map: Readonly<Record<string, string>>): readonly Condition[] =>
    Object.entries(map).map(([key, value]) => ({
      operator: { name: 'StringEquals', ifExists: false },
      key: `kms:EncryptionContext:${key}`,
      values: [value],
    }));
  if (grant.encryptionContextSubset !== undefined) return equals(grant.encryptionContextSubset);
  if (grant.encryptionContextEquals === undefined) return [];
  const only: Condition = {
    operator: { name: 'StringEquals', quantifier: 'ForAllValues', ifExists: false },
    key: 'kms:EncryptionContextKeys',
    values: Object.keys(grant.encryptionContextEquals),
  };
  return [...equals(grant.encryptionContextEquals), only];
}

function conditionHolds(gathering: Gathering, condition: Condition): Symbolic {
  const test = makeTest(
    condition,
    condition.values.map((text) => [{ text, literal: true }]),
  );
  if (test === undefined) return constant(false);
  const state = stateOf(gathering, condition.key);
  if (state.kind !== 'free') return constant(holds(test, state.kind === 'fixed' ? state.value : undefined));
  gathering.builder.add(state.key, test);
  return (space) => space.test(test);
}
