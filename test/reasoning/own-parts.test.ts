import { describe, expect, it } from 'vitest';
import type { IamRole, Resource, Snapshot } from '../../domain/snapshot.ts';
import { entitlementsOf } from '../../domain/told-entitlements.ts';
import { askedWorld } from '../../reasoning/asked-world.ts';
import { roleCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { OWN_OF_CALLER, OWN_OF_RESOURCE } from '../../reasoning/difference.ts';
import { accessOnTarget } from '../../reasoning/effective.ts';
import { assumeHops } from '../../reasoning/hops.ts';
import { Mentions } from '../../reasoning/mentions.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { targetsOf } from '../../reasoning/targets.ts';
import { rolesTrusting } from '../../reasoning/trusting.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';
import { smallOrganisation } from '../properties/again.ts';

/** Allowed everything, and asked for the network it comes from, so that all that can be asked of a pair is asked. */
const ADMIN = {
  name: 'admin',
  document: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: '*', Resource: '*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } },
    ],
  },
};

/** Whose own parts are read, each with the field. */
class Watched {
  readonly world: World;
  readonly #seen = new Set<string>();

  constructor(snapshot: Snapshot) {
    const watched = <T extends { readonly arn: string }>(list: readonly T[], fields: readonly string[]): readonly T[] =>
      list.map(
        (one) =>
          new Proxy(one, {
            get: (target, field) => {
              if (fields.includes(String(field))) this.#seen.add(`${one.arn} ${String(field)}`);
              return Reflect.get(target, field);
            },
          }),
      );
    const seen = this.#seen;
    class WatchedWorld extends World {
      override levels(...[type, account]: Parameters<World['levels']>): ReturnType<World['levels']> {
        seen.add(`${account} ${type}`);
        return super.levels(type, account);
      }
    }
    this.world = new WatchedWorld({
      ...snapshot,
      users: watched(snapshot.users, OWN_OF_CALLER),
      roles: watched(snapshot.roles, OWN_OF_CALLER),
      resources: watched(snapshot.resources, OWN_OF_RESOURCE),
    });
    // what is found out of all documents together counts for every pair
    this.world.unlistedActions('s3');
    this.world.sessionTags();
    this.world.testsSourceIdentity();
    entitlementsOf(this.world.snapshot);
    for (const role of this.world.snapshot.roles.slice(0, 1)) rolesTrusting(this.world, roleCaller(role));
  }

  readBy(ask: () => void): readonly string[] {
    this.#seen.clear();
    ask();
    return [...this.#seen];
  }
}

async function scene(): Promise<readonly { readonly snapshot: Snapshot; readonly callers: readonly IamRole[] }[]> {
  return [await shippedSample(), smallOrganisation(6)].map((all) => {
    const { snapshot } = askedWorld(new World(all));
    const [first, last] = [snapshot.roles[0], snapshot.roles.at(-1)];
    const callers = [first, last].flatMap((role) => (role === undefined ? [] : [{ ...role, inlinePolicies: [ADMIN] }]));
    const arns = callers.map(({ arn }) => arn);
    const roles = [...snapshot.roles.filter(({ arn }) => !arns.includes(arn)), ...callers];
    return { snapshot: { ...snapshot, roles }, callers };
  });
}

/** One of each type, and of those under a key one more. */
const oneOfEach = (resources: readonly Resource[]): readonly Resource[] => [
  ...new Map(resources.map((one) => [`${one.type} ${one.encryption?.kind === 'customerManaged'}`, one])).values(),
];

const OPTIONS = { replay: decide, onDisagreement: () => undefined };

/** Everything that is asked of all pairs counts for all pairs. */
const endpointsOf = ({ resources }: Snapshot): readonly string[] =>
  resources.flatMap(({ type, arn }) => (type === 'AWS::EC2::VPCEndpoint' ? [arn] : []));

/** Whose: a name, or a name with the field. */
const besides = (seen: readonly string[], whose: readonly string[]): readonly string[] =>
  seen.filter((one) => !whose.includes(one) && !whose.includes(one.split(' ')[0] ?? ''));

describe('own parts of callers and resources', () => {
  it('are read by pairs of that caller, or of what the resource stands around, alone', async () => {
    const foreign: string[] = [];
    let own = 0;
    for (const { snapshot, callers } of await scene()) {
      const around = new Mentions(snapshot.resources);
      const options = { ...OPTIONS, profile: ordinaryCaller(snapshot.takenAt) };
      for (const [index, resource] of oneOfEach(snapshot.resources).entries()) {
        const caller = callers[index % callers.length];
        const { world, readBy } = watchedReads(snapshot);
        const [role, target] = [world.role(caller?.arn ?? ''), world.resource(resource.arn)];
        if (role === undefined || target === undefined) continue;
        const seen = readBy(() => {
          for (const one of targetsOf(target)) accessOnTarget(world, roleCaller(role), one, options);
        });
        own += seen.length;
        const mine = around.around(resource).flatMap(({ arn, account }) => [arn, `${account} rcp`]);
        const whose = [role.arn, `${role.account} scp`, ...mine, ...endpointsOf(snapshot)];
        foreign.push(...besides(seen, whose).map((one) => `${resource.arn}: ${one}`));
      }
    }
    expect(foreign).toEqual([]);
    expect(own).toBeGreaterThan(100);
  });

  it('are read of a role that is assumed as far as they are no policies of its own', async () => {
    for (const { snapshot, callers } of await scene()) {
      const options = { ...OPTIONS, profile: ordinaryCaller(snapshot.takenAt) };
      for (const [index, { arn }] of snapshot.roles.slice(0, 20).entries()) {
        const { world, readBy } = watchedReads(snapshot);
        const [caller, role] = [world.role(callers[index % callers.length]?.arn ?? ''), world.role(arn)];
        if (caller === undefined || role === undefined || caller === role) continue;
        const seen = readBy(() => assumeHops(world, roleCaller(caller), role, options));
        const mine = [caller.arn, `${caller.account} scp`, `${arn} trustPolicy`, `${arn} tags`, `${role.account} rcp`];
        expect(besides(seen, [...mine, ...endpointsOf(snapshot)])).toEqual([]);
      }
    }
  });
});

function watchedReads(snapshot: Snapshot): { readonly world: World; readonly readBy: Watched['readBy'] } {
  const watched = new Watched(snapshot);
  return { world: watched.world, readBy: (ask) => watched.readBy(ask) };
}
