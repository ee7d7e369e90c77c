import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, readText } from '../../scripts/lib/source.ts';

const rows = readText('docs/identity-cases.md')
  .split('\n')
  .flatMap((line) => {
    const [, group, tests] = /^\| (\d+) \| .+ \| (.+) \|$/.exec(line) ?? [];
    return group === undefined || tests === undefined ? [] : [{ group, tests }];
  });

/** Whether a describe or it of the file says which group it stands for. */
const tells = (file: string, group: string): boolean =>
  existsSync(join(ROOT, file)) &&
  readText(file)
    .split('\n')
    .some((line) => /\b(describe|it)\b/.test(line) && line.includes(`(identity case ${group})`));

describe('docs/identity-cases.md', () => {
  it('has the twenty groups in their order', () => {
    expect(rows.map(({ group }) => Number(group))).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it.each(rows)('group $group is in tests that name it, or open with a reason', ({ group, tests }) => {
    const files = [...tests.matchAll(/test\/\S+\.test\.ts/g)].map(([file]) => file);
    expect(files.filter((file) => !tells(file, group))).toEqual([]);
    if (files.length === 0) expect(tests).toMatch(/^open: \w.{10}/);
  });
});
