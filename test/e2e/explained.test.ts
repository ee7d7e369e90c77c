import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language } from '../../answers/questions.ts';
import { explainReport } from '../../answers/report/explain.ts';
import { asText } from '../../answers/report/text.ts';
import type { Change, ExplainAnswer, ExplainColumn, Flip } from '../../domain/answer.ts';
import type { Json } from '../../domain/policy.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { callerOfId } from '../../reasoning/callers.ts';
import { explainActions } from '../../reasoning/explain.ts';
import { ordinaryCaller } from '../../reasoning/question.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { got, type ProvedData, provedData, shippedSample } from './proved.ts';

let sample: ProvedData;
beforeAll(async () => {
  sample = await provedData(await shippedSample());
});
afterAll(() => sample.close());

const LANGUAGES: readonly Language[] = ['en', 'ja'];
const GET = 'dynamodb:GetItem';
const PUT = 'dynamodb:PutItem';
const BATCH = 'dynamodb:BatchWriteItem';

const explain = async (
  principal: string,
  actions: readonly string[],
  resource: string,
  language: Language = 'en',
): Promise<ExplainAnswer> => got(await sample.questions.explain({ principal, actions, resource, language }));

/** Who, what, on what, and why the question is told. */
const QUESTIONS: Readonly<Record<string, readonly [principal: string, actions: readonly string[], resource: string]>> =
  {
    'scenario-2': ['CFO', [BATCH, PUT, GET], 'finance-ledger'],
    'cut-by-scp': ['Hop3', [GET, PUT], 'finance-ledger'],
    'two-accounts': ['Hop1', [GET], 'finance-ledger'],
    'key-refuses': ['FinanceAccess', [GET], 'board-minutes'],
    'condition-of-trust': ['external:999988887777', ['sts:AssumeRole'], 'VendorAnalytics'],
    'cut-by-rcp': ['service:lambda.amazonaws.com', ['sts:AssumeRole'], 'LedgerBatch'],
    'no-border-opens': ['Hop1', ['dynamodb:CreateBackup'], 'finance-ledger'],
    'trust-wants-mfa': ['PastryChef', ['sts:AssumeRole'], 'VaultKeeper'],
  };

describe('explanations of the sample', () => {
  const cases = Object.keys(QUESTIONS).flatMap((name) => LANGUAGES.map((language) => ({ name, language })));

  it.each(cases)('$name in $language', async ({ name, language }) => {
    const [principal, actions, resource] = QUESTIONS[name] ?? ['', [], ''];
    const report = explainReport(await explain(principal, actions, resource, language), language, { documents: false });
    const text = asText(report, { width: 120, emphasis: false });
    await expect(text).toMatchFileSnapshot(`../golden/explained/${name}.${language}.txt`);
  });
});

const onlyFlip = (column: ExplainColumn | undefined): Flip => {
  const [flip, ...others] = column?.toAllow.items ?? [];
  if (flip === undefined || others.length > 0) throw new Error('one way is expected');
  return flip;
};

describe('scenario 2: the CFO', () => {
  it('is stopped from BatchWriteItem by the boundary alone, from PutItem by boundary and SCP, each by itself', async () => {
    const { columns } = await explain('CFO', [BATCH, PUT], 'finance-ledger');
    expect(columns.map((column) => column.blocks)).toEqual([
      { items: [{ obstacles: [{ kind: 'noAllow', layer: 'permissionsBoundary' }] }], complete: true },
      {
        items: [
          { obstacles: [{ kind: 'noAllow', layer: 'permissionsBoundary' }] },
          {
            obstacles: [
              {
                kind: 'deny',
                level: 'prod-finance',
                statement: expect.objectContaining({ policy: expect.stringContaining('NoFinanceWritesExceptBatch') }),
              },
            ],
          },
        ],
        complete: true,
      },
    ]);
  });

  it('may read by either of two managed policies, each under boundary, SCP and the policy of the key', async () => {
    const { columns } = await explain('CFO', [GET], 'finance-ledger');
    const sets = columns[0]?.reasons.items.map(({ statements }) => statements.map(({ layer }) => layer));
    const layers = ['identity', 'permissionsBoundary', 'scp', 'resource'];
    expect(sets).toEqual([layers, layers]);
  });
});

/** The snapshot with the changes made in its documents, as an administrator would make them. */
function changed(snapshot: Snapshot, { changes, except }: Flip): Snapshot {
  const edit = (name: string, document: Json): Json =>
    changes.reduce(
      (all, change) => (change.kind !== 'meetCondition' && change.policy === name ? edited(all, change, except) : all),
      document,
    );
  return {
    ...snapshot,
    managedPolicies: snapshot.managedPolicies.map((one) => ({
      ...one,
      document: edit(`managed policy ${one.arn}`, one.document),
    })),
    organizationPolicies: snapshot.organizationPolicies.map((one) => ({
      ...one,
      document: edit(`${one.type.toUpperCase()} ${one.name} (${one.id})`, one.document),
    })),
  };
}

function edited(document: Json, change: Change, except: Json | undefined): Json {
  const parsed = document as { readonly Statement: readonly { readonly Condition?: object }[] };
  if (change.kind === 'addAllow') return { ...parsed, Statement: [...parsed.Statement, change.add] } as Json;
  if (change.kind !== 'removeDeny') throw new Error(`unexpected: ${change.kind}`);
  const statements = parsed.Statement.flatMap((one, index) => {
    if (index !== change.statement.index) return [one];
    return except === undefined ? [] : [{ ...one, Condition: { ...one.Condition, ...(except as object) } }];
  });
  return { ...parsed, Statement: statements } as Json;
}

describe('a question about what is in a resource', () => {
  const ask = async (actions: readonly string[], resource: string) =>
    sample.questions.explain({ principal: 'DeliveryDriver', actions, resource, language: 'en' });

  it('is not answered for the resource itself', async () => {
    const answer = await ask(['s3:ListBucket', 's3:GetObject'], 'secret-cake-recipes');
    expect(answer).toMatchObject({ ok: false, error: { kind: 'badInput' } });
    if (!answer.ok) expect(answer.error.message).toContain('arn:aws:s3:::secret-cake-recipes/<name>');
  });

  it('is answered for the part that is named, and others for the whole', async () => {
    const parts = got(await ask(['s3:GetObject'], 'arn:aws:s3:::secret-cake-recipes/sacher.txt'));
    const whole = got(await ask(['s3:ListBucket'], 'secret-cake-recipes'));
    expect([...parts.columns, ...whole.columns].map(({ verdict }) => verdict)).toEqual(['allowed', 'conditional']);
  });
});

describe('a change that is told', () => {
  const verdictIn = (snapshot: Snapshot, action: string): string | undefined => {
    const world = new World(snapshot);
    const role = snapshot.roles.find((one) => one.name === 'CFO');
    const table = snapshot.resources.find((one) => one.arn.endsWith(':table/finance-ledger'));
    const caller = callerOfId(world, role?.arn ?? '');
    const target = targetOfArn(table?.arn ?? '', snapshot.resources);
    if (caller === undefined || target === undefined) throw new Error('the sample lost the CFO or the ledger');
    return explainActions(world, caller, target, [action], ordinaryCaller(snapshot.takenAt))[0]?.verdict;
  };

  it.each([BATCH, PUT])('turns the verdict on %s round when it is made in the documents', async (action) => {
    const { columns } = await explain('CFO', [action], 'finance-ledger');
    const flip = onlyFlip(columns[0]);
    expect(verdictIn(sample.snapshot, action)).toBe('denied');
    expect(verdictIn(changed(sample.snapshot, flip), action)).toBe('allowed');
    for (const spared of flip.changes) {
      const changes = flip.changes.filter((one) => one !== spared);
      expect(verdictIn(changed(sample.snapshot, { ...flip, changes }), action)).toBe('denied');
    }
  });

  it('may spare the principal alone where a guardrail denies', async () => {
    const { columns } = await explain('CFO', [PUT], 'finance-ledger');
    const { except, ...removing } = onlyFlip(columns[0]);
    expect(except).toEqual({ ArnNotEquals: { 'aws:PrincipalArn': expect.stringMatching(/:role\/CFO$/) } });
    expect(verdictIn(changed(sample.snapshot, removing), PUT)).toBe('allowed');
  });
});
