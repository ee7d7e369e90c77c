import { useEffect } from 'preact/hooks';
import type { NodeInfo } from '../../domain/answer.ts';
import { client } from '../client.ts';
import { focusOutcome } from '../focus.ts';
import { loader, valueIn } from '../load.ts';
import { NodeList, Say } from '../parts/states.tsx';
import { messages, navigate, view } from '../state.ts';

const some = loader<{ readonly items: readonly NodeInfo[] }>();
const LIMIT = 8;

/** Before the first question: a few resources of the snapshot to begin with. */
export function FirstQuestion() {
  const t = messages.value;
  useEffect(() => some.ask('some', (signal) => client.search({ q: '', kinds: 'resource', limit: LIMIT }, signal)), []);
  const found = valueIn(some.state.value)?.items;
  return (
    <Say title={t.firstTitle}>
      <p class="q">{found?.length === 0 ? t.noResources : t.firstText}</p>
      <NodeList
        nodes={found ?? []}
        onChoose={(node) => {
          navigate({ ...view.value, resource: node.id });
          focusOutcome();
        }}
      />
    </Say>
  );
}
