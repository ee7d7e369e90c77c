// Vitest starts large files first. These take longest and are small, and one that starts last runs alone, with the other processors idle.
// Those that share a server stand apart from each other: one that waits for another keeps a processor idle.
import { BaseSequencer } from 'vitest/node';

/** By measured time. */
const LONGEST = [
  'test/conformance/graph-store.embedded.test.ts',
  'test/conformance/graph-store.neo4j.test.ts',
  'test/collector/moto.test.ts',
  'test/planted/planted.test.ts',
  'test/jobs/workers.test.ts',
  'test/e2e/faults.test.ts',
  'test/e2e/unknown.test.ts',
  'test/e2e/verify.test.ts',
  'test/properties/engine.test.ts',
  'test/e2e/stores.test.ts',
  'test/properties/implication.test.ts',
  'test/reasoning/unknown-reasons.test.ts',
  'test/reference/properties.test.ts',
  'test/e2e/outsiders.test.ts',
  'test/e2e/sample.test.ts',
  'test/e2e/headline.test.ts',
  'test/graph/neo4j.test.ts',
  'test/ui/screens.test.ts',
  'test/ui/widths.test.ts',
  'test/ui/links.test.ts',
  'test/faults/changed.test.ts',
  'test/docs/cypher.test.ts',
];

const rankOf = ({ moduleId }) => {
  const rank = LONGEST.findIndex((file) => moduleId.endsWith(file));
  return rank === -1 ? LONGEST.length : rank;
};

export class LongestFirst extends BaseSequencer {
  /** Where vitest remembers how long files took, it knows better in all but the first run. */
  async sort(files) {
    const sorted = await super.sort(files);
    return [...sorted].sort((one, other) => rankOf(one) - rankOf(other));
  }
}
