import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AskError } from '../../answers/questions.ts';
import { canReport } from '../../answers/report/can.ts';
import { pathsReport } from '../../answers/report/paths.ts';
import { asText } from '../../answers/report/text.ts';
import { whatCanReport } from '../../answers/report/what-can.ts';
import type { CanAnswer, WhoCanAnswer } from '../../domain/answer.ts';
import { expectPages } from '../answers/pages.ts';
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

describe('what a call may need besides, by the dependent actions that AWS lists', () => {
  const called = (answer: Pick<CanAnswer, 'mayNeed'>) => answer.mayNeed?.map((one) => [one.action, one.verdict]);
  const admin = 'AdminAccess (SSO)@prod-finance';
  const finance = 'FinanceAccess (SSO)@prod-finance';

  it('stands beside a verdict and does not change it', async () => {
    const answer = got(await can([admin, 'kms:ReplicateKey', 'alias/ledger']));
    expect(answer.verdict).toBe('allowed');
    expect(called(answer)).toEqual([
      ['iam:CreateServiceLinkedRole', 'unknown'],
      ['kms:PutKeyPolicy', 'unknown'],
      ['kms:TagResource', 'unknown'],
      // the SCP EuropeOnly hangs on the Region, and a new key has one of its own
      ['kms:CreateKey', 'conditional'],
    ]);
  });

  it('is denied where the boundary denies it of everything', async () => {
    const { columns } = got(await explain([finance, 'dynamodb:RestoreTableToPointInTime', TABLE]));
    const [column] = columns;
    expect(column?.verdict).toBe('allowed');
    expect(called(column ?? {})).toContainEqual(['dynamodb:PutItem', 'denied']);
    expect(called(column ?? {})).toContainEqual(['dynamodb:GetItem', 'unknown']);
  });

  it('is not told of what is denied, or of what AWS lists nothing beside', async () => {
    expect(got(await can(['Hop3', 'dynamodb:RestoreTableToPointInTime', TABLE])).mayNeed).toBeUndefined();
    expect(got(await can(['Hop3', 'dynamodb:GetItem', TABLE])).mayNeed).toBeUndefined();
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

describe('paths', () => {
  const paths = async (from: string, to: string) => got(await sample.questions.paths({ from, to, language: 'en' }));

  it('take the names that answers print', async () => {
    for (const from of ['FinanceAccess (SSO)', 'FinanceAccess (SSO)@prod-finance', 'prod-finance/FinanceAccess (SSO)'])
      expect((await paths(from, 'finance-ledger')).paths.length, from).toBeGreaterThan(0);
  });

  it('do not begin at a resource, and say so', async () => {
    const answer = await sample.questions.paths({ from: 'finance-ledger', to: 'VaultKeeper', language: 'en' });
    expect(answer).toMatchObject({
      error: {
        kind: 'notFound',
        message: '`finance-ledger` is a resource; a principal or a person is asked for here',
        candidates: [{ name: 'finance-ledger' }],
      },
    });
  });

  it('tell what is at their end; over the same hops they are told once', async () => {
    const answer = await paths('dave.driver', 'secret-cake-recipes');
    const ends = answer.paths.map(({ hops }) => hops.at(-1));
    expect(ends.map((end) => end?.scope?.kind)).toEqual(['whole', 'whole', 'part', 'part']);
    expect(ends.every((end) => (end?.actions ?? []).length > 0)).toBe(true);
    const text = asText(pathsReport(answer, 'en'), { emphasis: false });
    expect(text).toContain('There is 1 path from Dave Driver to secret-cake-recipes.');
    expect(text.match(/^Dave Driver {2}/gm)).toHaveLength(1);
    expect(text.match(/^DeliveryDriver \(prod-recipes\) +can act on {2}/gm)).toHaveLength(3);
    expect(text).toContain('in secret-cake-recipes/*');
  });

  it('begin in a service, and say why it cannot become the role', async () => {
    const answer = await paths('lambda.amazonaws.com', 'LedgerBatch');
    expect(answer.paths).toEqual([]);
    expect(answer.refused).toMatchObject({ action: 'sts:AssumeRole', blockedBy: ['rcp'], by: [{ layer: 'rcp' }] });
    expect(asText(pathsReport(answer, 'en'), { emphasis: false })).toContain(
      'lambda.amazonaws.com itself cannot call sts:AssumeRole on LedgerBatch: stopped by RCP StsOrgOnly, statement 1.',
    );
  });

  it('have nothing to refuse where somebody walks them, or where who is asked about calls nothing', async () => {
    expect((await paths('Hop1', 'Hop2')).refused).toBeUndefined();
    expect((await paths('dave.driver', 'LedgerBatch')).refused).toBeUndefined();
  });
});

describe('who has left', () => {
  it('is said by what-can as by who-can', async () => {
    const gone = got(await sample.questions.whatCan({ subject: 'gone.gary', language: 'en' }));
    expect(asText(whatCanReport(gone, 'en'), { emphasis: false })).toMatch(
      /^Gary Gone could reach 7 resources, but is disabled or gone and cannot now\.\n/,
    );
  });
});

describe('the statements that grant', () => {
  it('stand with each result, of all its grants', async () => {
    const { results } = await whoCan(sample.questions, TABLE, 'people');
    const ann = results.find((one) => one.subject.name === 'Ann Alyst');
    expect(ann?.by.map(({ layer, policy }) => [layer, policy])).toEqual([
      ['identity', 'inline policy h of arn:aws:iam::646836788589:role/Hop3'],
    ]);
    expect(results.filter((one) => one.by.length === 0)).toEqual([]);
  });
});

describe('pages of who-can', () => {
  it('tell together what the whole answer tells, whoever is asked about, of tables, buckets, keys and roles', async () => {
    const ask = sample.questions.whoCan;
    const language = 'en';
    for (const resource of [TABLE, 'secret-cake-recipes', 'alias/board', 'Hop3']) {
      const whole = await expectPages(ask, { resource, language }, [3, 50]);
      expect(whole.results.length, resource).toBeGreaterThan(3);
      await expectPages(ask, { resource, among: 'people', language }, [2]);
    }
    const read = { resource: TABLE, actions: ['read'], language } as const;
    await expectPages(ask, { ...read, among: 'Hop3' }, [1]);
    await expectPages(ask, { ...read, among: 'people', probableJoins: false }, [1]);
  });
});
