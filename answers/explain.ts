import type { CanAnswer, DecidingPolicy, ExplainAnswer, ExplainColumn, LayerRow } from '../domain/answer.ts';
import type { StatementRef } from '../domain/policy.ts';
import { err, ok } from '../domain/result.ts';
import { ACCESS_LEVELS, DATA_VERSION, levelOf } from '../reasoning/actions.ts';
import { distinct } from '../reasoning/analyse.ts';
import { DISAGREE } from '../reasoning/engine-options.ts';
import { type ActionExplanation, explainActions, type LayerSays } from '../reasoning/explain.ts';
import { mayNeed } from '../reasoning/may-need.ts';
import { IF_ITS_ACCOUNT_LETS, ordinaryCaller } from '../reasoning/question.ts';
import { actionsOnTarget } from '../reasoning/targets.ts';
import { whenOf } from './access-paths.ts';
import { askingEngine } from './asking-engine.ts';
import { relevantGaps } from './coverage.ts';
import { shownVerdict } from './defects.ts';
import { proofFor } from './explain-proof.ts';
import { type Asked, readQuestion } from './explain-question.ts';
import { type ColumnSets, servedBesides, setsOf } from './explain-sets.ts';
import { type OpenSnapshot, ordinaryProfile } from './open-snapshot.ts';
import type { Answered, Language } from './questions.ts';
import { needsWithReasons } from './refused-needs.ts';

export async function can(
  open: OpenSnapshot,
  ask: { readonly principal: string; readonly action: string; readonly resource: string; readonly language: Language },
): Answered<CanAnswer> {
  const asked = readQuestion(open, ask.principal, [ask.action], ask.resource);
  if (!asked.ok) return asked;
  const [explained] = explainAll(open, asked.value);
  if (explained === undefined) return err({ kind: 'badInput', message: 'no action was named' });
  const column = await columnOf(open, asked.value, explained, ask.language);
  return ok({
    principal: asked.value.caller.id,
    action: column.action,
    resource: asked.value.target.arn,
    snapshot: open.snapshot,
    profile: ordinaryProfile(open.world),
    level: levelOf(column.action),
    verdict: column.verdict,
    proof: column.proof,
    ...(column.when === undefined ? {} : { when: column.when }),
    by: column.verdict === 'denied' ? column.deniedBy : column.by,
    blockedBy: column.blockedBy,
    ...(column.alsoNeeds === undefined ? {} : { alsoNeeds: column.alsoNeeds }),
    ...(column.mayNeed === undefined ? {} : { mayNeed: column.mayNeed }),
    ...(column.witness === undefined ? {} : { witness: column.witness }),
    assumptions: column.assumptions,
    nodes: nodesOf(open, asked.value, [column]),
  });
}

/** Caller and resource, and what is needed besides. */
const nodesOf = (
  { book }: OpenSnapshot,
  { caller, target }: Asked,
  columns: readonly Pick<ExplainColumn, 'alsoNeeds'>[],
  more: readonly string[] = [],
): ExplainAnswer['nodes'] => {
  const needed = columns.flatMap((one) => (one.alsoNeeds ?? []).map(({ resource }) => resource));
  const ids = [caller.id, target.resource?.arn ?? target.arn, ...needed, ...more];
  return Object.fromEntries(ids.map((id) => [id, book.info(id)]));
};

export async function explain(
  open: OpenSnapshot,
  ask: {
    readonly principal: string;
    readonly actions: readonly string[];
    readonly resource: string;
    readonly language: Language;
  },
): Answered<ExplainAnswer> {
  const asked = readQuestion(open, ask.principal, ask.actions, ask.resource);
  if (!asked.ok) return asked;
  const { caller, target } = asked.value;
  const explained = explainAll(open, asked.value);
  const columns = await Promise.all(
    explained.map(async (one) => ({
      ...(await columnOf(open, asked.value, one, ask.language)),
      ...setsOf(open, asked.value, one.action, ask.language),
    })),
  );
  const policies = decidingPolicies(open, columns);
  const listed = actionsOnTarget(target);
  return ok({
    principal: caller.id,
    resource: target.arn,
    snapshot: open.snapshot,
    profile: ordinaryProfile(open.world),
    columns,
    layers: layerRows(open, asked.value, explained, ask.language),
    policies,
    gaps: relevantGaps(open.world, new Set([target.service, 's3control', 'kms'])),
    policiesRead: new Set(explained.flatMap((one) => one.layers.flatMap((layer) => layer.policies))).size,
    dataVersion: DATA_VERSION,
    levels: Object.fromEntries(
      ACCESS_LEVELS.map((level) => [level, listed.filter((action) => action.level === level).length]),
    ),
    nodes: nodesOf(open, asked.value, columns, columns.flatMap(servedBesides)),
  });
}

const explainAll = (open: OpenSnapshot, { caller, target, actions }: Asked): readonly ActionExplanation[] =>
  explainActions(open.world, caller, target, actions, ordinaryCaller(open.world.snapshot.takenAt), askingEngine(open));

async function columnOf(
  open: OpenSnapshot,
  asked: Asked,
  explained: ActionExplanation,
  language: Language,
): Promise<Omit<ExplainColumn, keyof ColumnSets>> {
  const proof = await proofFor(open, asked, explained);
  const { verdict, assumptions } = shownVerdict(explained, proof.witness, open.onDefect);
  const contradicted = assumptions.includes(DISAGREE);
  const foreign = asked.caller.foreign !== undefined && verdict !== 'denied' ? [IF_ITS_ACCOUNT_LETS] : [];
  const denying = explained.deniedBy.map((ref) => ref.layer);
  const needs = needsWithReasons(open.world, asked, explained.action, explained.alsoNeeds);
  const { profile, ...replaying } = askingEngine(open);
  const question = { caller: asked.caller, target: asked.target, action: explained.action, profile };
  const dependents = verdict === 'denied' ? [] : mayNeed(open.world, question, replaying);
  return {
    action: explained.action,
    level: levelOf(explained.action),
    verdict,
    proof: contradicted ? 'pending' : proof.state,
    ...optional('when', explained.when === undefined ? undefined : whenOf(explained.when, language)),
    by: explained.by,
    deniedBy: explained.deniedBy,
    missing: explained.missing,
    blockedBy: verdict === 'denied' ? [...new Set([...denying, ...explained.missing])] : [],
    ...(needs.length === 0 ? {} : { alsoNeeds: needs }),
    ...(dependents.length === 0 ? {} : { mayNeed: dependents }),
    ...optional('witness', proof.witness),
    assumptions: distinct([...foreign, ...assumptions]),
    ...optional('certificate', contradicted ? undefined : proof.certificate),
  };
}

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [key in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };

function layerRows(
  open: OpenSnapshot,
  asked: Asked,
  explained: readonly ActionExplanation[],
  language: Language,
): readonly LayerRow[] {
  const [first] = explained;
  if (first === undefined) return [];
  return first.layers.map((says, index): LayerRow => {
    const cells = explained.map((one) => one.layers[index] ?? says);
    return {
      layer: says.layer,
      ...levelOfRow(open, asked, says),
      policies: says.policies,
      ...(says.noLimit === undefined ? {} : { reason: says.noLimit }),
      effects: cells.map((cell) => ({
        effect: cell.effect,
        ...optional('when', cell.when === undefined ? undefined : whenOf(cell.when, language)),
        by: cell.by,
      })),
    };
  });
}

function levelOfRow(open: OpenSnapshot, { caller, target }: Asked, says: LayerSays): { readonly level?: string } {
  if (says.level === undefined) return {};
  const account =
    says.layer === 'scp' ? ('account' in caller.principal ? caller.principal.account : undefined) : target.account;
  const id = account === undefined ? undefined : open.world.chain(account)?.[says.level];
  return id === undefined ? {} : { level: open.world.levelName(id) };
}

/** Whole documents of the statements that grant or cut, in the order of the layers. */
function decidingPolicies(open: OpenSnapshot, columns: readonly ExplainColumn[]): readonly DecidingPolicy[] {
  const found = new Map<
    string,
    { readonly role: 'grants' | 'cuts'; readonly ref: StatementRef; readonly actions: Map<number, string[]> }
  >();
  const note = (role: 'grants' | 'cuts', ref: StatementRef, action: string): void => {
    const id = `${role} ${ref.policy}`;
    const entry = found.get(id) ?? { role, ref, actions: new Map<number, string[]>() };
    entry.actions.set(ref.index, [...(entry.actions.get(ref.index) ?? []), action]);
    found.set(id, entry);
  };
  for (const column of columns) {
    for (const ref of column.by) note('grants', ref, column.action);
    for (const ref of column.deniedBy) note('cuts', ref, column.action);
  }
  return [...found.values()].flatMap(({ role, ref, actions }): DecidingPolicy[] => {
    const document = open.world.documentOf(ref.policy);
    if (document === undefined) return [];
    const statements = [...actions].sort(([a], [b]) => a - b).map(([index, names]) => ({ index, actions: names }));
    return [
      { layer: ref.layer, policy: ref.policy, role, document: document.json, statements, of: document.statements },
    ];
  });
}
