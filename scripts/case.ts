import { type Decision, leaningOn } from '../domain/decision.ts';
import type { StatementRef } from '../domain/policy.ts';
import { assertNever } from '../domain/result.ts';
import { decide } from '../reasoning/decide.ts';
import { decideSymbolically } from '../reasoning/one-request.ts';
import { type CaseExpectation, loadCases, type PolicyCase } from '../test/dsl.ts';
import { meets, shortOf } from '../test/expectation.ts';

function report(one: PolicyCase): boolean {
  const decision = decide(one.request);
  const engine = decideSymbolically(one.request);
  const decided = meets(decision, one.expect);
  const agreed = engine === shortOf(decision);
  const lines = [
    `${decided ? (agreed ? 'ok    ' : 'DIFFER') : 'FAILED'} ${one.name}`,
    `  expected     ${expectation(one.expect)}`,
    `  interpreter  ${why(decision)}`,
    `  engine       ${engine}`,
    `  rules        ${one.rules.join(', ')} (${one.because})`,
    ...(one.neighbour === undefined ? [] : [`  compare      ${one.neighbour}`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n\n`);
  return decided && agreed;
}

function expectation({ kind, by, missing, rule }: CaseExpectation): string {
  const layers = by ?? missing;
  return `${kind}${layers === undefined ? '' : ` [${layers.join(', ')}]`}${rule === undefined ? '' : `, rule ${rule}`}`;
}

const why = (decision: Decision): string =>
  [outcome(decision), ...leaningOn(decision).map(({ rule, text: said }) => `because of rule ${rule}: ${said}`)].join(
    '\n               ',
  );

function outcome(decision: Decision): string {
  switch (decision.kind) {
    case 'allowed':
    case 'explicitlyDenied':
      return `${decision.kind} by ${decision.by.map(statement).join('; ') || 'no statement'}`;
    case 'implicitlyDenied':
      return decision.missing.length === 0
        ? decision.kind
        : `${decision.kind}, no allow in ${decision.missing.join(', ')}`;
    case 'unknown':
      return 'unknown';
    default:
      return assertNever(decision);
  }
}

const statement = ({ layer, policy, index, sid }: StatementRef): string =>
  `${layer} ${policy}, statement ${index + 1}${sid === undefined ? '' : ` (${sid})`}`;

process.stdout.on('error', () => process.exit(0)); // the reader of a pipe has seen enough

/** `npm run case <text>`: the policy cases whose name holds the text, each decided by interpreter and engine, with the why. */
const text = process.argv.slice(2).join(' ').toLowerCase();
const matching = loadCases().filter(({ name }) => name.toLowerCase().includes(text));
const failed = matching.filter((one) => !report(one)).length;
if (matching.length === 0) process.stderr.write(`no case has \`${text}\` in its name\n`);
else process.stdout.write(`${matching.length - failed} as expected, ${failed} not\n`);
process.exitCode = failed > 0 || matching.length === 0 ? 1 : 0;
