import { parseArn } from '../domain/arn.ts';
import { type Assumption, type Decision, leaningOn } from '../domain/decision.ts';
import type { Json, PolicyLayer, StatementRef } from '../domain/policy.ts';
import { POLICY_LAYERS } from '../domain/policy.ts';
import type { AccessRequest, ContextValue, PolicySet, RequestContext } from '../domain/request.ts';
import { ok } from '../domain/result.ts';
import { decide } from '../reasoning/decide.ts';
import type { Language } from './questions.ts';
import { asAssumedRoot, readCaller, withDerivedKeys } from './simulate/caller.ts';
import { readFacts } from './simulate/facts.ts';
import { isList, isObject, type JsonObject, type Read, readAll, strangerIn, wrong } from './simulate/json.ts';
import { readPolicies } from './simulate/policies.ts';
import { problemWords } from './words/problem-words.ts';

/** The answer to one line of `tadori simulate`. */
export interface SimulateAnswer {
  /** As given; null where the line has none. */
  readonly id: string | number | null;
  readonly decision: Decision['kind'] | 'invalid';
  readonly by: readonly StatementRef[];
  /** Layers that stop the request: those that deny, or those without an allow. */
  readonly blockedBy: readonly PolicyLayer[];
  /** Of an invalid line: place and fault. */
  readonly error?: string;
  /** Why the answer is unknown, or which beliefs it rests on. */
  readonly because?: readonly Assumption[];
}

type Bundles = Map<string, Read<PolicySet>>;

/** Bundles with a fault that no request has told yet: what there is to tell, and of which line. */
type Untold = Map<string, { readonly number: number; readonly answer: SimulateAnswer }>;

/** What earlier lines have brought. */
interface Earlier {
  readonly bundles: Bundles;
  /** Numbers of lines by the id of their request. */
  readonly ids: Map<string | number, number>;
  readonly untold: Untold;
}

const REQUEST_FIELDS = ['id', 'principal', 'action', 'resource', 'context', 'policies', 'facts'];
const BUNDLE_FIELDS = ['define', 'policies'];
const RESOURCE_FIELDS = ['arn', 'account'];

/**
 * One answer for each request, in order; a line that defines a bundle has none, unless it has a fault that no request told: such
 * lines are told last. Never throws for what a line holds.
 */
export async function* simulateLines(
  lines: AsyncIterable<string>,
  { file, language }: LineSource = { language: 'en' },
): AsyncIterable<SimulateAnswer> {
  const earlier: Earlier = { bundles: new Map(), ids: new Map(), untold: new Map() };
  const told = (answer: SimulateAnswer, number: number): SimulateAnswer =>
    answer.error === undefined ? answer : { ...answer, error: placed(answer.error, number, file, language) };
  let number = 0;
  for await (const line of lines) {
    number += 1;
    const answer = simulateLine(line, number, earlier);
    if (answer !== undefined) yield told(answer, number);
  }
  for (const one of earlier.untold.values()) yield told(one.answer, one.number);
}

/** Where lines come from, for what is said of an invalid one. */
export interface LineSource {
  /** Left out: standard input. */
  readonly file?: string;
  readonly language: Language;
}

function placed(error: string, number: number, file: string | undefined, language: Language): string {
  const name = file === undefined ? '' : `\`${file}\` `;
  const at = language === 'ja' ? `${name}${number}行目：` : `${name}line ${number}: `;
  return `${at}${problemWords(error, language)}`;
}

function simulateLine(line: string, number: number, earlier: Earlier): SimulateAnswer | undefined {
  const { bundles, ids, untold } = earlier;
  const text = line.replace(/^\uFEFF/, '').trim();
  if (text === '') return undefined;
  const json = readJson(text);
  if (!json.ok) return invalid(null, json);
  if (json.value['define'] !== undefined && json.value['action'] === undefined)
    return define(json.value, number, earlier);
  const id = readId(json.value['id'], number, ids);
  const known = id.given;
  const request = id.fault ?? readRequest(json.value, bundles);
  if (request.ok) return answerOf(known, decide(request.value));
  const used = bundleUsed(json.value['policies']);
  if (used !== undefined) untold.delete(used);
  return invalid(known, request);
}

/** The id as given, and what is wrong with it: answers are told apart by it, so no two requests may have one. */
function readId(
  id: Json = null,
  number: number,
  ids: Earlier['ids'],
): { readonly given: SimulateAnswer['id']; readonly fault?: Read<never> } {
  if (id === null) return { given: null };
  if (typeof id !== 'string' && typeof id !== 'number')
    return { given: null, fault: wrong('id', 'must be text or a number') };
  const before = ids.get(id);
  if (before !== undefined) return { given: id, fault: wrong('id', `\`${id}\` is the id of line ${before} already`) };
  ids.set(id, number);
  return { given: id };
}

/** A bundle with a fault is remembered with it, so that every request that uses it tells. */
function define(json: JsonObject, number: number, { bundles, untold }: Earlier): SimulateAnswer | undefined {
  const { define: name, policies } = json;
  const stranger = strangerIn(json, BUNDLE_FIELDS);
  if (stranger !== undefined && !stranger.ok) return invalid(null, stranger);
  if (typeof name !== 'string') return invalid(null, { error: { place: 'define', message: 'must be text' } });
  const nested = isObject(policies) && policies['use'] !== undefined;
  const bundle = nested ? wrong('policies.use', 'a bundle cannot use another one') : readPolicies(policies);
  bundles.set(name, bundle);
  if (bundle.ok) untold.delete(name);
  else untold.set(name, { number, answer: invalid(null, bundle) });
  return undefined;
}

function bundleUsed(policies: Json | undefined): string | undefined {
  const name = isObject(policies) ? policies['use'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function readJson(text: string): Read<JsonObject> {
  try {
    const json = JSON.parse(text) as Json;
    return isObject(json) ? ok(json) : wrong('line', 'must be a JSON object');
  } catch (error) {
    return wrong('line', `is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readRequest(json: JsonObject, bundles: Bundles): Read<AccessRequest> {
  const stranger = strangerIn(json, REQUEST_FIELDS);
  if (stranger !== undefined) return stranger;
  const caller = readCaller(json['principal']);
  if (!caller.ok) return caller;
  const action = json['action'];
  if (typeof action !== 'string' || !/^[A-Za-z0-9-]+:[A-Za-z0-9_-]+$/.test(action))
    return wrong('action', 'must be one action such as `s3:GetObject`');
  const resource = readResource(json['resource']);
  if (!resource.ok) return resource;
  const context = readContext(json['context']);
  if (!context.ok) return context;
  const policies = policiesOf(json['policies'], bundles);
  if (!policies.ok) return policies;
  const facts = readFacts(json['facts']);
  if (!facts.ok) return facts;
  return ok(
    withDerivedKeys({
      principal: asAssumedRoot(caller.value, context.value),
      action,
      resource: resource.value,
      context: context.value,
      policies: policies.value,
      facts: facts.value,
    }),
  );
}

function readResource(json: Json | undefined): Read<AccessRequest['resource']> {
  if (!isObject(json)) return wrong('resource', 'must be `{"arn": ..., "account": ...}`');
  const stranger = strangerIn(json, RESOURCE_FIELDS, 'resource.');
  if (stranger !== undefined) return stranger;
  const { arn, account } = json;
  if (typeof arn !== 'string' || (arn !== '*' && !parseArn(arn).ok))
    return wrong('resource.arn', 'must be an ARN or `*`');
  if (account === undefined) return ok({ arn });
  if (typeof account !== 'string' || !/^\d{12}$/.test(account))
    return wrong('resource.account', 'must be twelve digits, as text');
  return ok({ arn, account });
}

function readContext(json: Json | undefined): Read<RequestContext> {
  if (json === undefined) return ok({});
  if (!isObject(json)) return wrong('context', 'must be an object of condition keys');
  const read = readAll(Object.entries(json), ([key, value]) => {
    const result = readValue(value, `context.${key}`);
    return result.ok ? ok([key, result.value] as const) : result;
  });
  return read.ok ? ok(Object.fromEntries(read.value)) : read;
}

function readValue(json: Json, place: string): Read<ContextValue> {
  if (isList(json)) {
    return readAll(json, (one, index) => {
      const value = scalar(one);
      return value === undefined ? wrong(`${place}[${index}]`, 'must be text') : ok(value);
    });
  }
  const value = scalar(json);
  return value === undefined ? wrong(place, 'must be text or a list of texts; leave an absent key out') : ok(value);
}

const scalar = (json: Json): string | undefined =>
  typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean' ? String(json) : undefined;

/** Parts that stand beside `use` replace those of the bundle. */
function policiesOf(json: Json | undefined, bundles: Bundles): Read<PolicySet> {
  const own = readPolicies(json);
  const name = isObject(json) ? json['use'] : undefined;
  if (!own.ok || name === undefined) return own;
  if (typeof name !== 'string') return wrong('policies.use', 'must be text');
  const bundle = bundles.get(name);
  if (bundle === undefined) return wrong('policies.use', `no earlier line defines \`${name}\``);
  if (!bundle.ok) return wrong(`bundle \`${name}\` ${bundle.error.place}`, bundle.error.message);
  return Object.keys(own.value).length === 0 ? bundle : ok({ ...bundle.value, ...own.value });
}

export function answerOf(id: SimulateAnswer['id'], decision: Decision): SimulateAnswer {
  const because = leaningOn(decision);
  const rest = because.length === 0 ? {} : { because: distinct(because) };
  switch (decision.kind) {
    case 'allowed':
      return { id, decision: 'allowed', by: decision.by, blockedBy: [], ...rest };
    case 'explicitlyDenied':
      return { id, decision: 'explicitlyDenied', by: decision.by, blockedBy: layersOf(decision.by), ...rest };
    case 'implicitlyDenied':
      return { id, decision: 'implicitlyDenied', by: [], blockedBy: inOrder(decision.missing), ...rest };
    case 'unknown':
      return { id, decision: 'unknown', by: [], blockedBy: [], ...rest };
  }
}

const layersOf = (refs: readonly StatementRef[]): readonly PolicyLayer[] => inOrder(refs.map((one) => one.layer));

const inOrder = (layers: readonly PolicyLayer[]): readonly PolicyLayer[] =>
  POLICY_LAYERS.filter((layer) => layers.includes(layer));

const distinct = (list: readonly Assumption[]): readonly Assumption[] =>
  list.filter((one, index) => list.findIndex((other) => other.rule === one.rule && other.text === one.text) === index);

const invalid = (
  id: SimulateAnswer['id'],
  { error }: { readonly error: { place: string; message: string } },
): SimulateAnswer => ({
  id,
  decision: 'invalid',
  by: [],
  blockedBy: [],
  error: error.place === 'line' ? error.message : `${error.place}: ${error.message}`,
});
