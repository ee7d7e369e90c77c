import type { PolicyLayer } from '../../../domain/policy.ts';
import { DECISION_NAMES } from '../../../domain/words/names.ts';
import type { PolicyName } from '../../words/names.ts';
import { capital, counted, list, number } from './grammar.ts';
import { EN_WORDS } from './words.ts';

/** The pane of one hop. */
export const EN_HOP = {
  otherHops: 'other hops',
  backToPaths: 'back to paths',
  hopLoading: 'Asking what each layer says',
  hopCan: (who: string, actions: readonly string[], when: string) => `${who} can ${list(actions)}, ${when}.`,
  hopAlways: 'always',
  hopWhen: (when: string) => `only ${when}`,
  hopConditional: (actions: readonly string[], when: string) => `${capital(list(actions))} only ${when}.`,
  hopCut: (actions: readonly string[], layers: readonly string[]) =>
    `${list(actions)} ${actions.length === 1 ? 'is' : 'are'} cut by ${list(layers)}.`,
  hopGrantedCut: (actions: readonly string[], layers: readonly string[]) =>
    `${list(actions)} ${actions.length === 1 ? 'is' : 'are'} granted too, and cut by ${list(layers)}.`,
  hopMissing: (actions: readonly string[], layers: readonly string[]) =>
    `${list(actions)}: no ${list(layers)} allows ${actions.length === 1 ? 'it' : 'them'}.`,
  hopUndecided: (actions: readonly string[]) => `${list(actions)} could not be decided.`,
  hopCannot: (who: string, actions: readonly string[]) => `${who} cannot ${list(actions)}.`,
  becomes: (from: string, to: string, when: string) => `${from} can become ${to}, ${when}.`,
  memberOf: (from: string, to: string) => `${from} is a member of ${to}.`,
  assigned: (from: string, to: string, account: string) =>
    `${from} is assigned ${to}${account === '' ? '' : ` in ${account}`}.`,
  signsIn: (from: string, to: string) => `Whoever holds ${from} signs in as ${to}.`,
  factOnly: 'A fact of the directory, read with the snapshot: no policy decides it.',
  paneFailed: 'This part of the page could not be fetched. Load the page again.',
  noMoreKnown: 'The documents behind this hop cannot be shown:',
  decidedBy: 'Decided by',
  technique: 'Technique',
  techniqueName: (technique: string) => technique,
  joined: 'Account joined by',
  joinedBy: (rule: string) => rule,
  condition: 'Condition',
  from: 'From',
  nameAndKind: (name: string, kind: string) => `${name} (${kind})`,
  to: 'To',
  layerHead: 'Layer',
  policiesHead: 'Policies',
  rootLevel: 'root',
  allLevels: (n: number) => `all ${n} levels`,
  openLevels: 'level by level',
  closeLevels: 'in one row',
  effective: 'Effective',
  alsoNeeds: 'Also needs',
  mayNeed: 'May also need',
  dependent: (action: string, known: string) => `${action} (${known})`,
  deniedOfAll: 'denied on everything',
  dependsOnCall: 'depends on the call',
  someOf: (items: readonly string[], more: number) =>
    `${items.join(', ')}${more === 0 ? '' : `, and ${number.format(more)} more`}`,
  ofActions: (n: number) => `of ${counted(n, 'action')}`,
  chooseColumns: (shown: number, all: number) => `Shows ${shown} of ${counted(all, 'action')}`,
  chooseColumnsLabel: 'Actions shown as columns',
  notCovered: 'What this proof does not cover',
  nothingMissed: (policies: number) =>
    `No gap in collection touches this hop: ${counted(policies, 'policy', 'policies')} read, 0 refused.`,
  outside: 'Rewriting policies or trust, passing roles, and the network are other questions.',
  grants: 'Grants',
  cutsWhat: (actions: string) => `Cuts ${actions}`,
  statementOf: (n: number, of: number, sid: string) => `statement ${n} of ${of}${sid === '' ? '' : ` (${sid})`}`,
  statementsOf: (list: string, of: number) => `statements ${list} of ${of}`,
  policyName: (layer: PolicyLayer | 'trust', name: PolicyName): string => {
    switch (name.kind) {
      case 'inline':
        return `Inline policy ${name.name} on ${name.owner}`;
      case 'managed':
        return layer === 'identity' ? `Managed policy ${name.name}` : `${EN_WORDS.layer[layer]} ${name.name}`;
      case 'resource':
        return `Resource policy of ${name.owner}`;
      case 'trust':
        return `Trust policy of ${name.owner}`;
      case 'acl':
        return `ACL of ${name.owner}`;
      case 'organization':
        return `${EN_WORDS.layer[layer]} ${name.name}`;
      default:
        return name.name;
    }
  },
  statementRef: (policy: string, n: number, sid: string) => `${policy}, statement ${n}${sid === '' ? '' : ` (${sid})`}`,
  grantRef: (acl: string, grant: string) => `${acl} (${grant})`,
  noStatements: 'No statement grants or cuts the actions shown.',
  witness: 'Witness request',
  witnessNone: 'No request to show: nothing is allowed and nothing was replayed.',
  moreKeys: (n: number) => `${counted(n, 'more key')} of the request`,
  wholeResource: 'the whole',
  witnessKeys: { principal: 'principal', action: 'action', resource: 'resource', replayed: 'replayed' },
  replayedAs: DECISION_NAMES.en,
  byInterpreter: (decision: string) => `${decision}, reference interpreter`,
  certificate: 'Proof certificate',
  certificateKeys: {
    claim: 'claim',
    solver: 'solver',
    semantics: 'semantics',
    data: 'data',
    snapshot: 'snapshot',
    certificate: 'certificate',
    proof: 'proof',
  },
  certificateRefuted: 'both opposites refuted',
  certificatePending: 'not certified yet',
  certificateNone: 'replayed, no certificate kept',
  solverTook: (solver: string, ms: number) => `${solver}, ${number.format(ms)} ms`,
  rules: (rules: readonly number[]) => `rules ${rules.join(', ')}`,
  forAction: 'Action',
  recheck: 'Work it out again',
  rechecking: 'Working it out',
  recheckSame: (at: string) =>
    `Worked out anew at ${at}, witnesses replayed: the same answer. The solver was not asked again; \`tadori verify\` does that.`,
  recheckOther: (at: string) => `Worked out anew at ${at}: the answer is another one now. It is shown.`,
  recheckFailed: (why: string) => `Could not be worked out again: ${why}`,
  flips: (action: string) => `Smallest change that flips ${action}`,
  flipTitle: (action: string) => `To turn the verdict on ${action} round, all of:`,
  flipOr: 'or',
  flipWhen: (when: string) => `Then allowed ${when}.`,
  flipExcept: 'Instead of removing a deny, this condition in it spares the principal:',
  removeAllow: (statement: string) => `remove the allow in ${statement}`,
  dropConditions: (statement: string, when: string) => `drop the conditions of ${statement} (${when})`,
  meetCondition: (key: string) => `meet the condition on ${key}`,
  addAllow: (layer: string, where: string) => `add an allow in the ${layer}${where === '' ? '' : ` (${where})`}`,
  removeDeny: (statement: string) => `remove the deny in ${statement}`,
  pathGone: 'This path is not in the answer any more. The snapshot or the question has changed.',
};
