import { describe, expect, it } from 'vitest';
import { askedActions } from '../../answers/asked-actions.ts';
import { actionsOnType } from '../../reasoning/actions.ts';
import type { Target } from '../../reasoning/question.ts';

const TABLE: Target = {
  arn: 'arn:aws:dynamodb:us-east-1:111122223333:table/t',
  account: '111122223333',
  service: 'dynamodb',
  type: 'table',
};

function found(...asked: readonly string[]): readonly string[] {
  const actions = askedActions(asked, [TABLE]);
  if (!actions.ok) throw new Error(`${asked}: ${JSON.stringify(actions.error)}`);
  return actionsOnType('dynamodb', 'table')
    .map((action) => action.name.replace('dynamodb:', ''))
    .filter((name) => actions.value.includes(`dynamodb:${name}`));
}

describe('asking for an access level', () => {
  it('finds what AWS lists under it, whatever else AWS lists it under', () => {
    expect(found('tagging')).toEqual(['TagResource', 'UntagResource']);
    expect(found('permissions')).toEqual(['DeleteResourcePolicy', 'PutResourcePolicy']);
    expect(found('write')).toEqual(expect.arrayContaining([...found('tagging'), ...found('permissions'), 'PutItem']));
    expect(found('write')).toHaveLength(39);
  });

  it('finds nothing of the other levels', () => {
    expect(found('read')).toHaveLength(16);
    expect(found('list')).toEqual(['ListExports', 'ListImports']);
    expect(found('read', 'list', 'write')).toHaveLength(57);
  });

  it('goes together with names and patterns', () => {
    expect(found('tagging,GetItem', 'Scan*')).toEqual(['GetItem', 'Scan', 'TagResource', 'UntagResource']);
  });
});
