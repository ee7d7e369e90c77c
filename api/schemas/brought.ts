import Type from 'typebox';
import { Assumption, named, PolicyLayer, StatementRef, When, Witness } from './common.ts';

// Questions about policies that come with the request; no snapshot is asked.

const closed = { additionalProperties: false };

export const SimulateBody = Type.String({
  description:
    'JSON lines, one self-contained request or one bundle of policies (`define`) a line, as `tadori simulate` reads them (docs/cli.md)',
});

/** One line of the answer. */
export const SimulateAnswer = named(
  'SimulateAnswer',
  Type.Object({
    id: Type.Union([Type.String(), Type.Number(), Type.Null()]),
    decision: Type.Enum(['allowed', 'explicitlyDenied', 'implicitlyDenied', 'unknown', 'invalid']),
    by: Type.Array(StatementRef),
    blockedBy: Type.Array(PolicyLayer),
    error: Type.Optional(Type.String()),
    because: Type.Optional(Type.Array(Assumption)),
  }),
);

const PolicyFile = named(
  'PolicyFile',
  Type.Object(
    {
      name: Type.String({ minLength: 1, maxLength: 256, description: 'what errors call the policy' }),
      text: Type.String({ minLength: 1, description: 'the policy document as JSON' }),
    },
    closed,
  ),
);

export const CompareBody = Type.Object(
  { existing: PolicyFile, newer: PolicyFile, type: Type.Enum(['IDENTITY_POLICY', 'RESOURCE_POLICY']) },
  closed,
);

const NewGrant = named(
  'NewGrant',
  Type.Object({
    actions: Type.Array(Type.String()),
    resources: Type.Array(Type.Object({ pattern: Type.String(), except: Type.Array(Type.String()) })),
    when: When,
    witness: Witness,
  }),
);

const statement = { statementIndex: Type.Number(), statementId: Type.Optional(Type.String()) };

export const CompareAnswer = named(
  'CompareAnswer',
  Type.Object({
    result: Type.Enum(['PASS', 'FAIL', 'UNKNOWN']),
    newAccess: Type.Array(
      named(
        'NewAccess',
        Type.Object({
          ...statement,
          actions: Type.Array(Type.String()),
          witness: Witness,
          grants: Type.Array(NewGrant),
          mayBeMore: Type.Array(Assumption),
        }),
      ),
    ),
    undecided: Type.Array(named('UndecidedStatement', Type.Object({ ...statement, because: Type.Array(Assumption) }))),
    assumptions: Type.Optional(Type.Array(Assumption)),
  }),
);
