import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { Json, NamedPolicy } from '../../domain/policy.ts';
import type { AccessRequest } from '../../domain/request.ts';
import { decide } from '../../reasoning/decide.ts';
import { Dice } from '../properties/dice.ts';
import { randomRequest } from '../properties/random-request.ts';

const REQUESTS = 300;
const ACTIONS = ['s3:GetObject', 'sqs:SendMessage', 'kms:Decrypt', 'sts:AssumeRole', 'nowhere:Action'];

const afresh = (request: AccessRequest): AccessRequest => ({ ...request, policies: structuredClone(request.policies) });

function policy(name: string, ...Statement: readonly Json[]): NamedPolicy {
  const parsed = parsePolicy({ Version: '2012-10-17', Statement });
  if (!parsed.ok) throw new Error(`${name} is no policy`);
  return { name, document: parsed.value };
}

describe('what is prepared of policies', () => {
  it('answers about policies that were asked about before what it answers about new ones', () => {
    const dice = new Dice(20_261_130);
    const kinds = new Set<string>();
    for (let asked = 0; asked < REQUESTS; asked += 1) {
      const { request } = randomRequest(dice);
      for (const action of [request.action, dice.pick(ACTIONS), request.action]) {
        const other = { ...request, action };
        const decision = decide(other);
        kinds.add(decision.kind);
        expect(decision, JSON.stringify(other)).toEqual(decide(afresh(other)));
      }
    }
    expect([...kinds].sort()).toEqual(['allowed', 'explicitlyDenied', 'implicitlyDenied', 'unknown']);
  });

  it('keeps places apart that hold the same list', () => {
    const all = [policy('all', { Sid: 'All', Effect: 'Allow', Action: '*', Resource: '*' })];
    const decision = decide({
      principal: { kind: 'user', partition: 'aws', account: '111122223333', arn: 'arn:aws:iam::111122223333:user/ann' },
      action: 'sqs:SendMessage',
      resource: { arn: 'arn:aws:sqs:eu-west-1:111122223333:orders' },
      context: {},
      policies: { identity: all, permissionsBoundary: all, scp: [all, all] },
      facts: {},
    });
    const at = { policy: 'all', index: 0, sid: 'All' };
    expect(decision).toEqual({
      kind: 'allowed',
      by: [
        { layer: 'scp', ...at, level: 0 },
        { layer: 'scp', ...at, level: 1 },
        { layer: 'identity', ...at },
        { layer: 'permissionsBoundary', ...at },
      ],
      assumptions: [],
    });
  });

  it('reads more names of services than are remembered', () => {
    const some = policy('some', { Effect: 'Allow', Action: ['s999:*', 's1500:Go'], NotResource: 'arn:aws:none' });
    const policies = { identity: [some] };
    const ask = (action: string): string =>
      decide({
        principal: { kind: 'user', partition: 'aws', account: '111122223333', arn: 'arn:aws:iam::111122223333:user/a' },
        action,
        resource: { arn: '*' },
        context: {},
        policies,
        facts: {},
      }).kind;
    const allowed = Array.from({ length: 2000 }, (_, index) => `s${index}:Go`).filter((one) => ask(one) === 'allowed');
    expect(allowed).toEqual(['s999:Go', 's1500:Go']);
  });
});
