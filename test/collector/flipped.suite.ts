import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSnapshot, writeSnapshot } from '../../collector/snapshot-files.ts';
import { SMALL } from './small-snapshot.ts';

/** Which bytes: each so many after the last, an odd number, so that every bit of a byte has its turn. The manifest is long. */
export interface Steps {
  readonly others: number;
  readonly manifest: number;
}

/** Each byte that is flipped is one damaged snapshot. */
export function flippedSuite(steps: Steps): void {
  describe('a snapshot with a flipped byte is refused', () => {
    const data = mkdtempSync(join(tmpdir(), 'tadori-flipped-'));
    afterAll(() => rmSync(data, { recursive: true, force: true }));

    it('whichever byte of whichever file it is', async () => {
      const id = await writeSnapshot(data, SMALL);
      if (!id.ok) throw new Error(id.error.message);
      const folder = join(data, 'snapshots', id.value);
      for (const name of readdirSync(folder).sort()) {
        const path = join(folder, name);
        const whole = readFileSync(path);
        for (let at = 0; at < whole.length; at += name === 'manifest.json' ? steps.manifest : steps.others) {
          const broken = Buffer.from(whole);
          broken[at] = (broken[at] ?? 0) ^ (1 << (at % 8));
          writeFileSync(path, broken);
          const read = await readSnapshot(data, id.value);
          expect(read.ok, `${name}, byte ${at}`).toBe(false);
          if (!read.ok) expect(read.error.message).toContain(folder);
        }
        writeFileSync(path, whole);
      }
      expect((await readSnapshot(data, id.value)).ok).toBe(true);
    });
  });
}
