import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { proveSnapshot } from '../../answers/prove-snapshot.ts';
import { problemWords } from '../../answers/words/problem-words.ts';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import { createFileStore } from '../../graph/file-store.ts';
import { got, QUIET } from '../e2e/proved.ts';

vi.mock('../../answers/thread.ts', async (original) => {
  const { startThread } = await original<typeof import('../../answers/thread.ts')>();
  const resourceLimits = { maxOldGenerationSizeMb: 8 };
  return { startThread: (name: string, more: object) => startThread(name, { ...more, resourceLimits }) };
});

it('a thread that runs out of memory ends the proof, with what can be done about it', async () => {
  const data = await mkdtemp(join(tmpdir(), 'tadori-threads-'));
  try {
    const snapshot = got(await writeSnapshot(data, organisationOf({ accounts: 2, roles: 8, resources: 12, seed: 6 })));
    const ended = await proveSnapshot({ data, snapshot, certify: false, threads: 2 }, createFileStore(data), QUIET);
    const message = ended.ok ? '' : ended.error.message;
    expect(ended).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    expect(message).toContain('--max-old-space-size');
    expect(problemWords(message, 'ja')).toMatch(/スレッドのメモリ/);
  } finally {
    await rm(data, { recursive: true, force: true });
  }
});
