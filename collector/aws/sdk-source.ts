import { setMaxListeners } from 'node:events';
import { err, ok, type Result } from '../../domain/result.ts';
import { CALLER, type Call, type CallFailure, type CallSource, type JsonObject } from '../call-source.ts';
import { Limiter } from '../limiter.ts';
import { callerOf, roleArn } from './caller.ts';
import { failureOf, isStale } from './failures.ts';
import { Pace } from './pace.ts';
import {
  type ClientSettings,
  type Credentials,
  type ErrorClassifier,
  newClient,
  type SdkClient,
  send,
} from './sdk-client.ts';
import { Session } from './sessions.ts';

export interface SdkSourceOptions {
  readonly profile?: string;
  /** Role that is assumed in every other account. */
  readonly roleName: string;
  readonly externalId?: string;
  readonly signal?: AbortSignal;
  readonly classify?: ErrorClassifier;
  /** Milliseconds without a sign of an answer after which an attempt counts as lost. */
  readonly answerMs?: number;
}

/** At most so many calls at once in all, and to one service of one account and Region. */
const AT_ONCE = 32;
const AT_ONCE_PER_CLIENT = 4;
/** Clients that nobody uses are kept up to this number: an organisation needs thousands, one after the other. */
const CLIENTS_KEPT = 128;
/** Sessions that are found to have ended, one after another, before the call is given up. */
const STALE_TURNS = 5;

interface Line {
  readonly client: Promise<SdkClient>;
  readonly limiter: Limiter;
  /** Calls that use it or wait for it. */
  users: number;
}

/** AWS as a source of answers: one client per (service, account, Region), roles assumed and renewed on the way. */
export class SdkSource implements CallSource {
  readonly #options: SdkSourceOptions;
  readonly #all = new Limiter(AT_ONCE);
  readonly #pace = new Pace();
  /** Least recently used first. */
  readonly #lines = new Map<string, Line>();
  readonly #sessions = new Map<string, Session>();
  /** Clients that assume roles, by Region: they are outside the limits, for calls within them wait for sessions. */
  readonly #doors = new Map<string, Promise<SdkClient>>();
  /** Who the run's own credentials are, once asked: that account is read without assuming a role. */
  #caller = { account: CALLER, partition: 'aws' };

  constructor(options: SdkSourceOptions) {
    this.#options = options;
    // every call on its way listens, and Node would warn of more than ten
    if (options.signal !== undefined) setMaxListeners(0, options.signal);
  }

  async call(call: Call): Promise<Result<JsonObject, CallFailure>> {
    for (let turn = 1; ; turn += 1) {
      const session = this.#session(call);
      const used = session?.current;
      const answer = await this.#attempt(call);
      if (answer.ok || session === undefined || turn === STALE_TURNS || !isStale(answer.error)) return answer;
      session.end(used);
    }
  }

  async close(): Promise<void> {
    const clients = [...[...this.#lines.values()].map((line) => line.client), ...this.#doors.values()];
    for (const client of clients) (await client).destroy();
  }

  async #attempt(call: Call): Promise<Result<JsonObject, CallFailure>> {
    const { signal, classify } = this.#options;
    const line = this.#line(call);
    line.users += 1;
    this.#letGo();
    try {
      const client = await line.client;
      const task = (): Promise<JsonObject> => send(client, call.service, call.operation, call.input, signal);
      const answer = await line.limiter.run(() => this.#all.run(task));
      if (call.account === CALLER && call.operation === 'GetCallerIdentity') this.#caller = callerOf(answer);
      return ok(answer);
    } catch (error) {
      return err(classify?.(error) ?? failureOf(error));
    } finally {
      line.users -= 1;
    }
  }

  #line(call: Call): Line {
    const name = `${call.service} ${call.account} ${call.region}`;
    const line = this.#lines.get(name) ?? this.#newLine(call);
    this.#lines.delete(name);
    this.#lines.set(name, line);
    return line;
  }

  #newLine({ service, account, region }: Call): Line {
    const session = this.#session({ account, region });
    const access = session === undefined ? this.#own() : { credentials: session.credentials };
    const turn = (operation: string): Promise<void> => this.#pace.turn({ service, account, region, operation });
    const client = newClient(service, { region, ...access, ...this.#patience(), turn });
    return { client, limiter: new Limiter(AT_ONCE_PER_CLIENT), users: 0 };
  }

  #letGo(): void {
    for (const [name, line] of this.#lines) {
      if (this.#lines.size <= CLIENTS_KEPT) return;
      if (line.users > 0) continue;
      this.#lines.delete(name);
      void line.client.then((client) => client.destroy());
    }
  }

  #own(): ClientSettings {
    const { profile } = this.#options;
    return profile === undefined ? {} : { profile };
  }

  #patience(): ClientSettings {
    const { answerMs } = this.#options;
    return answerMs === undefined ? {} : { answerMs };
  }

  /** Undefined in the caller's own account. */
  #session({ account, region }: Pick<Call, 'account' | 'region'>): Session | undefined {
    if (account === CALLER || account === this.#caller.account) return undefined;
    const session = this.#sessions.get(account) ?? new Session(() => this.#assume(account, region));
    this.#sessions.set(account, session);
    return session;
  }

  /** Regional STS: tokens of the global endpoint do not hold in opt-in Regions. */
  async #assume(account: string, region: string): Promise<Credentials> {
    const { roleName, externalId, signal } = this.#options;
    const input = {
      RoleArn: roleArn(this.#caller.partition, account, roleName),
      RoleSessionName: 'tadori',
      ...(externalId === undefined ? {} : { ExternalId: externalId }),
    };
    return credentialsOf(await send(await this.#door(region), 'sts', 'AssumeRole', input, signal));
  }

  #door(region: string): Promise<SdkClient> {
    const door = this.#doors.get(region) ?? newClient('sts', { region, ...this.#own(), ...this.#patience() });
    this.#doors.set(region, door);
    return door;
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
