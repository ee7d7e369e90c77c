import { afterAll } from 'vitest';
import { startZ3 } from '../../reasoning/z3.ts';
import { openWorkshop, type Workshop } from './altered-core.ts';
import { Defence } from './lines.ts';
import { type Finding, printFindings } from './report.ts';

/** Where errors are planted, who has to see them, and what was found; told at the end of the file's tests. */
export interface Stand {
  readonly workshop: Workshop;
  readonly defence: Defence;
  readonly findings: Finding[];
}

export async function openStand(): Promise<Stand> {
  const workshop = await openWorkshop();
  const solver = await startZ3();
  const findings: Finding[] = [];
  afterAll(() => {
    solver.close();
    printFindings(findings);
  });
  return { workshop, defence: new Defence(workshop.original, solver), findings };
}
