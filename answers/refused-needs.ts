import type { AlsoNeeds } from '../domain/access.ts';
import type { AnsweredNeed } from '../domain/answer.ts';
import { explainActions } from '../reasoning/explain.ts';
import { legQuestions } from '../reasoning/legs.ts';
import { ordinaryCaller } from '../reasoning/question.ts';
import type { World } from '../reasoning/world.ts';
import type { Asked } from './explain-question.ts';

/** What an action needs besides, each refusal with its reason. */
export function needsWithReasons(
  world: World,
  { caller, target }: Asked,
  action: string,
  needs: readonly AlsoNeeds[],
): readonly AnsweredNeed[] {
  if (needs.every(({ verdict }) => verdict !== 'denied')) return needs;
  const questions = legQuestions(world, { caller, target, action, profile: ordinaryCaller(world.snapshot.takenAt) });
  return needs.map((need): AnsweredNeed => {
    const question = questions.find((one) => one.action === need.action && one.resource === need.resource);
    if (need.verdict !== 'denied' || question === undefined || !('target' in question)) return need;
    const [explained] = explainActions(world, caller, question.target, [need.action], question.profile);
    if (explained === undefined) return need;
    const { deniedBy, missing } = explained;
    return { ...need, blockedBy: [...new Set([...deniedBy.map((ref) => ref.layer), ...missing])], by: deniedBy };
  });
}
