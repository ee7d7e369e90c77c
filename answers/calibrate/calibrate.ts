import type { CallFailure } from '../../collector/call-source.ts';
import { openSimulator, type Simulated, type Simulator } from '../../collector/simulator.ts';
import { readSnapshot } from '../../collector/snapshot-files.ts';
import type { AccessRequest } from '../../domain/request.ts';
import { err, ok } from '../../domain/result.ts';
import { readGraph } from '../../graph/graph-files.ts';
import { decide } from '../../reasoning/decide.ts';
import { World } from '../../reasoning/world.ts';
import { storeError } from '../open.ts';
import type { Answered, AskError, OperationOptions } from '../questions.ts';
import { answerOf } from '../simulate.ts';
import type { CalibrateAsk, Calibration, CalibrationDifference, NotAsked } from './calibration.ts';
import { coveredPart } from './covered.ts';
import { type Drawn, drawSample } from './sample.ts';
import { simulatorInput } from './simulator-input.ts';

/** What became of one claim. */
type Outcome =
  | { readonly kind: 'agreed' | 'unknown' }
  | { readonly kind: 'differs'; readonly difference: CalibrationDifference }
  | { readonly kind: 'notAsked'; readonly reason: NotAsked; readonly detail?: string };

const STOPPED: AskError = { kind: 'store', message: 'stopped; nothing was changed' };

/** Holds claims of a proved snapshot against AWS's own policy simulator, each over the part of the policies that it reads. */
export async function calibrateSnapshot(
  ask: CalibrateAsk & { readonly data: string; readonly snapshot: string },
  { onProgress, signal }: OperationOptions,
): Answered<Calibration> {
  const snapshot = await readSnapshot(ask.data, ask.snapshot);
  if (!snapshot.ok) return err({ kind: 'store', message: snapshot.error.message });
  const stored = await readGraph(ask.data, ask.snapshot);
  if (!stored.ok) return err(storeError(stored.error));
  const world = new World(snapshot.value);
  const drawn = drawSample(world, stored.value.proofs, ask);
  const simulator = await openSimulator({
    signal,
    ...(ask.profile === undefined ? {} : { profile: ask.profile }),
  });
  try {
    const outcomes: Outcome[] = [];
    for (const one of drawn) {
      const outcome = await outcomeOf(world, one, simulator);
      if (signal.aborted) return err(STOPPED);
      if (!outcome.ok) return outcome;
      outcomes.push(outcome.value);
      onProgress({ phase: 'calibrate', done: outcomes.length, total: drawn.length });
    }
    return ok(summaryOf(ask, drawn, outcomes));
  } finally {
    await simulator.close();
  }
}

async function outcomeOf(world: World, drawn: Drawn, simulator: Simulator): Answered<Outcome> {
  const part = coveredPart(world, drawn);
  if (!part.ok) return ok({ kind: 'notAsked', reason: part.error });
  const input = simulatorInput(world, part.value);
  if (input === undefined) return ok({ kind: 'notAsked', reason: 'unread' });
  const ours = answerOf(null, decide(part.value));
  if (ours.decision === 'unknown') return ok({ kind: 'unknown' });
  const theirs = await simulator.simulate(input);
  if (theirs.ok) return ok(compared(drawn, part.value, ours, theirs.value));
  return isAboutRequest(theirs.error)
    ? ok({ kind: 'notAsked', reason: 'refused', detail: theirs.error.message })
    : err(refusal(theirs.error));
}

/** Source: IAM API, SimulateCustomPolicy, Errors. */
const isAboutRequest = ({ code }: CallFailure): boolean =>
  /^(InvalidInput|PolicyEvaluation|ValidationError)(Exception)?$/.test(code);

function refusal({ status, code, message }: CallFailure): AskError {
  const said = `${code}: ${message}`;
  if (status === 'denied')
    return {
      kind: 'unavailable',
      message: `AWS does not let these credentials call iam:SimulateCustomPolicy (${said})`,
    };
  if (status === 'throttled')
    return {
      kind: 'unavailable',
      message: `AWS throttles iam:SimulateCustomPolicy; try again later, or a smaller --sample (${said})`,
    };
  return {
    kind: 'unavailable',
    message: `AWS did not answer iam:SimulateCustomPolicy (${said}); check the network, AWS credentials, and the profile named with --profile`,
  };
}

const AWS_WORD = {
  allowed: 'allowed',
  explicitDeny: 'explicitlyDenied',
  implicitDeny: 'implicitlyDenied',
} as const;

function compared(
  { principal }: Drawn,
  { action, resource, context }: AccessRequest,
  { decision, by, blockedBy }: CalibrationDifference['ours'],
  aws: Simulated,
): Outcome {
  if (AWS_WORD[aws.decision] === decision) return { kind: 'agreed' };
  const ours = { decision, by, blockedBy };
  return { kind: 'differs', difference: { principal, action, resource: resource.arn, context, ours, aws } };
}

function summaryOf(
  { snapshot, sample, seed }: CalibrateAsk & { readonly snapshot: string },
  drawn: readonly Drawn[],
  outcomes: readonly Outcome[],
): Calibration {
  const count = (kind: Outcome['kind']): number => outcomes.filter((one) => one.kind === kind).length;
  const access = drawn.filter((one) => one.kind === 'access').length;
  return {
    snapshot,
    sample,
    seed,
    drawn: { access, noAccess: drawn.length - access },
    compared: count('agreed') + count('differs'),
    agreed: count('agreed'),
    differing: outcomes.flatMap((one) => (one.kind === 'differs' ? [one.difference] : [])),
    unknown: count('unknown'),
    notAsked: notAskedOf(outcomes),
  };
}

function notAskedOf(outcomes: readonly Outcome[]): Calibration['notAsked'] {
  const all = outcomes.flatMap((one) => (one.kind === 'notAsked' ? [one] : []));
  return [...new Set(all.map((one) => one.reason))].map((reason) => {
    const same = all.filter((one) => one.reason === reason);
    const detail = same[0]?.detail;
    return { reason, count: same.length, ...(detail === undefined ? {} : { detail }) };
  });
}
