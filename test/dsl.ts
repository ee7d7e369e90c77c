import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readCaller, withDerivedKeys } from '../answers/simulate/caller.ts';
import { sessionArn } from '../domain/arn.ts';
import type { Decision } from '../domain/decision.ts';
import { parsePolicy } from '../domain/parse-policy.ts';
import { type Json, type NamedPolicy, POLICY_LAYERS, type PolicyLayer } from '../domain/policy.ts';
import type { Principal } from '../domain/principal.ts';
import type { AccessRequest, EndpointRoute, PolicySet, RequestContext, RequestFacts } from '../domain/request.ts';

/** One question with its answer: any engine can be asked it. */
export interface PolicyCase {
  /** `boundary-01 a boundary ... / s3:GetObject on arn:...` */
  readonly name: string;
  readonly id: string;
  /** Sentences of docs/semantics.md: `7`, `8a`. */
  readonly rules: readonly string[];
  readonly because: string;
  /** Id of a case that differs in one point and is answered otherwise. */
  readonly neighbour?: string;
  readonly request: AccessRequest;
  readonly expect: CaseExpectation;
}

export interface CaseExpectation {
  readonly kind: Decision['kind'];
  /** Layers of the denying statements. */
  readonly by?: readonly PolicyLayer[];
  /** Layers without an allow. */
  readonly missing?: readonly PolicyLayer[];
  /** An assumption, reason or limit of this rule stands on the decision. */
  readonly rule?: number;
}

const FOLDER = join(import.meta.dirname, 'cases');

/** All cases of test/cases/*.yaml, one per ask, in the order of files and lines. */
export function loadCases(): readonly PolicyCase[] {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml'));
  return files.sort().flatMap((file) => casesOf(readFileSync(join(FOLDER, file), 'utf8'), file));
}

type Raw = { readonly [key: string]: Json };
const KNOWN = new Set(
  'id case rules because neighbour principal policies version context facts account ask asks condition given'.split(
    ' ',
  ),
);

/** The cases of one file; a fault names the file and the case. */
export function casesOf(text: string, file: string): readonly PolicyCase[] {
  const list = parse(text, { merge: true }) as readonly Raw[];
  return list.flatMap((raw) => {
    const place = `${file}: ${String(raw['id'])}`;
    const stranger = Object.keys(raw).find((name) => !KNOWN.has(name));
    if (stranger !== undefined) throw new Error(`${place}: unknown element \`${stranger}\``);
    if (typeof raw['id'] !== 'string' || typeof raw['case'] !== 'string')
      throw new Error(`${place}: needs id and case`);
    if (!Array.isArray(raw['rules'])) throw new Error(`${place}: needs rules`);
    const asks = asksOf(raw, place);
    if (asks.length === 0) throw new Error(`${place}: states no expectation`);
    return asks.map((ask) => caseOf(raw, ask, place));
  });
}

interface Ask {
  readonly action: string;
  readonly resource: string;
  readonly expect: CaseExpectation;
  readonly with: RequestContext;
  readonly facts?: RequestFacts;
  readonly account?: string;
  readonly principal?: Json;
}

const HOME = '111122223333';
const SAMPLE = 'sqs:ReceiveMessage on arn:aws:sqs:us-east-1:111122223333:orders';

function asksOf(raw: Raw, place: string): readonly Ask[] {
  const ask = (raw['ask'] ?? {}) as Raw;
  const asks = (raw['asks'] ?? []) as readonly Raw[];
  const given = (raw['given'] ?? []) as readonly (readonly [Raw, string])[];
  return [
    ...Object.entries(ask).map(([text, expect]) => readAsk(text, expect, {}, place)),
    ...asks.map((one) => readAsk(String(one['ask']), one['expect'], one, place)),
    ...given.map(([context, outcome]) => readAsk(SAMPLE, OUTCOMES[outcome] ?? outcome, { with: context }, place)),
  ];
}

const OUTCOMES: Readonly<Record<string, string>> = { holds: 'allowed', fails: 'implicitlyDenied [identity, resource]' };

function readAsk(text: string, expect: Json | undefined, more: Raw, place: string): Ask {
  const [, action, resource] = /^(\S+) on (.+)$/s.exec(text) ?? [];
  if (action === undefined || resource === undefined)
    throw new Error(`${place}: \`${text}\` is not \`action on resource\``);
  return {
    action,
    resource,
    expect: readExpectation(expect, `${place}: ${text}`),
    with: (more['with'] ?? {}) as RequestContext,
    ...(more['facts'] === undefined ? {} : { facts: more['facts'] as RequestFacts }),
    ...(more['account'] === undefined ? {} : { account: String(more['account']) }),
    ...(more['principal'] === undefined ? {} : { principal: more['principal'] }),
  };
}

const EXPECTATION = /^(allowed|explicitlyDenied|implicitlyDenied|unknown)(?: \[([\w, ]*)\])?(?:, rule (\d+))?$/;

/** `implicitlyDenied [identity, scp], rule 8`, or `{ implicitlyDenied: [identity, scp] }`. */
function readExpectation(json: Json | undefined, place: string): CaseExpectation {
  const [kindOfMap, layersOfMap] = typeof json === 'object' && json !== null ? (Object.entries(json)[0] ?? []) : [];
  const text = kindOfMap === undefined ? String(json) : `${kindOfMap} [${String(layersOfMap)}]`;
  const [, kind, layers, rule] = EXPECTATION.exec(text) ?? [];
  if (kind === undefined) throw new Error(`${place}: states no expectation (\`${text}\`)`);
  const list = layers
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '') as PolicyLayer[] | undefined;
  const stranger = list?.find((one) => !POLICY_LAYERS.includes(one));
  if (stranger !== undefined) throw new Error(`${place}: unknown layer \`${stranger}\``);
  return {
    kind: kind as Decision['kind'],
    ...(list !== undefined && kind === 'explicitlyDenied' ? { by: list } : {}),
    ...(list !== undefined && kind === 'implicitlyDenied' ? { missing: list } : {}),
    ...(rule === undefined ? {} : { rule: Number(rule) }),
  };
}

function caseOf(raw: Raw, ask: Ask, place: string): PolicyCase {
  const id = String(raw['id']);
  const context = { ...((raw['context'] ?? {}) as RequestContext), ...ask.with };
  // A bucket ARN leaves the owner out; `none` leaves it unknown.
  const bucket = /^arn:[^:]+:s3:::/.test(ask.resource) ? HOME : undefined;
  const stated = ask.account ?? raw['account'] ?? bucket;
  const account = stated === 'none' ? undefined : stated;
  const parts = [ask.principal, ask.facts, ask.account, Object.keys(ask.with).length > 0 ? ask.with : undefined];
  const differs = parts.filter((one) => one !== undefined).map((one) => ` given ${JSON.stringify(one)}`);
  return {
    name: `${id} ${String(raw['case'])} / ${ask.action} on ${ask.resource}${differs.join('')}`,
    id,
    rules: (raw['rules'] as readonly Json[]).map(String),
    because: typeof raw['because'] === 'string' ? raw['because'] : 'docs/semantics.md',
    ...(typeof raw['neighbour'] === 'string' ? { neighbour: raw['neighbour'] } : {}),
    request: withDerivedKeys({
      principal: principalOf(ask.principal ?? raw['principal'] ?? `user/alice@${HOME}`, place),
      action: ask.action,
      resource: { arn: ask.resource, ...(account === undefined ? {} : { account: String(account) }) },
      context,
      policies: policySet(raw, place),
      facts: { ...((raw['facts'] ?? {}) as RequestFacts), ...ask.facts },
    }),
    expect: ask.expect,
  };
}

/**
 * `user/team/ann@111122223333`, `role/ops/app@...` (some session of it), `role/ops/app#s1@...` (that session),
 * `session/app/s1@...` (only the session ARN is known), `federated-user/bob@...`, `root@...`, `assumed-root@...`,
 * `service/ec2.amazonaws.com`, `federated/<provider>`, `anonymous`, an ARN, or a principal of domain/principal.ts.
 */
export function principalOf(json: Json, place = 'principal'): Principal {
  if (typeof json === 'object') return json as unknown as Principal;
  const text = String(json);
  if (text === 'anonymous') return { kind: 'anonymous' };
  if (text.startsWith('service/')) return { kind: 'service', name: text.slice('service/'.length) };
  if (text.startsWith('federated/')) return { kind: 'federated', provider: text.slice('federated/'.length) };
  const [, name = '', session, account = ''] = /^([^@#]+)(?:#([^@]+))?@(\d{12})$/.exec(text) ?? [];
  const home = { partition: 'aws', account };
  if (name === 'assumed-root') return { kind: 'assumedRoot', ...home };
  const [kind, first = '', second = ''] = name.split('/');
  const caller = readCaller(
    kind === 'session'
      ? sessionArn('aws', account, first, second)
      : kind === 'federated-user'
        ? `arn:aws:sts::${account}:${name}`
        : account === ''
          ? text
          : `arn:aws:iam::${account}:${name}`,
  );
  if (!caller.ok) throw new Error(`${place}: ${caller.error.message}`);
  return session === undefined || caller.value.kind !== 'roleSession'
    ? caller.value
    : { ...caller.value, sessionName: session };
}

/** A `condition` alone stands for an identity policy that allows everything under it. */
export function policySet(raw: Raw, place: string): PolicySet {
  const version = String(raw['version'] ?? '2012-10-17');
  const given = (raw['policies'] ?? {}) as Raw;
  const condition = raw['condition'];
  const layers =
    condition === undefined
      ? given
      : { ...given, identity: [{ Effect: 'Allow', Action: '*', Resource: '*', Condition: condition }] };
  return Object.fromEntries(
    Object.entries(layers).map(([layer, json]) => {
      if (layer === 'unread') return [layer, json];
      if (layer === 'endpoints')
        return [layer, (json as readonly Raw[]).map((one) => endpointRoute(one, version, place))];
      if (layer !== 'container' && !POLICY_LAYERS.includes(layer as PolicyLayer))
        throw new Error(`${place}: unknown layer \`${layer}\``);
      const read = (one: Json, name: string): readonly NamedPolicy[] => documents(one, name, version, place);
      if (layer !== 'scp' && layer !== 'rcp') return [layer, read(json, layer)];
      return [layer, (json as readonly Json[]).map((level, index) => read(level, `${layer}[${index}]`))];
    }),
  );
}

/** `{ id, vpc, service, kind, policy: [...] }`; all endpoints of the VPC are told unless `vpcRead: false`. */
function endpointRoute({ policy, ...more }: Raw, version: string, place: string): EndpointRoute {
  const given = { vpcRead: true, ...more } as unknown as EndpointRoute;
  if (policy === undefined) return given;
  const [document] = documents(policy, `policy of ${given.id}`, version, place);
  return document === undefined ? given : { ...given, policy: document };
}

/** A list of statements is one document; a list of documents is several. */
function documents(json: Json, name: string, version: string, place: string): readonly NamedPolicy[] {
  const list = (Array.isArray(json) ? json : [json]) as readonly Raw[];
  const whole = list.length > 0 && list.every((one) => one['Statement'] !== undefined);
  if (list.length === 0) return [];
  const texts = whole ? list : [{ Version: version, Statement: list }];
  return texts.map((one, index) => {
    const parsed = parsePolicy(one);
    if (!parsed.ok) throw new Error(`${place}: ${name}: ${parsed.error.path}: ${parsed.error.message}`);
    return { name: texts.length > 1 ? `${name}[${index}]` : name, document: parsed.value };
  });
}
