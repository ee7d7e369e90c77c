import { describe, expect, it, vi } from 'vitest';
import { serviceCatalogue } from '../../reasoning/actions.ts';

const { WHOLE } = vi.hoisted(() => ({
  WHOLE: '{"k":[["aws:x","String"]],"t":[["bucket","arn:x",[0]]],"a":[["Get","Read",[[0,1,[0]]],[0]]]}',
}));

vi.mock('../../reasoning/data/catalogue.ts', () => ({
  CATALOGUE_VERSION: '0',
  CATALOGUE: {
    whole: WHOLE,
    list: '[]',
    part: '{"k":[],"t":[]}',
    key: WHOLE.replace('"aws:x"', '1'),
    type: WHOLE.replace('"arn:x"', 'null'),
    action: WHOLE.replace('[0,1,[0]]', '[0,2,[0]]'),
    index: WHOLE.replace('[0]]]}', '["0"]]]}'),
  },
}));

describe('a list of actions', () => {
  it('that is whole is read', () => {
    expect([...serviceCatalogue('whole').actions.keys()]).toEqual(['whole:get']);
  });

  it.each(['list', 'part', 'key', 'type', 'action', 'index'])('that is damaged (%s) is never read in part', (name) => {
    expect(() => serviceCatalogue(name)).toThrow(`the list of actions of \`${name}\` is damaged`);
  });
});
