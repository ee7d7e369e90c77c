import { describe, expect, it } from 'vitest';
import { paths } from '../../../answers/paths.ts';
import { pathsReport } from '../../../answers/report/paths.ts';
import { whoCanReport } from '../../../answers/report/who-can.ts';
import { whatCan } from '../../../answers/what-can.ts';
import { whoCan } from '../../../answers/who-can.ts';
import { ofWhoCan } from '../../../cli/expectation.ts';
import type { WhoCanAnswer } from '../../../domain/answer.ts';
import { personId, ssoUserId } from '../../../domain/node-ids.ts';
import type { Result } from '../../../domain/result.ts';
import { allow, document, HOME, role, snapshotOf } from '../../reasoning/two-accounts.ts';
import { ORDERS, opened } from './small-questions.ts';

// Ann and her account are one by their e-mail address, Ben and his by a number; each account is assigned to a set that sends.

const INSTANCE = 'arn:aws:sso:::instance/ssoins-1';
const SET = 'arn:aws:sso:::permissionSet/ssoins-1/ps-1';
const PROVIDER = `arn:aws:iam::${HOME}:saml-provider/AWSSSO_1_DO_NOT_DELETE`;
const [ANN, BEN, ZOE] = ['ann', 'ben', 'zoe'].map((name) => personId(`${name}@cakes.example`));
const NAME = 'AWSReservedSSO_Sender_0123456789abcdef';
const PATH = '/aws-reserved/sso.amazonaws.com/';
const JOIN = { person: ANN, account: ssoUserId('u-ann'), by: 'same e-mail (probable)' };

const account = (name: string, employeeNumber?: string) => ({
  id: `u-${name}`,
  provider: 'd-1',
  userName: `account of ${name}`,
  emails: name === 'ben' ? [] : [`${name}@cakes.example`],
  active: true,
  ...(employeeNumber === undefined ? {} : { employeeNumber }),
});

const open = opened(
  snapshotOf(
    {
      resources: [ORDERS],
      roles: [
        role(NAME, allow('sqs:SendMessage', ORDERS.arn), {
          arn: `arn:aws:iam::${HOME}:role${PATH}${NAME}`,
          path: PATH,
          trustPolicy: document({
            Effect: 'Allow',
            Principal: { Federated: PROVIDER },
            Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
            Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
          }),
        }),
      ],
      identityProviders: [{ kind: 'saml', arn: PROVIDER, account: HOME }],
      permissionSets: [
        { arn: SET, instanceArn: INSTANCE, name: 'Sender', managedPolicies: [], customerManagedPolicies: [] },
      ],
      assignments: ['u-ann', 'u-ben'].map((principalId) => ({
        instanceArn: INSTANCE,
        permissionSet: SET,
        account: HOME,
        principalKind: 'user',
        principalId,
      })),
      people: [
        { email: 'ann@cakes.example', active: true },
        { email: 'ben@cakes.example', active: true, employeeNumber: '7' },
        { email: 'zoe@cakes.example', active: true },
      ],
      directoryUsers: [account('ann'), account('ben', '7'), account('zoe')],
    },
    'sqs:GetQueueAttributes',
    'sso-admin:ListInstances',
    'sso-admin:ListPermissionSets',
    'sso-admin:ListAccountAssignments',
  ),
);

function said<T>(answered: Result<T, { readonly message: string }>): T {
  if (!answered.ok) throw new Error(answered.error.message);
  return answered.value;
}

const asked = { resource: 'orders', language: 'en' } as const;
const off = { probableJoins: false } as const;
const subjects = ({ results }: WhoCanAnswer): readonly string[] => results.map(({ subject }) => subject.id).sort();
const notes = (report: ReturnType<typeof whoCanReport>): string => JSON.stringify(report.blocks);

describe('people who are probably who they seem (identity case 20)', () => {
  it('are followed, and the answer says who and by which rule', async () => {
    const answer = said(await whoCan(open, { ...asked, among: 'people' }));
    expect(subjects(answer)).toEqual([ANN, BEN]);
    expect(answer.without).toEqual([ZOE]);
    expect(answer.probableJoins).toEqual({ followed: true, joins: [JOIN] });
    const english = 'joined to their accounts by same e-mail (probable): ann@cakes.example';
    expect(notes(whoCanReport(answer, 'en'))).toContain(english);
    expect(notes(whoCanReport(answer, 'ja'))).toContain('メールアドレスが同じ（推定）：ann@cakes.example');
  });

  it('stand apart from their accounts where this is switched off, and are not said to have no path', async () => {
    const answer = said(await whoCan(open, { ...asked, ...off, among: 'people' }));
    expect(subjects(answer)).toEqual([BEN, ssoUserId('u-ann')]);
    expect(answer.without).toEqual([ZOE, ssoUserId('u-zoe')]);
    expect(answer.probableJoins).toEqual({ followed: false, joins: [JOIN] });
    expect(notes(whoCanReport(answer, 'en'))).toContain('kept apart from accounts of theirs by same e-mail (probable)');
  });

  it('are not proven to be unable to when asked about alone', async () => {
    const answer = said(await whoCan(open, { ...asked, ...off, among: ANN ?? '' }));
    expect([answer.results, answer.complete]).toEqual([[], false]);
    const zoe = said(await whoCan(open, { ...asked, among: ZOE ?? '' }));
    expect([ofWhoCan(answer, 'denied'), ofWhoCan(zoe, 'denied')]).toEqual(['open', 'holds']);
  });

  it('have the paths of their accounts only where the rule is followed', async () => {
    const ask = { from: ANN ?? '', to: ORDERS.arn, language: 'en' } as const;
    const [followed, apart] = [said(await paths(open, ask)), said(await paths(open, { ...ask, ...off }))];
    expect(followed.paths[0]?.hops[0]?.joined).toEqual({ by: JOIN.by, account: JOIN.account });
    expect([followed.complete, apart.paths, apart.complete]).toEqual([true, [], false]);
    expect(apart.probableJoins).toEqual({ followed: false, joins: [JOIN] });
    expect(notes(pathsReport(apart, 'ja'))).toContain('アカウントから切り離した人');
    const sure = said(await paths(open, { ...ask, ...off, from: BEN ?? '' }));
    expect([sure.paths.length, sure.complete, sure.probableJoins]).toEqual([1, true, undefined]);
  });

  it('reach what their accounts reach only where the rule is followed; the account reaches it either way', async () => {
    const reached = async (subject: string, more: typeof off | Record<never, never>) =>
      said(await whatCan(open, { subject, language: 'en', ...more })).results.length;
    expect(await reached(JOIN.person ?? '', {})).toBe(1);
    expect(await reached(JOIN.person ?? '', off)).toBe(0);
    expect(await reached(JOIN.account, off)).toBe(1);
  });
});
