import { describe, expect, it } from 'vitest';
import { addressOf } from '../../domain/bolt-url.ts';
import { openNeo4jStore } from '../../graph/neo4j.ts';
import { serverError } from '../../graph/neo4j-server.ts';

const driverError = (code: string): Error =>
  Object.assign(new Error('Could not perform discovery. No routing servers available.'), { code });

describe('a Neo4j server that gives no answer', () => {
  it('is named by its address, and told in our words', async () => {
    const store = await openNeo4jStore({ url: 'bolt://127.0.0.1:1', user: 'neo4j', password: 'secret' });
    const answer = store.ok ? await store.value.active() : store;
    if (store.ok) await store.value.close();
    expect(answer).toEqual({
      ok: false,
      error: {
        kind: 'unavailable',
        message:
          'the Neo4j server at `bolt://127.0.0.1:1` cannot be reached, or went away; start it, or give its address with `--store` (ServiceUnavailable)',
      },
    });
  });

  it.each([
    ['ServiceUnavailable', 'cannot be reached'],
    ['SessionExpired', 'went away'],
    ['N/A', '(no code)'],
    ['Neo.ClientError.Security.Unauthorized', 'does not take this user and password'],
    ['Neo.ClientError.Database.DatabaseNotFound', 'has no such database'],
  ])('%s: %s', (code, words) => {
    const { kind, message } = serverError(driverError(code), 'bolt://db:7687');
    expect(kind).toBe('unavailable');
    expect(message).toContain('the Neo4j server at `bolt://db:7687`');
    expect(message).toContain(words);
    expect(message).not.toContain('routing');
  });

  it.each([
    'bolt://neo4j:secret@db:7687',
    'bolt://neo4j:se/c@ret@db',
    'http://neo4j:secret@db',
  ])('whose URL holds a password is not asked, and the password is not repeated: %s', async (url) => {
    const store = await openNeo4jStore({ url, user: 'neo4j', password: '' });
    expect(store).toMatchObject({ ok: false, error: { kind: 'invalid' } });
    expect(JSON.stringify(store)).toContain('TADORI_NEO4J_PASSWORD');
    expect(JSON.stringify(store)).not.toMatch(/secret|se\/c/);
  });

  it('memory and time are answers about the query', () => {
    expect(serverError(driverError('Neo.TransientError.General.MemoryPoolOutOfMemoryError'), 'x').kind).toBe(
      'tooMuchMemory',
    );
    expect(serverError(driverError('Neo.ClientError.Transaction.TransactionTimedOut'), 'x').kind).toBe('timeout');
  });

  it('what the server says of a query is passed on', () => {
    const error = Object.assign(new Error('Invalid input'), { code: 'Neo.ClientError.Statement.SyntaxError' });
    expect(serverError(error, 'x')).toEqual({ kind: 'refused', message: 'Invalid input' });
  });

  it.each([
    ['bolt://127.0.0.1:7687', 'bolt://127.0.0.1:7687'],
    ['neo4j+s://user:pass@db.example:7687/path?x=1', 'neo4j+s://db.example:7687'],
    ['bolt://user@db', 'bolt://db'],
    ['bolt://[::1]:7687', 'bolt://[::1]:7687'],
  ])('%s is shown as %s', (url, address) => {
    expect(addressOf(url)).toBe(address);
  });
});
