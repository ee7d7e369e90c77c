import type { AlsoNeeds, Witness } from '../domain/access.ts';
import type { ProofState, Verdict } from '../domain/decision.ts';
import { decide } from '../reasoning/decide.ts';
import { accessOnTarget } from '../reasoning/effective.ts';
import type { ActionExplanation } from '../reasoning/explain.ts';
import { assumeHops } from '../reasoning/hops.ts';
import { witnessOf } from '../reasoning/replay.ts';
import { targetsOf } from '../reasoning/targets.ts';
import { askingEngine } from './asking-engine.ts';
import { ClaimBook } from './claims.ts';
import type { Asked } from './explain-question.ts';
import type { Certificate, OpenSnapshot } from './open-snapshot.ts';

/** What one explained action is proved by. */
export interface Proof {
  readonly state: ProofState;
  readonly witness?: Witness;
  readonly certificate?: Certificate;
}

interface Stored {
  readonly proof: ProofState;
  readonly claim?: string;
  readonly alsoNeeds?: readonly AlsoNeeds[];
}

/** The stored proof of a grant or hop; for what is not stored, the certificates of everything that is claimed of the pair. */
export async function proofFor(open: OpenSnapshot, asked: Asked, explained: ActionExplanation): Promise<Proof> {
  const witness = replayed(explained);
  const agreed = witness !== undefined && agrees(explained.verdict, witness);
  const more = witness === undefined ? {} : { witness };
  const stored = await storedProof(open, asked, explained.action);
  if (stored !== undefined) {
    const certificate = stored.claim === undefined ? undefined : open.certificate(stored.claim);
    return { state: stored.proof, ...more, ...(certificate === undefined ? {} : { certificate }) };
  }
  const state = agreed ? 'replayed' : 'pending';
  const certificates = claimsAbout(open, asked).map((claim) => open.certificate(claim));
  const [certificate] = certificates;
  const certified = certificates.length > 0 && certificates.every((one) => one?.result === 'refuted');
  return {
    state: certified && agreed ? 'certified' : state,
    ...more,
    ...(certificate === undefined ? {} : { certificate }),
  };
}

function replayed({ request }: ActionExplanation): Witness | undefined {
  return request === undefined ? undefined : witnessOf(request, decide(request));
}

/** A second authorisation may refuse what the layers let through: the witness speaks of the layers alone. */
function agrees(verdict: Verdict, witness: Witness): boolean {
  if (verdict === 'allowed' || verdict === 'conditional') return witness.decision === 'allowed';
  return verdict === 'denied' && witness.decision !== 'unknown';
}

async function storedProof(
  { reader }: OpenSnapshot,
  { caller, target }: Asked,
  action: string,
): Promise<Stored | undefined> {
  if (target.role !== undefined) {
    const hops = await reader.hopsFrom([caller.id]);
    return hops.find((hop) => hop.to === target.arn && hop.technique === action);
  }
  const access = await reader.accessOf(caller.id, target.resource?.arn ?? target.arn);
  const here = access.filter((one) => one.scope.sample === target.arn);
  return here.flatMap((one) => one.grants).find((grant) => grant.actions.includes(action));
}

/** The claims that proving made of this caller and the inventory item, made again: their names are hashes of their text. */
function claimsAbout(open: OpenSnapshot, { caller, target }: Asked): readonly string[] {
  const { world } = open;
  const book = new ClaimBook();
  const options = { ...askingEngine(open), register: book.register };
  if (target.role !== undefined) assumeHops(world, caller, target.role, options);
  const parts = target.resource === undefined ? [] : targetsOf(target.resource);
  for (const part of parts.filter((one) => one.type === target.type)) accessOnTarget(world, caller, part, options);
  return book.entries().map(({ hash }) => hash);
}
