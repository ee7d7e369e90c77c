import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { verifySnapshot } from '../../answers/verify/verify.ts';
import { QUIET } from '../e2e/proved.ts';

it('certificates are not written beside what is in a folder already: it is told before anything is checked', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tadori-export-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const verify = () => verifySnapshot({ data: join(folder, 'none'), snapshot: 's1', exportTo: folder }, QUIET);
  expect(await verify()).toMatchObject({ ok: false, error: { kind: 'store' } });
  await writeFile(join(folder, 'old.json'), '{}');
  expect(await verify()).toEqual({
    ok: false,
    error: { kind: 'badInput', message: `${folder}: the folder is not empty; name a new one for the certificates` },
  });
});
