import type { WhoCanAnswer } from '../domain/answer.ts';
import type { AskedCopy } from '../domain/asked-copies.ts';
import { err, ok } from '../domain/result.ts';
import { isListedUnder } from '../reasoning/actions.ts';
import { LEVELS } from './asked-actions.ts';
import { askedOf } from './asked-of.ts';
import { copiesOf, copyCallsUnread, type FoundCopy } from './copies.ts';
import type { OpenSnapshot } from './open-snapshot.ts';
import type { Answered, WhoCanAsk } from './questions.ts';
import { whoCan } from './who-can.ts';

/** "Who can?" of a resource and, where it is asked for, of every place that its data is copied to. */
export async function whoCanWithCopies(open: OpenSnapshot, ask: WhoCanAsk): Answered<WhoCanAnswer> {
  if (ask.withCopies === true && ask.page !== undefined) return err({ kind: 'badInput', message: NO_PAGES });
  const asked = await whoCan(open, ask);
  if (!asked.ok || ask.withCopies !== true) return asked;
  const found = copiesOf(open.world, asked.value.resource);
  const copies: AskedCopy[] = [];
  for (const copy of found) copies.push(await askedCopy(open, ask, asked.value.resource, copy));
  const unread = copyCallsUnread(open.world, asked.value.resource);
  const complete =
    asked.value.complete &&
    unread.length === 0 &&
    copies.every(({ answer, notAsked }) => answer?.complete === true || notAsked === 'otherActions');
  return ok({ ...asked.value, complete, copies, ...(unread.length === 0 ? {} : { copiesUnread: unread }) });
}

const NO_PAGES = 'an answer with copies is told whole, not page by page';

async function askedCopy(
  open: OpenSnapshot,
  ask: WhoCanAsk,
  asked: string,
  { way, at, of }: FoundCopy,
): Promise<AskedCopy> {
  const copy = { way, resource: at, of };
  if (way === 'backup' || way === 'recoveryPoint') return { ...copy, notAsked: 'restoring' };
  const resource = open.world.resource(at);
  if (resource === undefined) return { ...copy, notAsked: 'notInSnapshot' };
  const sameKind = resource.type === open.world.resource(asked)?.type;
  const { withCopies: _, actions, ...rest } = ask;
  const wanted = sameKind || actions === undefined ? actions : levelsOf(open, asked, actions);
  const answered = await whoCan(open, { ...rest, resource: at, ...(wanted === undefined ? {} : { actions: wanted }) });
  return answered.ok ? { ...copy, answer: answered.value } : { ...copy, notAsked: 'otherActions' };
}

/** A copy of another kind has other actions: it is asked about all of the access levels of those asked about. */
function levelsOf(open: OpenSnapshot, asked: string, actions: readonly string[]): readonly string[] {
  const of = askedOf(open, asked, actions);
  if (!of.ok) return actions;
  const names = of.value.listed.map(({ name }) => name).filter(of.value.asked.includes);
  const levels = Object.entries(LEVELS).filter(([, level]) => names.some((name) => isListedUnder(name, level)));
  return levels.length === 0 ? actions : levels.map(([word]) => word);
}
