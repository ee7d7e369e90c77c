import type { ExplainColumn, OrdinaryCaller } from '../domain/answer.ts';
import type { ProbableJoin } from '../domain/probable-joins.ts';
import type { World } from '../reasoning/world.ts';
import type { AccessReader } from './access-reader.ts';
import type { DefectLog } from './defects.ts';
import type { NodeBook } from './node-info.ts';
import type { Language } from './questions.ts';

/** A proved snapshot, ready for questions. */
export interface OpenSnapshot {
  readonly snapshot: string;
  readonly world: World;
  readonly book: NodeBook;
  readonly reader: AccessReader;
  /** What the solver said of a claim, by its hash. */
  certificate(claim: string): Certificate | undefined;
  readonly onDefect?: DefectLog;
  /** People and accounts that are not followed from one to the other, as it was asked; left out: all are. */
  readonly apart?: readonly ProbableJoin[];
}

export type Certificate = NonNullable<ExplainColumn['certificate']>;

export const ordinaryProfile = (world: World): OrdinaryCaller => ({
  secureTransport: true,
  signed: true,
  at: world.snapshot.takenAt,
  region: 'resource',
});

/** What kind of steps answers count, said with every one of them. */
export const SCOPE_LINE: Readonly<Record<Language, string>> = {
  en: 'by role assumption and federation; not by rewriting policies or trust, passing roles, or the network',
  ja: 'ロールの引き受けとフェデレーションによる到達のみ。ポリシーや信頼関係の書き換え、ロールの受け渡し、ネットワーク経由は含みません',
};
