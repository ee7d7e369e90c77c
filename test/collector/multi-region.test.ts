import { expect, it } from 'vitest';
import { relevantGaps } from '../../answers/coverage.ts';
import { problemWords } from '../../answers/words/problem-words.ts';
import { S3_ACCOUNT } from '../../collector/aws/s3-control.ts';
import { collectMultiRegionAccessPoints } from '../../collector/aws/s3-multi-region.ts';
import type { JsonObject } from '../../collector/call-source.ts';
import { World } from '../../reasoning/world.ts';
import { NOTHING } from '../empty-snapshot.ts';
import { ACCOUNT, failure, POLICY, read, type Script, TEXT } from './scripted-source.ts';

const arn = (alias: string) => `arn:aws:s3::${ACCOUNT}:accesspoint/${alias}`;
const ON = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const listed = (name: string, ...buckets: readonly string[]): JsonObject => ({
  Name: name,
  Alias: `${name}.mrap`,
  PublicAccessBlock: ON,
  Regions: buckets.map((Bucket) => ({ Bucket, Region: 'eu-west-1', BucketAccountId: '999988887777' })),
});

const reading = (policy: Script[string], ...points: readonly JsonObject[]) =>
  read(S3_ACCOUNT, collectMultiRegionAccessPoints, {
    's3control:ListMultiRegionAccessPoints': { AccessPoints: [...points] },
    's3control:GetMultiRegionAccessPointPolicy': policy,
  });

it('Multi-Region Access Points are read in one Region for all, page by page, with their policy', async () => {
  const { value, cells, calls } = await read(S3_ACCOUNT, collectMultiRegionAccessPoints, {
    's3control:ListMultiRegionAccessPoints': ({ NextToken }) =>
      NextToken === undefined
        ? { AccessPoints: [listed('all', 'near', 'far')], NextToken: 'n' }
        : { AccessPoints: [listed('more', 'near')] },
    's3control:GetMultiRegionAccessPointPolicy': {
      Policy: { Established: { Policy: TEXT }, Proposed: { Policy: TEXT } },
    },
  });
  expect(new Set(calls.map(({ region }) => region))).toEqual(new Set(['us-west-2']));
  expect(cells.every(({ status }) => status === 'complete')).toBe(true);
  expect(value.map((one) => one.arn)).toEqual([arn('all.mrap'), arn('more.mrap')]);
  expect(value[0]).toEqual({
    type: 'AWS::S3::MultiRegionAccessPoint',
    arn: arn('all.mrap'),
    account: ACCOUNT,
    region: '',
    name: 'all',
    tags: {},
    policy: { name: 'Multi-Region access point policy', document: POLICY },
    buckets: ['near', 'far'].map((bucket) => ({ bucket, region: 'eu-west-1', account: '999988887777' })),
    publicAccessBlock: {
      blockPublicAcls: true,
      ignorePublicAcls: true,
      blockPublicPolicy: true,
      restrictPublicBuckets: true,
    },
  });
});

it('one without a policy has none', async () => {
  const { value, gaps } = await reading(() => failure('NoSuchMultiRegionAccessPointPolicy'), listed('all', 'near'));
  expect([value[0]?.policy, gaps]).toEqual([undefined, []]);
});

it('a policy that is on its way leaves open which one is in force, and so a denied call', async () => {
  const proposed = { Policy: { Established: { Policy: TEXT }, Proposed: { Policy: '{"Statement":[]}' } } };
  const { gaps } = await reading(proposed, listed('all', 'near'));
  expect(gaps).toMatchObject([{ call: 'GetMultiRegionAccessPointPolicy', target: arn('all.mrap'), status: 'failed' }]);
  expect(problemWords(gaps[0]?.detail ?? '', 'ja')).toContain('提案');
  const world = new World({ ...NOTHING, coverage: gaps });
  expect(relevantGaps(world, new Set(['s3', 's3control']))).toEqual(gaps);
  expect(relevantGaps(world, new Set(['dynamodb', 's3control']))).toEqual([]);
  const denied = await reading(() => failure('AccessDenied', 'denied'), listed('all', 'near'));
  expect(denied.gaps).toMatchObject([{ target: arn('all.mrap'), status: 'denied' }]);
});
