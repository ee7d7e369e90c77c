import { decide } from '../reasoning/decide.ts';
import type { EngineOptions } from '../reasoning/engine-options.ts';
import { ordinaryCaller } from '../reasoning/question.ts';
import { defectText } from './defects.ts';
import type { OpenSnapshot } from './open-snapshot.ts';

/** How a question asks the engine itself: as proving does, and what engine and interpreter disagree on is told as a defect. */
export const askingEngine = ({ world, onDefect }: Pick<OpenSnapshot, 'world' | 'onDefect'>): EngineOptions => ({
  profile: ordinaryCaller(world.snapshot.takenAt),
  replay: decide,
  onDisagreement: (one) => onDefect?.(defectText(one)),
});
