import { describe, expect, it } from 'vitest';
import { LINES, PLANTED_ERRORS } from './errors.ts';
import { openStand } from './stand.ts';

const { workshop, defence, findings } = await openStand();

/** Which other lines see an error too, and that none sees it earlier, is told by test/long/planted.test.ts. */
describe('an error planted in the reasoning core', () => {
  it.each(PLANTED_ERRORS)('$id: $error', { timeout: 120_000 }, (planted) => {
    const evidence = defence.ask(planted.caught, workshop.altered(planted));
    findings.push({ planted, evidence: new Map([[planted.caught, evidence]]) });
    expect(evidence, `${planted.caught} should see it`).toBeDefined();
  });

  it('is one of sixty and more, of all kinds', () => {
    const ids = PLANTED_ERRORS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(60);
    const count = (line: string): number => PLANTED_ERRORS.filter(({ caught }) => caught === line).length;
    expect(LINES.reduce((sum, line) => sum + count(line), 0)).toBe(ids.length);
    expect(count('property')).toBeGreaterThanOrEqual(12);
    expect(count('replay')).toBeGreaterThanOrEqual(6);
    expect(count('solver')).toBeGreaterThanOrEqual(6);
  });

  it('is named by text that stands in its file exactly once', () => {
    const nowhere = { file: 'reasoning/bdd.ts', from: 'no such text', to: '' };
    expect(() => workshop.altered(nowhere)).toThrow('reasoning/bdd.ts has `no such text` 0 times, not once');
    expect(() => workshop.altered({ ...nowhere, from: 'return' })).toThrow(/not once/);
    expect(() => workshop.altered({ ...nowhere, file: 'reasoning/none.ts' })).toThrow(/0 times/);
  });
});
