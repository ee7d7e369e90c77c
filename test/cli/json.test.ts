import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type, { type Static, type TSchema } from 'typebox';
import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { Calibration, CalibrationDifference } from '../../answers/calibrate/calibration.ts';
import type { Operations, ProvedSnapshot, PulledPeople, TakenSnapshot } from '../../answers/questions.ts';
import { SimulateAnswer } from '../../api/schemas/brought.ts';
import { CoverageCell } from '../../api/schemas/common.ts';
import { run } from '../../cli/run.ts';
import { validatorOf } from '../api/closed-schema.ts';
import * as calibrations from '../report/calibration-fixtures.ts';
import * as fixtures from '../report/fixtures.ts';
import { FakeOperations, fakeSurroundings, fakeWorld } from './fakes.ts';

async function jsonOf(argv: readonly string[], operations = new FakeOperations()): Promise<unknown> {
  const around = fakeSurroundings();
  await run([...argv, '--json'], fakeWorld(undefined, operations).ports, around);
  return JSON.parse(around.stdout.text);
}

const OPENAPI: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../api/openapi.json'), 'utf8'));

describe('--json of the questions', () => {
  it.each([
    [['who-can', 'x'], 'WhoCanAnswer'],
    [['what-can', 'x'], 'WhatCanAnswer'],
    [['can', 'a', 's3:GetObject', 'b'], 'CanAnswer'],
    [['paths', '--from', 'a', '--to', 'b'], 'PathsAnswer'],
    [['explain', 'a', 's3:GetObject', 'b'], 'ExplainAnswer'],
    [['cypher', 'MATCH (n) RETURN n'], 'CypherAnswer'],
  ])('%j is a %s of the OpenAPI document', async (argv, schema) => {
    const valid = validatorOf(OPENAPI, schema);
    expect(valid(await jsonOf(argv)), JSON.stringify(valid.errors)).toBe(true);
  });
});

const closed = { additionalProperties: false };
const ChangedRecord = Type.Object(
  {
    kind: Type.String(),
    account: Type.String(),
    id: Type.String(),
    how: Type.Union([Type.Literal('new'), Type.Literal('changed'), Type.Literal('gone'), Type.Literal('unsure')]),
  },
  closed,
);
const Taken = Type.Object(
  {
    snapshot: Type.String(),
    accounts: Type.Number(),
    principals: Type.Number(),
    resources: Type.Number(),
    people: Type.Number(),
    calls: Type.Number(),
    gaps: Type.Array(CoverageCell),
    earlier: Type.Optional(Type.Object({ calls: Type.Number(), since: Type.String() }, closed)),
    unchanged: Type.Optional(Type.Number()),
    changed: Type.Optional(
      Type.Object({ since: Type.String(), things: Type.Optional(Type.Array(ChangedRecord)) }, closed),
    ),
    noticed: Type.Array(Type.Object({ policy: Type.String(), problem: Type.String() }, closed)),
  },
  closed,
);
const DryRun = Type.Object({ calls: Type.Array(Type.String()), permissions: Type.Array(Type.String()) }, closed);
const Proved = Type.Object(
  {
    snapshot: Type.String(),
    pairs: Type.Number(),
    taken: Type.Optional(Type.Object({ from: Type.String(), pairs: Type.Number() }, closed)),
    accessAsked: Type.Optional(Type.Number()),
    accesses: Type.Number(),
    hops: Type.Number(),
    claims: Type.Object(
      { distinct: Type.Number(), certified: Type.Number(), replayed: Type.Number(), pending: Type.Number() },
      closed,
    ),
    unknown: Type.Number(),
    disagreements: Type.Number(),
    seconds: Type.Number(),
    store: Type.String(),
    withoutCypher: Type.Optional(Type.String()),
  },
  closed,
);
const Snapshots = Type.Array(
  Type.Object({ id: Type.String(), takenAt: Type.String(), source: Type.String(), active: Type.Boolean() }, closed),
);
const Connectors = Type.Array(
  Type.Object(
    {
      name: Type.String(),
      kind: Type.Enum(['push', 'pull']),
      created: Type.String(),
      users: Type.Number(),
      groups: Type.Number(),
    },
    closed,
  ),
);
const NewToken = Type.Object({ name: Type.String(), token: Type.String() }, closed);
const Removed = Type.Object({ removed: Type.String() }, closed);
const Pulled = Type.Object(
  { name: Type.String(), users: Type.Number(), groups: Type.Number(), unknownMembers: Type.Array(Type.String()) },
  closed,
);

const Exported = Type.Object({ snapshot: Type.String(), folder: Type.String() }, closed);
const Reason = { decision: SimulateAnswer.properties.decision, by: SimulateAnswer.properties.by };
const Difference = Type.Object(
  {
    principal: Type.String(),
    action: Type.String(),
    resource: Type.String(),
    context: Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
    ours: Type.Object({ ...Reason, blockedBy: SimulateAnswer.properties.blockedBy }, closed),
    aws: Type.Object(
      {
        decision: Type.Enum(['allowed', 'explicitDeny', 'implicitDeny']),
        matched: Type.Array(Type.String()),
        missingContext: Type.Array(Type.String()),
      },
      closed,
    ),
  },
  closed,
);
const Calibrated = Type.Object(
  {
    snapshot: Type.String(),
    sample: Type.Number(),
    seed: Type.Number(),
    drawn: Type.Object({ access: Type.Number(), noAccess: Type.Number() }, closed),
    compared: Type.Number(),
    agreed: Type.Number(),
    differing: Type.Array(Difference),
    unknown: Type.Number(),
    notAsked: Type.Array(
      Type.Object({ reason: Type.String(), count: Type.Number(), detail: Type.Optional(Type.String()) }, closed),
    ),
  },
  closed,
);

type Given<Name extends keyof Operations> = Extract<Awaited<ReturnType<Operations[Name]>>, { ok: true }>['value'];
/** Checked by the compiler: what docs/cli.md promises is what the port gives, field by field. */
type Names<T> = T extends readonly (infer Item)[] ? keyof Item : keyof T;
type SameNames<Schema extends TSchema, T> = [Names<Static<Schema>>, Names<T>] extends [Names<T>, Names<Static<Schema>>]
  ? true
  : false;
const SAME: readonly [
  SameNames<typeof Taken, TakenSnapshot>,
  SameNames<typeof DryRun, Given<'dryRun'>>,
  SameNames<typeof Proved, ProvedSnapshot>,
  SameNames<typeof Snapshots, Given<'snapshots'>>,
  SameNames<typeof Connectors, Given<'connectors'>>,
  SameNames<typeof Pulled, PulledPeople>,
  SameNames<typeof Exported, Given<'export'>>,
  SameNames<typeof Calibrated, Calibration>,
  SameNames<typeof Difference, CalibrationDifference>,
] = [true, true, true, true, true, true, true, true, true];

describe('--json of the operations', () => {
  it.each([
    [['collect'], Taken],
    [['import', 'a'], Taken],
    [['collect', '--dry-run'], DryRun],
    [['prove'], Proved],
    [['refresh'], Proved],
    [['demo', '--no-serve'], Proved],
    [['snapshots'], Snapshots],
    [['export', 'folder'], Exported],
    [['calibrate'], Calibrated],
    [['connectors'], Connectors],
    [['connectors', 'add', 'okta'], NewToken],
    [['connectors', 'token', 'okta'], NewToken],
    [['connectors', 'remove', 'okta'], Removed],
    [['connectors', 'pull', 'idp', 'https://idp.example'], Pulled],
  ])('%j is as documented', async (argv, schema) => {
    expect(SAME.every((same) => same)).toBe(true);
    expect(Value.Check(schema, await jsonOf(argv))).toBe(true);
  });

  it('calibrate is as documented, with what differs and what was refused', async () => {
    const operations = new FakeOperations();
    operations.calibration = calibrations.differing;
    expect(Value.Check(Calibrated, await jsonOf(['calibrate'], operations))).toBe(true);
  });

  it.each([
    [['calibrate'], 'calibrate'],
    [['export', 'folder'], 'export'],
  ] as const)('%j that is denied writes nothing of an answer, and says so in one line', async (argv, operation) => {
    const around = fakeSurroundings();
    const denied = new FakeOperations({ [operation]: { kind: 'unavailable', message: 'AccessDenied: no' } });
    expect(await run([...argv, '--json'], fakeWorld(undefined, denied).ports, around)).toBe(4);
    expect([around.stdout.text, around.stderr.text]).toEqual(['', 'E_UNAVAILABLE: AccessDenied: no\n']);
  });

  it('verify is as documented, with what does not hold', async () => {
    const operations = new FakeOperations();
    operations.verification = fixtures.verification;
    const valid = validatorOf(OPENAPI, 'Verification');
    expect(valid(await jsonOf(['verify'], operations)), JSON.stringify(valid.errors)).toBe(true);
  });
});
