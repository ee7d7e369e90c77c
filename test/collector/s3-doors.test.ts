import { describe, expect, it } from 'vitest';
import { relevantGaps } from '../../answers/coverage.ts';
import { problemWords } from '../../answers/words/problem-words.ts';
import { S3_ACCESS_POINTS } from '../../collector/aws/s3-control.ts';
import { noteAccessGrants, noteDirectoryAccessPoints } from '../../collector/aws/s3-doors.ts';
import { World } from '../../reasoning/world.ts';
import { NOTHING } from '../empty-snapshot.ts';
import { ACCOUNT, failure, REGION, read } from './scripted-source.ts';

const GRANTS = `arn:aws:s3:${REGION}:${ACCOUNT}:access-grants/default`;

describe('ways to objects that are not judged', () => {
  it('leave answers about S3 open where they are there, and no other answers', async () => {
    const { gaps } = await read(S3_ACCESS_POINTS, noteAccessGrants, {
      's3control:ListAccessGrantsInstances': { AccessGrantsInstancesList: [{ AccessGrantsInstanceArn: GRANTS }] },
    });
    expect(gaps).toMatchObject([{ region: REGION, target: GRANTS, status: 'unsupported' }]);
    const world = new World({ ...NOTHING, coverage: gaps });
    expect(relevantGaps(world, new Set(['s3', 's3control']))).toEqual(gaps);
    expect(relevantGaps(world, new Set(['s3express', 's3control']))).toEqual(gaps);
    expect(relevantGaps(world, new Set(['dynamodb', 's3control']))).toEqual([]);
    expect(problemWords(gaps[0]?.detail ?? '', 'ja')).toContain('S3 Access Grants');
  });

  it('are nothing where there is none, and a gap like any where the call was denied', async () => {
    const none = await read(S3_ACCESS_POINTS, noteAccessGrants, { 's3control:ListAccessGrantsInstances': {} });
    expect(none.gaps).toEqual([]);
    const denied = await read(S3_ACCESS_POINTS, noteAccessGrants, {
      's3control:ListAccessGrantsInstances': () => failure('AccessDenied', 'denied'),
    });
    expect(denied.gaps).toMatchObject([{ call: 'ListAccessGrantsInstances', status: 'denied' }]);
  });

  it('are access points of directory buckets', async () => {
    const { gaps } = await read(S3_ACCESS_POINTS, noteDirectoryAccessPoints, {
      's3control:ListAccessPointsForDirectoryBuckets': { AccessPointList: [{ Name: 'p--use1-az4--xa-s3' }] },
    });
    const target = `arn:aws:s3express:${REGION}:${ACCOUNT}:accesspoint/p--use1-az4--xa-s3`;
    expect(gaps).toMatchObject([{ target, status: 'unsupported' }]);
  });
});
