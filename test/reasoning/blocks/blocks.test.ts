import { describe, expect, it } from 'vitest';
import { organisationOf } from '../../../bench/organisation/organisation.ts';
import { sampleSnapshot } from '../../../bench/sample.ts';
import { World } from '../../../reasoning/world.ts';
import { compareBlocks } from './compare-blocks.ts';

describe('blocks of pairs', () => {
  it('decide in a small organisation of the bench what pairs by themselves do', () => {
    const world = new World(organisationOf({ accounts: 4, roles: 30, resources: 90, seed: 11 }));
    const { differences, verdicts, nothing, requests, alone, pairs, blocks, decided } = compareBlocks(world, 3, 0.04);
    expect(differences).toEqual([]);
    expect(Object.keys(verdicts).sort()).toEqual(['allowed', 'conditional', 'denied']);
    expect(nothing).toBeGreaterThan(0);
    expect(requests).toBeGreaterThan(5);
    expect(alone / pairs).toBeLessThan(0.02);
    expect(decided).toBeLessThanOrEqual(blocks);
    expect(blocks).toBeLessThan(pairs / 5);
  });

  it('decide what pairs by themselves do where sessions choose their tags, which stand in conditions and in names', () => {
    const snapshot = organisationOf({ accounts: 8, roles: 400, resources: 300, seed: 6 });
    const roles = snapshot.roles.filter((role) => JSON.stringify(role).includes('TagSession'));
    const resources = snapshot.resources.filter(({ type }) => /S3::Bucket|Secret/.test(type));
    const { differences, requests, alone, pairs } = compareBlocks(new World({ ...snapshot, roles, resources }), 3, 0.1);
    expect(differences).toEqual([]);
    expect(requests).toBeGreaterThan(20);
    expect(alone / pairs).toBeLessThan(0.2);
  });

  it('decide in the sample organisation what pairs by themselves do', async () => {
    const { differences, verdicts } = compareBlocks(new World(await sampleSnapshot()), 11, 0.05);
    expect(differences).toEqual([]);
    expect(Object.keys(verdicts)).toContain('unknown');
  });
});
