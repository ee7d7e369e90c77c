import Type, { type TSchema } from 'typebox';
import { ReachedCluster } from './clusters.ts';
import {
  AlsoNeeds,
  AnsweredNeed,
  AnyJson,
  Assumption,
  CoverageCell,
  Cut,
  MayNeed,
  NodeInfo,
  named,
  OpenVerdict,
  OrdinaryCaller,
  PolicyLayer,
  ProofState,
  Scope,
  StatementRef,
  Verdict,
  When,
  Witness,
} from './common.ts';
import { askedCopy } from './copies.ts';
import { ReachedGrant } from './data-grants.ts';
import { lastUsed, SeenCall } from './usage.ts';

const texts = Type.Array(Type.String());
const nodes = Type.Record(Type.String(), NodeInfo);

const AnswerHop = named(
  'AnswerHop',
  Type.Object({
    kind: Type.Enum(['memberOf', 'assigned', 'federatesTo', 'assumes', 'canAct']),
    from: Type.String(),
    to: Type.String(),
    technique: Type.Optional(Type.String()),
    verdict: OpenVerdict,
    proof: ProofState,
    when: Type.Optional(When),
    by: Type.Array(StatementRef),
    assumptions: Type.Optional(Type.Array(Assumption)),
    joined: Type.Optional(Type.Object({ by: Type.String(), account: Type.String() })),
    crossesAccount: Type.Optional(Type.Boolean()),
    scope: Type.Optional(Scope),
    actions: Type.Optional(texts),
  }),
);

const AnswerPath = named(
  'AnswerPath',
  Type.Object({
    hops: Type.Array(AnswerHop),
    verdict: OpenVerdict,
    proof: ProofState,
    when: Type.Optional(When),
    now: Type.Boolean(),
    chained: Type.Boolean(),
    samePlace: Type.Optional(Type.Boolean()),
  }),
);

const ConditionalActions = named('ConditionalActions', Type.Object({ actions: texts, when: When }));
const UnknownActions = named('UnknownActions', Type.Object({ actions: texts, reasons: Type.Array(Assumption) }));

const CutRoutes = named('CutRoutes', Type.Object({ from: Type.String(), to: Type.String(), open: Type.Boolean() }));

const ProbableJoins = named(
  'ProbableJoins',
  Type.Object({
    followed: Type.Boolean(),
    joins: Type.Array(Type.Object({ person: Type.String(), account: Type.String(), by: Type.String() })),
  }),
);

/** What every answer about people and paths says of itself. */
const selfDescription = {
  snapshot: Type.String(),
  profile: OrdinaryCaller,
  scope: Type.String(),
  complete: Type.Boolean(),
  gaps: Type.Array(CoverageCell),
  cutRoutes: Type.Optional(Type.Array(CutRoutes)),
  probableJoins: Type.Optional(ProbableJoins),
};

const gain = {
  actions: texts,
  conditionalActions: Type.Array(ConditionalActions),
  unknownActions: Type.Array(UnknownActions),
  verdict: Verdict,
};

/** What a subject can do with one part of a resource. */
const capability = {
  principal: Type.String(),
  scope: Scope,
  ...gain,
  by: Type.Array(StatementRef),
  alsoNeeds: Type.Optional(Type.Array(AlsoNeeds)),
  proof: ProofState,
  paths: Type.Array(AnswerPath),
};

const whoCan = {
  resource: Type.String(),
  asked: texts,
  among: Type.Optional(Type.String()),
  ...selfDescription,
  results: Type.Array(
    named(
      'WhoCanResult',
      Type.Object({
        subject: NodeInfo,
        ...capability,
        now: Type.Optional(named('Gain', Type.Object(gain))),
        cuts: Type.Array(Cut),
        assumptions: Type.Array(Assumption),
      }),
    ),
  ),
  page: Type.Optional(
    named(
      'PageOfSubjects',
      Type.Object({ limit: Type.Number(), after: Type.Optional(Type.String()), people: Type.Number() }),
    ),
  ),
  next: Type.Optional(Type.String()),
  without: texts,
  asAnyone: Type.Optional(texts),
  lastUsed,
  looksOpen: Type.Array(
    named(
      'LooksOpen',
      Type.Object({
        principal: Type.String(),
        statement: StatementRef,
        missing: Type.Array(PolicyLayer),
        deniedBy: Type.Optional(Type.Array(StatementRef)),
      }),
    ),
  ),
  levels: Type.Record(Type.String(), Type.Number()),
  levelOf: Type.Record(Type.String(), Type.String()),
  nodes,
};

/** An answer about a copy is like the one about the resource, and has no copies itself. */
export const WhoCanAnswer = named(
  'WhoCanAnswer',
  Type.Object({
    ...whoCan,
    copies: Type.Optional(Type.Array(askedCopy(Type.Object(whoCan)))),
    copiesUnread: Type.Optional(texts),
  }),
);

export const WhatCanAnswer = named(
  'WhatCanAnswer',
  Type.Object({
    subject: NodeInfo,
    ...selfDescription,
    page: Type.Optional(
      named('AnswerPage', Type.Object({ limit: Type.Number(), after: Type.Optional(Type.String()) })),
    ),
    next: Type.Optional(Type.String()),
    results: Type.Array(named('WhatCanResult', Type.Object({ resource: Type.String(), ...capability }))),
    usersUnread: Type.Optional(texts),
    lastUsed,
    seen: Type.Optional(Type.Array(SeenCall)),
    clusters: Type.Optional(Type.Array(ReachedCluster)),
    dataGrants: Type.Optional(Type.Array(ReachedGrant)),
    levelOf: Type.Record(Type.String(), Type.String()),
    nodes,
  }),
);

export const PathsAnswer = named(
  'PathsAnswer',
  Type.Object({
    from: Type.String(),
    to: Type.String(),
    ...selfDescription,
    paths: Type.Array(AnswerPath),
    refused: Type.Optional(
      named(
        'RefusedStep',
        Type.Object({ action: Type.String(), blockedBy: Type.Array(PolicyLayer), by: Type.Array(StatementRef) }),
      ),
    ),
    levelOf: Type.Record(Type.String(), Type.String()),
    nodes,
  }),
);

export const CanAnswer = named(
  'CanAnswer',
  Type.Object({
    principal: Type.String(),
    action: Type.String(),
    resource: Type.String(),
    snapshot: Type.String(),
    profile: OrdinaryCaller,
    level: Type.String(),
    verdict: Verdict,
    proof: ProofState,
    when: Type.Optional(When),
    by: Type.Array(StatementRef),
    blockedBy: Type.Array(PolicyLayer),
    alsoNeeds: Type.Optional(Type.Array(AnsweredNeed)),
    mayNeed: Type.Optional(Type.Array(MayNeed)),
    witness: Type.Optional(Witness),
    assumptions: Type.Array(Assumption),
    nodes,
  }),
);

const LayerRow = named(
  'LayerRow',
  Type.Object({
    layer: PolicyLayer,
    level: Type.Optional(Type.String()),
    policies: texts,
    reason: Type.Optional(Type.String()),
    effects: Type.Array(
      Type.Object({
        effect: Type.Enum(['allows', 'cuts', 'silent', 'noLimit', 'unknown']),
        when: Type.Optional(When),
        by: Type.Array(StatementRef),
      }),
    ),
  }),
);

const DecidingPolicy = named(
  'DecidingPolicy',
  Type.Object({
    layer: PolicyLayer,
    policy: Type.String(),
    role: Type.Enum(['grants', 'cuts']),
    document: AnyJson,
    statements: Type.Array(Type.Object({ index: Type.Number(), actions: texts })),
    of: Type.Number(),
  }),
);

const Besides = named('Besides', Type.Object({ action: Type.String(), resource: Type.String() }));
const optionalBesides = { besides: Type.Optional(Besides) };
const optionalLevel = { level: Type.Optional(Type.String()) };

const Obstacle = named(
  'Obstacle',
  Type.Union([
    Type.Object({ kind: Type.Literal('conditions'), statement: StatementRef, when: When, ...optionalLevel }),
    Type.Object({ kind: Type.Literal('deny'), statement: StatementRef, ...optionalLevel }),
    Type.Object({ kind: Type.Literal('noAllow'), layer: PolicyLayer, ...optionalLevel, ...optionalBesides }),
    Type.Object({ kind: Type.Literal('unmet'), key: Type.String(), ...optionalBesides }),
  ]),
);

const Change = named(
  'Change',
  Type.Union([
    Type.Object({
      kind: Type.Literal('addAllow'),
      layer: PolicyLayer,
      ...optionalLevel,
      policy: Type.Optional(Type.String()),
      add: AnyJson,
      ...optionalBesides,
    }),
    Type.Object({
      kind: Type.Enum(['removeDeny', 'removeAllow']),
      layer: PolicyLayer,
      policy: Type.String(),
      statement: StatementRef,
      ...optionalLevel,
    }),
    Type.Object({
      kind: Type.Literal('dropConditions'),
      layer: PolicyLayer,
      policy: Type.String(),
      statement: StatementRef,
      when: When,
      ...optionalLevel,
    }),
    Type.Object({ kind: Type.Literal('meetCondition'), key: Type.String(), ...optionalBesides }),
  ]),
);

const Flip = named(
  'Flip',
  Type.Object({
    changes: Type.Array(Change),
    verdict: Verdict,
    when: Type.Optional(When),
    except: Type.Optional(AnyJson),
  }),
);

const Reason = named('Reason', Type.Object({ statements: Type.Array(StatementRef), when: Type.Optional(When) }));

/** Some of a kind, smallest first. `complete`: there are no others. */
const listed = <Item extends TSchema>(item: Item) => Type.Object({ items: Type.Array(item), complete: Type.Boolean() });

const ExplainColumn = named(
  'ExplainColumn',
  Type.Object({
    action: Type.String(),
    level: Type.Optional(Type.String()),
    verdict: Verdict,
    proof: ProofState,
    when: Type.Optional(When),
    by: Type.Array(StatementRef),
    deniedBy: Type.Array(StatementRef),
    missing: Type.Array(PolicyLayer),
    blockedBy: Type.Array(PolicyLayer),
    alsoNeeds: Type.Optional(Type.Array(AnsweredNeed)),
    mayNeed: Type.Optional(Type.Array(MayNeed)),
    reasons: listed(Reason),
    blocks: listed(Type.Object({ obstacles: Type.Array(Obstacle) })),
    toAllow: listed(Flip),
    limit: Type.Optional(Assumption),
    toDeny: listed(Flip),
    smallestChange: Type.Array(Change),
    witness: Type.Optional(Witness),
    assumptions: Type.Array(Assumption),
    certificate: Type.Optional(
      Type.Object({
        hash: Type.String(),
        result: Type.Enum(['refuted', 'pending']),
        ms: Type.Optional(Type.Number()),
        solver: Type.Optional(Type.String()),
      }),
    ),
  }),
);

export const ExplainAnswer = named(
  'ExplainAnswer',
  Type.Object({
    principal: Type.String(),
    resource: Type.String(),
    snapshot: Type.String(),
    profile: OrdinaryCaller,
    columns: Type.Array(ExplainColumn),
    layers: Type.Array(LayerRow),
    policies: Type.Array(DecidingPolicy),
    gaps: Type.Array(CoverageCell),
    policiesRead: Type.Number(),
    dataVersion: Type.String(),
    levels: Type.Record(Type.String(), Type.Number()),
    nodes,
  }),
);

export const CypherAnswer = named(
  'CypherAnswer',
  Type.Object({
    engine: Type.String(),
    columns: texts,
    rows: Type.Array(Type.Array(Type.Unknown())),
    truncated: Type.Boolean(),
    accessAsked: Type.Optional(Type.Number()),
  }),
);

export const SearchAnswer = named('SearchAnswer', Type.Object({ items: Type.Array(NodeInfo) }));
