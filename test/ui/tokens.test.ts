import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesUnder, readText } from '../../scripts/lib/source.ts';
import { blocksOf, contrast, type Tokens } from './contrast.ts';

const TOKENS = blocksOf(readFileSync(new URL('../../ui/style/tokens.css', import.meta.url), 'utf8'));
const GROUNDS = ['ground', 'surface', 'sunken', 'accent-tint', 'cut-tint'] as const;
const TEXTS = ['ink', 'ink-2', 'ink-3', 'accent', 'cond', 'unk', 'cut'] as const;

/** The table of the visual design: ratio on the surface, and the worst on any ground the token is allowed on. */
const RATIOS: Readonly<Record<'light' | 'dark', Readonly<Record<string, readonly [number, number]>>>> = {
  light: {
    ink: [17.1, 14.5],
    'ink-2': [7.8, 6.6],
    'ink-3': [5.8, 4.9],
    'line-2': [3.8, 3.3],
    accent: [8.4, 7.1],
    cond: [6.6, 5.6],
    unk: [7.8, 6.6],
    cut: [7.2, 6.1],
  },
  dark: {
    ink: [14.4, 11.6],
    'ink-2': [9.0, 7.2],
    'ink-3': [6.2, 5.0],
    'line-2': [4.1, 3.3],
    accent: [8.9, 7.1],
    cond: [8.9, 7.2],
    unk: [8.7, 7.0],
    cut: [8.0, 6.4],
  },
};

const worst = (tokens: Tokens, name: string): number =>
  Math.min(...GROUNDS.map((ground) => contrast(tokens[name] ?? '', tokens[ground] ?? '')));

describe.each(['light', 'dark'] as const)('the %s tokens', (mode) => {
  const tokens = TOKENS[mode];

  it.each(TEXTS)('%s can be read on every ground', (name) => {
    expect(worst(tokens, name)).toBeGreaterThanOrEqual(4.5);
  });

  it('lines that carry meaning are seen on every ground', () => {
    expect(worst(tokens, 'line-2')).toBeGreaterThanOrEqual(3);
  });

  it.each(['cond', 'unk', 'accent', 'cut', 'ink'])('%s can be read on the tints', (name) => {
    for (const tint of ['cond-tint', 'unk-tint', 'accent-tint', 'cut-tint']) {
      expect(contrast(tokens[name] ?? '', tokens[tint] ?? ''), tint).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('a filled button can be read', () => {
    expect(contrast(tokens['ground'] ?? '', tokens['ink'] ?? '')).toBeGreaterThanOrEqual(4.5);
  });

  it.each(Object.entries(RATIOS[mode]))('%s has the ratios of the design', (name, [surface, least]) => {
    expect(contrast(tokens[name] ?? '', tokens['surface'] ?? '')).toBeCloseTo(surface, 1);
    expect(worst(tokens, name)).toBeCloseTo(least, 1);
  });
});

describe('colours', () => {
  it('are the same whether the system or the reader asks for the dark', () => {
    expect(TOKENS.dark).toEqual(TOKENS.systemDark);
    expect(Object.keys(TOKENS.dark)).toEqual(Object.keys(TOKENS.light));
  });

  it('are named in the token file and nowhere else', () => {
    const own = filesUnder('ui').filter((path) => /\.(css|tsx?|html)$/.test(path) && path !== 'ui/style/tokens.css');
    expect(own.length).toBeGreaterThan(60);
    const named = own.filter((path) => /#[0-9a-f]{3,8}\b(?!["'])|\b(rgb|hsl|oklch)a?\(/i.test(readText(path)));
    expect(named).toEqual([]);
  });
});
