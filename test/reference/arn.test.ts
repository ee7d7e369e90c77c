import { describe, expect, it } from 'vitest';
import { parseArn } from '../../domain/arn.ts';
import { Dice } from '../properties/dice.ts';

const FORM = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/s;
const PIECES = ['arn', ':', ':', ':', ':', 'aws', 's3', '', '1', '\n', 'a/b', 'arn:', '::', '*'];

describe('an ARN', () => {
  it('is read as the six fields between its colons, and nothing else is one', () => {
    const dice = new Dice(52);
    let arns = 0;
    for (let asked = 0; asked < 50_000; asked += 1) {
      const rest = Array.from({ length: Math.floor(14 * dice.roll()) }, () => dice.pick(PIECES)).join('');
      const text = dice.chance(0.7) ? `arn:${rest}` : rest;
      const [, partition, service, region, account, resource] = FORM.exec(text) ?? [];
      const fields = { partition, service, region, account, resource };
      const read = parseArn(text);
      expect(read.ok ? read.value : {}, text).toEqual(partition === undefined ? {} : fields);
      arns += read.ok ? 1 : 0;
    }
    expect(arns).toBeGreaterThan(1000);
  });
});
