import { SCOPE_LINE } from '../../answers/open-snapshot.ts';
import type {
  ConnectorListed,
  CypherAnswer,
  Language,
  ProvedSnapshot,
  PulledPeople,
  Status,
  TakenSnapshot,
  Verification,
} from '../../answers/questions.ts';
import type { AnswerHop, AnswerPath, NodeInfo, PathsAnswer, WhatCanAnswer, WhoCanAnswer } from '../../domain/answer.ts';
import { ANYONE_ID } from '../../domain/node-ids.ts';
import { test } from '../words/conditions.ts';
import {
  ANN,
  assumes,
  BATCH,
  DOUBT,
  FINANCE,
  GAPS,
  GRANT,
  HOP1,
  HOP3,
  hop,
  intoLake,
  LARRY,
  LEDGER,
  LEVELS,
  MARY,
  NODES,
  OFFICE,
  PAUL,
  PROFILE,
  path,
  ref,
  result,
  SET,
  throughGroup,
  WHOLE,
  when,
  YUKI,
} from './sample.ts';

export * from './explain-fixtures.ts';
export { LEDGER } from './sample.ts';

export const whoCan = (language: Language): WhoCanAnswer => ({
  resource: LEDGER,
  asked: ['read'],
  snapshot: 'b41d07e2c901',
  profile: PROFILE,
  scope: SCOPE_LINE[language],
  complete: false,
  gaps: GAPS,
  results: [
    result(ANN, [throughGroup(ANN)]),
    result(PAUL, [throughGroup(PAUL)]),
    result(LARRY, [
      path([hop('assigned', LARRY.id, SET, 'Identity Center assignment', []), ...intoLake], { now: false }),
    ]),
    result(YUKI, [throughGroup(YUKI, { verdict: 'conditional', when: when(OFFICE, language) })], {
      verdict: 'conditional',
      actions: [],
      conditionalActions: [{ actions: ['dynamodb:GetItem', 'dynamodb:Scan'], when: when(OFFICE, language) }],
      cuts: [],
      proof: 'replayed',
    }),
    result(BATCH, [], {
      principal: BATCH.id,
      actions: [],
      unknownActions: [{ actions: ['dynamodb:Query'], reasons: [DOUBT] }],
      scope: {
        kind: 'part',
        pattern: `${LEDGER}/index/*`,
        except: [`${LEDGER}/index/audit`],
        sample: `${LEDGER}/index/a`,
      },
      alsoNeeds: [
        { action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${FINANCE}:key/ledger`, verdict: 'unknown' },
      ],
      verdict: 'unknown',
      proof: 'pending',
      assumptions: [DOUBT],
      cuts: [],
    }),
  ],
  without: [MARY.id],
  looksOpen: [
    {
      principal: HOP1,
      statement: ref('resource', `policy of ${LEDGER}`, 1, { sid: 'Lake' }),
      missing: ['identity'],
    },
  ],
  levels: LEVELS,
  levelOf: {
    'dynamodb:GetItem': 'Read',
    'dynamodb:Scan': 'Read',
    'dynamodb:Query': 'Read',
    'dynamodb:PutItem': 'Write',
  },
  nodes: NODES,
});

/** Not every route was followed. */
export const whoCanCut = (language: Language): WhoCanAnswer => {
  const answer = whoCan(language);
  const [first, last] = [answer.results[0], answer.results.at(-1)];
  const cutRoutes = [first, last].flatMap((one, at) =>
    one === undefined ? [] : [{ from: one.subject.id, to: one.principal, open: at === 1 }],
  );
  return { ...answer, complete: false, cutRoutes };
};

/** One who has left was asked about, who still could. */
export const whoCanGone = (language: Language): WhoCanAnswer => {
  const answer = whoCan(language);
  const results = answer.results.filter((one) => one.subject.id === LARRY.id);
  return { ...answer, among: LARRY.id, complete: true, gaps: [], results, without: [], looksOpen: [] };
};

/** One who has no path was asked about. */
export const whoCanNotOne = (language: Language): WhoCanAnswer => ({
  ...whoCanNobody(language),
  among: ANN.id,
  without: [],
});

/** Open to everybody by an ACL; some have a path besides. */
export const whoCanPublic = (language: Language): WhoCanAnswer => {
  const answer = whoCan(language);
  const bucket = 'arn:aws:s3:::open-bucket';
  const whole = { kind: 'whole', pattern: bucket, except: [], sample: bucket } as const;
  const acl = ref('resource', `ACL of ${bucket}`, 0, { sid: 'AllUsers READ' });
  const open = { id: ANYONE_ID, kind: 'anyone', name: 'anyone' } as const;
  const node = { id: bucket, kind: 'resource', name: 'open-bucket', type: 'AWS::S3::Bucket' } as const;
  return {
    ...answer,
    resource: bucket,
    asked: ['list'],
    complete: true,
    gaps: [],
    results: [
      result(open, [], { principal: open.id, actions: ['s3:ListBucket'], scope: whole, by: [acl], cuts: [] }),
      result(ANN, [throughGroup(ANN)], { actions: ['s3:ListBucket'], scope: whole, cuts: [] }),
    ],
    without: [],
    asAnyone: [MARY.id, PAUL.id],
    looksOpen: [],
    levels: { List: 7 },
    levelOf: { 's3:ListBucket': 'List' },
    nodes: { ...answer.nodes, [open.id]: open, [bucket]: node },
  };
};

/** Nobody, and everything was read. */
export const whoCanNobody = (language: Language): WhoCanAnswer => ({
  ...whoCan(language),
  complete: true,
  gaps: [],
  results: [],
  looksOpen: [],
  without: [ANN.id, PAUL.id],
});

export const whatCan = (language: Language): WhatCanAnswer => ({
  subject: ANN,
  snapshot: 'b41d07e2c901',
  profile: PROFILE,
  scope: SCOPE_LINE[language],
  complete: true,
  gaps: [],
  results: [
    {
      resource: LEDGER,
      principal: HOP3,
      scope: { kind: 'whole', pattern: LEDGER, except: [], sample: LEDGER },
      actions: ['dynamodb:GetItem', 'dynamodb:Scan'],
      conditionalActions: [],
      unknownActions: [],
      by: [GRANT],
      verdict: 'allowed',
      proof: 'certified',
      paths: [throughGroup(ANN)],
    },
    {
      resource: 'arn:aws:s3:::cake-photos',
      principal: HOP1,
      scope: { kind: 'part', pattern: 'arn:aws:s3:::cake-photos/*', except: [], sample: 'arn:aws:s3:::cake-photos/a' },
      actions: ['s3:GetObject'],
      conditionalActions: [
        { actions: ['s3:PutObject'], when: when(test('StringEquals', 'aws:SourceVpce', 'vpce-1'), language) },
      ],
      unknownActions: [],
      by: [ref('identity', `inline policy photos of ${HOP1}`)],
      alsoNeeds: [],
      verdict: 'conditional',
      proof: 'replayed',
      paths: [],
    },
  ],
  levelOf: { 'dynamodb:GetItem': 'Read', 'dynamodb:Scan': 'Read', 's3:GetObject': 'Read', 's3:PutObject': 'Write' },
  nodes: NODES,
});

export const paths = (language: Language): PathsAnswer => ({
  from: YUKI.id,
  to: LEDGER,
  snapshot: 'b41d07e2c901',
  profile: PROFILE,
  scope: SCOPE_LINE[language],
  complete: true,
  gaps: [],
  paths: [
    throughGroup(YUKI),
    path(
      [
        assumes(YUKI.id, HOP3, {
          verdict: 'unknown',
          proof: 'pending',
          when: when(OFFICE, language),
          assumptions: [DOUBT],
        }),
      ],
      {
        verdict: 'unknown',
        proof: 'pending',
        when: when(OFFICE, language),
        chained: false,
        now: false,
      },
    ),
  ],
  levelOf: {},
  nodes: NODES,
});

/** Over the same hops: two sets of actions that differ in nothing else, and one on a part, under a condition. */
export const pathsOnce = (language: Language): PathsAnswer => {
  const ending = (actions: readonly string[], more: Partial<AnswerHop>, whole: Partial<AnswerPath>) =>
    path(
      [assumes(ANN.id, HOP3), { ...hop('canAct', HOP3, LEDGER, undefined, [GRANT]), scope: WHOLE, actions, ...more }],
      whole,
    );
  const conditional = { verdict: 'conditional', when: when(OFFICE, language) } as const;
  const index = { kind: 'part', pattern: `${LEDGER}/index/*`, except: [], sample: `${LEDGER}/index/a` } as const;
  return {
    ...paths(language),
    from: ANN.id,
    paths: [
      ending(['dynamodb:Scan'], {}, {}),
      ending(['dynamodb:GetItem'], {}, {}),
      ending(['dynamodb:Query'], { ...conditional, scope: index }, conditional),
    ],
    levelOf: { 'dynamodb:GetItem': 'Read', 'dynamodb:Scan': 'Read', 'dynamodb:Query': 'Read' },
  };
};

export const pathsRefused = (language: Language): PathsAnswer => ({
  ...paths(language),
  from: HOP1,
  to: HOP3,
  paths: [],
  refused: { action: 'sts:AssumeRole', blockedBy: ['identity', 'resource'], by: [] },
});

/** Has left: what there is, is past. */
export const whatCanGone = (language: Language): WhatCanAnswer => ({
  ...whatCan(language),
  subject: { ...ANN, active: false },
});

export const cypher = (_: Language): CypherAnswer => ({
  engine: 'ladybug 0.19',
  columns: ['name', 'n', 'list'],
  rows: [
    ['Hop1', 2, ['a', 'b']],
    ['佐藤', null, { x: 1 }],
  ],
  truncated: true,
});

export const taken: TakenSnapshot = {
  snapshot: 'b41d07e2c901',
  accounts: 6,
  principals: 61,
  resources: 40,
  people: 7,
  calls: 120,
  gaps: GAPS,
  noticed: [
    {
      policy: 'trust policy of app',
      problem: 'the operator `StringEqualz` does not exist, so that its statement never applies',
    },
  ],
};

/** A file of people and nothing else. */
export const takenPeople: TakenSnapshot = {
  ...taken,
  accounts: 0,
  principals: 0,
  resources: 0,
  calls: 0,
  gaps: [],
  noticed: [],
};

export const proved: ProvedSnapshot = {
  snapshot: 'b41d07e2c901',
  pairs: 2440,
  accesses: 310,
  hops: 57,
  claims: { distinct: 120, certified: 110, replayed: 6, pending: 4 },
  unknown: 3,
  disagreements: 1,
  seconds: 4.26,
  store: 'embedded',
};

export const verification: Verification = {
  snapshot: 'b41d07e2c901',
  checked: 367,
  counts: {
    records: 367,
    witnesses: 290,
    counterWitnesses: 87,
    compared: 331,
    claims: 340,
    edges: 512,
    certificates: 120,
    derived: 368,
    differing: 2,
    exported: 0,
  },
  failed: [
    {
      by: 'interpreter',
      record: 'arn:aws:iam::111122223333:role/app on arn:aws:sqs:eu-west-1:111122223333:orders',
      problem: 'sqs:SendMessage: its witness is said to be allowed and is implicitlyDenied',
    },
    {
      by: 'engine',
      record: 'arn:aws:iam::111122223333:role/job on arn:aws:sqs:eu-west-1:111122223333:orders',
      problem: 'the engine derives it, and it is not stored',
    },
  ],
};

export const connectors: readonly ConnectorListed[] = [
  { name: 'entra', kind: 'push', created: '2026-11-24T06:00:00Z', users: 10_000, groups: 1_000 },
  { name: 'keycloak', kind: 'pull', created: '2026-11-25T06:00:00Z', users: 12, groups: 3 },
];
export const pulled: PulledPeople = { name: 'keycloak', users: 12, groups: 3, unknownMembers: ['g1: gone'] };

export const verified: Verification = {
  ...verification,
  counts: { ...verification.counts, derived: 367, differing: 0 },
  failed: [],
};

export const status: Status = {
  snapshot: 'b41d07e2c901',
  takenAt: '2026-11-22T06:00:00Z',
  source: 'sample',
  store: 'memory',
  cypher: false,
  accounts: 6,
  principals: 61,
  resources: 40,
  people: 7,
  gaps: 2,
  proof: { certified: 110, replayed: 6, pending: 4 },
};

export const found: readonly NodeInfo[] = [NODES[LEDGER] ?? ANN, ANN];

/** A name that tries to drive the terminal, the spreadsheet, the Markdown viewer. */
export const HOSTILE_NAME = '=1+1|\u001b[2J\u009b31m\u202e[x](https://evil.example)<img src=x>\n# h';
export const hostileWhoCan = (language: Language): WhoCanAnswer => {
  const answer = whoCan(language);
  const hostile = { ...ANN, name: HOSTILE_NAME };
  return {
    ...answer,
    nodes: { ...answer.nodes, [ANN.id]: hostile },
    results: answer.results.map((one) => (one.subject.id === ANN.id ? { ...one, subject: hostile } : one)),
  };
};
