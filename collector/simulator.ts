import type { Json } from '../domain/policy.ts';
import { err, ok, type Result } from '../domain/result.ts';
import { homeRegion, SdkSource } from './aws/sdk-source.ts';
import { CALLER, type CallFailure, type CallSource, type JsonObject } from './call-source.ts';

/** What the IAM policy simulator says of one request, in AWS's own words. */
export interface Simulated {
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  /** The statements that decided: which of the documents that were sent, and where in its text. */
  readonly matched: readonly string[];
  /** Keys that the documents test and the request does not have. */
  readonly missingContext: readonly string[];
}

/** Asks the policy simulator of AWS, with the run's own credentials. It reads documents that are sent and changes nothing. */
export interface Simulator {
  simulate(input: JsonObject): Promise<Result<Simulated, CallFailure>>;
  close(): Promise<void>;
}

export async function openSimulator(options: {
  readonly profile?: string;
  readonly signal: AbortSignal;
}): Promise<Simulator> {
  const region = await homeRegion(options.profile);
  // no role is assumed: every call is the caller's own
  const source = new SdkSource({ roleName: '', ...options });
  return { simulate: (input) => simulateThrough(source, region, input), close: () => source.close() };
}

async function simulateThrough(
  source: CallSource,
  region: string,
  input: JsonObject,
): Promise<Result<Simulated, CallFailure>> {
  const answer = await source.call({
    account: CALLER,
    region,
    service: 'iam',
    operation: 'SimulateCustomPolicy',
    input,
  });
  return answer.ok ? simulatedOf(answer.value) : answer;
}

/** One action of one resource was asked about, so there is one result. Source: IAM API, SimulateCustomPolicy, EvaluationResult. */
function simulatedOf(answer: JsonObject): Result<Simulated, CallFailure> {
  const [result] = listOf(answer['EvaluationResults']);
  const decision = textOf(result, 'EvalDecision');
  if (decision !== 'allowed' && decision !== 'explicitDeny' && decision !== 'implicitDeny')
    return err({ status: 'failed', code: 'NoDecision', message: 'the simulator gave no decision' });
  const missing = isFields(result) ? listOf(result['MissingContextValues']) : [];
  const matched = isFields(result) ? listOf(result['MatchedStatements']) : [];
  return ok({
    decision,
    matched: matched.map(statementText),
    missingContext: missing.filter((one) => typeof one === 'string'),
  });
}

/** `PolicyInputList.1 2:5-9:6`: document, begin and end as line:column. */
function statementText(statement: Json): string {
  const fields = isFields(statement) ? statement : {};
  const [begin, end] = [fields['StartPosition'], fields['EndPosition']].map(placeOf);
  return `${textOf(statement, 'SourcePolicyId')} ${begin}-${end}`;
}

const placeOf = (place: Json | undefined): string =>
  isFields(place) ? `${String(place['Line'])}:${String(place['Column'])}` : '?';

const isFields = (json: Json | undefined): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

const listOf = (json: Json | undefined): readonly Json[] => (Array.isArray(json) ? json : []);

function textOf(json: Json | undefined, name: string): string {
  const value = isFields(json) ? json[name] : undefined;
  return typeof value === 'string' ? value : '';
}
