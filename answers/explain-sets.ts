import type { Change, ExplainColumn, Flip, Listed, Obstacle, Reason, When } from '../domain/answer.ts';
import type { Formula } from '../domain/formula.ts';
import { printOperator } from '../domain/parse-policy.ts';
import type { Json, PolicyLayer, PrincipalEntry, Statement } from '../domain/policy.ts';
import { decide } from '../reasoning/decide.ts';
import { type DecidingSets, decidingSets } from '../reasoning/deciding-sets.ts';
import type { Authorisation } from '../reasoning/edited.ts';
import type { Edit } from '../reasoning/edits.ts';
import { environmentOf } from '../reasoning/environment.ts';
import { legQuestions } from '../reasoning/legs.ts';
import { isNobodys, ordinaryCaller } from '../reasoning/question.ts';
import { whenOf } from './access-paths.ts';
import type { Asked } from './explain-question.ts';
import type { OpenSnapshot } from './open-snapshot.ts';
import type { Language } from './questions.ts';
import { conditionWords } from './words/condition-words.ts';

export type ColumnSets = Pick<ExplainColumn, 'reasons' | 'blocks' | 'toAllow' | 'limit' | 'toDeny' | 'smallestChange'>;

interface Told {
  readonly open: OpenSnapshot;
  readonly parts: readonly Authorisation[];
  readonly language: Language;
}

/** What decides one action, as minimal sets: which statements suffice, what stands in the way, what would turn the verdict round. */
export function setsOf(open: OpenSnapshot, asked: Asked, action: string, language: Language): ColumnSets {
  const parts = authorisations(open, asked, action);
  if (parts === undefined) return NOTHING_TOLD;
  const told: Told = { open, parts, language };
  const { reasons, blocks, toAllow, toDeny, limit }: DecidingSets = decidingSets(parts, decide);
  const flips = listed(toAllow, (flip) => flipOf(told, flip));
  return {
    reasons: listed(reasons, ({ statements, when }): Reason => ({ statements, ...conditional(when, language) })),
    blocks: listed(readOnes(parts, blocks), (edits) => ({ obstacles: edits.map((edit) => obstacleOf(told, edit)) })),
    toAllow: flips,
    ...(limit === undefined ? {} : { limit }),
    toDeny: listed(toDeny, (flip) => flipOf(told, flip)),
    smallestChange: blocks.items.length === 0 ? [] : (flips.items[0]?.changes ?? []),
  };
}

/** Nobody knows that the policy of a thing without a known owner lacks an Allow. */
function readOnes(
  parts: readonly Authorisation[],
  { items, complete }: DecidingSets['blocks'],
): DecidingSets['blocks'] {
  const unread = (edit: Edit): boolean => {
    if (edit.kind !== 'addAllow' || edit.layer !== 'resource') return false;
    const target = parts[edit.part]?.target;
    return target !== undefined && isNobodys(target);
  };
  return { items: items.filter((edits) => !edits.every(unread)), complete };
}

/** Resources that are spoken of beside the one asked about. */
export const servedBesides = ({ blocks, toAllow }: ColumnSets): readonly string[] =>
  [...blocks.items.flatMap((one) => one.obstacles), ...toAllow.items.flatMap((one) => one.changes)].flatMap((one) =>
    'besides' in one && one.besides !== undefined ? [one.besides.resource] : [],
  );

const NOT_TOLD = { items: [], complete: false } as const;
const NOTHING_TOLD: ColumnSets = {
  reasons: NOT_TOLD,
  blocks: NOT_TOLD,
  toAllow: NOT_TOLD,
  toDeny: NOT_TOLD,
  smallestChange: [],
};

/** The action and what the service checks besides; undefined where nobody knows what that would be asked of. */
function authorisations(
  { world }: OpenSnapshot,
  { caller, target }: Asked,
  action: string,
): readonly Authorisation[] | undefined {
  const profile = ordinaryCaller(world.snapshot.takenAt);
  const environment = environmentOf(world);
  const legs = legQuestions(world, { caller, target, action, profile });
  const asked = legs.flatMap((leg) =>
    'target' in leg ? [{ environment, caller, target: leg.target, action: leg.action, profile: leg.profile }] : [],
  );
  if (asked.length < legs.length) return undefined;
  return [{ environment, caller, target, action, profile }, ...asked];
}

const listed = <From, To>({ items, complete }: Listed<From>, to: (one: From) => To): Listed<To> => ({
  items: items.map(to),
  complete,
});

const conditional = (when: Formula, language: Language): Pick<Flip, 'when'> => {
  const said = when.kind === 'false' ? undefined : whenOf(when, language);
  return said === undefined ? {} : { when: said };
};

function flipOf(told: Told, { edits, verdict, when, except }: DecidingSets['toAllow']['items'][number]): Flip {
  return {
    changes: edits.map((edit) => changeOf(told, edit)),
    verdict,
    ...(verdict === 'allowed' || verdict === 'denied' ? {} : conditional(when, told.language)),
    ...(except === undefined
      ? {}
      : { except: { [printOperator(except.operator)]: { [except.key]: oneOrMany(except.values) } } }),
  };
}

function changeOf(told: Told, edit: Edit): Change {
  switch (edit.kind) {
    case 'removeAllow':
    case 'removeDeny':
    case 'narrowDeny': {
      const { ref } = edit;
      const kind = edit.kind === 'removeAllow' ? 'removeAllow' : 'removeDeny';
      return { kind, layer: ref.layer, policy: ref.policy, statement: ref, ...levelOf(told, ref.layer, ref.level, 0) };
    }
    case 'addAllow':
      return {
        kind: 'addAllow',
        layer: edit.layer,
        ...levelOf(told, edit.layer, edit.level, edit.part),
        ...onlyPolicy(told, edit.layer, edit.part),
        add: printed(edit.statement),
        ...besides(told, edit.part),
      };
    case 'dropConditions': {
      const { ref } = edit;
      const when = said(edit.statement, told.language);
      const level = levelOf(told, ref.layer, ref.level, 0);
      return { kind: 'dropConditions', layer: ref.layer, policy: ref.policy, statement: ref, when, ...level };
    }
    case 'meetCondition':
      return { kind: 'meetCondition', key: edit.key, ...besides(told, edit.part ?? 0) };
  }
}

function obstacleOf(told: Told, edit: Edit): Obstacle {
  switch (edit.kind) {
    case 'removeAllow':
    case 'removeDeny':
    case 'narrowDeny':
      return { kind: 'deny', statement: edit.ref, ...levelOf(told, edit.ref.layer, edit.ref.level, 0) };
    case 'addAllow':
      return {
        kind: 'noAllow',
        layer: edit.layer,
        ...levelOf(told, edit.layer, edit.level, edit.part),
        ...besides(told, edit.part),
      };
    case 'dropConditions':
      return {
        kind: 'conditions',
        statement: edit.ref,
        when: said(edit.statement, told.language),
        ...levelOf(told, edit.ref.layer, edit.ref.level, 0),
      };
    case 'meetCondition':
      return { kind: 'unmet', key: edit.key, ...besides(told, edit.part ?? 0) };
  }
}

/** The conditions of a statement as it writes them. */
function said({ conditions }: Statement, language: Language): When {
  const tests = conditions.map((one): Formula => ({ kind: 'test', ...one }));
  const formula: Formula = { kind: 'all', of: tests };
  return { text: conditionWords(formula, language), formula };
}

function besides({ parts }: Told, part: number): Pick<Extract<Change, { readonly kind: 'addAllow' }>, 'besides'> {
  const served = part === 0 ? undefined : parts[part];
  return served === undefined ? {} : { besides: { action: served.action, resource: served.target.arn } };
}

/** SCPs are those of the caller's account, RCPs those of the resource's. */
function levelOf(
  { open, parts }: Told,
  layer: PolicyLayer,
  level: number | undefined,
  part: number,
): { readonly level?: string } {
  const of = parts[part];
  if (level === undefined || of === undefined) return {};
  const own = 'account' in of.caller.principal ? of.caller.principal.account : undefined;
  const account = layer === 'scp' ? own : of.target.account;
  const id = account === undefined ? undefined : open.world.chain(account)?.[level];
  return id === undefined ? {} : { level: open.world.levelName(id) };
}

function onlyPolicy({ parts }: Told, layer: PolicyLayer, part: number): { readonly policy?: string } {
  const of = parts[part];
  if (of === undefined || layer === 'scp' || layer === 'rcp') return {};
  const [only, ...others] = of.environment.situation(of).policies[layer] ?? [];
  return only === undefined || others.length > 0 ? {} : { policy: only.name };
}

const oneOrMany = (texts: readonly string[]): Json => (texts.length === 1 ? (texts[0] ?? '') : [...texts]);

/** A statement of ours, which has no Not-elements and no conditions, as AWS writes it. */
function printed({ principals, actions, resources }: Statement): Json {
  return {
    Effect: 'Allow',
    ...(principals !== undefined && 'in' in principals ? { Principal: printedPrincipals(principals.in) } : {}),
    Action: 'in' in actions ? oneOrMany(actions.in) : [],
    ...(resources !== undefined && 'in' in resources ? { Resource: oneOrMany(resources.in) } : {}),
  };
}

function printedPrincipals(entries: readonly PrincipalEntry[]): Json {
  if (entries.some((one) => one.bare === true)) return '*';
  return Object.fromEntries(entries.map(({ kind, value }) => [kind, value]));
}
