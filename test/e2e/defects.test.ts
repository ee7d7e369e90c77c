import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openQuestions } from '../../answers/open.ts';
import { operationsAt } from '../../answers/operations.ts';
import type { Questions } from '../../answers/questions.ts';
import type { Decision } from '../../domain/decision.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { readProofs } from '../../graph/graph-files.ts';
import { got, type ProvedData, provedData, QUIET, shippedSample, whoCan } from './proved.ts';

// An interpreter that allows nothing stands for any mistake of the engine that only the replay of a witness shows.
const lie = vi.hoisted(() => ({ told: false }));
vi.mock('../../reasoning/decide.ts', async (original) => {
  const honest = await original<typeof import('../../reasoning/decide.ts')>();
  const denied: Decision = { kind: 'implicitlyDenied', missing: ['identity'], assumptions: [] };
  return {
    ...honest,
    decide: (request: Parameters<typeof honest.decide>[0]) => (lie.told ? denied : honest.decide(request)),
  };
});

const DEFECT = 'defect: the engine and the reference interpreter disagree on the witness';
const GETS = { principal: 'Hop3', action: 'dynamodb:GetItem', resource: 'finance-ledger', language: 'en' } as const;

let ledger: Snapshot;
let honest: ProvedData;
let told: string[];

beforeAll(async () => {
  const sample = await shippedSample();
  const kept = sample.resources.filter(
    (one) => one.type === 'AWS::KMS::Key' || ('name' in one && one.name === 'finance-ledger'),
  );
  ledger = { ...sample, resources: kept };
  lie.told = false;
  honest = await provedData(ledger, { cypher: false });
  told = [];
}, 300_000);
afterAll(() => honest.close());

const opened = async (data: string): Promise<Questions> =>
  got(await openQuestions({ data, store: 'embedded', onDefect: (text) => told.push(text) }));

describe('a positive answer whose witness the interpreter denies', { timeout: 240_000 }, () => {
  it('is allowed as long as the two agree', async () => {
    const answer = got(await honest.questions.can(GETS));
    expect(answer).toMatchObject({ verdict: 'allowed', witness: { decision: 'allowed' } });
  });

  it('is unknown when it is asked about, with the reason, and told as an error', async () => {
    const questions = await opened(honest.data);
    lie.told = true;
    const can = got(await questions.can(GETS));
    const { columns } = got(await questions.explain({ ...GETS, actions: [GETS.action] }));
    const becomes = got(
      await questions.can({ ...GETS, principal: 'Hop2', action: 'sts:AssumeRole', resource: 'Hop3' }),
    );
    lie.told = false;
    await questions.close();
    expect(can).toMatchObject({ verdict: 'unknown', proof: 'pending' });
    expect(can.assumptions).toContainEqual({ rule: 0, text: DEFECT });
    expect(columns[0]).toMatchObject({ verdict: 'unknown', proof: 'pending' });
    expect(columns[0]?.certificate).toBeUndefined();
    expect(becomes).toMatchObject({ verdict: 'unknown', proof: 'pending' });
    expect(becomes.assumptions).toContainEqual({ rule: 0, text: DEFECT });
    const errors = told.join('\n');
    expect(errors).toMatch(/^defect: \S*assumed-role\/Hop3\/\S+ kms:Decrypt on \S+ the engine says allowed, /m);
    expect(errors).toMatch(/^defect: \S*assumed-role\/Hop2\/\S+ sts:AssumeRole on \S+Hop3: the engine says allowed, /m);
  });

  it.each([
    [
      'who-can about an action that AWS does not list',
      async (questions: Questions) =>
        void got(
          await questions.whoCan({ resource: 'finance-ledger', actions: ['dynamodb:GetWhatever'], language: 'en' }),
        ),
    ],
    [
      'can about what is not stored, which makes the claims of the pair again',
      async (questions: Questions) => void got(await questions.can({ ...GETS, action: 'dynamodb:PutItem' })),
    ],
  ])('is told as an error, too, where %s asks the engine itself', async (_, ask) => {
    const questions = await opened(honest.data);
    told = [];
    lie.told = true;
    await ask(questions);
    lie.told = false;
    await questions.close();
    expect(told.join('\n')).toMatch(/^defect: .* the engine says allowed, the reference interpreter implicitlyDenied/m);
  });

  it('is proved as unknown, edge by edge, and shown to nobody as access', async () => {
    const errors: string[] = [];
    const operations = operationsAt({ data: honest.data, store: 'embedded', onDefect: (text) => errors.push(text) });
    lie.told = true;
    const proved = got(await operations.prove({ snapshot: honest.proved.snapshot, certify: false }, QUIET));
    lie.told = false;
    const proofs = got(await readProofs(honest.data, proved.snapshot));
    const grants = proofs.flatMap((one) => (one.kind === 'access' ? one.access.grants : []));
    const hops = proofs.flatMap((one) => (one.kind === 'hop' && one.hop.witness !== undefined ? [one.hop] : []));
    expect(grants.length).toBeGreaterThan(10);
    expect(hops.length).toBeGreaterThan(10);
    expect([...grants, ...hops].filter((one) => one.verdict !== 'unknown')).toEqual([]);
    expect(errors.length).toBeGreaterThan(20);
    const questions = await opened(honest.data);
    const answer = await whoCan(questions, 'finance-ledger');
    await questions.close();
    expect(answer.results.length).toBeGreaterThan(0);
    for (const { verdict, actions, conditionalActions } of answer.results)
      expect({ verdict, actions, conditionalActions }).toEqual({
        verdict: 'unknown',
        actions: [],
        conditionalActions: [],
      });
  });
});
