import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQuestions } from '../../answers/open.ts';
import { operationsAt } from '../../answers/operations.ts';
import type { Result } from '../../domain/result.ts';
import { REGIONS } from './disturbed.ts';
import {
  type EmulatedOrganisation,
  environmentFor,
  ORGANISATION_MISSING,
  OWN_ACCOUNT,
  startOrganisation,
} from './organisation.ts';
import { FaultProxy } from './proxy.ts';

const QUIET = { onProgress: () => undefined, signal: new AbortController().signal };
function got<T>(result: Result<T, { readonly message: string }>): T {
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}

const inCi = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;
const suite = ORGANISATION_MISSING === undefined || inCi ? describe : describe.skip;
suite(
  `a bucket whose policy could not be read${ORGANISATION_MISSING === undefined ? '' : ` (${ORGANISATION_MISSING})`}`,
  () => {
    const data = mkdtempSync(join(tmpdir(), 'tadori-denied-'));
    let organisation: EmulatedOrganisation;
    let proxy: FaultProxy;
    beforeAll(async () => {
      organisation = await startOrganisation(2, 2);
      proxy = new FaultProxy(organisation.url, OWN_ACCOUNT, {
        seed: 1,
        denies: ({ operation, target }) => operation === 'GetBucketPolicy' && target.includes('store-1'),
      });
      await proxy.start();
      Object.assign(process.env, environmentFor(proxy.url));
      const operations = operationsAt({ data, store: 'embedded' });
      const taken = got(await operations.collect({ regions: REGIONS }, QUIET));
      got(await operations.prove({ snapshot: taken.snapshot, certify: false }, QUIET));
    });
    afterAll(async () => {
      await proxy?.stop();
      await organisation?.stop();
      rmSync(data, { recursive: true, force: true });
    });

    const whoCan = async (bucket: string) => {
      const questions = got(await openQuestions({ data, store: 'embedded' }));
      try {
        const ask = { actions: ['s3:GetObject'], resource: `arn:aws:s3:::${bucket}`, language: 'en' } as const;
        return got(await questions.whoCan(ask));
      } finally {
        await questions.close();
      }
    };

    it('is unknown, and the missing permission is named; nobody is said to have no access', async () => {
      const answer = await whoCan('store-1');
      expect(answer.complete).toBe(false);
      const wanted = { service: 's3', call: 'GetBucketPolicy', status: 'denied' };
      expect(answer.gaps).toContainEqual(expect.objectContaining(wanted));
      expect(proxy.denied().size).toBe(1);
      const verdicts = answer.results.map(({ subject, verdict }) => [subject.kind, verdict]);
      expect(verdicts).toContainEqual(['anyone', 'unknown']);
      expect(answer.results.filter(({ verdict }) => verdict === 'unknown').length).toBeGreaterThan(2);
      expect(JSON.stringify(answer.results)).toContain('GetBucketPolicy');
      expect(answer.without).toEqual([]);
    });

    it('leaves the other bucket as it is: open to everybody', async () => {
      const answer = await whoCan('store-0');
      expect(answer.results.map(({ subject, verdict }) => [subject.kind, verdict])).toContainEqual([
        'anyone',
        'allowed',
      ]);
    });
  },
);
