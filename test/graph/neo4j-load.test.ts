import { describe, expect, it } from 'vitest';
import { activateIn } from '../../graph/neo4j-load.ts';
import type { OpenTransaction, Rows } from '../../graph/neo4j-server.ts';
import { checkGraph } from '../../graph/staged.ts';
import { FIXTURES } from '../conformance/graph-store.fixtures.ts';

interface Faults {
  /** Of a statement in the transaction that holds this text. */
  readonly run?: string;
  readonly rollback?: true;
  /** Of a statement in a transaction of its own that holds this text. */
  readonly write?: string;
}

/** A database of which only failures are of interest. */
function database(faults: Faults) {
  const done: string[] = [];
  const failAt = (fault: string | undefined, text: string): void => {
    if (fault !== undefined && text.includes(fault)) throw new Error(`no ${fault}`);
  };
  // each batch says that all of its rows were done, and the state is empty
  const rowsFor = (params: Readonly<Record<string, unknown>> = {}): Rows =>
    Array.isArray(params['rows']) ? [{ done: params['rows'].length }] : [];
  const begin = async (): Promise<OpenTransaction> => ({
    run: async (text, params) => {
      failAt(faults.run, text);
      return rowsFor(params);
    },
    commit: async () => {
      done.push('commit');
    },
    rollback: async () => {
      done.push('rollback');
      if (faults.rollback === true) throw new Error('no rollback');
    },
  });
  const write = async (text: string, params?: Readonly<Record<string, unknown>>): Promise<Rows> => {
    failAt(faults.write, text);
    return rowsFor(params);
  };
  return { done, server: { begin, write, alone: async () => undefined } };
}

const checked = checkGraph(FIXTURES.chain.nodes, FIXTURES.chain.edges);
if (!checked.ok) throw new Error(checked.error.message);
const graph = checked.value;
const activation = { id: 's1', graph, inOneTransaction: 0, signal: undefined };

describe('an activation', () => {
  it('that is committed counts, also where its mark could not be taken away: readers settle that', async () => {
    const { done, server } = database({ write: 'REMOVE c.token' });
    expect(await activateIn(server, activation)).toEqual({ ok: true, value: undefined });
    expect(done).toEqual(['commit']);
  });

  it('that fails tells its own error, whatever else fails then', async () => {
    const { done, server } = database({ run: 'SET s.snapshot', rollback: true, write: 'REMOVE c.token' });
    await expect(activateIn(server, activation)).rejects.toThrow('no SET s.snapshot');
    expect(done).not.toContain('commit');
  });

  it('that was interrupted says so, also where it cannot be rolled back', async () => {
    const { server } = database({ rollback: true });
    const stopped = { ...activation, signal: AbortSignal.abort() };
    expect(await activateIn(server, stopped)).toMatchObject({ ok: false, error: { kind: 'interrupted' } });
  });
});
