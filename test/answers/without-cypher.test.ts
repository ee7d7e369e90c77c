import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQuestions } from '../../answers/open.ts';
import { proveSnapshot } from '../../answers/prove-snapshot.ts';
import type { ProvedSnapshot, Questions } from '../../answers/questions.ts';
import { provedReport } from '../../answers/report/operations.ts';
import { problemWords } from '../../answers/words/problem-words.ts';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import { createEmbeddedStore } from '../../graph/embedded.ts';
import { findEngine } from '../../graph/embedded-binary.ts';
import { got, QUIET } from '../e2e/proved.ts';

const engine = findEngine();
describe.runIf(engine.ok)('a proof whose graph the embedded engine has no memory for', () => {
  const snapshot = organisationOf({ accounts: 2, roles: 8, resources: 12, seed: 6 });
  let data = '';
  let proved: ProvedSnapshot;
  let questions: Questions;
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'tadori-without-cypher-'));
    const id = got(await writeSnapshot(data, snapshot));
    const store = createEmbeddedStore({ data, loadMemoryMb: () => 64 });
    proved = got(await proveSnapshot({ data, snapshot: id, certify: false }, store, QUIET));
    await store.close();
    questions = got(await openQuestions({ data, store: 'embedded' }));
  });
  afterAll(async () => {
    await questions.close();
    await rm(data, { recursive: true, force: true });
  });

  it('is active, and says that Cypher is missing and what to do, in both languages', () => {
    const said = (language: 'en' | 'ja'): string => JSON.stringify(provedReport(proved, language).blocks);
    expect(said('en')).toContain('it takes more memory than the 64 MB that were free for it');
    expect(said('en')).toContain('use a Neo4j server (`--store bolt://...`)');
    expect(said('ja')).toContain('使えるメモリー64 MBでは足りません');
    expect(said('ja')).toContain('Neo4jサーバーを使う（`--store bolt://...`）');
  });
  it('answers all questions but Cypher', async () => {
    const [resource, role] = [snapshot.resources[0]?.arn ?? '', snapshot.roles[0]?.arn ?? ''];
    expect(await questions.whoCan({ resource, language: 'en' })).toMatchObject({ ok: true });
    expect(await questions.whatCan({ subject: role, language: 'en' })).toMatchObject({ ok: true });
    expect(await questions.status()).toMatchObject({ ok: true, value: { snapshot: proved.snapshot, cypher: false } });
  });
  it('refuses Cypher as not available here, with the same words', async () => {
    const answer = await questions.cypher('MATCH (n) RETURN count(n) AS c');
    expect(answer).toEqual({ ok: false, error: { kind: 'unavailable', message: proved.withoutCypher } });
    expect(problemWords(proved.withoutCypher ?? '', 'ja')).not.toMatch(/engine|memory|server/);
  });
});
