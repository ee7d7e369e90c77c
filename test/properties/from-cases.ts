import type { NamedPolicy, Statement } from '../../domain/policy.ts';
import type { AccessRequest, PolicySet } from '../../domain/request.ts';
import { decide } from '../../reasoning/decide.ts';
import { loadCases } from '../dsl.ts';
import { howMany } from '../numbers.ts';
import type { Decide } from '../rules/altered-interpreter.ts';
import { casesAbout, decideWithout, RULE_SWITCHES } from '../rules/switches.ts';
import { countDeciders, Deciders } from './deciding.ts';
import type { Dice } from './dice.ts';

/** A rule that can be switched off, or a condition operator, and the requests of the policy cases that it decides. */
export interface Aim {
  readonly name: string;
  readonly decided: readonly AccessRequest[];
  /** The interpreter without the rule; what operators decide is counted by their conditions. */
  readonly without?: Decide;
}

/** All 117 rules and every operator; the requests are those whose answer is another without it: of a rule's own cases, of all cases in the long tests. */
export function aimsOfCases(): readonly Aim[] {
  const cases = loadCases();
  const answers = new Map(cases.map((one) => [one, decide(one.request).kind]));
  const rules = RULE_SWITCHES.map((one): Aim => {
    const without = decideWithout(one);
    const own = casesAbout(one.rule, cases);
    const decided = howMany(own, cases).filter((each) => without(each.request).kind !== answers.get(each));
    return { name: `rule ${one.rule}`, without, decided: decided.map(({ request }) => request) };
  });
  return [...rules, ...operatorAims(cases.map(({ request }) => request))];
}

function operatorAims(requests: readonly AccessRequest[]): readonly Aim[] {
  const decided = new Map<string, AccessRequest[]>();
  for (const request of requests) {
    const deciders = new Deciders();
    countDeciders(request, deciders);
    for (const name of deciders.names().filter((one) => one.startsWith('operator ')))
      decided.set(name, [...(decided.get(name) ?? []), request]);
  }
  return [...decided].map(([name, list]) => ({ name, decided: list }));
}

/** A request near one that the rule or operator decides: some layers more, some statements more or less, some keys more or less. */
export function requestNear(dice: Dice, { decided }: Aim): AccessRequest {
  const near = dice.pick(decided);
  const context = dice.chance(0.8) ? near.context : Object.fromEntries(dice.some(Object.entries(near.context), 0.7));
  const more = dice.chance(0.3)
    ? { 'aws:SecureTransport': 'true', 'aws:PrincipalTag/Near': 'case', ...context }
    : context;
  return { ...near, context: more, policies: changed(dice, near.policies) };
}

const STATEMENT = { conditions: [], resources: { in: ['*'] } } as const;
const OPEN: Statement = { ...STATEMENT, effect: 'Allow', actions: { in: ['*'] } };
const ELSEWHERE: readonly Statement[] = [
  { ...STATEMENT, effect: 'Deny', actions: { in: ['ec2:CopyImage'] } },
  { ...STATEMENT, effect: 'Allow', actions: { in: ['ec2:CopyImage'] } },
];
const document = (name: string, statement: Statement): NamedPolicy => ({
  name,
  document: { version: '2012-10-17', statements: [statement] },
});

function changed(dice: Dice, policies: PolicySet): PolicySet {
  const level = [[document('open', OPEN)]];
  return {
    ...policies,
    ...(policies.scp === undefined ? (dice.chance(0.15) ? { scp: level } : {}) : { scp: [...policies.scp, ...level] }),
    ...(policies.permissionsBoundary === undefined && dice.chance(0.1)
      ? { permissionsBoundary: [document('open', OPEN)] }
      : {}),
    ...(policies.identity === undefined ? {} : { identity: varied(dice, policies.identity) }),
  };
}

/** One statement of little matter more, or one less. */
function varied(dice: Dice, list: readonly NamedPolicy[]): readonly NamedPolicy[] {
  if (dice.chance(0.3)) return [...list, document('elsewhere', dice.pick(ELSEWHERE))];
  if (list.length === 0 || !dice.chance(0.1)) return list;
  const at = Math.floor(dice.roll() * list.length);
  return list.map((one, index) =>
    index === at ? { ...one, document: { ...one.document, statements: one.document.statements.slice(1) } } : one,
  );
}
