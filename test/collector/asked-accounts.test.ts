import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { operationsAt } from '../../answers/operations.ts';

it.each(['12', '11112222333x', '1111222233334'])('`%s` is no account: nothing is asked of AWS', async (id) => {
  const operations = operationsAt({ data: join(tmpdir(), 'tadori-never-made'), store: 'embedded' });
  const options = { onProgress: () => expect.fail('nothing may begin'), signal: new AbortController().signal };
  expect(await operations.collect({ accounts: ['111122223333', id] }, options)).toEqual({
    ok: false,
    error: { kind: 'badInput', message: `\`${id}\` is no account; \`--accounts\` takes numbers of 12 digits` },
  });
});
