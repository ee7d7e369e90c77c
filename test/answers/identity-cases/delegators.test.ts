import { expect, it } from 'vitest';
import { noticedIn } from '../../../answers/noticed.ts';
import { problemWords } from '../../../answers/words/problem-words.ts';
import type { Json } from '../../../domain/policy.ts';
import type { IamRole } from '../../../domain/snapshot.ts';
import { delegatorsOf } from '../../../reasoning/delegators.ts';
import { allow, document, HOME, named, role, snapshotOf } from '../../reasoning/two-accounts.ts';

// To hand on what one can takes two calls: to accept the request of a partner, and to release its token.

const ACCEPT = 'iam:AcceptDelegationRequest';
const SEND = 'iam:SendDelegationToken';
const REQUEST = `arn:aws:iam::${HOME}:delegation-request/*`;

const app = (...policies: readonly Json[]): IamRole => ({ ...role('app'), inlinePolicies: policies.map(named) });
const notes = (...roles: readonly IamRole[]): readonly string[] =>
  noticedIn(snapshotOf({ roles })).map(({ policy, problem }) => `${policy}: ${problem}`);

const MAY = 'may approve delegation requests of partners, who then have for hours what they have';
const TOLD = [`identity policies: ${HOME}/app ${MAY}`];

it.each<readonly [string, IamRole, readonly string[]]>([
  ['both calls', app(allow(ACCEPT, REQUEST), allow(SEND, REQUEST)), TOLD],
  ['everything', app(allow('*')), TOLD],
  ['everything but others', app(document({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' })), TOLD],
  ['to accept alone', app(allow(ACCEPT)), []],
  ['to send alone', app(allow(SEND)), []],
  ['both, and one denied', app(allow('iam:*'), document({ Effect: 'Deny', Action: SEND, Resource: '*' })), []],
  [
    'both, and a boundary that was not read',
    { ...app(allow('iam:*')), permissionsBoundary: 'arn:aws:iam::aws:policy/ReadOnly' },
    TOLD,
  ],
])('who may approve a delegation is noticed: %s (identity case 17)', (_name, one, said) => {
  expect(notes(one)).toEqual(said);
});

it('many are named in part, and said in Japanese, too (identity case 17)', () => {
  const many = Array.from({ length: 7 }, (_, index) => role(`r${index}`, allow('iam:*')));
  const [note = ''] = notes(...many);
  expect(note).toMatch(new RegExp(`^identity policies: ${HOME}/r0, .*/r4 and 2 more ${MAY}$`));
  const [{ problem = '' } = {}] = noticedIn(snapshotOf({ roles: many }));
  expect(problemWords(problem, 'ja')).toContain('ほか2件は');
  expect(delegatorsOf(snapshotOf({ roles: many }), 3)).toMatchObject({ all: false, found: { length: 3 } });
});
