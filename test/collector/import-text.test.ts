import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../collector/json-fault.ts';
import { JsonSplitter, type SplitEvent } from '../../collector/json-splitter.ts';

const isList = (name: string): boolean => name === 'List' || name === 'Other';

function split(text: string | Buffer, sizes: readonly number[] = [64]): readonly SplitEvent[] {
  const bytes = Buffer.from(text);
  const splitter = new JsonSplitter(isList);
  const events: SplitEvent[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    events.push(...splitter.push(bytes.subarray(at, at + size)));
    if (events.at(-1)?.kind === 'problem') return events;
    at += size;
  }
  const last = splitter.end();
  return last === undefined ? events : [...events, last];
}
const brief = (events: readonly SplitEvent[]): readonly string[] => events.map(inBrief);

function inBrief(event: SplitEvent): string {
  switch (event.kind) {
    case 'item':
      return `${event.list}[${event.index}] ${event.bytes.toString()}`;
    case 'value':
      return `${event.name} ${event.bytes.toString()}`;
    case 'pageEnd':
      return 'end';
    case 'problem':
      return `${event.offset}: ${event.problem}`;
  }
}

describe('a file is cut into items', () => {
  it.each([
    [
      'one page',
      '{"List":[{"a":1},{"b":"]}"}],"More":false}',
      ['List[0] {"a":1}', 'List[1] {"b":"]}"}', 'More false', 'end'],
    ],
    ['empty lists', ' { "List" : [ ] , "Other":[]}\n', ['end']],
    ['pages after one another', '{"List":[{}]}\n{"List":[{}]}', ['List[0] {}', 'end', 'List[0] {}', 'end']],
    ['a list of pages', '[{"List":[{}]},\n{"Other":[{}]}]', ['List[0] {}', 'end', 'Other[0] {}', 'end']],
    ['no page at all', '[]', []],
    ['escaped quotes', '{"List":[{"a":"\\"}\\\\"}]}', ['List[0] {"a":"\\"}\\\\"}', 'end']],
    [
      'values of every kind beside the lists',
      '{"N":12,"T":"x y","O":{"a":[1]},"L":[1,2],"X":null}',
      ['N 12', 'T "x y"', 'O {"a":[1]}', 'L [1,2]', 'X null', 'end'],
    ],
  ])('%s', (_, text, wanted) => expect(brief(split(text))).toEqual(wanted));

  it('in the same way however it arrives', () => {
    const page = fc.record({ List: fc.array(fc.dictionary(fc.string(), fc.jsonValue())), Aside: fc.jsonValue() });
    fc.assert(
      fc.property(
        fc.array(page, { maxLength: 3 }),
        fc.array(fc.nat(9), { minLength: 1 }),
        fc.boolean(),
        (pages, sizes, listed) => {
          const text = listed ? JSON.stringify(pages) : pages.map((one) => JSON.stringify(one, null, 2)).join('\n');
          const events = text === '' ? [] : split(text, sizes);
          const items = events.flatMap((event) =>
            event.kind === 'item' ? [JSON.parse(event.bytes.toString()) as unknown] : [],
          );
          expect(events.filter((event) => event.kind === 'problem')).toEqual([]);
          expect(items).toEqual(pages.flatMap((one) => JSON.parse(JSON.stringify(one.List)) as unknown[]));
        },
      ),
    );
  });
});

describe('what is no such file is refused where it goes wrong', () => {
  it.each([
    ['garbage at once', '\u0000\u0001', '0: found'],
    ['text', 'hello', '0: found "hello" where the beginning of a JSON object is expected'],
    ['a list that is none', '{"List":{}}', '8: found "{}}" where a list is expected'],
    ['an item that is none', '{"List":[1]}', '9: found "1]}" where an item of the list or its end is expected'],
    ['a comma too many', '{"List":[{},]}', '12: found "]}" where an item of the list is expected'],
    ['a comma missing', '{"List":[{}{}]}', '11: found "{}]}" where a comma or the end of the list is expected'],
    ['a name missing', '{"List":[],}', '11: found "}" where the name of a list is expected'],
    ['something after the pages', '[{}] x', '5: found "x" where the end of the file is expected'],
    [
      'a file cut short in an item',
      '{"List":[{"a":',
      '14: the file ends where the end of List[0] is expected: it was cut short, write it again',
    ],
    ['a file cut short in a name', '{"Li', '4: the file ends where the end of a name is expected'],
    ['a file cut short between items', '{"List":[{},', '12: the file ends where an item of the list is expected'],
    [
      'a file cut short before the end',
      '{"List":[]',
      '10: the file ends where a comma or the end of the object is expected',
    ],
    ['an empty file', '', '0: the file ends where the beginning of a JSON object is expected'],
  ])('%s', (_, text, problem) => expect(brief(split(text)).at(-1)).toContain(problem));

  it('an item without end is not waited for', () => {
    const endless = `{"List":[{"a":"${'x'.repeat(9 * 1024 * 1024)}`;
    expect(brief(split(endless, [1024 * 1024])).at(-1)).toMatch(/^9: an item is longer than 8 MB/);
  });

  it('nor one without bottom', () => {
    expect(brief(split(`{"List":[{"a":${'['.repeat(500)}`)).at(-1)).toMatch(/^9: .*nested more than 200 deep/);
  });
});

describe('the first fault of a text', () => {
  it('is found exactly where the engine refuses it', () => {
    const text = fc.oneof(
      fc.json(),
      fc
        .json()
        .chain((json) =>
          fc
            .tuple(fc.nat(json.length), fc.string({ maxLength: 2 }))
            .map(([at, junk]) => json.slice(0, at) + junk + json.slice(at + 1)),
        ),
    );
    fc.assert(
      fc.property(text, (json) => {
        const fault = jsonFault(json);
        expect(fault === undefined).toBe(isJson(json));
        if (fault !== undefined) expect(fault.at).toBeLessThanOrEqual(json.length);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['{"a":1,}', 7, 'a name in quotes'],
    ['{"a" 1}', 5, 'a colon'],
    ['[1 2]', 3, 'a comma or `]`'],
    ['"a\nb"', 2, 'a text without control characters'],
    ['"\\x"', 1, 'an escape sequence'],
    ['{"a":tru}', 5, 'a value'],
    ['{"a":"b', 7, 'the end of a text'],
  ])('in %s it is at %i', (text, at, wanted) => {
    expect(jsonFault(text)).toMatchObject({ at, problem: expect.stringContaining(wanted) });
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
