import { describe, expect, it } from 'vitest';
import type { PrincipalEntry, Statement } from '../../domain/policy.ts';
import { gatheringFor } from '../../reasoning/analyse.ts';
import { callersOf } from '../../reasoning/callers.ts';
import { environmentOf } from '../../reasoning/environment.ts';
import { namesOthers } from '../../reasoning/names-others.ts';
import { namingsOf } from '../../reasoning/naming.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { SpaceBuilder } from '../../reasoning/space.ts';
import { targetsOf } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { smallOrganisation } from '../properties/again.ts';

const snapshot = smallOrganisation(6);
const world = new World(snapshot);
const [account = ''] = snapshot.accounts.map(({ id }) => id);
const [role, user] = [snapshot.roles[2], snapshot.users[0]];

const aws = (value: string): PrincipalEntry => ({ kind: 'AWS', value });
const ENTRIES: readonly PrincipalEntry[] = [
  aws('*'),
  aws(account),
  aws('999988887777'),
  aws(`arn:aws:iam::${account}:root`),
  aws(role?.arn ?? ''),
  aws(user?.arn ?? ''),
  aws(role?.uniqueId ?? 'AROAEXAMPLEEXAMPLE123'),
  aws(`arn:aws:sts::${role?.account}:assumed-role/${role?.name}/somebody`),
  aws(`arn:aws:sts::${account}:federated-user/somebody`),
  { kind: 'Service', value: 'events.amazonaws.com' },
  { kind: 'Federated', value: 'accounts.google.com' },
  { kind: 'Federated', value: `arn:aws:iam::${account}:saml-provider/one` },
  { kind: 'CanonicalUser', value: 'a'.repeat(64) },
];

describe('a statement that names others', () => {
  it('reaches the caller in no way, whatever the request, and asks for nothing', () => {
    const [target] = snapshot.resources.filter(({ type }) => type === 'AWS::S3::Bucket').flatMap(targetsOf);
    if (target === undefined) throw new Error('no bucket');
    let others = 0;
    for (const caller of callersOf(world)) {
      for (const [at, entry] of ENTRIES.entries()) {
        const statement: Statement = {
          effect: at % 2 === 0 ? 'Allow' : 'Deny',
          principals: { in: [entry, ...ENTRIES.slice(at, at + 1)] },
          actions: { in: ['s3:*'] },
          resources: { in: ['*'] },
          conditions: [],
        };
        if (!namesOthers(statement, caller.principal)) continue;
        others += 1;
        const question = { caller, target, action: 's3:GetObject', profile: ordinaryCaller(snapshot.takenAt) };
        const gathering = gatheringFor(environmentOf(world), question, new SpaceBuilder());
        expect(namingsOf(gathering, {}, statement, 'unknown')).toEqual([]);
        expect([gathering.states.size, gathering.doubts, gathering.leanings]).toEqual([0, [], []]);
      }
    }
    expect(others).toBeGreaterThan(callersOf(world).length);
  });

  it('is none where somebody is excluded, and in whose account it names is looked at', () => {
    const spared: Statement = {
      effect: 'Deny',
      principals: { notIn: [aws(account)] },
      actions: { in: [] },
      conditions: [],
    };
    const [first] = callersOf(world);
    expect(first === undefined || namesOthers(spared, first.principal)).toBe(false);
    const whole = { ...spared, principals: { in: [aws(`arn:aws:iam::${role?.account}:root`)] } };
    const itself = callersOf(world).filter(({ id }) => id === role?.arn);
    expect(itself.map(({ principal }) => namesOthers(whole, principal))).toEqual([false]);
  });
});
