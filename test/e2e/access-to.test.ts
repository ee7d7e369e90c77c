import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQuestions } from '../../answers/open.ts';
import { operationsAt } from '../../answers/operations.ts';
import type { Questions } from '../../answers/questions.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { got, type ProvedData, provedData, QUIET, shippedSample } from './proved.ts';

/** A few things of the sample, of several types. */
async function smallSample(): Promise<Snapshot> {
  const sample = await shippedSample();
  const keys = sample.resources.filter(({ type }) => type === 'AWS::KMS::Key').slice(0, 2);
  const others = [...new Map(sample.resources.map((one) => [one.type, one])).values()].slice(0, 7);
  const named = sample.resources.filter(({ name }) => ['finance-ledger', 'old-acl-bucket'].includes(name));
  return { ...sample, resources: sample.resources.filter((one) => [...keys, ...others, ...named].includes(one)) };
}

let whole: ProvedData;
let data: string;
let part: Questions;
let snapshot: string;

beforeAll(async () => {
  whole = await provedData(await smallSample());
  data = await mkdtemp(join(tmpdir(), 'tadori-access-to-'));
  snapshot = got(await writeSnapshot(data, whole.snapshot));
  const operations = operationsAt({ data, store: 'embedded' });
  const proved = got(await operations.prove({ snapshot, certify: false, accessTo: ['finance-ledger'] }, QUIET));
  expect(proved.accessAsked).toBe(whole.snapshot.resources.length - 1);
  expect(proved.hops).toBe(whole.proved.hops);
  expect(proved.accesses).toBeLessThan(whole.proved.accesses);
  part = got(await openQuestions({ data, store: 'embedded' }));
}, 120_000);
afterAll(async () => {
  await whole.close();
  await part.close();
  await rm(data, { recursive: true, force: true });
});

describe('a proof of the roles and of access to some resources', () => {
  it('answers who can reach any resource as a proof of everything does', async () => {
    for (const { arn } of whole.snapshot.resources) {
      const ask = { resource: arn, language: 'en' } as const;
      expect(got(await part.whoCan(ask))).toEqual(got(await whole.questions.whoCan(ask)));
    }
  });

  it('answers the same while it reads ahead and after it, and stops reading when it is closed', async () => {
    const ahead = got(await openQuestions({ data, store: 'embedded' }));
    const reading = ahead.readAhead(() => true);
    const [first, second] = whole.snapshot.resources;
    for (const resource of [first, second]) {
      const ask = { resource: resource?.arn ?? '', language: 'en' } as const;
      expect(got(await ahead.whoCan(ask))).toEqual(got(await part.whoCan(ask)));
      await reading;
    }
    const more = ahead.readAhead(() => true);
    await ahead.close();
    await more;
  });

  it('gives the same pages, so that a cursor holds when the snapshot is proved the other way', async () => {
    const buckets = whole.snapshot.resources.filter(({ type }) => type === 'AWS::S3::Bucket');
    expect(buckets.length).toBeGreaterThan(0);
    for (const { arn } of buckets) {
      const pages = async (questions: Questions) => {
        const told: unknown[] = [];
        for (let after: string | undefined = ''; after !== undefined; ) {
          const page = { limit: 3, ...(after === '' ? {} : { after }) };
          const answer: WhoCanAnswer = got(await questions.whoCan({ resource: arn, language: 'en', page }));
          told.push(answer.results, answer.next);
          after = answer.next;
        }
        return told;
      };
      expect(await pages(part)).toEqual(await pages(whole.questions));
    }
  });

  it('answers what somebody can, and by which paths, as a proof of everything does', async () => {
    const people = whole.snapshot.people.slice(0, 3).map(({ email }) => email);
    const roles = whole.snapshot.roles.slice(0, 4).map(({ arn }) => arn);
    const [table] = whole.snapshot.resources.filter(({ name }) => name !== 'finance-ledger');
    for (const subject of [...people, ...roles]) {
      const ask = { subject, language: 'en' } as const;
      expect(got(await part.whatCan(ask))).toEqual(got(await whole.questions.whatCan(ask)));
      const way = { from: subject, to: table?.arn ?? '', language: 'en' } as const;
      expect(await part.paths(way)).toEqual(await whole.questions.paths(way));
    }
  });

  it('explains as a proof of everything does', async () => {
    for (const [index, { arn }] of whole.snapshot.resources.entries()) {
      const principal = whole.snapshot.roles[index * 3]?.arn ?? '';
      const listed = got(await whole.questions.whoCan({ resource: arn, language: 'en' })).results;
      const actions = listed.flatMap((one) => one.actions).slice(0, 2);
      for (const who of [principal, listed[0]?.principal ?? principal]) {
        const ask = { principal: who, actions, resource: arn, language: 'en' } as const;
        expect(await part.explain(ask)).toEqual(await whole.questions.explain(ask));
      }
    }
  });

  it('says how much is not in the graph', async () => {
    const missing = whole.snapshot.resources.length - 1;
    expect(got(await part.status()).accessAsked).toBe(missing);
    expect(got(await whole.questions.status()).accessAsked).toBeUndefined();
    const count = 'MATCH (r:AWSResource) WHERE r.access_asked RETURN count(r) AS n';
    const found = got(await part.cypher(count));
    expect([found.rows, found.accessAsked]).toEqual([[[missing]], missing]);
  });

  it('is what `verify` checks, and is proved whole again afterwards', async () => {
    const operations = operationsAt({ data, store: 'embedded' });
    const checked = got(await operations.verify({ snapshot }, QUIET));
    expect(checked.failed).toEqual([]);
    expect(checked.counts.derived).toBe(checked.counts.records);
    const again = got(await operations.prove({ snapshot, certify: false }, QUIET));
    expect([again.accesses, again.accessAsked]).toEqual([whole.proved.accesses, undefined]);
  });

  it('names what it does not know, and is not handed to workers', async () => {
    const operations = operationsAt({ data, store: 'embedded' });
    const ask = { snapshot, certify: false };
    const unknown = await operations.prove({ ...ask, accessTo: ['no-such-table'] }, QUIET);
    expect(unknown).toMatchObject({ ok: false, error: { kind: 'notFound' } });
    const handed = await operations.prove({ ...ask, accessTo: [], jobs: 'redis://127.0.0.1:1' }, QUIET);
    expect(handed).toMatchObject({ ok: false, error: { kind: 'badInput' } });
  });
});
