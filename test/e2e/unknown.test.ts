import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../domain/snapshot.ts';
import { got, provedData, shippedSample } from './proved.ts';
import { unknownsOf } from './unexplained.ts';

const sample = await shippedSample();

/** The sample as it would be if these calls had been denied. */
function denied(...calls: readonly string[]): Snapshot {
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
  const { questions, close } = await provedData(snapshot);
  const unknown = await unknownsOf(questions, snapshot);
  await close();
  return { count: unknown.length, unexplained: unknown.filter(({ reasons }) => reasons.length === 0) };
}

it('an answer that is conditional says its condition', async () => {
  const { questions, close } = await provedData(sample);
  const texts: string[] = [];
  for (const { arn } of sample.resources) {
    for (const language of ['en', 'ja'] as const) {
      const { results } = got(await questions.whoCan({ resource: arn, language }));
      texts.push(...results.flatMap((one) => one.conditionalActions.map(({ when }) => when.text)));
    }
  }
  await close();
  expect(texts.length).toBeGreaterThan(10);
  expect(texts.filter((text) => text === '' || text === 'always' || text === '常に')).toEqual([]);
}, 120_000);

describe('an answer that is unknown says why', () => {
  it('in the sample', async () => {
    expect((await unknownsIn(sample)).unexplained).toEqual([]);
  }, 120_000);

  it('where the policies of the organisation were not read', async () => {
    const { count, unexplained } = await unknownsIn(denied('organizations:ListPolicies'));
    expect(unexplained).toEqual([]);
    expect(count).toBeGreaterThan(100);
  }, 120_000);

  it('where it is the key behind a resource that is not known', async () => {
    const { count, unexplained } = await unknownsIn(denied('s3:GetBucketEncryption', 'kms:GetKeyPolicy'));
    expect(unexplained).toEqual([]);
    expect(count).toBeGreaterThan(100);
  }, 120_000);
});
