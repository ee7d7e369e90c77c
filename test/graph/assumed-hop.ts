import type { Hop } from '../../domain/access.ts';

/** The plainest hop there is. */
export const assumedHop = (from = 'a', to = 'b', technique = 'sts:AssumeRole'): Hop => ({
  kind: 'assumes',
  from,
  to,
  technique,
  verdict: 'allowed',
  when: { kind: 'true' },
  by: [],
  assumptions: [],
  proof: 'replayed',
});
