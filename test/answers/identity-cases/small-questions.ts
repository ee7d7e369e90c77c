import { expect } from 'vitest';
import { ClaimBook } from '../../../answers/claims.ts';
import { NodeBook } from '../../../answers/node-info.ts';
import type { OpenSnapshot } from '../../../answers/open-snapshot.ts';
import { whatCan } from '../../../answers/what-can.ts';
import type { WhatCanResult } from '../../../domain/answer.ts';
import { groupedBy } from '../../../domain/grouped.ts';
import type { Resource, Snapshot } from '../../../domain/snapshot.ts';
import { decide } from '../../../reasoning/decide.ts';
import { prove } from '../../../reasoning/prove.ts';
import { missingRecords } from '../../../reasoning/verify/completeness.ts';
import { checkAccess, checkHop } from '../../../reasoning/verify/records.ts';
import { World } from '../../../reasoning/world.ts';
import { HOME } from '../../reasoning/two-accounts.ts';
import { readerOf } from '../list-reader.ts';

export const ORDERS: Resource = {
  type: 'AWS::SQS::Queue',
  arn: `arn:aws:sqs:eu-west-1:${HOME}:orders`,
  account: HOME,
  region: 'eu-west-1',
  name: 'orders',
  tags: {},
};

/** A small snapshot, proved in memory, which the second reading finds right and complete. */
export function opened(snapshot: Snapshot): OpenSnapshot {
  const [world, book] = [new World(snapshot), new ClaimBook()];
  const steps = prove(world, decide, book.register);
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    const { hops, access, disagreements } = step.value;
    expect(disagreements).toEqual([]);
    const stored = book.stored();
    const evidence = { snapshot, claims: groupedBy(stored, ({ hash }) => hash), isCertified: () => false };
    expect(access.flatMap((one) => checkAccess(evidence, one).problems)).toEqual([]);
    expect(hops.flatMap((one) => checkHop(evidence, one).problems)).toEqual([]);
    expect(missingRecords(snapshot, stored, access, hops)).toEqual([]);
    const reader = readerOf(hops, access);
    return { snapshot: 's', world, book: new NodeBook(world), reader, certificate: () => undefined };
  }
}

/** What the subject can, one line a result: `allowed: sqs:SendMessage as arn:...`. */
export async function toldOf(open: OpenSnapshot, subject: string): Promise<readonly string[]> {
  return (await resultsOf(open, subject)).map(
    ({ verdict, actions, conditionalActions, unknownActions, principal }) =>
      `${verdict}: ${[...actions, ...[...conditionalActions, ...unknownActions].flatMap((one) => one.actions)].join(' ')} as ${principal}`,
  );
}

export async function resultsOf(open: OpenSnapshot, subject: string): Promise<readonly WhatCanResult[]> {
  const answer = await whatCan(open, { subject, language: 'en' });
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value.results;
}
