import type { Witness } from '../../domain/access.ts';
import type { LayerEffect, NodeInfo, NodeKind, OrdinaryCaller } from '../../domain/answer.ts';
import type { ProofState, Verdict } from '../../domain/decision.ts';
import type { CellStatus } from '../../domain/gap.ts';
import type { PolicyLayer } from '../../domain/policy.ts';
import { permissionSetOfRole } from '../../domain/principal.ts';
import type { Said } from '../../domain/words/language.ts';
import {
  DECISION_NAMES,
  EFFECT_NAMES,
  KIND_NAMES,
  LAYER_NAMES,
  LEVEL_NAMES,
  levelWord,
  NO_LIMIT_BECAUSE,
  PROOF_NAMES,
  STATUS_NAMES,
  VERDICT_NAMES,
} from '../../domain/words/names.ts';
import type { Language } from '../questions.ts';
import { messagesIn } from './messages.ts';
import { moment } from './moments.ts';
import { TECHNIQUE_NAMES } from './technique-names.ts';

/** `trust`: the resource is a role, whose resource policy is its trust policy. */
export const layerName = (layer: PolicyLayer, language: Language, trust = false): string =>
  LAYER_NAMES[language][layer === 'resource' && trust ? 'trust' : layer];

export const verdictName = (verdict: Verdict, language: Language): string => VERDICT_NAMES[language][verdict];

/** "proven" only for what the solver certified; a verdict without a certificate says how far its proof got. */
export function provenName(verdict: Verdict, proof: ProofState, language: Language): string {
  const names = VERDICT_NAMES[language];
  if (verdict === 'unknown') return names.unknown;
  if (proof === 'certified' && verdict === 'allowed') return names.proven;
  if (proof === 'certified' && verdict === 'denied')
    return `${names.noAccess}${messagesIn(language).comma}${names.proven}`;
  if (proof === 'certified') return names.conditional;
  return `${names[verdict]}${messagesIn(language).comma}${PROOF_NAMES[language][proof]}`;
}

export function levelName(level: string, language: Language): string {
  const word = levelWord(level) ?? (level.toLowerCase() === 'unlisted' ? 'unlisted' : undefined);
  return word === undefined ? level : LEVEL_NAMES[language][word];
}

export const effectName = (effect: LayerEffect, language: Language): string => EFFECT_NAMES[language][effect];

/** Why a layer sets no limit, in a few words; a reason without words stands as it is. */
export const reasonName = (reason: string, language: Language): string => NO_LIMIT_BECAUSE[language][reason] ?? reason;

const HOPS: Said<'memberOf' | 'assigned' | 'federatesTo' | 'assumes' | 'canAct'> = {
  en: {
    memberOf: 'is a member',
    assigned: 'is assigned',
    federatesTo: 'signs in to',
    assumes: 'assumes',
    canAct: 'can act on',
  },
  ja: {
    memberOf: '所属',
    assigned: '割り当て',
    federatesTo: 'サインイン',
    assumes: '引き受け',
    canAct: '操作可能',
  },
};

/** How a hop is made: by its technique where that has words, else by its kind and the technique as it is called. */
export function hopName(kind: keyof (typeof HOPS)['en'], technique: string | undefined, language: Language): string {
  const known = technique === undefined ? undefined : TECHNIQUE_NAMES[language][technique];
  if (known !== undefined) return known;
  return technique === undefined ? HOPS[language][kind] : `${HOPS[language][kind]} (${technique})`;
}

export const kindName = (kind: NodeKind, language: Language): string => KIND_NAMES[language][kind];

export const statusName = (status: CellStatus, language: Language): string => STATUS_NAMES[language][status];

export const decisionName = (decision: Witness['decision'], language: Language): string =>
  DECISION_NAMES[language][decision];

/** `AWSReservedSSO_LakeHop_0123abcd` -> `LakeHop (SSO)`: the prefix and the hash say nothing to a reader. */
export function nodeName(node: Pick<NodeInfo, 'name'>): string {
  const set = permissionSetOfRole(node.name);
  return set === undefined ? node.name : `${set} (SSO)`;
}

/** The caller that an answer assumes, in words. */
export const profileWords = (profile: OrdinaryCaller, language: Language): string =>
  messagesIn(language).profile(moment(profile.at, language) ?? profile.at);
