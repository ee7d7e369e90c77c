import { err, ok, type Result } from '../../domain/result.ts';
import { parseJson } from '../json-text.ts';
import { isObject } from '../schema-check.ts';
import type { Web, WebAnswer } from './web.ts';

/** Lines of a recording: what was asked, and what was answered. */
interface RecordedAnswer {
  readonly path: string;
  readonly answer: WebAnswer;
}

/** Keeps what is asked and answered, a line each; neither the token nor, of a pruned web, anything that no reader asks for. */
export function recordingWeb(web: Web, keep: (line: string) => void): Web {
  return {
    get: async (path) => {
      const answer = await web.get(path);
      keep(`${JSON.stringify({ path, answer } satisfies RecordedAnswer)}\n`);
      return answer;
    },
  };
}

/** Answers as they were recorded; what nobody asked then was not read. */
export function recordedWeb(text: string): Result<Web, string> {
  const answers = new Map<string, WebAnswer>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = lineOf(line);
    if (read === undefined) return err(`line ${index + 1} is no recorded answer`);
    answers.set(read.path, read.answer);
  }
  const missing: WebAnswer = { ok: false, status: 'skipped', detail: 'it is not in the recording' };
  return ok({ get: (path) => Promise.resolve(answers.get(path) ?? missing) });
}

function lineOf(line: string): RecordedAnswer | undefined {
  const value = parseJson(line);
  if (value === undefined || !isObject(value)) return undefined;
  const { path, answer = null } = value;
  if (typeof path !== 'string' || !isObject(answer)) return undefined;
  const { link, status = null, detail = null, body } = answer;
  if (answer['ok'] === true && body !== undefined)
    return { path, answer: { ok: true, body, ...(typeof link === 'string' ? { link } : {}) } };
  const known = STATUSES.find((one) => one === status);
  if (known === undefined || typeof detail !== 'string') return undefined;
  return { path, answer: { ok: false, status: known, detail } };
}

const STATUSES = ['denied', 'throttled', 'unsupported', 'failed', 'skipped'] as const;
