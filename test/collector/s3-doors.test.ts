import { describe, expect, it } from 'vitest';
import { relevantGaps } from '../../answers/coverage.ts';
import { problemWords } from '../../answers/words/problem-words.ts';
import { S3_ACCESS_POINTS } from '../../collector/aws/s3-control.ts';
import { noteDirectoryAccessPoints } from '../../collector/aws/s3-doors.ts';
import { World } from '../../reasoning/world.ts';
import { NOTHING } from '../empty-snapshot.ts';
import { ACCOUNT, failure, REGION, read } from './scripted-source.ts';

const POINT = `arn:aws:s3express:${REGION}:${ACCOUNT}:accesspoint/p--use1-az4--xa-s3`;

describe('ways to objects that are not judged', () => {
  it('leave answers about S3 open where they are there, and no other answers', async () => {
    const { gaps } = await read(S3_ACCESS_POINTS, noteDirectoryAccessPoints, {
      's3control:ListAccessPointsForDirectoryBuckets': { AccessPointList: [{ Name: 'p--use1-az4--xa-s3' }] },
    });
    expect(gaps).toMatchObject([{ target: POINT, region: REGION, status: 'unsupported' }]);
    const world = new World({ ...NOTHING, coverage: gaps });
    expect(relevantGaps(world, new Set(['s3', 's3control']))).toEqual(gaps);
    expect(relevantGaps(world, new Set(['s3express', 's3control']))).toEqual(gaps);
    expect(relevantGaps(world, new Set(['dynamodb', 's3control']))).toEqual([]);
    expect(problemWords(gaps[0]?.detail ?? '', 'ja')).toContain('ディレクトリバケット');
  });

  it('are nothing where there is none, and a gap like any where the call was denied', async () => {
    const call = 's3control:ListAccessPointsForDirectoryBuckets';
    const none = await read(S3_ACCESS_POINTS, noteDirectoryAccessPoints, { [call]: {} });
    expect(none.gaps).toEqual([]);
    const denied = await read(S3_ACCESS_POINTS, noteDirectoryAccessPoints, {
      [call]: () => failure('AccessDenied', 'denied'),
    });
    expect(denied.gaps).toMatchObject([{ call: 'ListAccessPointsForDirectoryBuckets', status: 'denied' }]);
  });
});
