import type { CoverageCell } from '../../domain/gap.ts';
import { messages } from '../state.ts';
import { Icon } from './icons.tsx';

/** Calls that were not answered, and why: what is missing may hide access. */
export function GapList({ gaps }: { readonly gaps: readonly CoverageCell[] }) {
  const t = messages.value;
  return (
    <section id="gaps">
      <h2>{t.gapsTitle(gaps.length)}</h2>
      {gaps.map((gap) => (
        <p key={`${gap.account} ${gap.region} ${gap.service} ${gap.call} ${gap.target ?? ''}`} class="note">
          <span class="unk">
            <Icon name="unknown" />
          </span>
          <code>{`${gap.service}:${gap.call}`}</code>
          <span class="q">{t.gapPlace(gap.account, gap.region, gap.target ?? '')}</span>
          <span class="q r">
            {[t.gapStatus[gap.status], gap.detail ?? ''].filter((one) => one !== '').join(t.comma)}
          </span>
        </p>
      ))}
    </section>
  );
}
