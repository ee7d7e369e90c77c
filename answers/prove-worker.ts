import { parentPort, workerData } from 'node:worker_threads';
import { readSnapshot } from '../collector/snapshot-files.ts';
import { earlierProof } from './earlier-proof.ts';
import { stepsOf, worldAfter } from './proof-steps.ts';
import { type SharedTurns, turnsShared } from './shared-turns.ts';

// Some turns of a proof, in a thread that ends with it: for each message the next turn, and what it found is the answer.

const shared: SharedTurns = workerData;
const { data, snapshot, accessTo, engine } = shared;
const stored = await readSnapshot(data, snapshot);
if (!stored.ok) throw new Error(stored.error.message);
const earlier = accessTo === undefined ? await earlierProof(data, snapshot, engine) : undefined;
const world = worldAfter(earlier, stored.value);
const some = accessTo?.flatMap((arn) => world.resource(arn) ?? []);
const steps = stepsOf(world, turnsShared(world, shared), earlier, some);
parentPort?.on('message', () => {
  const step = steps.next();
  if (step.done === true) parentPort?.close();
  else parentPort?.postMessage(step.value);
});
