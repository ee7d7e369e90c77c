import { describe, expect, it } from 'vitest';
import type { NamedPolicy, Statement } from '../../domain/policy.ts';
import type { AccessRequest, EndpointRoute } from '../../domain/request.ts';
import { serviceOfAction } from '../../reasoning/actions.ts';
import { decide } from '../../reasoning/decide.ts';
import { decideSymbolically } from '../../reasoning/one-request.ts';
import { shortOf } from '../expectation.ts';
import { howMany } from '../numbers.ts';
import { findContradictions } from './contradictions.ts';
import { Dice } from './dice.ts';
import { randomRequest } from './random-request.ts';

/** Random requests that may come through endpoints, whose policies are made of the statements around the request. */
function* requests(seed: number, count: number): Iterable<AccessRequest> {
  const dice = new Dice(seed);
  for (let made = 0; made < count; made += 1) yield withEndpoints(dice, randomRequest(dice).request);
}

function withEndpoints(dice: Dice, request: AccessRequest): AccessRequest {
  const { vpcEndpoint: _, ...policies } = request.policies;
  const { identity = [], resource = [], scp = [] } = policies;
  const documents = [...identity, ...resource, ...scp.flat()];
  const endpoints = ['vpce-1', 'vpce-2', 'vpce-3'].map((id) => randomEndpoint(dice, id, request, documents));
  const shown = dice.pick(['vpce-1', 'vpce-2', 'vpce-3', 'vpce-9', undefined]);
  const vpc = dice.pick(['vpc-1', 'vpc-2', 'vpc-9', undefined]);
  const kept = Object.entries(request.context).filter(([key]) => !/^aws:SourceVpce?$/i.test(key));
  return {
    ...request,
    context: {
      ...Object.fromEntries(kept),
      ...(shown === undefined ? {} : { 'aws:SourceVpce': shown }),
      ...(vpc === undefined ? {} : { 'aws:SourceVpc': vpc }),
    },
    policies: { ...policies, endpoints },
  };
}

function randomEndpoint(
  dice: Dice,
  id: string,
  { action }: AccessRequest,
  documents: readonly NamedPolicy[],
): EndpointRoute {
  const service = dice.chance(0.8) ? serviceOfAction(action) : dice.pick(['none', undefined]);
  return {
    id,
    vpc: dice.pick(['vpc-1', 'vpc-2']),
    vpcRead: dice.chance(0.8),
    ...(dice.chance(0.5) ? { kind: dice.pick(['gateway', 'interface'] as const) } : {}),
    ...(service === undefined ? {} : { service }),
    ...(dice.chance(0.8) ? { policy: randomPolicy(dice, id, documents) } : {}),
    ...(dice.chance(0.05) ? { unread: true } : {}),
  };
}

function randomPolicy(dice: Dice, id: string, documents: readonly NamedPolicy[]): NamedPolicy {
  const some = dice.some(documents, 0.6);
  const statements = some.flatMap(({ document }) => document.statements.map((one) => named(dice, one)));
  return { name: `policy of ${id}`, document: { version: '2012-10-17', statements } };
}

/** Of this caller, or of everybody. */
const named = (dice: Dice, statement: Statement): Statement =>
  statement.principals !== undefined && dice.chance(0.5)
    ? statement
    : { ...statement, principals: { in: [{ kind: 'AWS', value: '*', bare: true }] } };

const DECIDED = howMany(600, 1500);
const CLAIMED = howMany(80, 250);

describe('requests that may come through VPC endpoints', () => {
  it('are decided alike by engine and interpreter, and endpoints decide many of them', { timeout: 300_000 }, () => {
    const differences: string[] = [];
    const answers: string[] = [];
    let decided = 0;
    for (const request of requests(7, DECIDED)) {
      const wanted = shortOf(decide(request));
      const answer = decideSymbolically(request);
      answers.push(wanted);
      if (answer !== wanted) differences.push(`interpreter ${wanted}, engine ${answer}: ${JSON.stringify(request)}`);
      const { endpoints: _, ...policies } = request.policies;
      if (decide({ ...request, policies }).kind !== decide(request).kind) decided += 1;
    }
    expect(differences).toEqual([]);
    expect(decided).toBeGreaterThan(DECIDED / 10);
    expect(answers.filter((one) => one === 'allowed').length).toBeGreaterThan(DECIDED / 20);
  });

  it('are contradicted by the solver nowhere', { timeout: 300_000 }, async () => {
    const { claims, contradicted } = await findContradictions(requests(8, CLAIMED));
    expect(contradicted).toEqual([]);
    expect(claims).toBeGreaterThan(CLAIMED / 2);
  });
});
