import Type from 'typebox';
import { named } from './common.ts';

/** Principals of the results, and in who-can all on the ways, by their ids; whose last use is not known is left out. */
export const lastUsed = Type.Optional(
  Type.Record(
    Type.String(),
    named(
      'LastUsed',
      Type.Object({
        at: Type.String(),
        source: Type.Enum(['iam', 'lastAccessed', 'credentialReport', 'cloudTrail']),
      }),
    ),
  ),
);

/** Calls of the subject in log files of CloudTrail: an event stands for one of the actions, for none where that is not known. */
export const SeenCall = named(
  'SeenCall',
  Type.Object({
    event: Type.String(),
    actions: Type.Array(Type.String()),
    count: Type.Number(),
    first: Type.String(),
    last: Type.String(),
    errors: Type.Optional(Type.Array(Type.Object({ name: Type.String(), count: Type.Number() }))),
  }),
);
