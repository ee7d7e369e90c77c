import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openOn, openQuestions } from '../../answers/open.ts';
import { operationsAt } from '../../answers/operations.ts';
import type { Questions } from '../../answers/questions.ts';
import { createEmbeddedStore } from '../../graph/embedded.ts';
import { createFileStore } from '../../graph/file-store.ts';
import { openNeo4jStore } from '../../graph/neo4j.ts';
import type { GraphStore } from '../../graph/store.ts';
import { NEO4J, NEO4J_MUST_BE_THERE, WITHOUT_NEO4J } from '../conformance/neo4j-for-tests.ts';
import { got, type ProvedData, provedData, QUIET, shippedSample } from './proved.ts';

let sample: ProvedData;
let reference: readonly string[];

beforeAll(async () => {
  sample = await provedData(await shippedSample());
  reference = await everyAnswer(await through(createFileStore(sample.data)));
});
afterAll(() => sample.close());

async function through(store: GraphStore): Promise<Questions> {
  return got(await openOn({ data: sample.data, store: 'embedded' }, store, store));
}

/** All resources, all people, and paths from each person to some roles; the stores' own order shows. */
async function everyAnswer(questions: Questions): Promise<readonly string[]> {
  const { resources, people } = sample.snapshot;
  const language = 'en';
  const answers: unknown[] = [];
  for (const { arn } of resources) answers.push(await questions.whoCan({ resource: arn, language }));
  for (const { email } of people) {
    answers.push(await questions.whatCan({ subject: email, language }));
    for (const to of ['Hop3', 'CFO', 'VaultKeeper']) {
      answers.push(await questions.paths({ from: email, to, language }));
    }
  }
  const asked = { principal: 'CFO', resource: 'finance-ledger', language } as const;
  answers.push(await questions.explain({ ...asked, actions: ['dynamodb:PutItem', 'dynamodb:Scan'] }));
  answers.push(await questions.can({ ...asked, action: 'dynamodb:PutItem' }));
  await questions.close();
  return answers.map((answer) => JSON.stringify(answer));
}

describe('the same questions give equal answers whichever store holds the graph', () => {
  it('has asked something', () => {
    expect(reference.length).toBeGreaterThan(50);
    expect(reference.every((answer) => answer.startsWith('{"ok":true'))).toBe(true);
  });

  it('records on disk, as commands and servers read them', async () => {
    const questions = got(await openQuestions({ data: sample.data, store: 'embedded' }));
    expect(await everyAnswer(questions)).toEqual(reference);
  });

  it('embedded engine', async () => {
    const store = createEmbeddedStore({ data: sample.data });
    expect(store.engine).toMatch(/^ladybug /);
    expect(await everyAnswer(await through(store))).toEqual(reference);
  });

  it('Neo4j', async ({ skip }) => {
    if (NEO4J === undefined) {
      if (NEO4J_MUST_BE_THERE) throw new Error(WITHOUT_NEO4J);
      return skip(WITHOUT_NEO4J);
    }
    const operations = operationsAt({ data: sample.data, store: NEO4J.url, credentials: NEO4J });
    const proved = got(await operations.prove({ certify: false, snapshot: sample.proved.snapshot }, QUIET));
    expect(proved.store).toMatch(/^neo4j 5\.26/);
    const store = got(await openNeo4jStore(NEO4J));
    expect(await everyAnswer(await through(store))).toEqual(reference);
  });
});
