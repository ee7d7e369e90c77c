import type { TakenSnapshot } from '../../answers/questions.ts';
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
