import { describe, expect, it } from 'vitest';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import type { Json } from '../../domain/policy.ts';
import type { IamRole } from '../../domain/snapshot.ts';
import { askedWorld } from '../../reasoning/asked-world.ts';
import { callersOf } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import type { EngineOptions } from '../../reasoning/engine-options.ts';
import { assumeHops } from '../../reasoning/hops.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { mayTrust, rolesTrusting } from '../../reasoning/trusting.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';
import { smallOrganisation } from '../properties/again.ts';
import { Dice } from '../properties/dice.ts';

/** With claims, nobody is passed over. */
const everyPair = (world: World): EngineOptions => ({
  profile: ordinaryCaller(world.snapshot.takenAt),
  replay: decide,
  onDisagreement: () => undefined,
  register: () => 'claimed',
});

const trusting = (principal: Json, more: Readonly<Record<string, Json>> = {}): Json => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...more }],
});

/** Trust in every form that a principal can be named by. */
function trustedInAllForms(): World {
  const snapshot = smallOrganisation(4);
  const [own, other] = [snapshot.roles[0], snapshot.roles.at(-1)];
  const user = snapshot.users[0];
  if (own === undefined || other === undefined || user === undefined) throw new Error('the organisation has roles');
  const session = (role: IamRole): string => `arn:aws:sts::${role.account}:assumed-role/${role.name}/me`;
  const forms: readonly Json[] = [
    trusting({ AWS: own.arn }),
    trusting({ AWS: [session(own), user.arn] }),
    trusting({ AWS: own.account }),
    trusting({ AWS: `arn:aws:iam::${other.account}:root` }),
    trusting({ AWS: own.uniqueId ?? own.arn }),
    trusting('*'),
    trusting({ AWS: 'AROAEXAMPLEEXAMPLEEXA' }),
    trusting({ Service: 'ec2.amazonaws.com' }),
    {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', NotPrincipal: { AWS: own.arn }, Action: 'sts:AssumeRole' }],
    },
    trusting({ AWS: `arn:aws:sts::${own.account}:federated-user/bob` }),
    'no policy at all',
  ];
  const without = (role: IamRole): IamRole => ({ ...role, uniqueId: undefined }) as unknown as IamRole;
  const roles = snapshot.roles.map((role, index) => {
    const trustPolicy = forms[index % forms.length] ?? role.trustPolicy;
    return { ...(index % 5 === 3 ? without(role) : role), trustPolicy };
  });
  return askedWorld(new World({ ...snapshot, roles }));
}

/** Somebody whose own id was not read, with leave to assume everything; and roles of other accounts that trust an id, or no real account. */
function trustedAcrossAccounts(): World {
  const snapshot = smallOrganisation(4);
  const [own] = snapshot.roles;
  if (own === undefined) throw new Error('the organisation has roles');
  const all = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }] };
  const forms: readonly Json[] = [
    trusting({ AWS: 'AROAEXAMPLEEXAMPLEEXA' }),
    trusting({ AWS: ['arn:aws:iam::*:root', 'arn:aws:iam:::root'] }),
    trusting({ AWS: ['arn:aws:iam::*:role/app', 'arn:aws:iam:::user/app', 'AIDAEXAMPLEEXAMPLEEXA'] }),
  ];
  const roles = snapshot.roles.map(({ uniqueId: _, ...role }, index) => ({
    ...role,
    trustPolicy: forms[index % forms.length] ?? role.trustPolicy,
    inlinePolicies: [{ name: 'all', document: all }],
  }));
  // of one account, principals were not read
  const coverage = snapshot.coverage.map((cell) =>
    cell.service === 'iam' && cell.account === own.account ? { ...cell, status: 'denied' as const } : cell,
  );
  const unseen = { ...own, trustPolicy: trusting({ AWS: `arn:aws:iam::${own.account}:user/unseen` }) };
  return askedWorld(new World({ ...snapshot, roles: [...roles.slice(1), unseen], coverage }));
}

describe('roles that may trust a caller', () => {
  it('are all that the engine finds a way into, whoever asks', async () => {
    const sample = askedWorld(new World(await shippedSample()));
    const organisation = askedWorld(new World(organisationOf({ accounts: 3, roles: 30, resources: 30, seed: 5 })));
    const dice = new Dice(12);
    let [hops, passed] = [0, 0];
    for (const [world, share] of [
      [trustedInAllForms(), 1],
      [trustedAcrossAccounts(), 1],
      [organisation, 0.2],
      [sample, 0.03],
    ] as const) {
      for (const caller of callersOf(world)) {
        const open = new Set(rolesTrusting(world, caller).map(({ arn }) => arn));
        for (const role of world.snapshot.roles) {
          expect(mayTrust(world, caller, role)).toBe(open.has(role.arn));
          if (!dice.chance(share)) continue;
          const found = assumeHops(world, caller, role, everyPair(world)).length;
          hops += found;
          if (!open.has(role.arn)) passed += 1;
          if (!open.has(role.arn)) expect([caller.id, role.arn, found]).toEqual([caller.id, role.arn, 0]);
        }
      }
    }
    expect(hops).toBeGreaterThan(50);
    expect(passed).toBeGreaterThan(400);
  });
});
