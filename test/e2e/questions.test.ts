import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskError } from '../../answers/questions.ts';
import { canReport } from '../../answers/report/can.ts';
import { asText } from '../../answers/report/text.ts';
import type { CanAnswer, WhoCanAnswer } from '../../domain/answer.ts';
import { actorName, got, type ProvedData, provedData, shippedSample, whoCan } from './proved.ts';

let sample: ProvedData;
beforeAll(async () => {
  sample = await provedData(await shippedSample());
});
afterAll(() => sample.close());

const TABLE = 'finance-ledger';

type Ask = readonly [principal: string, action: string, resource: string];
const can = ([principal, action, resource]: Ask) =>
  sample.questions.can({ principal, action, resource, language: 'en' });
const explain = ([principal, action, resource]: Ask) =>
  sample.questions.explain({ principal, actions: [action], resource, language: 'en' });
const whoCanCall = (action: string, resource: string) =>
  sample.questions.whoCan({ actions: [action], resource, language: 'en' });

const refusal = (result: { readonly ok: boolean; readonly error?: AskError }): string =>
  result.error === undefined ? 'answered' : `${result.error.kind}: ${result.error.message}`;

describe('an action that never acts on the resource', () => {
  it.each<Ask>([
    ['CFO', 'ec2:Nope', TABLE],
    ['Hop3', 'kms:Decrypt', TABLE],
    ['Hop3', 'dynamodb:ListTables', TABLE],
    ['Hop3', 'dynamodb:GetRecords', TABLE],
    ['DeliveryDriver', 's3:ListBucket', 'arn:aws:s3:::secret-cake-recipes/a'],
    ['PastryChef', 's3:GetObject', 'VaultKeeper'],
  ])('%s %s %s is no question', async (...ask) => {
    expect(refusal(await can(ask))).toMatch(/^badInput: .*does not act on an? .*; actions on it start with `/);
    expect(refusal(await explain(ask))).toBe(refusal(await can(ask)));
  });

  it.each<Ask>([
    ['Hop3', 'kms:Decrypt', 'alias/board'],
    ['service:lambda.amazonaws.com', 'sts:AssumeRole', 'LedgerBatch'],
    ['CFO', 'iam:PassRole', 'LedgerBatch'],
    ['CFO', 'lambda:InvokeFunction', 'arn:aws:lambda:eu-west-1:646836788589:function:ledger-batch:live'],
    ['DeliveryDriver', 's3:GetObject', 'arn:aws:s3:::secret-cake-recipes/a'],
    ['CFO', 'glue:GetTable', 'arn:aws:glue:eu-west-1:646836788589:table/a/b'],
  ])('%s %s %s is one', async (...ask) => {
    expect(refusal(await can(ask))).toBe('answered');
  });

  it('is refused by who-can, as a name and as a pattern', async () => {
    for (const action of ['s3:*', 'kms:Decrypt', 'ec2:Nope', 'dynamodb:Nope*'])
      expect(refusal(await whoCanCall(action, TABLE)), action).toMatch(/^badInput: .*start with `dynamodb:`$/);
  });
});

describe('an action that AWS does not list', () => {
  it('is answered by the wording of policies, and said to be unlisted', async () => {
    const answer = got(await can(['Hop3', 'dynamodb:BrandNew', TABLE]));
    expect(answer.level).toBe('Unlisted');
  });

  it('who-can finds those whose patterns meet the name', async () => {
    const reach = async (action: string): Promise<readonly string[]> => {
      const { results, levelOf } = got(await whoCanCall(action, TABLE));
      expect(levelOf[action]).toBe('Unlisted');
      return [...new Set(results.map((one) => actorName(one.principal)))].sort();
    };
    // the boundary of the CFO lets names through that begin with `Get`
    expect(await reach('dynamodb:GetBrandNew')).toContain('CFO');
    expect(await reach('dynamodb:BrandNew')).not.toContain('CFO');
    expect(await reach('dynamodb:BrandNew')).toContain('AWSReservedSSO_FinanceAccess');
  });
});

describe('a call that is denied for what it needs besides', () => {
  const needs = ({ alsoNeeds = [] }: Pick<CanAnswer, 'alsoNeeds'>) =>
    alsoNeeds.map(({ action, verdict, blockedBy }) => ({ action, verdict, blockedBy }));

  it.each([
    ['FinanceAccess', ['identity', 'resource']],
    ['arn:aws:iam::646836788589:root', ['resource']],
  ])('says so of %s', async (principal, blockedBy) => {
    const answer = got(await can([principal, 'dynamodb:GetItem', 'board-minutes']));
    expect(answer).toMatchObject({ verdict: 'denied', blockedBy: [] });
    expect(needs(answer)).toEqual([{ action: 'kms:Decrypt', verdict: 'denied', blockedBy }]);
    expect(asText(canReport(answer, 'en'), { emphasis: false })).toContain(
      'cannot call dynamodb:GetItem on board-minutes: it also needs kms:Decrypt on alias/board, which is denied.',
    );
    const { columns } = got(await explain([principal, 'dynamodb:GetItem', 'board-minutes']));
    expect(columns.map(needs)).toEqual([needs(answer)]);
  });

  it('has nothing to say where the layers stop it', async () => {
    expect(got(await can(['Hop3', 'dynamodb:PutItem', TABLE])).alsoNeeds).toBeUndefined();
  });
});

describe('who can assume a role', () => {
  const subjects = ({ results }: WhoCanAnswer): readonly string[] =>
    [...new Set(results.map(({ subject, actions }) => `${subject.name} ${actions}`))].sort();

  it('is a question about the role, over all the ways to those who can', async () => {
    expect(subjects(got(await whoCanCall('sts:AssumeRole', 'Hop2')))).toEqual([
      'Ann Alyst sts:AssumeRole',
      'Hop1 sts:AssumeRole',
      'Larry Lone sts:AssumeRole',
      'Paul Patissier sts:AssumeRole',
      'Rita Root sts:AssumeRole',
    ]);
    const carla = got(await whoCanCall('sts:AssumeRole', 'CFO')).results.find(
      (one) => one.subject.name === 'Carla Conti',
    );
    const [path, ...others] = carla?.paths ?? [];
    expect(others).toEqual([]);
    expect(path?.hops.slice(-2).map(({ to }) => actorName(to))).toEqual(['AWSReservedSSO_FinanceAccess', 'CFO']);
  });

  it('counts the sign-in of Identity Center as the call that it is', async () => {
    expect(subjects(got(await whoCanCall('sts:AssumeRoleWithSAML', 'FinanceAccess')))).toContain(
      'Carla Conti sts:AssumeRoleWithSAML',
    );
  });

  it('finds nobody for VaultKeeper, and says who only looks able to become LedgerBatch', async () => {
    expect((await whoCan(sample.questions, 'VaultKeeper')).results).toEqual([]);
    expect((await whoCan(sample.questions, 'LedgerBatch')).looksOpen).toEqual([
      expect.objectContaining({
        principal: 'service:lambda.amazonaws.com',
        deniedBy: [expect.objectContaining({ layer: 'rcp', policy: expect.stringContaining('StsOrgOnly') })],
      }),
    ]);
  });

  it('is all that is told of a role', async () => {
    for (const action of ['read', 'iam:PassRole', 'sts:*', 'sts:TagSession'])
      expect(refusal(await whoCanCall(action, 'VaultKeeper')), action).toMatch(/`paths --to VaultKeeper`/);
    expect(refusal(await whoCanCall('sts:AssumeRole', 'ann.alyst'))).toMatch(/is no resource; `what-can`/);
  });
});
