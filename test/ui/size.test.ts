import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { TOLD_WORDS } from '../../ui/hop/told-words.ts';
import { buildUi } from './pages.ts';

let ui: string;
beforeAll(async () => {
  ui = await buildUi();
});

/** kB after gzip -9. */
const packed = (file: string): number => gzipSync(readFileSync(join(ui, file)), { level: 9 }).length / 1000;

describe('the built pages', () => {
  it('open with at most 60 kB, without the drawing library and the pane of a hop', () => {
    const html = readFileSync(join(ui, 'index.html'), 'utf8');
    const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(([, file]) => file ?? '');
    expect(first.some((file) => file.endsWith('.js'))).toBe(true);
    expect(first.some((file) => file.endsWith('.css'))).toBe(true);
    const size = ['index.html', ...first].reduce((sum, file) => sum + packed(file), 0);
    expect(size).toBeGreaterThan(10);
    expect(size).toBeLessThanOrEqual(60);
    for (const file of first) {
      const text = readFileSync(join(ui, file), 'utf8');
      for (const later of ['unbundled-bezier', TOLD_WORDS.en.title]) expect(text).not.toContain(later);
    }
  });

  it('fetch the picture with at most 160 kB more', () => {
    const chunks = readdirSync(join(ui, 'assets')).filter((file) => file.startsWith('graph-view'));
    expect(chunks.filter((file) => file.endsWith('.js'))).toHaveLength(1);
    const size = chunks.reduce((sum, file) => sum + packed(`assets/${file}`), 0);
    expect(size).toBeGreaterThan(50);
    expect(size).toBeLessThanOrEqual(160);
  });

  it('hold no inline script and no inline style', () => {
    const html = readFileSync(join(ui, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });
});
