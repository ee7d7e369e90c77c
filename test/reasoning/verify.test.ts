import { describe, expect, it } from 'vitest';
import type { DescribedResource, Snapshot } from '../../domain/snapshot.ts';
import { callersOf } from '../../reasoning/callers.ts';
import { situationOf } from '../../reasoning/situation.ts';
import { roleTarget, targetsOf } from '../../reasoning/targets.ts';
import { surroundingsOf } from '../../reasoning/verify/surroundings.ts';
import { World } from '../../reasoning/world.ts';
import { loadedWith } from '../architecture/closure.ts';
import { shippedSample } from '../e2e/proved.ts';
import { howMany } from '../numbers.ts';

/** Pairs on which the two readings of a snapshot differ, of every so many callers. */
function differences(snapshot: Snapshot, every = 1): { readonly pairs: number; readonly differing: readonly string[] } {
  const world = new World(snapshot);
  const targets = [...snapshot.resources.flatMap(targetsOf), ...snapshot.roles.map(roleTarget)];
  const callers = callersOf(world).filter((_, index) => index % every === 0);
  const pairs = callers.flatMap((caller) => targets.map((target) => ({ caller, target })));
  const differing = pairs.flatMap(({ caller, target }) => {
    const { policies, facts } = situationOf(world, { caller, target, action: '', profile: {} });
    const { unread: _, ...read } = policies;
    const engine = { principal: caller.principal, policies: read, facts, account: target.account };
    const again = surroundingsOf(snapshot, caller.id, target.arn);
    return JSON.stringify(sorted(engine)) === JSON.stringify(sorted(again)) ? [] : [`${caller.id} on ${target.arn}`];
  });
  return { pairs: pairs.length, differing };
}

/** The same with keys in order, at every depth. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([key, one]) => [key, sorted(one)]),
  );
}

const SOME = howMany(3, 1);

describe('the reading of a snapshot that verify has of its own', () => {
  it('finds the same policies and facts around every pair of the sample as the engine does', async () => {
    const { pairs, differing } = differences(await shippedSample());
    expect(differing).toEqual([]);
    expect(pairs).toBeGreaterThan(3000);
  });

  it('does so without an organisation, without a boundary, and with an account moved', async () => {
    const sample = await shippedSample();
    const { organization: _, ...alone } = sample;
    expect(differences(alone, SOME).differing).toEqual([]);
    const unbound = sample.roles.map(({ permissionsBoundary: _, ...role }) => role);
    expect(differences({ ...sample, roles: unbound }, SOME).differing).toEqual([]);
    const root = sample.organization?.rootId ?? '';
    const moved = sample.accounts.map((account) => ({ ...account, parent: root }));
    expect(differences({ ...sample, accounts: moved }, SOME).differing).toEqual([]);
  });

  it('does so around domains, what is under them, and the Data Catalog', async () => {
    const sample = await shippedSample();
    const [first] = sample.accounts;
    const at = (type: DescribedResource['type'], service: string, resource: string): DescribedResource => ({
      type,
      arn: `arn:aws:${service}:eu-west-1:${first?.id}:${resource}`,
      account: first?.id ?? '',
      region: 'eu-west-1',
      name: resource,
      tags: {},
    });
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*' }] };
    const policy = { name: 'p', document };
    const resources: readonly DescribedResource[] = [
      { ...at('AWS::OpenSearchService::Domain', 'es', 'domain/a'), policy, fineGrained: false },
      { ...at('AWS::OpenSearchService::Domain', 'es', 'domain/b'), fineGrained: true },
      { ...at('AWS::OpenSearchServerless::Collection', 'aoss', 'collection/x1'), dataAccess: [] },
      at('AWS::OpenSearchServerless::Collection', 'aoss', 'collection/x2'),
      { ...at('AWS::Glue::Catalog', 'glue', 'catalog'), policy },
      { ...at('AWS::Glue::Database', 'glue', 'database/d'), containerPolicy: policy },
      at('AWS::Glue::Table', 'glue', 'table/d/t'),
    ];
    const { pairs, differing } = differences({ ...sample, resources });
    expect(differing).toEqual([]);
    expect(pairs).toBeGreaterThan(100);
  });

  it('does so where the principals of an account were not read', async () => {
    const sample = await shippedSample();
    const account = sample.accounts.find((one) => one.name === 'prod-finance')?.id ?? '';
    const elsewhere = <T extends { readonly account: string }>(ones: readonly T[]): readonly T[] =>
      ones.filter((one) => one.account !== account);
    const unread = sample.coverage.map((cell) =>
      cell.account === account && cell.service === 'iam' ? { ...cell, status: 'denied' as const } : cell,
    );
    const without = { roles: elsewhere(sample.roles), users: elsewhere(sample.users), coverage: unread };
    const { pairs, differing } = differences({ ...sample, ...without });
    expect(differing).toEqual([]);
    expect(pairs).toBeGreaterThan(1000);
  });

  it('does so for those whom only grants of keys name', async () => {
    const sample = await shippedSample();
    const key = sample.resources.find((one) => one.type === 'AWS::KMS::Key');
    const inside = `arn:aws:sts::${key?.account ?? ''}`;
    const abroad = 'arn:aws:sts::999988887777';
    const named = ['federated-user/bob', 'assumed-role/app/s1'].flatMap((one) => [
      `${inside}:${one}`,
      `${abroad}:${one}`,
    ]);
    const grants = [...named, 'dynamodb.amazonaws.com'].map((grantee) => ({
      id: grantee,
      grantee,
      operations: ['Decrypt'],
    }));
    const resources = sample.resources.flatMap((one) => (one.type === 'AWS::KMS::Key' ? [{ ...one, grants }] : []));
    const { pairs, differing } = differences({ ...sample, resources, roles: [], users: [] });
    expect(differing).toEqual([]);
    expect(pairs).toBeGreaterThan(10);
  });

  it('shares the policy parser and the data tables with the engine, and no other code of it', () => {
    const ours = loadedWith('reasoning/verify/records.ts', 'reasoning/verify/stored-claim.ts');
    const engine = loadedWith('reasoning/prove.ts');
    expect(ours.size).toBeGreaterThan(20);
    expect(engine.size).toBeGreaterThan(40);
    const shared = [...ours].filter((file) => engine.has(file) && !/^(domain|reasoning\/data)\//.test(file));
    expect(shared).toEqual([]);
  });
});

describe('the third reading, which the solver gets', () => {
  it('loads nothing of the engine', () => {
    const engine = loadedWith('reasoning/prove.ts');
    const text = [...loadedWith('reasoning/smt/claim-text.ts')];
    expect(text.filter((file) => engine.has(file) && !/^(domain|reasoning\/data)\//.test(file))).toEqual([]);
  });
});
