import { possible } from '../ask/can-do.ts';
import type { Ability } from '../ask/rows.ts';
import { messages } from '../state.ts';
import { countByLevel } from '../words/levels.ts';

interface LevelCountsProps {
  /** What the principal can do in all: only then a zero means none. */
  readonly full: Ability;
  readonly levelOf: Readonly<Record<string, string>>;
  readonly levels: Readonly<Record<string, number>>;
}

export function LevelCounts({ full, levelOf, levels }: LevelCountsProps) {
  const t = messages.value;
  const counts = countByLevel(possible(full), levelOf, levels, true);
  const all = counts.reduce((sum, one) => sum + one.of, 0);
  return (
    <ul class="sumlv">
      {counts.map((one) => {
        const share = t.levelShare(one.have.length, one.of);
        return (
          <li key={one.level}>
            {one.have.length > 0 ? <b>{share.n}</b> : share.n}
            {share.of} {t.level[one.level]}
          </li>
        );
      })}
      <li class="qq">{t.ofActions(all)}</li>
    </ul>
  );
}
