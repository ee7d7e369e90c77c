import { describe, expect, it } from 'vitest';
import { ALL_CALLS } from '../../collector/aws/all-calls.ts';
import { IAM_USAGE } from '../../collector/aws/iam-usage.ts';
import { readText } from '../../scripts/lib/source.ts';

const [made = '', notMade = ''] = readText('docs/calls.md').split('## Not made');

/** `service:Call` of the rows of a table. */
const callsIn = (text: string): readonly string[] =>
  [...text.matchAll(/^\| ([a-z0-9-]+) \| ([A-Z]\w+(?:, [A-Z]\w+)*) \|/gm)].flatMap(([, service = '', calls = '']) =>
    calls.split(', ').map((call) => `${service}:${call}`),
  );

const declared = [...ALL_CALLS, IAM_USAGE].flatMap(({ service, permissions }) =>
  Object.keys(permissions).map((call) => `${service}:${call}`),
);

describe('docs/calls.md', () => {
  it('has every call that a collection makes, each once', () => {
    expect(callsIn(made)).toEqual([...new Set(declared)].sort());
  });

  it('gives a reason for every call it says is not made, and none of them is made', () => {
    const rows = notMade.split('\n').filter((line) => /^\| [a-z]/.test(line) && !line.startsWith('| service '));
    const calls = callsIn(notMade);
    expect(rows.filter((row) => !/^\| \S+ \| [A-Z][\w, ]+ \| \w.{9,} \|$/.test(row))).toEqual([]);
    expect(calls.length).toBeGreaterThan(90);
    expect([...new Set(calls)]).toEqual(calls);
    expect(calls.filter((call) => declared.includes(call))).toEqual([]);
  });

  it('says what is missing where it marks something as open', () => {
    const open = notMade.match(/\| open\b.*$/gm) ?? [];
    expect(open.filter((one) => !/^\| open: \w.{9,} \|$/.test(one))).toEqual([]);
  });
});
