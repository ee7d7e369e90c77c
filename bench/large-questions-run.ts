import { openQuestions } from '../answers/open.ts';
import type { Answered } from '../answers/questions.ts';
import { setUpV8 } from '../cli/v8-settings.ts';
import { readSnapshot } from '../collector/snapshot-files.ts';
import { cpuSince } from './figure.ts';
import { Dice } from './organisation/dice.ts';
import { got } from './sample.ts';

/**
 * Asks of a data folder what servers are asked that have had the time to read ahead, and tells what each answer took (seconds of CPU)
 * and how much memory the process took at most. `explain`: one role, one resource, one action. Pages: the first 100 results of people,
 * on some resource, of whatever kind.
 */
const [data = '', snapshot = ''] = process.argv.slice(2);
const [EXPLAINED, BEFORE, PAGES] = [60, 60, 60];

const EXPLAINED_ON: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 's3:ListBucket',
  'AWS::DynamoDB::Table': 'dynamodb:GetItem',
  'AWS::Lambda::Function': 'lambda:InvokeFunction',
  'AWS::SQS::Queue': 'sqs:SendMessage',
  'AWS::SNS::Topic': 'sns:Publish',
  'AWS::SecretsManager::Secret': 'secretsmanager:GetSecretValue',
  'AWS::KMS::Key': 'kms:Decrypt',
};

const { resources, roles, actedOn } = await readNames();
const dice = new Dice(6);
setUpV8();
const questions = got(await openQuestions({ data, store: 'embedded' }));
await questions.readAhead(() => true);
const explain = await each(EXPLAINED + 1, () => {
  const { resource, actions } = dice.pick(actedOn);
  return questions.explain({ principal: dice.pick(roles), actions, resource, language: 'en' });
});
const pages = await each(BEFORE + PAGES, () =>
  questions.whoCan({ resource: dice.pick(resources), among: 'people', page: { limit: 100 }, language: 'en' }),
);
await questions.close();
const megabytes = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ explain: explain.slice(1), pages: pages.slice(BEFORE), megabytes }));

interface Names {
  readonly resources: readonly string[];
  readonly roles: readonly string[];
  readonly actedOn: readonly { readonly resource: string; readonly actions: readonly string[] }[];
}

/** What else is in the snapshot goes. */
async function readNames(): Promise<Names> {
  const read = got(await readSnapshot(data, snapshot));
  return {
    resources: read.resources.map(({ arn }) => arn),
    roles: read.roles.map(({ arn }) => arn),
    actedOn: read.resources.flatMap(({ arn, type }) => {
      const action = EXPLAINED_ON[type];
      return action === undefined ? [] : [{ resource: arn, actions: [action] }];
    }),
  };
}

async function each<T>(times: number, ask: () => Answered<T>): Promise<readonly number[]> {
  const seconds: number[] = [];
  while (seconds.length < times) {
    const started = process.cpuUsage();
    got(await ask());
    seconds.push(cpuSince(started));
  }
  return seconds;
}
