import { err, ok, type Result } from '../../domain/result.ts';
import { CALLER, type Call, type CallFailure, type CallSource, type JsonObject } from '../call-source.ts';
import { Limiter } from '../limiter.ts';
import { callerOf, roleArn } from './caller.ts';
import { failureOf } from './failures.ts';
import {
  type ClientSettings,
  type Credentials,
  type ErrorClassifier,
  newClient,
  type SdkClient,
  send,
} from './sdk-client.ts';

export interface SdkSourceOptions {
  readonly profile?: string;
  /** Role that is assumed in every other account. */
  readonly roleName: string;
  readonly externalId?: string;
  readonly signal?: AbortSignal;
  readonly classify?: ErrorClassifier;
}

/** At most so many calls at once in all, and to one service of one account and Region. */
const AT_ONCE = 32;
const AT_ONCE_PER_CLIENT = 4;
/** Sessions are renewed this long before they end. */
const RENEW_BEFORE_MS = 5 * 60_000;

interface Line {
  readonly client: SdkClient;
  readonly limiter: Limiter;
}

/** AWS as a source of answers: one client per (service, account, Region), roles assumed and renewed on the way. */
export class SdkSource implements CallSource {
  readonly #options: SdkSourceOptions;
  readonly #all = new Limiter(AT_ONCE);
  readonly #lines = new Map<string, Promise<Line>>();
  readonly #sessions = new Map<string, () => Promise<Credentials>>();
  /** Who the run's own credentials are, once asked: that account is read without assuming a role. */
  #caller = { account: CALLER, partition: 'aws' };

  constructor(options: SdkSourceOptions) {
    this.#options = options;
  }

  async call(call: Call): Promise<Result<JsonObject, CallFailure>> {
    const { signal, classify } = this.#options;
    const { limiter, client } = await this.#line(call);
    try {
      const task = (): Promise<JsonObject> => send(client, call.service, call.operation, call.input, signal);
      const answer = await limiter.run(() => this.#all.run(task));
      if (call.account === CALLER && call.operation === 'GetCallerIdentity') this.#caller = callerOf(answer);
      return ok(answer);
    } catch (error) {
      return err(classify?.(error) ?? failureOf(error));
    }
  }

  async close(): Promise<void> {
    for (const line of this.#lines.values()) (await line).client.destroy();
  }

  #line(call: Call): Promise<Line> {
    const name = `${call.service} ${call.account} ${call.region}`;
    const known = this.#lines.get(name) ?? this.#newLine(call);
    this.#lines.set(name, known);
    return known;
  }

  async #newLine({ service, account, region }: Call): Promise<Line> {
    const client = await newClient(service, { region, ...this.#credentials(account, region) });
    return { client, limiter: new Limiter(AT_ONCE_PER_CLIENT) };
  }

  #credentials(account: string, region: string): ClientSettings {
    const { profile } = this.#options;
    const own: ClientSettings = profile === undefined ? {} : { profile };
    if (account === CALLER || account === this.#caller.account) return own;
    const session = this.#sessions.get(account) ?? renewed(() => this.#assume(account, region, own));
    this.#sessions.set(account, session);
    return { credentials: session };
  }

  /** Regional STS: tokens of the global endpoint do not hold in opt-in Regions. */
  async #assume(account: string, region: string, own: ClientSettings): Promise<Credentials> {
    const { roleName, externalId, signal } = this.#options;
    const client = await newClient('sts', { region, ...own });
    try {
      const input = {
        RoleArn: roleArn(this.#caller.partition, account, roleName),
        RoleSessionName: 'tadori',
        ...(externalId === undefined ? {} : { ExternalId: externalId }),
      };
      return credentialsOf(await send(client, 'sts', 'AssumeRole', input, signal));
    } finally {
      client.destroy();
    }
  }
}

/** Region of the profile or the environment; where none is set, the one that every account of the partition `aws` has. */
export async function homeRegion(profile: string | undefined): Promise<string> {
  const client = await newClient('sts', profile === undefined ? {} : { profile });
  try {
    return await client.config.region();
  } catch {
    return 'us-east-1';
  } finally {
    client.destroy();
  }
}

/** Asks for new credentials when the old ones end; whoever asks meanwhile shares the answer. */
function renewed(assume: () => Promise<Credentials>): () => Promise<Credentials> {
  let current: Promise<Credentials> | undefined;
  let until = 0;
  return async () => {
    if (current === undefined || Date.now() >= until) {
      until = Number.POSITIVE_INFINITY;
      current = assume();
      current.then(
        ({ expiration }) => {
          until = (expiration?.getTime() ?? Number.POSITIVE_INFINITY) - RENEW_BEFORE_MS;
        },
        () => {
          until = 0;
        },
      );
    }
    return current;
  };
}

function credentialsOf(answer: JsonObject): Credentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer['Credentials'] as Readonly<
    Record<string, string>
  >;
  return {
    accessKeyId: AccessKeyId ?? '',
    secretAccessKey: SecretAccessKey ?? '',
    ...(SessionToken === undefined ? {} : { sessionToken: SessionToken }),
    ...(Expiration === undefined ? {} : { expiration: new Date(Expiration) }),
  };
}
