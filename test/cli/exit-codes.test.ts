import { describe, expect, it } from 'vitest';
import type { AskError } from '../../answers/questions.ts';
import type { Verdict } from '../../domain/decision.ts';
import { FakeQuestions } from '../api/fake-questions.ts';
import * as calibrations from '../report/calibration-fixtures.ts';
import * as fixtures from '../report/fixtures.ts';
import { FakeOperations, fakeWorld } from './fakes.ts';
import { tadori } from './tadori.ts';

const ERRORS: readonly (readonly [AskError['kind'], number, string])[] = [
  ['badInput', 2, 'E_BAD_INPUT'],
  ['ambiguous', 2, 'E_AMBIGUOUS'],
  ['notCollected', 3, 'E_NOT_COLLECTED'],
  ['notFound', 2, 'E_NOT_FOUND'],
  ['noSnapshot', 2, 'E_NO_SNAPSHOT'],
  ['refused', 2, 'E_REFUSED'],
  ['store', 4, 'E_STORE'],
  ['timeout', 4, 'E_TIMEOUT'],
  ['unavailable', 4, 'E_UNAVAILABLE'],
];

describe('a question that gets no answer', () => {
  it.each(ERRORS)('%s ends with %i', async (kind, code, name) => {
    const error: AskError = { kind, message: 'what is wrong with `x`' };
    const asked = await tadori('what-can x --json', fakeWorld(new FakeQuestions({ whatCan: error })));
    expect([asked.code, asked.stdout, asked.stderr]).toEqual([code, '', `${name}: what is wrong with \`x\`\n`]);
    expect(asked.world.questions.closed).toBe(true);
    const opened = await tadori('what-can x', fakeWorld(undefined, undefined, { open: error }));
    expect([opened.code, opened.stdout]).toEqual([code, '']);
    const operated = await tadori('import x', fakeWorld(undefined, new FakeOperations({ import: error })));
    expect([operated.code, operated.stdout, operated.stderr]).toEqual([
      code,
      '',
      `${name}: what is wrong with \`x\`\n`,
    ]);
  });

  it('a data folder that cannot be used', async () => {
    const error: AskError = { kind: 'store', message: '`.tadori` is in use by another process' };
    const { code, stderr } = await tadori('prove', fakeWorld(undefined, undefined, { operations: error }));
    expect([code, stderr]).toEqual([4, 'E_STORE: `.tadori` is in use by another process\n']);
  });

  it('an ambiguous name lists what it could mean', async () => {
    const error: AskError = {
      kind: 'ambiguous',
      message: '`AdminAccess` can mean 2 things',
      candidates: fixtures.found,
    };
    const { code, stderr } = await tadori('what-can AdminAccess', fakeWorld(new FakeQuestions({ whatCan: error })));
    expect(code).toBe(2);
    expect(stderr).toBe(
      [
        'E_AMBIGUOUS: `AdminAccess` can mean 2 things',
        'it could be:',
        `  ${fixtures.LEDGER}  (finance-ledger, AWS::DynamoDB::Table, prod-finance)`,
        '  person:ann@cakes.example  (ann.alyst, person)',
        '',
      ].join('\n'),
    );
  });

  it('a failure of ours is one line with 4, the stack only when asked for', async () => {
    const questions = new FakeQuestions();
    questions.whatCan = () => Promise.reject(new Error('broken'));
    const plain = await tadori('what-can x', fakeWorld(questions));
    expect(plain.code).toBe(4);
    expect(plain.stderr).toMatch(/^E_INTERNAL: broken; .*TADORI_DEBUG=1.*\n$/);
    const debug = await tadori('what-can x', fakeWorld(questions), { env: { TADORI_DEBUG: '1' } });
    expect(debug.stderr).toContain('at ');
  });

  it('a step that fails stops the steps after it', async () => {
    const error: AskError = { kind: 'badInput', message: '`a.json` line 3: expected a comma' };
    const operations = new FakeOperations({ import: error });
    const { code } = await tadori('refresh a.json', fakeWorld(undefined, operations));
    expect([code, operations.asked.map(([name]) => name)]).toEqual([2, ['import']]);
  });
});

const verdictOf = (verdict: Verdict) => fakeWorld(new FakeQuestions({}, { can: { ...fixtures.can('en'), verdict } }));

describe('exit codes of answers', () => {
  it.each([
    ['allowed', 0],
    ['conditional', 0],
    ['denied', 0],
    ['unknown', 3],
  ] as const)('can: %s -> %i', async (verdict, code) => {
    expect((await tadori('can a s3:GetObject b', verdictOf(verdict))).code).toBe(code);
  });

  it.each([
    ['allowed', 'allowed', 0],
    ['allowed', 'denied', 1],
    ['denied', 'denied', 0],
    ['denied', 'allowed', 1],
    ['conditional', 'allowed', 1],
    ['conditional', 'denied', 1],
    ['unknown', 'allowed', 3],
    ['unknown', 'denied', 3],
  ] as const)('can: %s where %s is expected -> %i', async (verdict, expected, code) => {
    const { code: given, stdout } = await tadori(
      `can a s3:GetObject b --json --expect ${expected}`,
      verdictOf(verdict),
    );
    expect(given).toBe(code);
    expect(JSON.parse(stdout).verdict).toBe(verdict);
  });

  const answered = (more: object) =>
    fakeWorld(new FakeQuestions({}, { whoCan: { ...fixtures.whoCanNobody('en'), ...more } }));
  const result = fixtures.whoCan('en').results[0]!;
  const doubtful = { ...result, unknownActions: [{ actions: ['s3:GetObject'], reasons: [] }] };
  const unknown = { ...result, verdict: 'unknown', actions: [] };
  const conditional = { ...result, verdict: 'conditional' };
  const gone = { ...result, subject: { ...result.subject, active: false } };

  it.each([
    ['nobody', {}, '', 0],
    ['somebody', { results: [result] }, '', 0],
    ['an unknown result', { results: [result, unknown] }, '', 3],
    ['an action that is unknown', { results: [doubtful] }, '', 3],
    ['gaps alone', { complete: false }, '', 0],
    ['nobody, as expected', {}, '--expect denied', 0],
    ['nobody known, but not all was read', { complete: false }, '--expect denied', 3],
    ['somebody against the expectation', { results: [result] }, '--expect denied', 1],
    ['somebody under conditions against the expectation', { results: [conditional] }, '--expect denied', 1],
    ['somebody against the expectation, beside an unknown one', { results: [unknown, result] }, '--expect denied', 1],
    ['only an unknown one', { results: [unknown] }, '--expect denied', 3],
    ['one who has left and could, and cannot now', { results: [gone] }, '--expect denied', 0],
    ['one who has left, where somebody is expected', { results: [gone] }, '--expect allowed', 1],
    ['nobody against the expectation', {}, '--expect allowed', 1],
    ['somebody as expected', { results: [result] }, '--expect allowed', 0],
    ['only under conditions', { results: [conditional] }, '--expect allowed', 1],
  ])('who-can: %s', async (_, more, option, code) => {
    expect((await tadori(`who-can b ${option}`, answered(more))).code).toBe(code);
  });

  it('explain: every action has to meet the expectation', async () => {
    const explain = fixtures.explain('en');
    const world = (...verdicts: readonly Verdict[]) =>
      fakeWorld(
        new FakeQuestions(
          {},
          { explain: { ...explain, columns: verdicts.map((verdict) => ({ ...explain.columns[0]!, verdict })) } },
        ),
      );
    const code = async (option: string, ...verdicts: readonly Verdict[]) =>
      (await tadori(`explain a s3:GetObject b ${option}`, world(...verdicts))).code;
    expect(await code('', 'allowed', 'denied')).toBe(0);
    expect(await code('', 'allowed', 'unknown')).toBe(3);
    expect(await code('--expect allowed', 'allowed', 'allowed')).toBe(0);
    expect(await code('--expect allowed', 'allowed', 'denied')).toBe(1);
    expect(await code('--expect allowed', 'unknown', 'denied')).toBe(1);
    expect(await code('--expect allowed', 'unknown', 'allowed')).toBe(3);
  });

  it('what-can and paths tell an unknown result', async () => {
    expect((await tadori('what-can a')).code).toBe(0);
    const reached = fixtures.whatCan('en');
    const whatCan = { ...reached, results: [{ ...reached.results[0], verdict: 'unknown' }] };
    expect((await tadori('what-can a', fakeWorld(new FakeQuestions({}, { whatCan })))).code).toBe(3);
    expect((await tadori('paths --from a --to b')).code).toBe(3);
    const paths = { ...fixtures.paths('en'), paths: [] };
    expect((await tadori('paths --from a --to b', fakeWorld(new FakeQuestions({}, { paths })))).code).toBe(0);
  });

  it('verify ends with 1 where a proof does not hold', async () => {
    const operations = new FakeOperations();
    operations.verification = fixtures.verification;
    expect((await tadori('verify', fakeWorld(undefined, operations))).code).toBe(1);
  });

  it.each([
    ['no difference', calibrations.agreeing, 0],
    ['a difference', { ...calibrations.differing, unknown: 2 }, 1],
    ['something unknown and no difference', { ...calibrations.agreeing, unknown: 2 }, 3],
    ['nothing compared', { ...calibrations.agreeing, compared: 0, agreed: 0 }, 3],
  ])('calibrate: %s', async (_, calibration, code) => {
    const operations = new FakeOperations();
    operations.calibration = calibration;
    expect((await tadori('calibrate', fakeWorld(undefined, operations))).code).toBe(code);
  });

  it('calibrate ends with 4 where AWS does not answer', async () => {
    const refused = { kind: 'unavailable', message: 'AWS did not answer iam:SimulateCustomPolicy (A: b)' } as const;
    expect((await tadori('calibrate', fakeWorld(undefined, new FakeOperations({ calibrate: refused })))).code).toBe(4);
  });

  it('calibrate asks with what is given', async () => {
    const operations = new FakeOperations();
    await tadori('calibrate --sample 7 --seed 0 --profile audit', fakeWorld(undefined, operations));
    expect(operations.asked).toEqual([['calibrate', { sample: 7, seed: 0, profile: 'audit' }]]);
    for (const wrong of ['--sample 0', '--sample x', '--seed 1.5'])
      expect((await tadori(`calibrate ${wrong}`)).code).toBe(2);
  });

  it('the operations have done their work even where something stays undecided', async () => {
    expect(fixtures.proved.unknown).toBeGreaterThan(0);
    expect((await tadori('prove')).code).toBe(0);
  });
});
