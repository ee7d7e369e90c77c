import type { NamedPolicy, PolicyLayer, Statement } from '../../domain/policy.ts';
import { type Speaker, speakersAt } from '../prepared/statements.ts';
import { statementCondition } from './conditions/holds.ts';
import { resourceMatches } from './resource-matching.ts';
import type { Situation } from './situation.ts';
import type { Scope } from './template.ts';
import { allOf, anyOf, carriedBy, NO, onlyMaybe, silentIn, type Truth } from './truth.ts';

/** What one layer says: does it allow, does it deny. */
export interface Voice {
  readonly allow: Truth;
  readonly deny: Truth;
}

/** A statement that may speak of the request; `fits`: action, resource and conditions do. */
export interface Matched {
  readonly speaker: Speaker;
  readonly fits: Truth;
}

/** Without those that certainly do not speak of the request. */
export const matched = (speakers: readonly Speaker[], situation: Situation): readonly Matched[] =>
  speakers
    .map((speaker) => ({ speaker, fits: statementFits(speaker, situation) }))
    .filter(({ fits }) => !isPlainNo(fits));

function statementFits({ statement, names, variables, ref }: Speaker, situation: Situation): Truth {
  const action = names(situation.action);
  if (isPlainNo(action)) return NO;
  const scope: Scope = { situation, layer: ref.layer, variables };
  const resource = resourceMatches(statement.resources, scope);
  if (isPlainNo(resource)) return NO;
  const all = [action, resource];
  for (const one of statement.conditions) all.push(statementCondition(one, scope));
  return allOf(all);
}

const isPlainNo = (one: Truth): boolean => one.is === false && one.given.length === 0;

/** Whether a matching statement counts; by default as it stands. */
type Judge = (matched: Matched) => Truth;

/** Documents of one layer unite (rules 3, 105, 109). */
export function documentsSay(
  layer: PolicyLayer,
  policies: readonly NamedPolicy[],
  situation: Situation,
  { level, allows = fitsItsLayer, denies = fitsItsLayer }: { level?: number; allows?: Judge; denies?: Judge } = {},
): Voice {
  const allow: Truth[] = [];
  const deny: Truth[] = [];
  for (const speaker of speakersAt(situation, layer, policies, level)) {
    const fits = statementFits(speaker, situation);
    if (isPlainNo(fits)) continue;
    if (speaker.statement.effect === 'Allow') allow.push(carriedBy(allows({ speaker, fits }), speaker.ref));
    else deny.push(carriedBy(denies({ speaker, fits }), speaker.ref));
  }
  return { allow: silentIn(anyOf(allow), layer), deny: anyOf(deny) };
}

/** Statements that name principals have no place on the caller's side; those of an RCP must look as AWS wants them. */
function fitsItsLayer({ speaker: { statement, ref, variables }, fits }: Matched): Truth {
  if (ref.layer === 'rcp')
    return soundRcp(statement, variables)
      ? fits
      : onlyMaybe(fits, 16, 'a resource control policy that AWS would refuse');
  return statement.principals === undefined
    ? fits
    : onlyMaybe(fits, 48, `a statement with Principal in the layer ${ref.layer}`);
}

/** AWS Organizations, RCP syntax (rule 16). */
function soundRcp({ principals, actions, resources }: Statement, variables: boolean): boolean {
  const everyone = principals !== undefined && 'in' in principals && principals.in.every((one) => one.bare === true);
  const prefixed = 'in' in actions && actions.in.every((one) => /^[a-z][a-z0-9-]*:/.test(one));
  return variables && everyone && prefixed && resources !== undefined;
}
