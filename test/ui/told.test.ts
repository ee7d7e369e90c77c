import { describe, expect, it } from 'vitest';
import { isSubject, lastUseLines, openLines, reachedLines } from '../../ui/hop/told-lines.ts';
import { TOLD_WORDS } from '../../ui/hop/told-words.ts';
import { EN } from '../../ui/messages/en.ts';
import { JA } from '../../ui/messages/ja.ts';
import * as org from './fixtures/organisation.ts';
import { hop2Reaches } from './fixtures/told.ts';

const TABLE = `arn:aws:glue:us-east-1:${org.ACCOUNTS.finance}:table/shop/orders`;

describe('what the pane of a hop tells beside the proof', () => {
  const lastUsed = { [org.hop2.id]: { at: '2026-11-20T10:00:00Z', source: 'cloudTrail' } } as const;
  const answer = { nodes: org.NODES, lastUsed };

  it('is the last use of both ends, and that one is not known', () => {
    const hop = { from: org.hop2.id, to: org.hop3.id };
    expect(lastUseLines(hop, answer, 'en', EN)).toEqual([
      'Hop2, last used: 2026-11-20 UTC, told by log files of CloudTrail',
      'Hop3, last use not known',
    ]);
    expect(lastUseLines(hop, answer, 'ja', JA)).toEqual([
      'Hop2、最終使用：2026-11-20 UTC（CloudTrailのログファイルによる）',
      'Hop3、最終使用は不明',
    ]);
  });

  it('is no last use of a resource, or where an answer tells of nobody', () => {
    expect(lastUseLines({ from: org.hop3.id, to: org.ledger.id }, { nodes: org.NODES }, 'en', EN)).toEqual([
      'Hop3, last use not known',
    ]);
  });

  it('is where somebody enters Kubernetes and what Lake Formation grants, and as whom', () => {
    expect(reachedLines(hop2Reaches(), 'en')).toEqual([
      'Kubernetes of cluster kitchen: AmazonEKSViewPolicy in shop; groups not read; not judged here, for IAM has no part in it',
      `Lake Formation: SELECT on ${TABLE} (as Hop3), under the conditions of the way there; it counts beside IAM, and is not judged here`,
    ]);
    expect(reachedLines(hop2Reaches(), 'ja')).toEqual([
      'クラスターkitchenのKubernetes：名前空間shopでAmazonEKSViewPolicy。グループは読み取れていない。IAMは関わらないため、ここでは判定しない',
      `Lake Formation：${TABLE}へのSELECT（Hop3として）（そこへの経路の条件のもとで）。IAMに加えて効くもので、ここでは判定しない`,
    ]);
  });

  it('says that nothing is known of, and of what more there may be', () => {
    const { clusters: _clusters, dataGrants: _grants, ...nothing } = hop2Reaches();
    expect(reachedLines(nothing, 'en')).toEqual([TOLD_WORDS.en.none('Hop2')]);
    expect(openLines(nothing, 'en', EN)).toEqual([
      'Not all of it was read: eks:DescribeAccessEntry.',
      TOLD_WORDS.en.incomplete,
    ]);
    expect(openLines({ ...nothing, gaps: [] }, 'en', EN)).toEqual([]);
    const cutRoutes = [{ from: org.hop2.id, to: org.hop3.id, open: true }];
    expect(openLines({ ...nothing, gaps: [], cutRoutes }, 'en', EN)).toEqual([TOLD_WORDS.en.incomplete]);
  });

  it('can be asked of who comes to things, not of a resource or a permission set', () => {
    expect([org.hop2, org.ann].map(isSubject)).toEqual([true, true]);
    expect(isSubject(org.ledger)).toBe(false);
    expect(isSubject({ id: 'p', kind: 'permissionSet', name: 'p' })).toBe(false);
  });
});
