import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { type AheadOptions, type AheadSurroundings, readAhead } from '../../collector/read-ahead.ts';
import type { SharedUnits } from '../../collector/units.ts';
import { Interner } from '../../domain/interned.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { decide } from '../../reasoning/decide.ts';
import { type Proved, proveTurns, type Turn, together, turnsOf } from '../../reasoning/prove.ts';
import { World } from '../../reasoning/world.ts';
import { ClaimBook } from '../claims.ts';
import type { SharedStore } from './driver.ts';
import type { HandlerOptions, Handlers, TurnsProved, TurnsToProve } from './kinds.ts';

/** As whom accounts are read; left out, a process reads none. */
export interface HandlersFor {
  readonly reads?: AheadOptions;
  readonly surroundings?: Omit<AheadSurroundings, 'signal'>;
}

export function jobHandlers({ reads, surroundings = {} }: HandlersFor): Handlers {
  const worlds = new LastWorld();
  return {
    prove: (input, options) => proveSome(input, worlds, options),
    collect: async ({ run, work }, { store, signal }) => {
      if (reads === undefined) return 'this process reads no accounts';
      const done = await readAhead(work, reads, sharedUnits(store, run), { ...surroundings, signal });
      return done.ok ? null : done.error.message;
    },
  };
}

/** Units of a collection under its name. */
export function sharedUnits(store: SharedStore, run: string): SharedUnits {
  const full = (key: string): string => `${unitsOf(run)}${key}`;
  return {
    read: async (key) => {
      const bytes = await store.get(full(key));
      return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
    },
    keep: (key, text) => store.put(full(key), Buffer.from(text)),
  };
}

export const unitsOf = (run: string): string => `units:${run}:`;

export const putSnapshot = (store: SharedStore, key: string, snapshot: Snapshot): Promise<void> =>
  store.put(key, Buffer.from(JSON.stringify(snapshot)));

/** The world that was asked about last: reading it again for each part of a proof would take longer than the part. */
class LastWorld {
  #key = '';
  #world: World | undefined;

  async of(key: string, store: SharedStore): Promise<World> {
    if (this.#world !== undefined && this.#key === key) return this.#world;
    const bytes = await store.get(key);
    if (bytes === undefined) throw new Error(`the snapshot ${key} is not there any more`);
    const snapshot: Snapshot = JSON.parse(Buffer.from(bytes).toString('utf8'));
    [this.#key, this.#world] = [key, new World(snapshot)];
    return this.#world;
  }
}

/** Names the turns of a proof and their order. */
export const turnsDigest = (turns: readonly Turn[]): string =>
  createHash('sha256')
    .update(turns.map(({ caller, into }) => `${caller.id} ${into ?? ''}`).join('\n'))
    .digest('hex');

async function proveSome(
  { snapshot, from, to, claims, turns }: TurnsToProve,
  worlds: LastWorld,
  { store, signal }: HandlerOptions,
): Promise<TurnsProved> {
  const world = await worlds.of(snapshot, store);
  const book = claims ? new ClaimBook() : undefined;
  const all = turnsOf(world);
  if (turnsDigest(all) !== turns) throw new Error('another version of Tadori asks for this proof; use one version');
  const [parts, interner]: [Proved[], Interner] = [[], new Interner()];
  for (const { found } of proveTurns(world, all.slice(from, to), decide, { register: book?.register })) {
    parts.push(interner.of(found));
    await turn();
    signal.throwIfAborted();
  }
  return { proved: together(parts), claims: book?.entries() ?? [] };
}
