import type { Credentials } from './sdk-client.ts';

/** Sessions are renewed this long before they end, short ones when a third of their time is left. */
const RENEW_BEFORE_MS = 5 * 60_000;
const LAST_PART = 1 / 3;
const LATER = Number.POSITIVE_INFINITY;

interface Held {
  readonly credentials: Promise<Credentials>;
  /** Milliseconds since the epoch; absent until the session is there. */
  renewAt?: number;
}

/** The session in one account: made when it is first needed, renewed before it ends and when AWS says that it has. */
export class Session {
  readonly #assume: () => Promise<Credentials>;
  #held: Held | undefined;

  constructor(assume: () => Promise<Credentials>) {
    this.#assume = assume;
  }

  /** Whoever asks while a session is being made shares it. The SDK keeps none: it is told that each has just ended. */
  readonly credentials = async (): Promise<Credentials> => {
    const held = this.#held === undefined || Date.now() >= (this.#held.renewAt ?? LATER) ? this.#renew() : this.#held;
    return { ...(await held.credentials), expiration: new Date(0) };
  };

  /** Stands for the session of now, for `end`. */
  get current(): object | undefined {
    return this.#held;
  }

  /** AWS says that this session has ended; if it is still the one in use, the next call makes another. */
  end(session: object | undefined): void {
    if (session === this.#held && this.#held?.renewAt !== undefined) this.#held = undefined;
  }

  #renew(): Held {
    const begun = Date.now();
    const held: Held = { credentials: this.#assume() };
    this.#held = held;
    held.credentials.then(
      ({ expiration }) => {
        const ends = expiration?.getTime() ?? LATER;
        held.renewAt = ends - Math.min(RENEW_BEFORE_MS, (ends - begun) * LAST_PART);
      },
      () => {
        if (this.#held === held) this.#held = undefined;
      },
    );
    return held;
  }
}
