import type { TakenSnapshot } from '../../answers/questions.ts';
import type { ChangedThing } from '../../collector/changes/changed-things.ts';
import { taken } from './fixtures.ts';

/** More gaps than are told one by one: some calls in many places, one in a single place. */
export const takenManyGaps: TakenSnapshot = {
  ...taken,
  gaps: [
    ...Array.from({ length: 18 }, (_, index) => ({
      account: `1111222233${String(10 + (index % 6))}`,
      region: ['eu-west-1', 'us-east-1', 'ap-northeast-1'][index % 3] ?? '',
      service: 'kms',
      call: 'GetKeyPolicy',
      status: 'denied' as const,
      target: `key-${index}`,
    })),
    ...['eu-west-1', 'us-east-1', 'us-west-2'].map((region) => ({
      account: '111122223310',
      region,
      service: 'lambda',
      call: 'ListFunctions',
      status: 'throttled' as const,
    })),
    ...taken.gaps,
  ],
  noticed: [],
};

const thing = (kind: string, how: ChangedThing['how'], id: string): ChangedThing => ({
  kind,
  account: '111122223333',
  id,
  how,
});

/** Goes on with an earlier one: some answers stand, and some things are not as they were. */
export const takenAgain: TakenSnapshot = {
  ...taken,
  gaps: [],
  noticed: [],
  earlier: { calls: 2, since: '2026-11-22T06:00:00Z' },
  unchanged: 214,
  changed: {
    since: '2026-11-22T06:00:00Z',
    things: [
      thing('roles', 'changed', 'arn:aws:iam::111122223333:role/app'),
      thing('roles', 'new', 'arn:aws:iam::111122223333:role/batch'),
      thing('AWS::S3::Bucket', 'gone', 'arn:aws:s3:::old'),
      thing('AWS::SQS::Queue', 'unsure', 'arn:aws:sqs:eu-west-1:111122223333:jobs'),
    ],
  },
};
export const takenUnchanged: TakenSnapshot = {
  ...taken,
  gaps: [],
  noticed: [],
  unchanged: 0,
  changed: { since: '2026-11-22T06:00:00Z', things: [] },
};
export const takenUncompared: TakenSnapshot = { ...takenUnchanged, changed: { since: '2026-11-22T06:00:00Z' } };
