import { describe, expect, it } from 'vitest';
import { engineError, isReply } from '../../graph/embedded-messages.ts';

const error = { kind: 'damaged', message: 'text' };

describe("what the engine's process says", () => {
  it.each([
    { id: 1, ok: true, value: { columns: ['a'], rows: [[1]] } },
    { id: 1, ok: true, value: { columns: [], rows: [] } },
    { id: 1, ok: false, error },
    { id: 'all', ok: false, error },
  ])('is taken: %j', (message) => {
    expect(isReply(message)).toBe(true);
  });

  it.each([
    null,
    'ready',
    [],
    {},
    { id: 1 },
    { id: 'all', ok: true, value: { columns: [], rows: [] } },
    { id: 1, ok: true },
    { id: 1, ok: true, value: { columns: [1], rows: [] } },
    { id: 1, ok: true, value: { columns: ['a'], rows: ['a'] } },
    { id: 1, ok: false, error: { kind: 'odd', message: 'text' } },
    { id: 1, ok: false, error: { kind: 'damaged' } },
    { id: 'some', ok: false, error },
  ])('is of no known form: %j', (message) => {
    expect(isReply(message)).toBe(false);
  });
});

describe('what the engine says of a query', () => {
  it('is told by its first line: the others show the query and a mark under it', () => {
    const error = new Error(
      'Parser exception: mismatched input (line: 1, offset: 22)\n"MATCH (n) RETURN n FOO"\n   ^^^',
    );
    expect(engineError(error)).toEqual({
      kind: 'refused',
      message: 'Parser exception: mismatched input (line: 1, offset: 22)',
    });
  });

  it.each([
    ['Interrupted.', 'timeout', 'the query took longer than it may'],
    ['Buffer manager exception: no memory\nat x', 'tooMuchMemory', 'Buffer manager exception: no memory'],
    ['odd\r\nmore', 'unavailable', 'odd'],
  ])('%j', (said, kind, message) => {
    expect(engineError(new Error(said))).toEqual({ kind, message });
  });
});
