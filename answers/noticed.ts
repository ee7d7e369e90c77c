import { lastSegment } from '../domain/arn.ts';
import { isKnownOperator, parsePolicy } from '../domain/parse-policy.ts';
import { entriesOf, type PolicyDocument, type Statement } from '../domain/policy.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { delegatorsOf } from '../reasoning/delegators.ts';
import { personNotes } from '../reasoning/person-notes.ts';
import { storedPolicies } from '../reasoning/stored-policies.ts';
import { tokenDangers } from '../reasoning/token-dangers.ts';
import type { Noticed } from './questions.ts';

/** More are not told: whoever has that many has one mistake in many places. */
const MOST = 1000;

/** Ids that AWS shows in the place of a principal that was deleted. Source: AWS JSON policy elements: Principal. */
const DELETED = /^(AROA|AIDA)[A-Z0-9]{12,}$/;

/** What the policies of a snapshot hold that cannot be meant, or lets in more than it seems to: nothing is left out for it, and the answers heed it. */
export function noticedIn(snapshot: Snapshot): readonly Noticed[] {
  const found: Noticed[] = [];
  for (const { name, document } of storedPolicies(snapshot)) {
    const parsed = parsePolicy(document);
    const problems = parsed.ok
      ? problemsIn(parsed.value, snapshot, name)
      : [`the policy cannot be read: ${parsed.error.path}: ${parsed.error.message}`];
    found.push(...problems.map((problem) => ({ policy: name, problem })));
    if (found.length >= MOST) return found.slice(0, MOST);
  }
  return [...found, ...delegators(snapshot)];
}

/** Principals that are asked about, and names that are told. */
const [MOST_ASKED, MOST_NAMED] = [1000, 5];

/** Who could hand on to a partner what they can. */
function delegators(snapshot: Snapshot): readonly Noticed[] {
  const { found, all } = delegatorsOf(snapshot, MOST_ASKED);
  if (found.length === 0) return [];
  const names = found.slice(0, MOST_NAMED).map((arn) => `${arn.split(':')[4]}/${lastSegment(arn)}`);
  return [{ policy: 'identity policies', problem: mayDelegate(names.join(', '), found.length - names.length, all) }];
}

function mayDelegate(names: string, more: number, all: boolean): string {
  if (more === 0) return `${names} may approve delegation requests of partners, who then have for hours what they have`;
  return all
    ? `${names} and ${more} more may approve delegation requests of partners, who then have for hours what they have`
    : `${names} and at least ${more} more may approve delegation requests of partners, who then have for hours what they have`;
}

/** Nobody but the user has the policy. */
const OF_USER = /^inline policy .* of arn:[^:]+:iam::\d{12}:user\//;

const problemsIn = ({ statements }: PolicyDocument, snapshot: Snapshot, name: string): readonly string[] => [
  ...new Set(
    statements.flatMap((one) => [
      ...oddOperators(one),
      ...deletedPrincipals(one),
      ...(OF_USER.test(name) ? [] : personNotes(one, snapshot)),
      ...tokenDangers(one, snapshot.identityProviders).map(({ rule, problem }) => `${rule}: ${problem}`),
    ]),
  ),
];

const oddOperators = ({ conditions }: Statement): readonly string[] =>
  conditions
    .filter(({ operator }) => !isKnownOperator(operator))
    .map(({ operator }) => `the operator \`${operator.name}\` does not exist, so that its statement never applies`);

const deletedPrincipals = ({ principals }: Statement): readonly string[] =>
  (principals === undefined ? [] : entriesOf(principals))
    .filter(({ kind, value }) => kind === 'AWS' && DELETED.test(value))
    .map(({ value }) => `\`${value}\` is a principal that no longer exists`);
