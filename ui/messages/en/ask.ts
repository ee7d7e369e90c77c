import type { Assumption, ProofState } from '../../../domain/decision.ts';
import { assumptionWords } from '../../../domain/words/assumptions.ts';
import type { LevelWord } from '../../../domain/words/names.ts';
import { LEVEL_NAMES, PROOF_NAMES, STATUS_NAMES, VERDICT_NAMES } from '../../../domain/words/names.ts';
import type { Standing } from '../../words/standing.ts';
import type { Part } from '../part.ts';
import { capital, count, counted, list, number } from './grammar.ts';

const ask = (verb: string): readonly Part[] => [
  'Who among',
  { slot: 'among' },
  'can',
  { slot: 'actions' },
  ...(verb === '' ? [] : [verb]),
  { slot: 'resource' },
  '?',
];

const EN_VERBS = {
  read: 'read',
  list: 'list',
  write: 'write to',
  permissions: 'manage permissions of',
  tagging: 'tag',
  any: 'act on',
} satisfies Record<LevelWord | 'any', string>;

/** The question, its answer and the table of paths. */
export const EN_ASK = {
  sentence: (level: LevelWord | 'any' | 'levels' | 'actions'): readonly Part[] =>
    ask({ read: '', list: '', write: '', permissions: '', tagging: '', any: '', levels: '', actions: 'on' }[level]),
  slotAmong: 'Among whom',
  slotActions: 'What they can do',
  slotResource: 'Resource',
  amongPeople: 'IdP users',
  amongAll: 'all principals',
  amongPeopleNote: 'people who sign in',
  amongAllNote: 'roles, users, services, other accounts too',
  verbs: EN_VERBS,
  actionsNote: 'action',
  resourceEmpty: 'a resource',
  noMatch: 'nothing by that name',
  nextWord: 'next word',
  askHint: 'ask',
  outcomeLabel: 'Answer',
  showAs: 'Show as CLI',
  hideShowAs: 'Hide CLI',
  showAsLabel: 'Show as',
  showAsForms: { cli: 'CLI', api: 'API', cypher: 'Cypher' },
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'could not copy',
  place: (service: string, account: string) => [service, account].filter((one) => one !== '').join(', '),

  canDoWhat: (level: LevelWord | 'any', resource: string) =>
    ({
      read: `read ${resource}`,
      list: `list ${resource}`,
      write: `write to ${resource}`,
      permissions: `manage permissions of ${resource}`,
      tagging: `tag ${resource}`,
      any: `act on ${resource}`,
    })[level],
  canDoLevels: (levels: readonly LevelWord[], resource: string) =>
    `${levels.map((level) => EN_VERBS[level]).join(' or ')} ${resource}`,
  canDoActions: (actions: readonly string[], resource: string) => `call ${list(actions)} on ${resource}`,
  peopleCan: (n: number, of: number, what: string, atLeast: boolean) =>
    atLeast
      ? `At least ${count(n)} of ${count(of)} people can ${what}`
      : `${capital(count(n))} of ${count(of)} people can ${what}`,
  principalsCan: (n: number, what: string, atLeast: boolean, conditional: boolean) =>
    `${atLeast ? `At least ${count(n)}` : capital(count(n))} ${n === 1 ? 'principal' : 'principals'} can ${what}${conditional ? ', under conditions' : ''}`,
  oneCan: (who: string, what: string, conditional: boolean) =>
    `${who} can ${what}${conditional ? ', under conditions' : ''}`,
  moreWhen: (n: number) => `; ${count(n)} more under conditions`,
  onlyWhen: (n: number, of: number, what: string, atLeast: boolean) =>
    `${atLeast ? `At least ${count(n)}` : capital(count(n))} of ${count(of)} people can ${what}, under conditions`,
  onlyUndecided: (n: number, what: string) =>
    `Whether ${n === 1 ? 'one principal' : `${count(n)} principals`} can ${what} could not be decided`,
  moreUndecided: (n: number) => `; ${count(n)} more could not be decided`,
  answerColon: ': ',
  answerStop: '.',
  answerWho: (who: string) => `${who}.`,
  allThrough: (account: string) => `all come in through ${account}`,
  byKind: (people: number, others: number) => [
    ...(people === 0 ? [] : [`${count(people)} ${people === 1 ? 'person' : 'people'}`]),
    ...(others === 0 ? [] : [`${count(others)} other ${others === 1 ? 'principal' : 'principals'}`]),
  ],
  throughAccount: (n: number, account: string) => `${count(n)} who ${n === 1 ? 'comes' : 'come'} in through ${account}`,
  andOthers: (n: number) => `${count(n)} ${n === 1 ? 'other' : 'others'}`,
  nobodyProven: (what: string) => `No one among them can ${what}, proven`,
  nobodyKnown: (what: string) => `No one was found who can ${what}, but not everything could be read`,
  oneCannot: (who: string, what: string) => `${who} cannot ${what}, proven`,
  oneNotKnown: (who: string, what: string) =>
    `${who} was not found to be able to ${what}, but not everything could be read`,
  couldOnce: (who: string, what: string) => `${who} could ${what}, but is disabled or gone and cannot now`,
  allPeople: (n: number) => (n === 0 ? '' : n === 1 ? 'the one person' : `all ${count(n)} people`),
  anyoneCan: (what: string, included: string, conditional: boolean) =>
    `Anyone can ${what} without signing in${conditional ? ', under conditions' : ''}${included === '' ? '' : `, ${included} included`}`,
  anyoneUndecided: (what: string) => `Whether anyone can ${what} without signing in could not be decided`,
  besides: (n: number) => `; ${count(n)} can when signed in, too`,
  onlyAsAnyone: (names: readonly string[], most: number) =>
    `${names.length > most ? `${number.format(names.length)} people` : list(names)} ${names.length === 1 ? 'has' : 'have'} no path besides`,
  absentProven: (names: readonly string[]) => `${list(names)} ${names.length === 1 ? 'has' : 'have'} no path, proven`,
  absentKnown: (names: readonly string[]) => `No path was found for ${list(names)}`,
  manyAbsentProven: (n: number) => `${number.format(n)} people have no path, proven`,
  manyAbsentKnown: (n: number) => `No path was found for ${number.format(n)} people`,
  scope: (scope: string) => `Counts access ${scope}`,
  cutRoutes: (open: number) => `not every route was followed, so more may be possible for ${open}`,
  joinedProbably: (people: number) => `${counted(people, 'person', 'people')} probably joined to their accounts`,
  keptApart: (people: number) =>
    people === 0
      ? 'probable joins are off'
      : `${counted(people, 'person', 'people')} kept apart from accounts probably theirs`,
  keepApart: 'keep apart',
  joinAgain: 'join',
  gapsShort: (n: number) => `${counted(n, 'call')} could not be read, so more may be possible`,
  needs: (action: string, resource: string) => `${action} on ${resource}`,
  alsoChecked: 'Checked as well',
  needsVerdict: (need: string, verdict: string) => `${need} is ${verdict}`,

  paths: 'Paths',
  pathCount: (paths: number, rows: number) =>
    `${number.format(paths)} in ${counted(rows, 'row')}, most accounts crossed first`,
  countOf: (n: number, word: string) => `${number.format(n)} ${word}`,
  standingCount: { ...VERDICT_NAMES.en, allowed: 'not certified yet' } satisfies Record<Standing, string>,
  moreRows: (n: number, of: number) => `Show ${number.format(n)} more of ${counted(of, 'row')}`,
  moreResults: 'Show more results',
  askingMore: 'Asking for more results …',
  columnVerdict: 'Verdict',
  columnPath: 'Person to resource',
  columnPathAll: 'Principal to resource',
  columnCan: 'Can do',
  columnWhen: 'When',
  standing: { ...VERDICT_NAMES.en, allowed: 'allowed, not certified yet' } satisfies Record<Standing, string>,
  /** As short as a column of the matrix. */
  effectiveWord: VERDICT_NAMES.en satisfies Record<Standing, string>,
  proofState: { ...PROOF_NAMES.en, pending: 'pending' } satisfies Record<ProofState, string>,
  level: LEVEL_NAMES.en satisfies Record<LevelWord, string>,
  levelCount: (level: string, n: number) => `${level} ${number.format(n)}`,
  levelOf: (of: number) => `of ${number.format(of)}`,
  levelShare: (n: number, of: number) => ({ n: number.format(n), of: `/${number.format(of)}` }),
  moreActions: (n: number) => `and ${number.format(n)} more`,
  fewerActions: 'fewer',
  listActions: (n: number) => `list ${counted(n, 'action')}`,
  also: (first: string, others: number) => `also ${first}${others === 0 ? '' : `, ${number.format(others)} more`}`,
  unlisted: (n: number) => counted(n, 'action'),
  cutBy: (actions: string, layers: string) => `${actions}, by ${layers}`,
  cutCount: (n: number, layers: string) => `${number.format(n)} cut by ${layers}`,
  byPath: (path: string) => `by the path ${path} above it`,
  onPart: (parts: readonly string[], except: readonly string[]) =>
    `${parts.join() === '*' ? 'on all that is in it' : `on ${parts.join(' and ')}`}${except.length === 0 ? '' : `, except ${except.join(', ')}`}`,
  undecidedActions: 'undecided:',
  always: 'Always',
  actionsWhen: (actions: string, when: string) => `${actions}: ${when}`,
  oneHour: '1 h sessions',
  notOnePlace: 'not all from one place',
  left: 'disabled or left; cannot now',
  cannotNow: 'cannot now',
  employment: (kind: string) => kind,
  inNoGroup: 'in no group, assigned directly',
  notCertified: 'replayed, not certified yet',
  proofPending: PROOF_NAMES.en.pending,
  morePeople: (n: number) => `and ${number.format(n)} more`,
  crosses: 'into another account',
  explainHop: (from: string, to: string) => `Explain ${from} to ${to}`,
  hopRead: (name: string, kind: string, account: string, n: number, of: number, standing: string) =>
    [name, kind, account, `hop ${n} of ${of}`, standing].filter((one) => one !== '').join(', '),
  rowRead: (who: string, n: number, of: number, can: string) => `${who}, row ${n} of ${of}, ${can}`,
  looksOpenTitle: 'Looks open, is not',
  looksOpen: (owner: string, name: string, layers: readonly string[]) =>
    `The policy of ${owner} names ${name}, but ${layers.length === 0 ? 'other layers refuse' : `no ${list(layers)} allows it`}: no access`,
  undecidedBecause: 'Undecided because',
  assumes: 'Assumes',
  assumption: (one: Assumption) => `${assumptionWords(one, 'en')}${one.rule > 0 ? ` (rule ${one.rule})` : ''}`,
  profile: (at: string) => `a caller over TLS, signed, at ${at}, in the resource's Region`,
  gapsTitle: (n: number) => `Not read: ${counted(n, 'call')}`,
  gapPlace: (account: string, region: string, target: string) =>
    [account, region, target].filter((one) => one !== '').join(', '),
  gapStatus: STATUS_NAMES.en,
};
