import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, readText } from '../../scripts/lib/source.ts';

const text = readText('ARCHITECTURE.md');

describe('ARCHITECTURE', () => {
  it('names files and folders that exist', () => {
    const named = [...text.matchAll(/`([a-z-]+\/[a-z0-9/.-]*)`/g)].map(([, path = '']) => path);
    const ours = named.filter((path) => existsSync(join(ROOT, path.split('/')[0] ?? '')));
    expect(ours.length).toBeGreaterThan(30);
    expect(ours.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('keeps to two pages', () => {
    expect(text.split(/\s+/).length).toBeLessThan(1_300);
  });
});
