import Type, { type Static, type TSchema } from 'typebox';
import type { Json } from '../../domain/policy.ts';

/** Names a schema, so that the OpenAPI document holds it once under that name. */
export const named = <Schema extends TSchema>(title: string, schema: Schema): Schema => ({ ...schema, title });

export const Verdict = named('Verdict', Type.Enum(['allowed', 'conditional', 'denied', 'unknown']));
/** A path or a hop that is denied is not there at all. */
export const OpenVerdict = named('OpenVerdict', Type.Enum(['allowed', 'conditional', 'unknown']));
export const ProofState = named('ProofState', Type.Enum(['certified', 'replayed', 'pending']));
export const PolicyLayer = named(
  'PolicyLayer',
  Type.Enum(['identity', 'permissionsBoundary', 'session', 'scp', 'rcp', 'resource', 'vpcEndpoint']),
);

export const Assumption = named('Assumption', Type.Object({ rule: Type.Number(), text: Type.String() }));

export const StatementRef = named(
  'StatementRef',
  Type.Object({
    layer: PolicyLayer,
    policy: Type.String(),
    index: Type.Number(),
    sid: Type.Optional(Type.String()),
    level: Type.Optional(Type.Number()),
  }),
);

const ConditionOperator = named(
  'ConditionOperator',
  Type.Object({
    name: Type.String(),
    quantifier: Type.Optional(Type.Enum(['ForAllValues', 'ForAnyValue'])),
    ifExists: Type.Boolean(),
  }),
);

/** Recursive: the parts of a Formula are Formulas. */
export const Formula = Type.Cyclic(
  {
    Formula: Type.Union([
      Type.Object({ kind: Type.Literal('true') }),
      Type.Object({ kind: Type.Literal('false') }),
      Type.Object({ kind: Type.Literal('all'), of: Type.Array(Type.Ref('Formula')) }),
      Type.Object({ kind: Type.Literal('any'), of: Type.Array(Type.Ref('Formula')) }),
      Type.Object({ kind: Type.Literal('not'), of: Type.Ref('Formula') }),
      Type.Object({
        kind: Type.Literal('test'),
        operator: ConditionOperator,
        key: Type.String(),
        values: Type.Array(Type.String()),
      }),
    ]),
  },
  'Formula',
);

export const When = named('When', Type.Object({ text: Type.String(), formula: Formula }));

/** Any JSON value: policy documents as they are stored. */
export const AnyJson = Type.Unsafe<Json>({});

export const Scope = named(
  'Scope',
  Type.Object({
    kind: Type.Enum(['whole', 'part']),
    pattern: Type.String(),
    within: Type.Optional(Type.Array(Type.String())),
    except: Type.Array(Type.String()),
    sample: Type.String(),
  }),
);

const NEED = {
  action: Type.String(),
  resource: Type.String(),
  verdict: Verdict,
  when: Type.Optional(Formula),
  claim: Type.Optional(Type.String()),
};

export const AlsoNeeds = named('AlsoNeeds', Type.Object(NEED));

/** A dependent action: a call may need it, of some resource. */
export const MayNeed = named(
  'MayNeed',
  Type.Object({
    action: Type.String(),
    verdict: Verdict,
    when: Type.Optional(Formula),
    because: Type.Array(Assumption),
  }),
);

/** With why it is denied, if so. */
export const AnsweredNeed = named(
  'AnsweredNeed',
  Type.Object({
    ...NEED,
    blockedBy: Type.Optional(Type.Array(PolicyLayer)),
    by: Type.Optional(Type.Array(StatementRef)),
  }),
);

export const Cut = named(
  'Cut',
  Type.Object({
    actions: Type.Array(Type.String()),
    layers: Type.Array(PolicyLayer),
    by: Type.Array(StatementRef),
    alsoNeeds: Type.Optional(Type.Array(AlsoNeeds)),
  }),
);

export const Witness = named(
  'Witness',
  Type.Object({
    principal: Type.String(),
    action: Type.String(),
    resource: Type.String(),
    context: Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())])),
    decision: Type.Enum(['allowed', 'explicitlyDenied', 'implicitlyDenied', 'unknown']),
  }),
);

export const CoverageCell = named(
  'CoverageCell',
  Type.Object({
    account: Type.String(),
    region: Type.String(),
    service: Type.String(),
    call: Type.String(),
    status: Type.Enum(['complete', 'denied', 'throttled', 'unsupported', 'failed', 'skipped']),
    target: Type.Optional(Type.String()),
    detail: Type.Optional(Type.String()),
    readAt: Type.Optional(Type.String()),
  }),
);

const RunningThing = named(
  'RunningThing',
  Type.Object({
    id: Type.String(),
    name: Type.String(),
    type: Type.String(),
    use: Type.Enum(['execution', 'task', 'instance', 'service', 'batch', 'job', 'access', 'space']),
  }),
);

export const NodeInfo = named(
  'NodeInfo',
  Type.Object({
    id: Type.String(),
    kind: Type.Enum([
      'person',
      'directoryUser',
      'directoryGroup',
      'permissionSet',
      'entitlement',
      'workload',
      'ssoRole',
      'role',
      'user',
      'root',
      'service',
      'externalAccount',
      'anyone',
      'openEnd',
      'resource',
    ]),
    name: Type.String(),
    account: Type.Optional(Type.String()),
    accountName: Type.Optional(Type.String()),
    type: Type.Optional(Type.String()),
    department: Type.Optional(Type.String()),
    title: Type.Optional(Type.String()),
    manager: Type.Optional(Type.String()),
    employment: Type.Optional(Type.String()),
    active: Type.Optional(Type.Boolean()),
    guardrails: Type.Optional(Type.Array(Type.String())),
    usedBy: Type.Optional(Type.Object({ total: Type.Number(), first: Type.Array(RunningThing) })),
  }),
);

export const OrdinaryCaller = named(
  'OrdinaryCaller',
  Type.Object({
    secureTransport: Type.Literal(true),
    signed: Type.Literal(true),
    at: Type.String(),
    region: Type.Literal('resource'),
  }),
);

export const Problem = named(
  'Problem',
  Type.Object({
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String(),
    candidates: Type.Optional(Type.Array(NodeInfo)),
  }),
);
export type Problem = Static<typeof Problem>;
