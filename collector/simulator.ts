import { err, ok, type Result } from '../domain/result.ts';
import { objectOf, objectsOf, textOf, textsOf } from './aws/answers.ts';
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
  const [result = {}] = objectsOf(answer, 'EvaluationResults');
  const decision = textOf(result, 'EvalDecision');
  if (decision !== 'allowed' && decision !== 'explicitDeny' && decision !== 'implicitDeny')
    return err({ status: 'failed', code: 'NoDecision', message: 'the simulator gave no decision' });
  return ok({
    decision,
    matched: objectsOf(result, 'MatchedStatements').map(statementText),
    missingContext: textsOf(result, 'MissingContextValues'),
  });
}

/** `PolicyInputList.1 2:5-9:6`: document, begin and end as line:column. */
function statementText(statement: JsonObject): string {
  const [begin, end] = ['StartPosition', 'EndPosition'].map((field) => placeOf(objectOf(statement, field)));
  return `${textOf(statement, 'SourcePolicyId') ?? ''} ${begin}-${end}`;
}

const placeOf = (place: JsonObject | undefined): string =>
  place === undefined ? '?' : `${String(place['Line'])}:${String(place['Column'])}`;
