import { describe, expect, it } from 'vitest';
import { seenCalls, toldLastUse } from '../../answers/last-used.ts';
import type { IamRole, Snapshot } from '../../domain/snapshot.ts';
import type { PrincipalUsage } from '../../domain/usage.ts';
import { lastUsedLine } from '../../domain/words/last-used.ts';
import { NOTHING } from '../empty-snapshot.ts';

const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/App`;
const USER = `arn:aws:iam::${ACCOUNT}:user/dora`;
const entity = { account: ACCOUNT, path: '/', inlinePolicies: [], attachedPolicies: [], tags: {} };
const role: IamRole = { ...entity, arn: ROLE, name: 'App', uniqueId: 'AROAAPP', trustPolicy: {} };
const day = (number: number): string => `2026-11-${String(number).padStart(2, '0')}T10:00:00.000Z`;
const record = (more: Partial<PrincipalUsage>): PrincipalUsage => ({
  version: 1,
  principal: ROLE,
  account: ACCOUNT,
  source: 'lastAccessed',
  until: day(28),
  ...more,
});
const told = (more: Partial<Snapshot>, of: string) => toldLastUse({ ...NOTHING, ...more }, [of]).lastUsed?.[of];

describe('the last use of a principal', () => {
  const calls = [{ event: 'a:B', count: 0, first: day(1), last: day(20) }];
  const trail = record({ principal: 'AROAAPP', source: 'cloudTrail', events: { calls } });
  const accessed = record({ services: [{ service: 's3', at: day(10) }, { service: 'sqs' }] });
  const used = { ...role, lastUsed: { at: day(5) } };

  it('is the newest that any source tells, with the source', () => {
    expect(told({ roles: [used] }, ROLE)).toEqual({ at: day(5), source: 'iam' });
    expect(told({ roles: [used], usage: [accessed] }, ROLE)).toEqual({ at: day(10), source: 'lastAccessed' });
    expect(told({ roles: [used], usage: [trail, accessed] }, ROLE)).toEqual({ at: day(20), source: 'cloudTrail' });
  });

  it('of a user is that of password and keys', () => {
    const accessKeys = [{ id: 'AKIA1', status: 'Active' as const, lastUsed: day(7) }];
    const user = { ...entity, arn: USER, name: 'dora', groups: [], passwordLastUsed: day(3), accessKeys };
    expect(told({ users: [user] }, USER)).toEqual({ at: day(7), source: 'iam' });
    const credentials = { passwordLastUsed: day(8) };
    const report = record({ principal: USER, source: 'credentialReport', credentials });
    expect(told({ users: [user], usage: [report] }, USER)).toEqual({ at: day(8), source: 'credentialReport' });
  });

  it('is left out where nothing tells of one, and is not "unused"', () => {
    expect(toldLastUse({ ...NOTHING, roles: [role], usage: [record({ services: [] })] }, [ROLE])).toEqual({});
    expect(told({ roles: [used] }, USER)).toBeUndefined();
  });

  it('comes with the calls that were seen, by the actions they may stand for', () => {
    const events = {
      calls: [{ ...calls[0], event: 's3.amazonaws.com:ListObjects', count: 2, first: day(1), last: day(20) }],
    };
    const usage = [record({ source: 'cloudTrail', events })];
    expect(seenCalls({ usage }, ROLE).seen).toEqual([
      { event: 's3.amazonaws.com:ListObjects', actions: ['s3:ListBucket'], count: 2, first: day(1), last: day(20) },
    ]);
    expect(seenCalls({ usage }, USER)).toEqual({});
  });

  it('is said with its day and source', () => {
    const use = { at: day(5), source: 'cloudTrail' } as const;
    expect(lastUsedLine(use, 'en')).toBe('last used: 2026-11-05 UTC, told by log files of CloudTrail');
    expect(lastUsedLine(use, 'ja')).toBe('最終使用：2026-11-05 UTC（CloudTrailのログファイルによる）');
  });
});
