import type { CounterWitness, Witness } from '../../domain/access.ts';
import type { PolicyLayer } from '../../domain/policy.ts';
import type { Principal } from '../../domain/principal.ts';
import type { AccessRequest } from '../../domain/request.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { decide } from '../decide.ts';
import { type Problem, read, replayed, unless } from './problem.ts';
import { surroundingsOf } from './surroundings.ts';

/** The requests that a stored grant or hop rests on. */
export interface Replayable {
  readonly caller: string;
  readonly actions: readonly string[];
  readonly verdict: string;
  readonly witness?: Witness;
  readonly counterWitnesses?: readonly CounterWitness[];
  /** Does this ARN lie where the grant holds? */
  readonly inside: (arn: string) => boolean;
  /** What could not be read, as the claim says. */
  readonly unread?: readonly PolicyLayer[];
}

/** Asks the interpreter again about the witness and the counter-witnesses; who says `allowed` or `conditional` must have a witness. */
export function replayProblems(snapshot: Snapshot, shown: Replayable): readonly Problem[] {
  const { witness, counterWitnesses = [], verdict } = shown;
  const positive = verdict === 'allowed' || verdict === 'conditional';
  if (witness === undefined) return unless(!positive, replayed('it has no witness'));
  return [
    ...aboutGrant(shown, witness),
    ...unless(!positive || witness.decision === 'allowed', replayed('its witness is not allowed')),
    ...again(snapshot, shown, witness, 'its witness'),
    ...counterWitnesses.flatMap(({ test, witness: outside }) => {
      const name = `its counter-witness on ${test.key}`;
      const denied = DENIALS.has(outside.decision);
      return [
        ...aboutGrant(shown, outside),
        ...unless(denied, replayed(`${name} is not denied`)),
        ...again(snapshot, shown, outside, name),
      ];
    }),
  ];
}

const DENIALS: ReadonlySet<string> = new Set(['explicitlyDenied', 'implicitlyDenied']);

const aboutGrant = ({ actions, inside }: Replayable, { action, resource }: Witness): readonly Problem[] => [
  ...unless(actions.includes(action), read(`its witness asks for ${action}, which it does not give`)),
  ...unless(inside(resource), read(`its witness asks for ${resource}, which is not where it holds`)),
];

function again(snapshot: Snapshot, shown: Replayable, witness: Witness, name: string): readonly Problem[] {
  const request = requestOf(snapshot, shown, witness);
  if (request === undefined) return [replayed(`${name} cannot be asked: the snapshot has no such principal`)];
  const now = decide(request).kind;
  return unless(now === witness.decision, replayed(`${name} is said to be ${witness.decision} and is ${now}`));
}

/** The request of a witness, put together from the snapshot. */
function requestOf(
  snapshot: Snapshot,
  { caller, unread }: Replayable,
  { principal, action, resource, context }: Witness,
): AccessRequest | undefined {
  const around = surroundingsOf(snapshot, caller, resource);
  if (around === undefined) return undefined;
  const { account, policies, facts } = around;
  return {
    principal: inSession(around.principal, principal),
    action,
    resource: { arn: resource, ...(account === undefined ? {} : { account }) },
    context,
    policies: { ...policies, ...(unread === undefined ? {} : { unread }) },
    facts,
  };
}

const inSession = (principal: Principal, printed: string): Principal =>
  principal.kind === 'roleSession'
    ? { ...principal, sessionName: printed.slice(printed.lastIndexOf('/') + 1) }
    : principal;
