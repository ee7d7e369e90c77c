import { expect, it } from 'vitest';
import { schemaFromTypes } from './schema-from-types.ts';

it('the checked-in schema says what the types say', async () => {
  await expect(`${JSON.stringify(schemaFromTypes(), null, 2)}\n`).toMatchFileSnapshot(
    '../../collector/snapshot.schema.json',
  );
});
