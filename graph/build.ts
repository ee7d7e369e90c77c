import type { AlsoNeeds, EffectiveAccess, Grant, Hop } from '../domain/access.ts';
import type { ProofState, Verdict } from '../domain/decision.ts';
import type { Formula } from '../domain/formula.ts';
import type { AccessGraph, GraphEdge, StreamedGraph } from '../domain/graph.ts';
import { Interner } from '../domain/interned.ts';
import type { StatementRef } from '../domain/policy.ts';
import type { Sequence } from '../domain/sequence.ts';
import type { Snapshot } from '../domain/snapshot.ts';
import { type AccessList, type AccessPlace, accessInMemory, kindOfAccess } from './access-list.ts';
import { addCompute } from './build-compute.ts';
import { addDirectory, addIdentities, addOwnership, addResources, addTrust } from './build-facts.ts';
import { addGuardrails, addOrganization } from './build-organization.ts';
import { addPolicies } from './build-policies.ts';
import { mentionPrincipal } from './build-principals.ts';
import { addShares } from './build-shares.ts';
import { edgeOf, GraphBuilder, type LooseProperties, sharing } from './graph-builder.ts';
import type { ProofRecord } from './graph-files.ts';
import { mergedById } from './in-order.ts';
import { formulaKeys, formulaText, hopProofId } from './schema.ts';
import { compareText } from './store.ts';

export interface BuiltGraph {
  readonly graph: AccessGraph;
  /** One for each CAN_BECOME, CAN_ACCESS and CANNOT_ACCESS edge, under its `proof_id`. */
  readonly proofs: readonly ProofRecord[];
}

/** As a BuiltGraph; edges and proofs of access are made, each time they are gone through, of the records, which may be on disk. */
export interface StreamedProof {
  readonly graph: StreamedGraph;
  readonly proofs: Sequence<ProofRecord>;
}

interface Found {
  readonly access: AccessList;
  readonly hops: readonly Hop[];
}

/**
 * The property graph of a proved snapshot: facts as collected, and edges that carry what was proved. Judges nothing.
 * `id` names the snapshot; `accessAsked` are resources whose access was not proved. Equal input gives an equal graph, sorted by id.
 */
export function buildGraph(
  snapshot: Snapshot,
  access: readonly EffectiveAccess[],
  hops: readonly Hop[],
  id: string,
  accessAsked: ReadonlySet<string> = new Set(),
): BuiltGraph {
  const { graph, proofs } = streamGraph(snapshot, { access: accessInMemory(access), hops }, id, accessAsked);
  const shared = sharing(new Interner());
  return { graph: { ...graph, edges: Array.from(graph.edges, shared) }, proofs: [...proofs] };
}

/** As buildGraph, without holding in memory what follows from records of access. */
export function streamGraph(
  snapshot: Snapshot,
  { access, hops }: Found,
  id: string,
  accessAsked: ReadonlySet<string>,
): StreamedProof {
  const builder = new GraphBuilder();
  addOrganization(builder, snapshot);
  addIdentities(builder, snapshot);
  addDirectory(builder, snapshot, provisionedRoles(hops));
  addResources(builder, snapshot, accessAsked);
  addCompute(builder, snapshot);
  addShares(builder, snapshot);
  addPolicies(builder, snapshot);
  addGuardrails(builder, snapshot);
  addTrust(builder, snapshot);
  const proofs = new Map<string, ProofRecord>();
  for (const hop of hops) addHop(builder, proofs, hop);
  for (const { from, to } of access.places) mentionEnds(builder, from, to);
  addOwnership(builder, snapshot);
  const places = distinct(access);
  const edge = (one: AccessPlace): GraphEdge => accessEdge(access.at(one), one.proof);
  const proof = (one: AccessPlace): ProofRecord => ({ id: one.proof, kind: 'access', access: access.at(one) });
  return {
    graph: { snapshot: id, nodes: builder.nodes(), edges: mergedById(builder.edges(), places, (one) => one.id, edge) },
    proofs: mergedById([...proofs.values()], places, (one) => one.proof, proof),
  };
}

/** Ids come from what an edge is about, so two different proofs under one id are a fault of the engine. */
function distinct(access: AccessList): readonly AccessPlace[] {
  const sorted = [...access.places].sort((a, b) => compareText(a.proof, b.proof));
  return sorted.filter((one, index) => {
    const before = sorted[index - 1];
    if (before?.proof !== one.proof) return true;
    if (JSON.stringify(access.at(before)) !== JSON.stringify(access.at(one))) throw twoProofs(one.proof);
    return false;
  });
}

/** The join of permission set, account and live role was made with the hops; here it only becomes facts. */
const provisionedRoles = (hops: readonly Hop[]): ReadonlyMap<string, string> =>
  new Map(hops.filter((hop) => hop.from.startsWith('permissionset:')).map((hop) => [hop.from, hop.to]));

function addHop(builder: GraphBuilder, proofs: Map<string, ProofRecord>, hop: Hop): void {
  const { from, to, technique } = hop;
  mentionPrincipal(builder, from, false);
  mentionPrincipal(builder, to, false);
  const proof_id = hopProofId(from, to, technique);
  keep(proofs, { id: proof_id, kind: 'hop', hop });
  const properties = {
    technique,
    hop_kind: hop.kind,
    verdict: hop.verdict,
    proof: hop.proof,
    ...conditionProperties(hop.when),
    by: statementTexts(hop.by),
    proof_id,
  };
  builder.edge('CAN_BECOME', from, to, properties, technique);
  if (technique === 'sts:AssumeRole') builder.edge('STS_ASSUMEROLE_ALLOW', from, to, properties, technique);
  if (from.startsWith('person:')) builder.edge('HAS_ACCOUNT', from, to, { match: technique.replace('same ', '') });
}

function mentionEnds(builder: GraphBuilder, principal: string, resource: string): void {
  mentionPrincipal(builder, principal, false);
  if (!builder.has(resource)) mentionResource(builder, resource);
}

function accessEdge(access: EffectiveAccess, proof_id: string): GraphEdge {
  const { principal, resource, scope, grants, unlisted } = access;
  const all = [...grants, ...unlisted];
  const properties = {
    resource_scope: scope.pattern,
    scope_kind: scope.kind,
    scope_within: scope.within ?? [],
    scope_except: scope.except,
    verdict: bestOf(all.map((grant) => grant.verdict)),
    proof: all.length === 0 ? undefined : weakestOf(all.map((grant) => grant.proof)),
    actions: actionsOf(grants, 'allowed'),
    conditional_actions: actionsOf(grants, 'conditional'),
    unknown_actions: actionsOf(grants, 'unknown'),
    unlisted_actions: sorted(unlisted.flatMap((grant) => grant.actions)),
    cut_actions: sorted(access.cuts.flatMap((cut) => cut.actions)),
    cut_by: sorted(access.cuts.flatMap((cut) => cut.layers)),
    also_needs: sorted([...all, ...access.cuts].flatMap((one) => one.alsoNeeds ?? []).map(needText)),
    ...conditionProperties(conditionOf(grants)),
    by: statementTexts(all.length === 0 ? access.cuts.flatMap((cut) => cut.by) : all.flatMap((grant) => grant.by)),
    proof_id,
  };
  return edgeOf(kindOfAccess(access), principal, resource, properties, proof_id);
}

function mentionResource(builder: GraphBuilder, arn: string): void {
  const name = arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
  builder.node(arn, ['AWSResource'], { name, arn, service: arn.split(':')[2], in_snapshot: false });
}

/** An edge is as good as the best of its actions; which ones are how good is in its lists. */
function bestOf(verdicts: readonly Verdict[]): Verdict {
  const order = ['allowed', 'conditional', 'unknown'] as const;
  return order.find((verdict) => verdicts.includes(verdict)) ?? 'denied';
}

function weakestOf(proofs: readonly ProofState[]): ProofState {
  const order = ['pending', 'replayed'] as const;
  return order.find((proof) => proofs.includes(proof)) ?? 'certified';
}

const actionsOf = (grants: readonly Grant[], verdict: Verdict): readonly string[] =>
  sorted(grants.filter((grant) => grant.verdict === verdict).flatMap((grant) => grant.actions));

/** Under which at least one of the conditional actions is possible; the proof has one condition for each. */
function conditionOf(grants: readonly Grant[]): Formula {
  const conditional = grants.filter((grant) => grant.verdict === 'conditional').map((grant) => grant.when);
  const texts = new Map(conditional.map((formula) => [formulaText(formula), formula]));
  const of = [...texts].sort(([a], [b]) => compareText(a, b)).map(([, formula]) => formula);
  const [only = { kind: 'true' }] = of;
  return of.length > 1 ? { kind: 'any', of } : only;
}

const conditionProperties = (formula: Formula): LooseProperties => ({
  conditions: formulaText(formula),
  condition_keys: formulaKeys(formula),
  has_condition: formula.kind !== 'true',
});

const needText = (need: AlsoNeeds): string => `${need.action} on ${need.resource}: ${need.verdict}`;

/** `identity: inline policy h of role Hop3 #0 (AllowRead)` */
const statementTexts = (refs: readonly StatementRef[]): readonly string[] =>
  sorted(refs.map((ref) => `${ref.layer}: ${ref.policy} #${ref.index}${ref.sid === undefined ? '' : ` (${ref.sid})`}`));

const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort(compareText);

/** Ids come from what an edge is about, so two different proofs under one id are a fault of the engine, not a choice to make here. */
function keep(proofs: Map<string, ProofRecord>, proof: ProofRecord): void {
  const known = proofs.get(proof.id);
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(proof)) throw twoProofs(proof.id);
  proofs.set(proof.id, proof);
}

const twoProofs = (id: string): Error => new Error(`two different proofs have the id ${id}`);
