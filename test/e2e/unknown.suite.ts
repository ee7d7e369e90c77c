import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../domain/snapshot.ts';
import { provedData } from './proved.ts';
import { unknownsOf } from './unexplained.ts';

/** The sample as it would be if these calls had been denied. */
function denied(sample: Snapshot, ...calls: readonly string[]): Snapshot {
  const coverage = sample.coverage.map((cell) =>
    calls.includes(`${cell.service}:${cell.call}`) ? { ...cell, status: 'denied' as const } : cell,
  );
  const resources = calls.includes('s3:GetBucketEncryption')
    ? sample.resources.map((one) => (one.type === 'AWS::S3::Bucket' ? withoutEncryption(one) : one))
    : sample.resources;
  return { ...sample, coverage, resources };
}

function withoutEncryption<T extends Snapshot['resources'][number]>(resource: T): T {
  const { encryption: _, ...rest } = resource;
  return rest as T;
}

async function unknownsIn(snapshot: Snapshot) {
  const { questions, close } = await provedData(snapshot, { cypher: false });
  const unknown = await unknownsOf(questions, snapshot);
  await close();
  return { count: unknown.length, unexplained: unknown.filter(({ reasons }) => reasons.length === 0) };
}

/** Of an organisation in which something was not read. */
export function unknownSuite(name: string, sample: Snapshot): void {
  describe(`an answer about ${name} that is unknown says why`, () => {
    it('where the policies of the organisation were not read', async () => {
      const { count, unexplained } = await unknownsIn(denied(sample, 'organizations:ListPolicies'));
      expect(unexplained).toEqual([]);
      expect(count).toBeGreaterThan(100);
    }, 120_000);

    it('where it is the key behind a resource that is not known', async () => {
      const { count, unexplained } = await unknownsIn(denied(sample, 's3:GetBucketEncryption', 'kms:GetKeyPolicy'));
      expect(unexplained).toEqual([]);
      expect(count).toBeGreaterThan(100);
    }, 120_000);
  });
}
