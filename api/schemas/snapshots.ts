import Type from 'typebox';
import { named } from './common.ts';

export const Status = named(
  'Status',
  Type.Object({
    snapshot: Type.String(),
    takenAt: Type.String(),
    source: Type.String(),
    store: Type.String(),
    cypher: Type.Boolean(),
    accounts: Type.Number(),
    principals: Type.Number(),
    resources: Type.Number(),
    people: Type.Number(),
    gaps: Type.Number(),
    proof: Type.Object({ certified: Type.Number(), replayed: Type.Number(), pending: Type.Number() }),
    accessAsked: Type.Optional(Type.Number()),
  }),
);

export const Verification = named(
  'Verification',
  Type.Object({
    snapshot: Type.String(),
    checked: Type.Number(),
    counts: Type.Object({
      records: Type.Number(),
      witnesses: Type.Number(),
      counterWitnesses: Type.Number(),
      compared: Type.Number(),
      claims: Type.Number(),
      edges: Type.Number(),
      certificates: Type.Number(),
      derived: Type.Number(),
      differing: Type.Number(),
      exported: Type.Number(),
    }),
    failed: Type.Array(
      Type.Object({
        by: Type.Enum(['files', 'interpreter', 'reading', 'solver', 'engine']),
        record: Type.String(),
        problem: Type.String(),
      }),
    ),
  }),
);
