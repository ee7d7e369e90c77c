import { analyse } from './analyse.ts';
import { BDD_FALSE } from './bdd.ts';
import { environmentOf } from './environment.ts';
import { isGrantedNowhere } from './nothing-granted.ts';
import type { Test } from './operators.ts';
import { type Pattern, printPattern, underPrefix } from './patterns.ts';
import type { Reason } from './predicates.ts';
import type { Caller, Profile, Target } from './question.ts';
import { CHOSEN_NAME, nameTest } from './resource-entries.ts';
import type { Domain, Space } from './space.ts';
import type { World } from './world.ts';

/** A further authorisation for all names in an open part at once: `key` holds what begins with `prefix`. */
export interface EveryName {
  readonly target: Target;
  readonly profile: Profile;
  readonly key: string;
  readonly prefix: string;
}

/** What its policies ask of the name; with `doubt` that cannot be told by patterns. */
export interface NameTests {
  readonly tests: readonly Pattern[];
  readonly doubt?: Reason;
}

export function nameTests(world: World, caller: Caller, action: string, every: EveryName): NameTests {
  const { target, profile } = every;
  const environment = environmentOf(world);
  if (isGrantedNowhere(environment, { caller, target, action, profile })) return NO_TESTS;
  const { space, actions } = analyse(environment, caller, target, [action], profile);
  const [only] = actions;
  if (only === undefined || only.allowed.upper === BDD_FALSE) return NO_TESTS;
  if (space.isCapped(every.key)) return { ...NO_TESTS, ...doubtful(space.cappedReasons(every.key)) };
  const { allowed, doubts } = only;
  const chosen = allowed.lower !== allowed.upper && doubts.some((one) => one.text === CHOSEN_NAME.text);
  if (chosen || comparisonsOf(space, every.key).some((one) => space.matters(one, allowed)))
    return { ...NO_TESTS, doubt: CHOSEN_NAME };
  const domain = space.domain(every.key);
  if (domain === undefined || !space.matters(domain, allowed)) return NO_TESTS;
  const tests = domain.tests
    .flatMap(patternsIn)
    .filter((one) => underPrefix(one, every.prefix, every.prefix).length > 0);
  return tests.some((one) => printPattern(one) === undefined) ? { ...NO_TESTS, doubt: NOT_PRINTED } : { tests };
}

const NO_TESTS: NameTests = { tests: [] };
const doubtful = ([doubt]: readonly Reason[]): Pick<NameTests, 'doubt'> => (doubt === undefined ? {} : { doubt });
const NOT_PRINTED: Reason = { rule: 80, text: 'which objects the key policy means no ARN pattern tells' };

const comparisonsOf = (space: Space, key: string): readonly Domain[] =>
  space.domains.filter(
    ({ key: { relation } }) => relation?.keys.some((one) => one.toLowerCase() === key.toLowerCase()) === true,
  );

const patternsIn = ({ predicates }: Test): readonly Pattern[] =>
  predicates.flatMap((one) => {
    if (one.kind === 'pattern') return [one.pattern];
    return one.kind === 'perhaps' ? one.patterns : [];
  });

/** The same patterns as tests of what is in a part with another prefix. */
export const testsUnder = ({ tests }: NameTests, from: string, to: string): readonly Test[] =>
  tests.flatMap((one) => underPrefix(one, from, to)).map((one) => nameTest(one, printPattern(one) ?? one.text));
