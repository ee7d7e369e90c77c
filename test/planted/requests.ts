import type { Statement } from '../../domain/policy.ts';
import type { AccessRequest } from '../../domain/request.ts';
import { loadCases } from '../dsl.ts';
import { Dice } from '../properties/dice.ts';
import { requestNear } from '../properties/from-cases.ts';
import { A } from '../properties/places.ts';
import { randomRequest } from '../properties/random-request.ts';

export const CASES = loadCases();
const SEED = 20_261_128;

/** How many random requests the property asks. */
const REQUESTS = 4000;

/** Requests in turn from nowhere and from near a policy case; another case does not change those from nowhere. */
function randomRequests(): readonly AccessRequest[] {
  const nowhere = new Dice(SEED);
  const cases = new Dice(SEED);
  const near = { name: 'any rule', decided: CASES.map(({ request }) => request) };
  return Array.from({ length: REQUESTS }, (_, index) =>
    index % 2 === 0 ? randomRequest(nowhere).request : requestNear(cases, near),
  );
}
export const RANDOM = randomRequests();

/** Two denials of each meet every value of a key: of three, four ... kinds of values, so that classes fill their codes or do not. */
export const CLOSED: readonly AccessRequest[] = [1, 2, 3, 4, 5].map((count): AccessRequest => {
  const values = Array.from({ length: count }, (_, index) => `team-${index}`);
  const statement = { actions: { in: ['sqs:*'] }, resources: { in: ['*'] } };
  const denying = (name: string): Statement => ({
    ...statement,
    effect: 'Deny',
    conditions: [{ operator: { name, ifExists: false }, key: 'aws:PrincipalTag/Team', values }],
  });
  const statements: readonly Statement[] = [
    { ...statement, effect: 'Allow', conditions: [] },
    denying('StringEquals'),
    denying('StringNotEquals'),
  ];
  return {
    principal: { kind: 'user', partition: 'aws', account: A, arn: `arn:aws:iam::${A}:user/ann` },
    action: 'sqs:SendMessage',
    resource: { arn: `arn:aws:sqs:eu-west-1:${A}:orders`, account: A },
    context: {},
    policies: { identity: [{ name: 'identity', document: { version: '2012-10-17', statements } }] },
    facts: {},
  };
});
