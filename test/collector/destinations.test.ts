import { expect, it } from 'vitest';
import { CLOUDWATCH_LOGS, collectDestinations } from '../../collector/aws/cloudwatch-logs.ts';
import { ACCOUNT, failure, POLICY, REGION, read, TEXT } from './scripted-source.ts';

const arn = (name: string) => `arn:aws:logs:${REGION}:${ACCOUNT}:destination:${name}`;

it('destinations for logs of other accounts are read page by page, with policy and tags', async () => {
  const { value, gaps } = await read(CLOUDWATCH_LOGS, collectDestinations, {
    'cloudwatch-logs:DescribeDestinations': ({ nextToken }) =>
      nextToken === undefined
        ? { destinations: [{ arn: arn('central'), destinationName: 'central', accessPolicy: TEXT }], nextToken: 'n' }
        : { destinations: [{ arn: arn('own'), destinationName: 'own' }] },
    'cloudwatch-logs:ListTagsForResource': ({ resourceArn }) =>
      resourceArn === arn('central') ? { tags: { team: 'red' } } : {},
  });
  expect(gaps).toEqual([]);
  const common = { type: 'AWS::Logs::Destination', account: ACCOUNT, region: REGION };
  expect(value).toEqual([
    {
      ...common,
      arn: arn('central'),
      name: 'central',
      tags: { team: 'red' },
      policy: { name: 'destination policy', document: POLICY },
    },
    { ...common, arn: arn('own'), name: 'own', tags: {} },
  ]);
});

it('a denied list of destinations is a gap', async () => {
  const { gaps } = await read(CLOUDWATCH_LOGS, collectDestinations, {
    'cloudwatch-logs:DescribeDestinations': () => failure('AccessDeniedException', 'denied'),
  });
  expect(gaps).toMatchObject([{ service: 'cloudwatch-logs', call: 'DescribeDestinations', status: 'denied' }]);
});
