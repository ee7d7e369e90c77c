import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ASSUMPTIONS_JA } from '../../answers/words/assumptions-ja.ts';
import { assumptionWords } from '../../answers/words/names.ts';

const ROOT = join(import.meta.dirname, '../..');
const source = ['reasoning', 'answers']
  .flatMap((folder) => readdirSync(join(ROOT, folder), { recursive: true }).map((name) => join(folder, String(name))))
  .filter((name) => name.endsWith('.ts') && !name.includes('assumptions-ja') && !name.includes('catalogue'))
  .map((name) => readFileSync(join(ROOT, name), 'utf8').replaceAll('\\`', '`'))
  .join('\n');

describe('assumptions in Japanese', () => {
  it('every text has its original in the engine or in the interpreter', () => {
    const extinct = ASSUMPTIONS_JA.filter(([english]) => english.split('{}').some((part) => !source.includes(part)));
    expect(extinct.map(([english]) => english)).toEqual([]);
  });

  it('slots are filled, in the order that Japanese needs', () => {
    const words = (text: string) => assumptionWords({ rule: 1, text }, 'ja');
    expect(words('which keys s3:GetObject sends is not listed')).toBe('s3:GetObjectが送るキーは一覧にない');
    expect(words('policies of the layer scp could not be read: a:B (c)')).toBe(
      'a:B (c)で読み取るはずのscpレイヤーのポリシーを読み取れなかった',
    );
    expect(words('the operator `$&` does not exist')).toBe('演算子`$&`は存在しない');
  });

  it('a text without Japanese stays English', () => {
    expect(assumptionWords({ rule: 1, text: 'something new' }, 'ja')).toBe('something new');
  });
});
