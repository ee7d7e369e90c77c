import Type, { type TSchema } from 'typebox';
import { named } from './common.ts';

/** A copy of the resource asked about: who can there, or why that was not asked. */
export const askedCopy = <Answer extends TSchema>(answer: Answer) =>
  named(
    'AskedCopy',
    Type.Object({
      way: Type.Enum(['stream', 'replica', 'replication', 'export', 'backup', 'recoveryPoint', 'snapshot']),
      resource: Type.String(),
      of: Type.String(),
      answer: Type.Optional(answer),
      notAsked: Type.Optional(Type.Enum(['restoring', 'notInSnapshot', 'otherActions'])),
    }),
  );
