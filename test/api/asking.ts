import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InjectOptions } from 'fastify';
import { comparePolicies } from '../../answers/compare.ts';
import { type AppOptions, buildApp } from '../../api/app.ts';
import { ok } from '../../domain/result.ts';
import { verified } from '../report/fixtures.ts';
import { FakeQuestions } from './fake-questions.ts';

export const TOKEN = 'test-token-0123456789';
const NO_UI = join(tmpdir(), 'no-such-folder-of-pages');
export const bearer = { authorization: `Bearer ${TOKEN}` };

export const appWith = (questions: FakeQuestions, more: Partial<AppOptions> = {}) =>
  buildApp({
    questions: async () => ok(questions),
    compare: async (one) => comparePolicies(one),
    verify: async (snapshot) => ok({ ...verified, snapshot }),
    token: TOKEN,
    cypher: false,
    uiFolder: NO_UI,
    ...more,
  });

export async function ask(
  url: string,
  options: InjectOptions = {},
  questions = new FakeQuestions(),
  more: Partial<AppOptions> = {},
) {
  const app = await appWith(questions, more);
  const response = await app.inject({ url, ...options, headers: { ...bearer, ...options.headers } });
  await app.close();
  return { response, asked: questions.asked };
}
