import type { LayerEffect, NodeKind } from '../../domain/answer.ts';
import type { ProofState, Verdict } from '../../domain/decision.ts';
import type { CellStatus } from '../../domain/gap.ts';
import type { PolicyLayer } from '../../domain/policy.ts';
import type { ColumnKind } from '../lanes/types.ts';
import type { Level } from '../words/levels.ts';
import type { PolicyName } from '../words/names.ts';
import type { Standing } from '../words/standing.ts';

/** A part of a sentence with slots: text as it is, or the slot that stands there. */
export type Part = string | { readonly slot: 'among' | 'actions' | 'resource' };

const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
const number = new Intl.NumberFormat('en-GB');
const count = (n: number): string => NUMBERS[n] ?? number.format(n);
const counted = (n: number, one: string, many = `${one}s`): string => `${number.format(n)} ${n === 1 ? one : many}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const list = (items: readonly string[]): string => {
  const last = items.at(-1) ?? '';
  if (items.length < 2) return last;
  return items.length === 2 ? `${items[0]} and ${last}` : `${items.slice(0, -1).join(', ')} and ${last}`;
};
const ask = (verb: string): readonly Part[] => [
  'Who among',
  { slot: 'among' },
  'can',
  { slot: 'actions' },
  ...(verb === '' ? [] : [verb]),
  { slot: 'resource' },
  '?',
];

/** English. Its keys and shapes are the type that every other language must have. */
export const EN = {
  product: 'Tadori',
  navAsk: 'Ask',
  navLabel: 'Screens',
  snapshot: 'Snapshot',
  snapshotAt: (moment: string) => `, ${moment}`,
  pageTitle: (screen: 'ask' | 'hop', resource: string) =>
    [resource.slice(resource.lastIndexOf('/') + 1), screen === 'hop' ? 'one hop' : 'who can', 'Tadori']
      .filter((one) => one !== '')
      .join(' · '),
  english: 'EN',
  japanese: '日本語',
  languageLabel: 'Language',
  theme: { auto: 'Colours as the system has them', light: 'Light colours', dark: 'Dark colours' },
  keys: 'keys',
  comma: ', ',
  colon: ': ',
  list,
  number: (n: number) => number.format(n),
  moment: (iso: string) => moment.format(new Date(iso)).replace(',', ''),
  clock: (at: Date) => clock.format(at),

  sentence: (level: Level | 'any' | 'actions'): readonly Part[] =>
    ask({ read: '', list: '', write: '', permissions: '', tagging: '', any: '', actions: 'on' }[level]),
  slotAmong: 'Among whom',
  slotActions: 'What they can do',
  slotResource: 'Resource',
  amongPeople: 'IdP users',
  amongAll: 'all principals',
  amongPeopleNote: 'people who sign in',
  amongAllNote: 'roles, users, services, other accounts too',
  verbs: {
    read: 'read',
    list: 'list',
    write: 'write to',
    permissions: 'manage permissions of',
    tagging: 'tag',
    any: 'do anything with',
  } satisfies Record<Level | 'any', string>,
  actionsNote: 'action',
  resourceEmpty: 'a resource',
  noMatch: 'nothing by that name',
  nextWord: 'next word',
  askHint: 'ask',
  showAs: 'Show as CLI',
  hideShowAs: 'Hide CLI',
  showAsLabel: 'Show as',
  showAsForms: { cli: 'CLI', api: 'API', cypher: 'Cypher' },
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'could not copy',
  place: (service: string, account: string) => [service, account].filter((one) => one !== '').join(', '),

  canDoWhat: (level: Level | 'any', resource: string) =>
    ({
      read: `read ${resource}`,
      list: `list ${resource}`,
      write: `write to ${resource}`,
      permissions: `manage permissions of ${resource}`,
      tagging: `tag ${resource}`,
      any: `do anything with ${resource}`,
    })[level],
  canDoActions: (actions: readonly string[], resource: string) => `call ${list(actions)} on ${resource}`,
  peopleCan: (n: number, of: number, what: string, atLeast: boolean) =>
    atLeast
      ? `At least ${count(n)} of ${count(of)} people can ${what}`
      : `${capital(count(n))} of ${count(of)} people can ${what}`,
  principalsCan: (n: number, what: string, atLeast: boolean) =>
    `${atLeast ? `At least ${count(n)}` : capital(count(n))} ${n === 1 ? 'principal' : 'principals'} can ${what}`,
  oneCan: (who: string, what: string) => `${who} can ${what}`,
  peopleCanWhen: (n: number, what: string) => `${count(n)} more can ${what} under conditions`,
  undecided: (n: number, what: string) => `whether ${count(n)} more can ${what} could not be decided`,
  onlyWhen: (n: number, of: number, what: string, atLeast: boolean) =>
    `${atLeast ? `At least ${count(n)}` : capital(count(n))} of ${count(of)} people can ${what}, under conditions`,
  onlyUndecided: (n: number, what: string) =>
    `Whether ${n === 1 ? 'one principal' : `${count(n)} principals`} can ${what} could not be decided`,
  answerColon: ':',
  answerStop: '.',
  answerSemicolon: '; ',
  answerWho: (who: string) => `${who}.`,
  throughAccount: (n: number, account: string) => `${count(n)} who ${n === 1 ? 'comes' : 'come'} in through ${account}`,
  andOthers: (n: number) => `${count(n)} ${n === 1 ? 'other' : 'others'}`,
  nobodyProven: (what: string) => `No one among them can ${what}, proven`,
  nobodyKnown: (what: string) => `No one was found who can ${what}, but not everything could be read`,
  absentProven: (names: readonly string[]) => `${list(names)} ${names.length === 1 ? 'has' : 'have'} no path, proven`,
  absentKnown: (names: readonly string[]) => `no path was found for ${list(names)}`,
  manyAbsentProven: (n: number) => `${number.format(n)} people have no path, proven`,
  manyAbsentKnown: (n: number) => `no path was found for ${number.format(n)} people`,
  scope: (scope: string) => `Counts access ${scope}`,
  gapsShort: (n: number) => `${counted(n, 'call')} could not be read, so more may be possible`,
  needs: (action: string, resource: string) => `${action} on ${resource} is checked as well`,

  paths: 'Paths',
  pathCount: (paths: number, rows: number) =>
    `${number.format(paths)} in ${counted(rows, 'row')}, most accounts crossed first`,
  countOf: (n: number, word: string) => `${number.format(n)} ${word}`,
  columnVerdict: 'Verdict',
  columnPath: 'Person to resource',
  columnPathAll: 'Principal to resource',
  columnCan: 'Can do',
  columnWhen: 'When',
  standing: {
    proven: 'proven',
    allowed: 'allowed, not certified yet',
    conditional: 'conditional',
    unknown: 'unknown',
    noAccess: 'no access',
  } satisfies Record<Standing, string>,
  /** As short as a column of the matrix. */
  effectiveWord: {
    proven: 'proven',
    allowed: 'allowed',
    conditional: 'conditional',
    unknown: 'unknown',
    noAccess: 'no access',
  } satisfies Record<Standing, string>,
  proofState: { certified: 'certified', replayed: 'replayed', pending: 'pending' } satisfies Record<ProofState, string>,
  level: {
    read: 'Read',
    list: 'List',
    write: 'Write',
    permissions: 'Permissions',
    tagging: 'Tagging',
  } satisfies Record<Level, string>,
  levelCount: (level: string, n: number) => `${level} ${number.format(n)}`,
  levelOf: (of: number) => `of ${number.format(of)}`,
  levelShare: (n: number, of: number) => ({ n: number.format(n), of: `/${number.format(of)}` }),
  allListed: (of: number) => `of ${counted(of, 'action')}`,
  moreActions: (n: number) => `and ${number.format(n)} more`,
  fewerActions: 'fewer',
  also: (parts: readonly string[]) => `also ${parts.join(', ')}`,
  unlisted: (n: number) => counted(n, 'action'),
  cutBy: (actions: string, layers: string) => `${actions}, by ${layers}`,
  onPart: (part: string, except: readonly string[]) =>
    `on ${part}${except.length === 0 ? '' : `, except ${except.join(', ')}`}`,
  unknownActions: (actions: string) => `undecided: ${actions}`,
  always: 'Always',
  actionsWhen: (actions: string, when: string) => `${actions}: ${when}`,
  oneHour: '1 h sessions',
  notOnePlace: 'not all from one place',
  left: 'disabled or left; cannot now',
  cannotNow: 'cannot now',
  contractor: 'contractor',
  employment: (kind: string) => kind,
  inNoGroup: 'in no group, assigned directly',
  notCertified: 'replayed, not certified yet',
  proofPending: 'proof pending',
  morePeople: (n: number) => `and ${number.format(n)} more`,
  crosses: 'into another account',
  explainHop: (from: string, to: string) => `Explain ${from} to ${to}`,
  hopRead: (name: string, kind: string, account: string, n: number, of: number, standing: string) =>
    [name, kind, account, `hop ${n} of ${of}`, standing].filter((one) => one !== '').join(', '),
  rowRead: (who: string, n: number, of: number, can: string) => `${who}, row ${n} of ${of}, ${can}`,
  nothingHere: 'No path.',
  looksOpenTitle: 'Looks open, is not',
  looksOpen: (owner: string, name: string, layers: readonly string[]) =>
    `The policy of ${owner} names ${name}, but ${layers.length === 0 ? 'other layers refuse' : `no ${list(layers)} allows it`}: no access`,
  assumes: 'Assumes',
  assumption: (text: string, rule: number) => `${text} (rule ${rule})`,
  profile: (at: string) => `a caller over TLS, signed, at ${at}, in the resource's Region`,
  gapsTitle: (n: number) => `Not read: ${counted(n, 'call')}`,
  gapPlace: (account: string, region: string, target: string) =>
    [account, region, target].filter((one) => one !== '').join(', '),
  gapStatus: {
    complete: 'read',
    denied: 'access denied',
    throttled: 'throttled',
    unsupported: 'not supported',
    failed: 'failed',
    skipped: 'skipped',
  } satisfies Record<CellStatus, string>,

  graphLabel: 'Graph of the same paths; the table holds the same facts',
  graphFailed: 'The picture could not be drawn. The table holds the same facts.',
  columnHead: (kind: ColumnKind, from: number, to: number) => {
    const names: Record<ColumnKind, string> = {
      entry: 'Person',
      group: 'Group',
      permissionSet: 'Permission set',
      ssoRole: 'SSO role',
      role: 'Role',
      resource: 'Resource',
    };
    return from === 0
      ? names[kind]
      : from === to
        ? `${names[kind]}, hop ${from}`
        : `${names[kind]}, hop ${from} to ${to}`;
  },
  columnHeadAny: 'Who comes in',
  bandIdentity: 'Identity Center',
  bandOutside: 'Outside the organisation',
  bandMore: (n: number) => `and ${number.format(n)} more guardrails`,
  stackOf: (n: number) => counted(n, 'identity', 'identities'),
  edgeLevel: (level: string, n: number) => `${level} ${number.format(n)}`,
  edgeActions: (n: number) => counted(n, 'action'),
  grouped: (n: number) => `Grouped: ${number.format(n)} nodes are too many to draw. The table holds every row.`,
  looksOpenLegend: 'looks open, is not',
  legendLabel: 'Legend',
  walk: 'walk',
  explain: 'explain',
  zoomIn: 'Larger',
  zoomOut: 'Smaller',
  zoomFit: 'Whole picture',

  kinds: {
    person: 'person',
    directoryUser: 'directory user',
    directoryGroup: 'group',
    permissionSet: 'permission set',
    ssoRole: 'SSO role',
    role: 'role',
    user: 'IAM user',
    root: 'root user',
    service: 'AWS service',
    externalAccount: 'another account',
    anyone: 'anyone',
    openEnd: 'any identity that fits',
    resource: 'resource',
  } satisfies Record<NodeKind, string>,
  layer: {
    identity: 'Identity policy',
    permissionsBoundary: 'Permissions boundary',
    session: 'Session policy',
    scp: 'SCP',
    rcp: 'RCP',
    resource: 'Resource policy',
    vpcEndpoint: 'VPC endpoint policy',
    trust: 'Trust policy',
  } satisfies Record<PolicyLayer | 'trust', string>,
  layerInText: {
    identity: 'identity policy',
    permissionsBoundary: 'permissions boundary',
    session: 'session policy',
    scp: 'SCP',
    rcp: 'RCP',
    resource: 'resource policy',
    vpcEndpoint: 'VPC endpoint policy',
    trust: 'trust policy',
  } satisfies Record<PolicyLayer | 'trust', string>,
  effect: {
    allows: 'allows',
    cuts: 'cuts',
    silent: 'silent',
    noLimit: 'no limit',
    unknown: 'unknown',
  } satisfies Record<LayerEffect, string>,
  noLimitBecause: {
    absent: 'none set',
    managementAccount: 'management account',
    serviceLinkedRole: 'service-linked role',
    rootUser: 'root user',
    noIdentity: 'caller has no account',
    notInOrganization: 'outside the organisation',
    serviceNotListed: 'service not covered',
    notListed: 'service not covered',
    awsManagedKey: 'AWS managed key',
    actionExempt: 'action is exempt',
    foreign: 'account not collected',
  } as Readonly<Record<string, string>>,
  verdict: { allowed: 'allowed', conditional: 'conditional', denied: 'refused', unknown: 'unknown' } satisfies Record<
    Verdict,
    string
  >,

  otherHops: 'other hops',
  backToPaths: 'back to paths',
  hopLoading: 'Asking what each layer says',
  hopCan: (who: string, actions: readonly string[], when: string) => `${who} can ${list(actions)}, ${when}.`,
  hopAlways: 'always',
  hopWhen: (when: string) => `when ${when}`,
  hopConditional: (actions: readonly string[], when: string) => `${capital(list(actions))} only ${when}.`,
  hopCut: (actions: readonly string[], layers: readonly string[]) =>
    `${list(actions)} ${actions.length === 1 ? 'is' : 'are'} cut by ${list(layers)}.`,
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
  decidedBy: 'Decided by',
  technique: 'Technique',
  condition: 'Condition',
  from: 'From',
  to: 'To',
  layerHead: 'Layer',
  policiesHead: 'Policies',
  rootLevel: 'root',
  allLevels: (n: number) => `all ${n} levels`,
  openLevels: 'level by level',
  closeLevels: 'in one row',
  effective: 'Effective',
  alsoNeeds: 'Also needs',
  footnotes: 'Conditions',
  ofActions: (n: number) => `of ${counted(n, 'action')}`,
  chooseColumns: (shown: number, all: number) => `Shows ${shown} of ${counted(all, 'action')}`,
  chooseColumnsLabel: 'Actions shown as columns',
  notCovered: 'What this proof does not cover',
  nothingMissed: (policies: number) =>
    `No gap in collection touches this hop: ${counted(policies, 'policy', 'policies')} read, 0 refused.`,
  gapLine: (call: string, place: string, status: string) => `${call}, ${place}: ${status}`,
  gapsUnread: (n: number) => `${counted(n, 'call')} in this area could not be read.`,
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
        return layer === 'identity' ? `Managed policy ${name.name}` : `${EN.layer[layer]} ${name.name}`;
      case 'resource':
        return `Resource policy of ${name.owner}`;
      case 'trust':
        return `Trust policy of ${name.owner}`;
      case 'organization':
        return `${EN.layer[layer]} ${name.name}`;
      default:
        return name.name;
    }
  },
  statementRef: (policy: string, n: number, sid: string) => `${policy}, statement ${n}${sid === '' ? '' : ` (${sid})`}`,
  noStatements: 'No statement grants or cuts the actions shown.',
  witness: 'Witness request',
  witnessNone: 'No request to show: nothing is allowed and nothing was replayed.',
  moreKeys: (n: number) => `${counted(n, 'more key')} of the request`,
  wholeResource: 'the whole',
  witnessKeys: { principal: 'principal', action: 'action', resource: 'resource', replayed: 'replayed' },
  replayedAs: {
    allowed: 'allowed',
    explicitlyDenied: 'explicitly denied',
    implicitlyDenied: 'implicitly denied',
    unknown: 'unknown',
  },
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
  recheck: 'Re-check this proof',
  rechecking: 'Checking',
  recheckSame: (at: string) => `Asked again at ${at}: the same answer, the same certificates.`,
  recheckOther: (at: string) => `Asked again at ${at}: the answer is another one now. It is shown.`,
  recheckFailed: (why: string) => `Could not be checked again: ${why}`,
  flips: (action: string) => `Smallest change that flips ${action}`,
  flipTitle: (action: string) => `To turn the verdict on ${action} round, all of:`,
  addAllow: (layer: string, where: string) => `add an allow in the ${layer}${where === '' ? '' : ` (${where})`}`,
  removeDeny: (statement: string) => `remove the deny in ${statement}`,
  pathGone: 'This path is not in the answer any more. The snapshot or the question has changed.',

  asking: (what: string) => `Deciding who can ${what}`,
  stopHint: 'stop',
  stopped: 'Stopped. Nothing was decided.',
  askAgain: 'Ask again',
  firstTitle: 'Name a resource.',
  firstText: 'Type its name, its ARN, or a part of them in the sentence above. Some that this snapshot holds:',
  noResources: 'This snapshot holds no resource to ask about.',
  noSnapshotTitle: 'No snapshot yet.',
  noSnapshotText: 'Tadori reads AWS, never writes. Start with the sample organisation or your own.',
  noSnapshotWays: [
    ['tadori demo', 'the sample organisation'],
    ['tadori import ./dump', 'files you already have'],
    ['tadori collect', 'a role in each account'],
  ] as readonly (readonly [string, string])[],
  signInTitle: 'This link has been used or has run out.',
  signInText: 'Links open once. Start the server again and open the address that it prints:',
  signInCommand: 'tadori serve',
  ambiguousTitle: (text: string) => `"${text}" can mean several things.`,
  ambiguousText: 'Choose one; nothing is guessed.',
  notFoundTitle: (text: string) => `Nothing in this snapshot is called "${text}".`,
  similar: 'Similar names:',
  failedTitle: 'The question could not be answered.',
  noAnswerTitle: 'The server did not answer.',
  noAnswerText: 'Snapshots are files and are unharmed. Is the server still running?',
  unharmed: 'Snapshots are files and are unharmed.',
  tryAgain: 'Try again',
  details: (code: string) => `Details for a report: ${code}`,
  close: 'Close',

  keysTitle: 'Keys',
  keyHelp: {
    focus: 'write the sentence',
    next: 'next word of the sentence',
    ask: 'ask',
    rows: 'rows',
    hops: 'hops of the row',
    explain: 'explain the hop',
    copy: 'copy the shown command',
    back: 'back one level, or stop',
    keys: 'this list',
  },
};

const moment = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
  timeZoneName: 'short',
});
const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

export type Messages = typeof EN;
