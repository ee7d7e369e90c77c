import { describe, expect, it } from 'vitest';
import { LINES, PLANTED_ERRORS } from '../planted/errors.ts';
import { seenBy } from '../planted/report.ts';
import { openStand } from '../planted/stand.ts';

const { workshop, defence, findings } = await openStand();

describe('an error planted in the reasoning core, before every line of defence', () => {
  it.each([
    ['the interpreter', 'reasoning/decide.ts', 'const situation = situationOf(request);'],
    ['the engine', 'reasoning/bdd.ts', 'if (f === BDD_TRUE) return g;'],
    ['the text for the solver', 'reasoning/smt/claim-text.ts', 'const samples = new Samples(claim);'],
  ])('is not seen where a copy of %s has none', (_, file, text) => {
    const copy = workshop.altered({ file, from: text, to: text });
    for (const line of LINES) expect(defence.ask(line, copy), line).toBeUndefined();
  });

  it.each(PLANTED_ERRORS)('$id: $error', (planted) => {
    const core = workshop.altered(planted);
    const finding = { planted, evidence: new Map(LINES.map((line) => [line, defence.ask(line, core)])) };
    findings.push(finding);
    expect(seenBy(finding)[0]).toBe(planted.caught);
  });
});
