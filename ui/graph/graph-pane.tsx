import type { WhoCanAnswer } from '../../domain/answer.ts';
import { useFetched } from '../parts/fetched.ts';
import { Kbd } from '../parts/kbd.tsx';
import { messages } from '../state.ts';

/** The picture's half of the screen. The drawing library is fetched when there is something to draw. */
export function GraphPane({ answer }: { readonly answer: WhoCanAnswer }) {
  const loaded = useFetched(() => import('./graph-view.tsx'));
  const t = messages.value;
  return (
    <section class="map" aria-label={t.graphLabel}>
      {loaded === 'failed' && <p class="say q">{t.graphFailed}</p>}
      {loaded !== undefined && loaded !== 'failed' && <loaded.GraphView answer={answer} />}
      <Legend />
    </section>
  );
}

const LINES = [
  { name: 'proven', line: 'ls' },
  { name: 'conditional', line: 'ld' },
  { name: 'unknown', line: 'lp' },
] as const;

function Legend() {
  const t = messages.value;
  return (
    <div class="legend">
      {LINES.map(({ name, line }) => (
        <span key={name}>
          <svg width="26" height="8" aria-hidden="true">
            <path d="M0 4h26" class={line} />
          </svg>
          {t.standing[name]}
        </span>
      ))}
      <span>
        <svg width="28" height="12" aria-hidden="true">
          <path d="M0 6h24M24 1v10" class="lx" />
        </svg>
        {t.looksOpenLegend}
      </span>
      <span class="keys">
        <Kbd of="rows" />
        <Kbd of="hops" last /> {t.walk} <Kbd of="explain" /> {t.explain}
      </span>
    </div>
  );
}
