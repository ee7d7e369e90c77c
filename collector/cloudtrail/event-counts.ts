import type { Behind, CountedName, EventUse, PrincipalUsage } from '../../domain/usage.ts';
import { compareText } from '../snapshot-kinds.ts';
import type { TrailCaller, TrailEvent } from './event.ts';

/** So much is kept, whatever the files hold; what goes beyond is counted. */
export const KEPT = { resources: 20, errors: 20, behind: 100, calls: 1_000_000 } as const;
/** Stands for the names beyond those that are kept. */
export const OTHERS = '(others)';

class Names {
  readonly #most: number;
  readonly counts = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  add(name: string, count = 1): void {
    const kept = this.counts.has(name) || this.counts.size < this.#most ? name : OTHERS;
    this.counts.set(kept, (this.counts.get(kept) ?? 0) + count);
  }

  addAll(other: Names): void {
    for (const [name, count] of other.counts) this.add(name, count);
  }

  sorted(): readonly CountedName[] {
    return [...this.counts].sort(([a], [b]) => compareText(a, b)).map(([name, count]) => ({ name, count }));
  }
}

class Call {
  count = 0;
  first = '';
  last = '';
  readonly errors = new Names(KEPT.errors);
  readonly resources = new Set<string>();
  otherResources = 0;

  take({ at, error, resources }: TrailEvent): void {
    if (error === undefined) this.count += 1;
    else this.errors.add(error);
    this.#seen(at, at);
    for (const arn of resources) this.#names(arn);
  }

  absorb(other: Call): void {
    this.count += other.count;
    this.errors.addAll(other.errors);
    this.#seen(other.first, other.last);
    for (const arn of other.resources) this.#names(arn);
    this.otherResources += other.otherResources;
  }

  use(event: string): EventUse {
    return {
      event,
      count: this.count,
      first: this.first,
      last: this.last,
      ...(this.errors.counts.size === 0 ? {} : { errors: this.errors.sorted() }),
      ...(this.resources.size === 0 ? {} : { resources: [...this.resources].sort(compareText) }),
      ...(this.otherResources === 0 ? {} : { otherResources: this.otherResources }),
    };
  }

  #seen(first: string, last: string): void {
    if (this.first === '' || first < this.first) this.first = first;
    if (last > this.last) this.last = last;
  }

  #names(arn: string): void {
    if (this.resources.has(arn)) return;
    if (this.resources.size < KEPT.resources) this.resources.add(arn);
    else this.otherResources += 1;
  }
}

interface Counted {
  readonly account: string;
  readonly calls: Map<string, Call>;
  readonly behind: Names;
}

/** Events of CloudTrail by principal and name, in bounded memory. */
export class EventCounts {
  readonly #principals = new Map<string, Counted>();
  #calls = 0;
  /** Events that are not kept: there are more principals and names than anybody has. */
  passedOver = 0;

  take(event: TrailEvent): void {
    if (event.caller === undefined) return;
    const counted = this.#of(event.caller);
    const call = this.#call(counted, event.event);
    if (call === undefined) this.passedOver += 1;
    else call.take(event);
    for (const { kind, name } of event.behind) counted.behind.add(`${kind} ${name}`);
  }

  /** Takes over what other counts hold, such as those of a file that was read to its end. */
  absorb(other: EventCounts): void {
    for (const [principal, { account, calls, behind }] of other.#principals) {
      const counted = this.#of({ principal, account });
      for (const [event, call] of calls) {
        const mine = this.#call(counted, event);
        if (mine === undefined) this.passedOver += 1;
        else mine.absorb(call);
      }
      counted.behind.addAll(behind);
    }
    this.passedOver += other.passedOver;
  }

  usage(): readonly PrincipalUsage[] {
    return [...this.#principals]
      .filter(([, { calls }]) => calls.size > 0)
      .map(([principal, { account, calls, behind }]): PrincipalUsage => {
        const uses = [...calls].sort(([a], [b]) => compareText(a, b)).map(([event, call]) => call.use(event));
        return {
          version: 1,
          principal,
          account,
          source: 'cloudTrail',
          since: uses.map(({ first }) => first).sort()[0] ?? '',
          until:
            uses
              .map(({ last }) => last)
              .sort()
              .at(-1) ?? '',
          events: { calls: uses, ...(behind.counts.size === 0 ? {} : { behind: behind.sorted().map(behindOf) }) },
        };
      });
  }

  #of({ principal, account }: TrailCaller): Counted {
    const known = this.#principals.get(principal);
    if (known !== undefined) return known;
    const counted = { account, calls: new Map<string, Call>(), behind: new Names(KEPT.behind) };
    if (this.#calls < KEPT.calls) this.#principals.set(principal, counted);
    return counted;
  }

  #call({ calls }: Counted, event: string): Call | undefined {
    const known = calls.get(event);
    if (known !== undefined || this.#calls >= KEPT.calls) return known;
    const call = new Call();
    this.#calls += 1;
    calls.set(event, call);
    return call;
  }
}

function behindOf({ name, count }: CountedName): Behind {
  const [kind = '', ...rest] = name.split(' ');
  return {
    kind: kind === 'directoryUser' ? kind : 'sourceIdentity',
    name: rest.length === 0 ? kind : rest.join(' '),
    count,
  };
}
