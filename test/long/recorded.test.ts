import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Questions } from '../../answers/questions.ts';
import { snapshotDifferences, withNames } from '../../collector/compare-snapshots.ts';
import { importPaths } from '../../collector/import.ts';
import type { RecordedCall } from '../../collector/recording.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { actionsOnType } from '../../reasoning/actions.ts';
import { targetsOf } from '../../reasoning/targets.ts';
import { collectSample } from '../../sample-org/collect-sample.ts';
import { MOTO_MISSING, type SeededMoto, seededMoto } from '../collector/seeded-moto.ts';
import { got, type ProvedData, provedData, shippedSample, whoCan } from '../e2e/proved.ts';
import { unknownsExplained, unknownsOf } from '../e2e/unexplained.ts';

const run = promisify(execFile);
const TADORI = new URL('../../scripts/tadori.mjs', import.meta.url).pathname;
const NOW = new Date('2026-11-25T00:00:00.000Z');

const inCi = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;
const suite = MOTO_MISSING === undefined || inCi ? describe : describe.skip;
suite(`collected from the emulator and imported again${MOTO_MISSING === undefined ? '' : ` (${MOTO_MISSING})`}`, () => {
  let work: string;
  let moto: SeededMoto;
  let collected: Snapshot;
  let shipped: ProvedData;
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'tadori-recorded-'));
    moto = await seededMoto();
    collected = await collectSample(moto.url, moto.manifest, NOW, { record: join(work, 'record') });
    shipped = await provedData(await shippedSample());
  }, 180_000);
  afterAll(async () => {
    await shipped?.close();
    await moto?.stop();
    await rm(work, { recursive: true, force: true });
  });

  it('is the shipped snapshot, and gives the same answers', async () => {
    const imported = got(await importPaths([join(work, 'record')], { now: () => NOW }));
    expect(snapshotDifferences(collected, imported)).toEqual([]);
    expect(snapshotDifferences(shipped.snapshot, imported)).toEqual([]);
    const proved = await provedData(imported);
    expect(await answers(proved.questions, imported)).toEqual(await answers(shipped.questions, shipped.snapshot));
    await proved.close();
  }, 120_000);

  it('on the command line: collect --record, import, prove, and the headline question', async () => {
    const tadori = async (...args: readonly string[]): Promise<string> =>
      (await run('node', [TADORI, ...args, '--data', join(work, 'data')], { maxBuffer: 1 << 26 })).stdout;
    const record = join(work, 'by-hand');
    const people = new URL('../../sample-org/people.csv', import.meta.url).pathname;
    const taken = JSON.parse(await tadori('collect', '--record', record, '--people', people, '--json')) as Taken;
    const again = JSON.parse(await tadori('import', record, '--json')) as Taken;
    expect(again.snapshot).toBe(taken.snapshot);
    await tadori('prove', '--no-certify');
    const answer = await tadori('who-can', 'finance-ledger', '--among', 'people', '--json');
    const ours = withNames(collected, answer);
    const theirs = withNames(
      shipped.snapshot,
      JSON.stringify(await whoCan(shipped.questions, 'finance-ledger', 'people')),
    );
    const outcome = (text: string): unknown =>
      (JSON.parse(text) as Awaited<ReturnType<typeof whoCan>>).results
        .map(({ subject, principal, actions, verdict }) => JSON.stringify([subject.name, principal, actions, verdict]))
        .sort();
    expect(outcome(ours)).toEqual(outcome(theirs));
  }, 240_000);

  it('from the authorization details alone: the same or unknown, never another answer', async () => {
    const files = await authorizationDetails(join(work, 'record'), work);
    expect(files.length).toBe(collected.accounts.length);
    const details = got(await importPaths(files, { now: () => NOW }));
    expect(details.resources).toEqual([]);
    const proved = await provedData(details);
    const seen = new Map<string, number>();
    for (const ask of asks(collected)) {
      const known = got(await shippedVerdict(ask));
      const partly = got(await proved.questions.can({ ...ask, language: 'en' }));
      seen.set(`${known} ${partly.verdict}`, (seen.get(`${known} ${partly.verdict}`) ?? 0) + 1);
      expect([known, 'unknown'], `${ask.principal} ${ask.action} ${ask.resource}`).toContain(partly.verdict);
      if (partly.verdict === 'unknown') {
        expect(partly.assumptions.map((one) => one.text).join(), JSON.stringify(partly)).toMatch(CALL);
      }
    }
    expect(seen.get('allowed unknown')).toBeGreaterThan(10);
    expect(seen.get('denied denied')).toBeGreaterThan(10);
    const roles = collected.roles.map(({ arn }) => arn);
    const unknown = await unknownsExplained(proved.questions, roles, actionsByResource(collected));
    expect(unknown.length).toBeGreaterThan(1_000);
    expect(unknown.filter(({ reasons }) => !reasons.some(({ text }) => CALL.test(text)))).toEqual([]);
    const paths = await unknownsOf(proved.questions, details);
    expect(paths.filter(({ reasons }) => reasons.length === 0)).toEqual([]);
    await proved.close();
  }, 240_000);

  /** The shipped organisation is asked by the same names, in its own ids. */
  async function shippedVerdict(ask: Ask): Promise<Awaited<ReturnType<typeof verdictOf>>> {
    const names = withNames(collected, JSON.stringify(ask));
    const own = asks(shipped.snapshot).find((one) => withNames(shipped.snapshot, JSON.stringify(one)) === names);
    if (own === undefined) throw new Error(`the shipped sample has no ${names}`);
    return verdictOf(shipped.questions, own);
  }
});

interface Taken {
  readonly snapshot: string;
}

interface Ask {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
}

async function verdictOf(questions: Questions, ask: Ask) {
  const answer = await questions.can({ ...ask, language: 'en' });
  return answer.ok ? { ok: true as const, value: answer.value.verdict } : answer;
}

/** Roles against tables and buckets, with an action of each kind. */
const asks = ({ roles, resources }: Snapshot): readonly Ask[] =>
  roles.flatMap((role) =>
    resources.flatMap(({ type, arn }): Ask[] => {
      const actions = ACTIONS[type] ?? [];
      return actions.map((action) => ({ principal: role.arn, action, resource: arn }));
    }),
  );

/** A call to AWS by its name: `s3:ListBuckets`. */
const CALL = /[a-z0-9-]+:[A-Z]\w+/;

/** Every resource and what is in it, with some of the actions that take it. */
const actionsByResource = ({ resources }: Snapshot): ReadonlyMap<string, readonly string[]> =>
  new Map(
    resources.flatMap(targetsOf).map(({ arn, service, type }) => {
      const names = actionsOnType(service, type).map((action) => action.name);
      return [arn, names.filter((_, index) => index % 8 === 0)];
    }),
  );

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  'AWS::DynamoDB::Table': ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:DescribeTable'],
  'AWS::S3::Bucket': ['s3:ListBucket', 's3:DeleteBucket'],
};

/** Who can what on every resource, in names instead of ids, in no particular order. */
async function answers(questions: Questions, snapshot: Snapshot): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { arn } of snapshot.resources) {
    for (const { paths, ...result } of (await whoCan(questions, arn)).results) {
      const routes = paths.map((path) => path.hops.map((hop) => [hop.from, hop.to, hop.verdict, hop.when?.text]));
      const line = JSON.stringify([arn, result, routes.map((route) => JSON.stringify(route)).sort()]);
      lines.push(withNames(snapshot, line));
    }
  }
  expect(lines.length).toBeGreaterThan(100);
  return lines.sort();
}

/** The raw answers of iam:GetAccountAuthorizationDetails, one file an account, as `aws iam` would have saved them. */
async function authorizationDetails(record: string, folder: string): Promise<readonly string[]> {
  const names = (await readdir(record)).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(names.map((name) => readFile(join(record, name), 'utf8')));
  const calls = texts.flatMap((text) => text.trimEnd().split('\n')).map((line) => JSON.parse(line) as RecordedCall);
  const pages = new Map<string, string[]>();
  for (const call of calls) {
    if (call.operation !== 'GetAccountAuthorizationDetails' || !('answer' in call)) continue;
    pages.set(call.account, [...(pages.get(call.account) ?? []), JSON.stringify(call.answer)]);
  }
  return Promise.all(
    [...pages].map(async ([account, list]) => {
      const file = join(folder, `details-${account}.json`);
      await writeFile(file, list.join('\n'));
      return file;
    }),
  );
}
