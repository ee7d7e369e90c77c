import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openQuestions } from '../../answers/open.ts';
import { operationsAt } from '../../answers/operations.ts';
import { run } from '../../cli/run.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import { fakeSurroundings, fakeWorld } from '../cli/fakes.ts';
import { allow, bucket, OWN, role, smallWorld } from '../reasoning/small-world.ts';
import { got, QUIET } from './proved.ts';

let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'tadori-e2e-'));
});
afterAll(() => rm(data, { recursive: true, force: true }));

it('a running server answers with the certificates of a snapshot that is proved again, and opens nothing otherwise', async () => {
  const reads = allow('s3:GetObject', 'arn:aws:s3:::logs/*');
  const { snapshot } = smallWorld({ roles: [role('Reader', OWN, reads)], resources: [bucket('logs', undefined)] });
  const id = got(await writeSnapshot(data, snapshot));
  const operations = operationsAt({ data, store: 'embedded' });
  got(await operations.prove({ snapshot: id, certify: false }, QUIET));

  const world = fakeWorld();
  const around = fakeSurroundings();
  let opened = 0;
  const openCounted: typeof openQuestions = (options) => {
    opened += 1;
    return openQuestions(options);
  };
  const running = run(['serve', '--data', data], { ...world.ports, openQuestions: openCounted }, around);
  await expect.poll(() => world.served.length).toBe(1);
  const proofs = async () => got(await got(await world.served[0]!.questions()).status()).proof;

  const before = await proofs();
  expect(before).toMatchObject({ certified: 0, pending: 0 });
  expect(before.replayed).toBeGreaterThan(0);
  await proofs();
  await proofs();
  expect(opened).toBe(1);
  got(await operations.prove({ snapshot: id, certify: true }, QUIET));
  expect(await proofs()).toEqual({ certified: before.replayed, replayed: 0, pending: 0 });
  expect(opened).toBe(2);
  around.interrupt();
  await running;
}, 60_000);
