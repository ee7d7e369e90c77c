import { simulateLines } from '../../answers/simulate.ts';
import type { Figure, Measured } from '../figure.ts';

const LINES = 20_000;
const WARM_UP = 4_000;

const bundle = {
  define: 'app',
  policies: {
    identity: [
      {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: ['s3:Get*', 's3:List*'], Resource: ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'] },
          {
            Effect: 'Allow',
            Action: 'dynamodb:*Item',
            Resource: 'arn:aws:dynamodb:*:111122223333:table/orders-*',
            Condition: { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } },
          },
          { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        ],
      },
    ],
    permissionsBoundary: [
      {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*'], Resource: '*' }],
      },
    ],
    scp: [[{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] }]],
  },
};

const QUESTIONS = [
  { action: 's3:GetObject', resource: { arn: 'arn:aws:s3:::logs/2026/11/a.gz', account: '111122223333' } },
  { action: 's3:PutObject', resource: { arn: 'arn:aws:s3:::logs/2026/11/a.gz', account: '111122223333' } },
  {
    action: 'dynamodb:GetItem',
    resource: { arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders-1', account: '111122223333' },
  },
];

/** The same few questions of one bundle, from addresses inside and outside the range. */
async function* lines(count: number): AsyncIterable<string> {
  yield JSON.stringify(bundle);
  for (let index = 0; index < count; index++) {
    const context = { 'aws:SourceIp': `203.0.${112 + (index % 3)}.${index % 250}`, 'aws:SecureTransport': 'true' };
    const principal = 'arn:aws:sts::111122223333:assumed-role/app/session';
    const question = QUESTIONS[index % QUESTIONS.length];
    yield JSON.stringify({ id: index, principal, ...question, context, policies: { use: 'app' } });
  }
}

async function linesPerSecond(): Promise<Measured> {
  await decided(WARM_UP);
  const started = performance.now();
  const kinds = await decided(LINES);
  const seconds = (performance.now() - started) / 1000;
  const others = [...kinds].filter((kind) => kind !== 'allowed' && kind !== 'implicitlyDenied');
  if (others.length > 0) return { value: undefined, why: `some answers were ${others.join(', ')}` };
  return { value: LINES / seconds };
}

async function decided(count: number): Promise<ReadonlySet<string>> {
  const kinds = new Set<string>();
  for await (const { decision } of simulateLines(lines(count))) kinds.add(decision);
  return kinds;
}

export const figures: readonly Figure[] = [
  { name: 'simulate, one bundle', unit: 'lines/s', goal: { atLeast: 20_000 }, measure: linesPerSecond },
];
