import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQuestions } from '../../answers/open.ts';
import type { ExplainAnswer, WhoCanAnswer } from '../../domain/answer.ts';
import { actionsOnType } from '../../reasoning/actions.ts';
import { actorName, got, type ProvedData, provedData, resultsOf, shippedSample, short, whoCan } from './proved.ts';

let sample: ProvedData;
let ledger: WhoCanAnswer;

beforeAll(async () => {
  sample = await provedData(await shippedSample(), { certify: true });
  ledger = await whoCan(sample.questions, 'finance-ledger', 'people');
}, 300_000);
afterAll(() => sample.close());

const explain = async (principal: string, actions: readonly string[], resource: string): Promise<ExplainAnswer> =>
  got(await sample.questions.explain({ principal, actions, resource, language: 'en' }));
const canDo = (answer: WhoCanAnswer, actor: string): readonly string[] =>
  short(resultsOf(answer, actor).flatMap((result) => result.actions));
const chain = (answer: WhoCanAnswer, subject: string, actor: string): readonly string[] => {
  const path = resultsOf(answer, actor).find((result) => result.subject.name === subject)?.paths[0];
  return path === undefined ? [] : [...path.hops.slice(1).map((hop) => answer.nodes[hop.from]?.name ?? hop.from)];
};

describe('the headline question: which people can reach the finance table by role assumption', () => {
  it('names the people, their departments and who has left', () => {
    const people = new Map(ledger.results.map(({ subject }) => [subject.name, subject]));
    expect([...people.keys()].sort()).toEqual([
      'Ann Alyst',
      'Carla Conti',
      'Gary Gone',
      'Larry Lone',
      'Paul Patissier',
      'Rita Root',
    ]);
    expect([...people.values()].filter((one) => one.active === false).map((one) => one.name)).toEqual(['Gary Gone']);
    for (const person of people.values()) expect(person.department).toMatch(/\w/);
    expect(ledger.without.map((id) => ledger.nodes[id]?.name).sort()).toEqual(['Dave Driver', 'Mary Berry']);
    expect(ledger.complete).toBe(true);
  });

  it('leads analysts over three hops to GetItem and Scan, and the SCP takes PutItem away', () => {
    expect(chain(ledger, 'Ann Alyst', 'Hop3').map(actorName)).toEqual([
      'Analysts',
      'LakeHop',
      'AWSReservedSSO_LakeHop',
      'Hop1',
      'Hop2',
      'Hop3',
    ]);
    const [result] = resultsOf(ledger, 'Hop3');
    expect(result?.actions).toEqual(['dynamodb:GetItem', 'dynamodb:Scan']);
    expect(result?.cuts).toEqual([
      expect.objectContaining({
        actions: ['dynamodb:PutItem'],
        layers: ['scp'],
        by: [expect.objectContaining({ policy: expect.stringContaining('NoFinanceWritesExceptBatch') })],
      }),
    ]);
  });

  it('has every path proven and every claim certified by the solver', () => {
    expect(ledger.results.map((result) => [result.verdict, result.proof])).toEqual(
      ledger.results.map(() => ['allowed', 'certified']),
    );
    expect(sample.proved.claims).toMatchObject({ replayed: 0, pending: 0 });
    expect(sample.proved.claims.distinct).toBeGreaterThan(60);
  });
});

it('leaves at most one of a hundred answers about the sample unknown', () => {
  const { claims, unknown } = sample.proved;
  expect(unknown).toBeGreaterThan(0);
  expect(unknown).toBeLessThanOrEqual((claims.certified + unknown) / 100);
});

describe('scenario 1: the secret-recipe bucket', () => {
  it('shows the delivery driver reading and the pastry chef writing and deleting objects, with the statement of each', async () => {
    const answer = await whoCan(sample.questions, 'secret-cake-recipes');
    const driver = resultsOf(answer, 'DeliveryDriver').find((result) => result.scope.kind === 'part');
    const chef = resultsOf(answer, 'PastryChef').find((result) => result.scope.kind === 'part');
    expect(driver?.actions).toContain('s3:GetObject');
    expect(chef?.actions).toEqual(expect.arrayContaining(['s3:PutObject', 's3:DeleteObject']));
    const statementOf = (result: typeof driver): unknown => result?.paths[0]?.hops.at(-1)?.by;
    expect(statementOf(driver)).toEqual([
      expect.objectContaining({ layer: expect.any(String), index: expect.any(Number) }),
    ]);
    expect(statementOf(chef)).toEqual([
      expect.objectContaining({ layer: expect.any(String), index: expect.any(Number) }),
    ]);
    for (const result of [driver, chef]) expect(result?.proof).toBe('certified');
  });
});

describe('scenario 2: the CFO', () => {
  const READS = actionsOnType('dynamodb', 'table')
    .map((action) => action.name)
    .filter((name) => /^dynamodb:(BatchGet|Describe|Get|List|PartiQLSelect|Query|Scan)/.test(name));

  it('has exactly the reads that its boundary lets through', () => {
    expect(canDo(ledger, 'CFO')).toEqual(short(READS));
  });

  it('is stopped from BatchWriteItem by the boundary alone, from PutItem by boundary and SCP', async () => {
    const answer = await explain('CFO', ['dynamodb:BatchWriteItem', 'dynamodb:PutItem'], 'finance-ledger');
    const [batch, put] = answer.columns;
    expect(batch).toMatchObject({
      verdict: 'denied',
      blockedBy: ['permissionsBoundary'],
      deniedBy: [],
      proof: 'certified',
    });
    expect(put?.verdict).toBe('denied');
    expect([...(put?.blockedBy ?? [])].sort()).toEqual(['permissionsBoundary', 'scp']);
    expect(put?.deniedBy).toEqual([
      expect.objectContaining({ layer: 'scp', policy: expect.stringContaining('NoFinanceWritesExceptBatch') }),
    ]);
  });
});

describe('traps of the sample, by role assumption alone', () => {
  it('nobody who comes through Identity Center becomes VaultKeeper, which wants MFA', async () => {
    const people = sample.snapshot.people.map((person) => person.email);
    for (const from of people) {
      const answer = got(await sample.questions.paths({ from, to: 'VaultKeeper', language: 'en' }));
      expect(answer.paths, from).toEqual([]);
    }
  });

  it('Hop1 is named by the policy of the table and yet cannot read it', () => {
    expect(ledger.looksOpen.map((one) => [actorName(one.principal), one.missing])).toEqual([['Hop1', ['identity']]]);
    expect(resultsOf(ledger, 'Hop1')).toEqual([]);
  });

  it('the PartiQL writes that the boundary of FinanceAccess forgets are effective', () => {
    const actions = canDo(ledger, 'AWSReservedSSO_FinanceAccess');
    expect(actions).toEqual(expect.arrayContaining(['PartiQLDelete', 'PartiQLInsert', 'PartiQLUpdate']));
    for (const plain of ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']) expect(actions).not.toContain(plain);
  });

  it('FinanceAccess alone and root cannot read board-minutes for want of its key, the CFO can', async () => {
    const minutes = await whoCan(sample.questions, 'board-minutes');
    expect(canDo(minutes, 'CFO')).toEqual(expect.arrayContaining(['GetItem', 'Query', 'Scan']));
    for (const actor of ['AWSReservedSSO_FinanceAccess']) {
      expect(canDo(minutes, actor)).not.toContain('GetItem');
      expect(resultsOf(minutes, actor)[0]?.cuts).toEqual(
        expect.arrayContaining([
          expect.objectContaining({
            alsoNeeds: [expect.objectContaining({ action: 'kms:Decrypt', verdict: 'denied' })],
          }),
        ]),
      );
    }
    const root = minutes.results.filter((result) => result.principal.endsWith(':root'));
    expect(short(root.flatMap((result) => result.actions))).not.toContain('GetItem');
    expect(root).toHaveLength(1);
  });

  it('Lambda cannot assume LedgerBatch: the RCP StsOrgOnly has no exemption for AWS services', async () => {
    const answer = await explain('service:lambda.amazonaws.com', ['sts:AssumeRole'], 'LedgerBatch');
    expect(answer.columns[0]).toMatchObject({
      verdict: 'denied',
      proof: 'certified',
      blockedBy: ['rcp'],
      deniedBy: [expect.objectContaining({ layer: 'rcp', policy: expect.stringContaining('StsOrgOnly') })],
    });
    const paths = got(
      await sample.questions.paths({ from: 'service:lambda.amazonaws.com', to: 'LedgerBatch', language: 'en' }),
    );
    expect(paths.paths).toEqual([]);
  });

  it('an assignment counts in its own account only', async () => {
    const finance = sample.snapshot.accounts.find((one) => one.name === 'prod-finance')?.id;
    const answer = got(await sample.questions.whatCan({ subject: 'Carla Conti', language: 'en' }));
    const sso = answer.results
      .flatMap((result) => result.paths.flatMap((path) => path.hops.map((hop) => hop.to)))
      .filter((id) => id.includes('AWSReservedSSO_'));
    expect(new Set(sso.map((arn) => arn.split(':')[4]))).toEqual(new Set([finance]));
  });

  it('VendorAnalytics needs its ExternalId', async () => {
    const answer = await explain('external:999988887777', ['sts:AssumeRole'], 'VendorAnalytics');
    const [column] = answer.columns;
    expect(column?.verdict).toBe('conditional');
    expect(column?.when?.text).toBe('when the external id is cakes-4711');
    const open = await explain('external:999988887777', ['sts:AssumeRole'], 'VendorNoExternalId');
    expect(open.columns[0]?.verdict).toBe('allowed');
  });
});

describe('restart', () => {
  it('answers the same from the files of another process', async () => {
    const again = got(await openQuestions({ data: sample.data, store: 'embedded' }));
    expect(await whoCan(again, 'finance-ledger', 'people')).toEqual(ledger);
    await again.close();
  });
});
