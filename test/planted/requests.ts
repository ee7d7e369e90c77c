import type { AccessRequest } from '../../domain/request.ts';
import { loadCases } from '../dsl.ts';
import { Dice } from '../properties/dice.ts';
import { requestNear } from '../properties/from-cases.ts';
import { randomRequest } from '../properties/random-request.ts';

export const CASES = loadCases();
const SEED = 20_261_128;

/** How many random requests the property asks. */
const REQUESTS = 4000;

/** Requests in turn from nowhere and from near a policy case; another case does not change those from nowhere. */
function randomRequests(): readonly AccessRequest[] {
  const nowhere = new Dice(SEED);
  const cases = new Dice(SEED);
  const near = { name: 'any rule', decided: CASES.map(({ request }) => request) };
  return Array.from({ length: REQUESTS }, (_, index) =>
    index % 2 === 0 ? randomRequest(nowhere).request : requestNear(cases, near),
  );
}
export const RANDOM = randomRequests();
