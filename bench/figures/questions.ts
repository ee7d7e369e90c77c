import type { Questions } from '../../answers/questions.ts';
import { type Figure, type Measured, secondsSince } from '../figure.ts';
import { got, sampleQuestions } from '../sample.ts';

const SECONDS = 3;

/** One of each kind that people ask, about the headline table. */
async function round(questions: Questions): Promise<number> {
  const language = 'en';
  const [principal, action, resource] = ['prod-finance/Hop3', 'dynamodb:PutItem', 'finance-ledger'];
  got(await questions.whoCan({ resource, among: 'people', actions: ['read'], language }));
  got(await questions.whatCan({ subject: 'ann.alyst', language }));
  got(await questions.can({ principal, action, resource, language }));
  got(await questions.explain({ principal, actions: [action], resource, language }));
  got(await questions.paths({ from: 'ann.alyst', to: resource, language }));
  return 5;
}

async function questionsPerSecond(): Promise<Measured> {
  const questions = await sampleQuestions();
  await round(questions);
  const started = performance.now();
  let asked = 0;
  while (secondsSince(started) < SECONDS) asked += await round(questions);
  const value = asked / secondsSince(started);
  await questions.close();
  return { value };
}

export const figures: readonly Figure[] = [
  { name: 'questions about the sample', unit: 'questions/s', goal: { atLeast: 67 }, measure: questionsPerSecond },
];
