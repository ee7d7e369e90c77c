import { describe, expect, it } from 'vitest';
import { type Askable, askedActions } from '../../answers/asked-actions.ts';
import { actionsOnType } from '../../reasoning/actions.ts';
import type { Target } from '../../reasoning/question.ts';

const TABLE: Target = {
  arn: 'arn:aws:dynamodb:us-east-1:111122223333:table/t',
  account: '111122223333',
  service: 'dynamodb',
  type: 'table',
};

const ASKABLE: Askable = {
  targets: [TABLE],
  listed: actionsOnType('dynamodb', 'table'),
  unlisted: ['dynamodb:BrandNew'],
};

function found(...asked: readonly string[]): readonly string[] {
  const actions = askedActions(asked, ASKABLE);
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

describe('asking for what means nothing on the resource', () => {
  const refusal = (...asked: readonly string[]): string => {
    const actions = askedActions(asked, ASKABLE);
    return actions.ok ? `about ${actions.value.unheardOf.join()}` : actions.error.message;
  };

  it.each([
    ['s3:*', '`s3:*` matches no action on a dynamodb table; actions on it start with `dynamodb:`'],
    ['dynamodb:Gte*', '`dynamodb:Gte*` matches no action on a dynamodb table; actions on it start with `dynamodb:`'],
    [
      'kms:Decrypt',
      '`kms:Decrypt` does not act on a dynamodb table, but on: key; actions on it start with `dynamodb:`',
    ],
    [
      'dynamodb:ListTables',
      '`dynamodb:ListTables` takes no resource (AWS lists it with `*` alone), so it does not act on a dynamodb table; actions on it start with `dynamodb:`',
    ],
    [
      'ec2:Nope',
      '`ec2:Nope` is no action that AWS lists, and does not act on a dynamodb table; actions on it start with `dynamodb:`',
    ],
    [
      'reed',
      '`reed` is no action on a dynamodb table; name one of its actions, a pattern, or read, list, write, permissions, tagging',
    ],
  ])('%s is refused', (asked, message) => {
    expect(refusal(asked)).toBe(message);
    expect(refusal('read', asked)).toBe(message);
  });

  it('an action of the service that AWS does not list is answered, under its full name', () => {
    expect(refusal('dynamodb:Nope')).toBe('about dynamodb:Nope');
    expect(refusal('dynamodb:BrandNew', 'BrandN*', 'dynamodb:getitem')).toBe('about ');
  });
});
