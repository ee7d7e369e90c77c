import { afterAll, beforeAll, expect, it } from 'vitest';
import { got, type ProvedData, provedData, shippedSample } from './proved.ts';
import { unknownsOf } from './unexplained.ts';
import { unknownSuite } from './unknown.suite.ts';

const sample = await shippedSample();
let proved: ProvedData;
beforeAll(async () => {
  proved = await provedData(sample);
}, 120_000);
afterAll(() => proved.close());

it('an answer that is conditional says its condition', async () => {
  const texts: string[] = [];
  for (const { arn } of sample.resources) {
    for (const language of ['en', 'ja'] as const) {
      const { results } = got(await proved.questions.whoCan({ resource: arn, language }));
      texts.push(...results.flatMap((one) => one.conditionalActions.map(({ when }) => when.text)));
    }
  }
  expect(texts.length).toBeGreaterThan(10);
  expect(texts.filter((text) => text === '' || text === 'always' || text === '常に')).toEqual([]);
}, 120_000);

it('an answer about the sample that is unknown says why', async () => {
  const unknown = await unknownsOf(proved.questions, sample);
  expect(unknown.filter(({ reasons }) => reasons.length === 0)).toEqual([]);
}, 120_000);

/** One resource of each type, and every bucket and table. */
const kinds = new Map(sample.resources.map((one) => [one.type, one]));
const resources = sample.resources.filter(
  (one) => kinds.get(one.type) === one || ['AWS::S3::Bucket', 'AWS::DynamoDB::Table'].includes(one.type),
);
unknownSuite('a part of the sample', { ...sample, resources });
