import type { Decision } from '../domain/decision.ts';
import { assertNever } from '../domain/result.ts';
import { decide } from '../reasoning/decide.ts';
import { decideSymbolically } from '../reasoning/one-request.ts';
import { type CaseExpectation, loadCases, type PolicyCase } from '../test/dsl.ts';

function report(one: PolicyCase): boolean {
  const decision = decide(one.request);
  const engine = decideSymbolically(one.request);
  const holds = meets(decision, one.expect) && engine === shortOf(decision);
  const lines = [
    `${holds ? 'ok    ' : 'FAILED'} ${one.name}`,
    `  expected     ${expectation(one.expect)}`,
    `  interpreter  ${why(decision)}`,
    `  engine       ${engine}`,
    `  rules        ${one.rules.join(', ')} (${one.because})`,
    ...(one.neighbour === undefined ? [] : [`  compare      ${one.neighbour}`]),
  ];
  process.stdout.write(`${lines.join('\n')}\n\n`);
  return holds;
}

/** The decision is the expected one, and by or for want of the layers that are named. */
function meets(decision: Decision, expect: CaseExpectation): boolean {
  if (decision.kind !== expect.kind) return false;
  if (expect.by !== undefined && decision.kind === 'explicitlyDenied') {
    return same(
      decision.by.map(({ layer }) => layer),
      expect.by,
    );
  }
  const missing = decision.kind === 'implicitlyDenied' ? decision.missing : [];
  const agrees = expect.missing === undefined || same(missing, expect.missing);
  return agrees && (expect.rule === undefined || rulesOf(decision).includes(expect.rule));
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...new Set(a)].sort()) === JSON.stringify([...new Set(b)].sort());

const rulesOf = (decision: Decision): readonly number[] =>
  (decision.kind === 'unknown' ? decision.reasons : decision.assumptions).map(({ rule }) => rule);

/** The engine does not tell the two denials apart. */
const shortOf = ({ kind }: Decision): 'allowed' | 'denied' | 'unknown' =>
  kind === 'allowed' || kind === 'unknown' ? kind : 'denied';

function expectation({ kind, by, missing, rule }: CaseExpectation): string {
  const layers = by ?? missing;
  return `${kind}${layers === undefined ? '' : ` [${layers.join(', ')}]`}${rule === undefined ? '' : `, rule ${rule}`}`;
}

function why(decision: Decision): string {
  switch (decision.kind) {
    case 'allowed':
    case 'explicitlyDenied':
      return `${decision.kind} by ${decision.by.map(statement).join('; ')}${leaningOn(decision.assumptions)}`;
    case 'implicitlyDenied':
      return `${decision.kind}, no allow in ${decision.missing.join(', ')}${leaningOn(decision.assumptions)}`;
    case 'unknown':
      return `unknown${leaningOn(decision.reasons)}`;
    default:
      return assertNever(decision);
  }
}

const statement = ({
  layer,
  policy,
  index,
  sid,
}: {
  layer: string;
  policy: string;
  index: number;
  sid?: string;
}): string => `${layer} ${policy}, statement ${index + 1}${sid === undefined ? '' : ` (${sid})`}`;

const leaningOn = (assumptions: readonly { rule: number; text: string }[]): string =>
  assumptions.map(({ rule, text: said }) => `\n               because of rule ${rule}: ${said}`).join('');

/** `npm run case <text>`: the policy cases whose name holds the text, each decided by interpreter and engine, with the why. */
const text = process.argv.slice(2).join(' ').toLowerCase();
const matching = loadCases().filter(({ name }) => name.toLowerCase().includes(text));
const failed = matching.filter((one) => !report(one)).length;
if (matching.length === 0) process.stderr.write(`no case has \`${text}\` in its name\n`);
else process.stdout.write(`${matching.length - failed} as expected, ${failed} not\n`);
process.exitCode = failed > 0 || matching.length === 0 ? 1 : 0;
