import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../collector/aws/never-kept.ts';
import { collectSsm, SSM } from '../../collector/aws/ssm.ts';
import { ACCOUNT, failure, POLICY, REGION, read, TEXT } from './scripted-source.ts';

const arn = (name: string): string => `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter${name}`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
const SCRIPT = {
  'ssm:ListDocuments': {},
  'ssm:DescribeParameters': ({ NextToken }: { readonly NextToken?: unknown }) =>
    NextToken === undefined
      ? { Parameters: [{ Name: 'mode', Type: 'String', Tier: 'Standard' }], NextToken: 'n' }
      : {
          Parameters: [
            { Name: '/till/key', ARN: arn('/till/key'), Type: 'SecureString', KeyId: KEY, Tier: 'Advanced' },
          ],
        },
  'ssm:ListTagsForResource': { TagList: [{ Key: 'k', Value: 'v' }] },
  'ssm:GetResourcePolicies': { Policies: [{ PolicyId: 'p', Policy: TEXT }] },
};
const common = { type: 'AWS::SSM::Parameter', account: ACCOUNT, region: REGION, tags: { k: 'v' } };
const mode = { ...common, arn: arn('/mode'), name: 'mode', encryption: { kind: 'awsOwned' } };
const till = {
  ...common,
  arn: arn('/till/key'),
  name: '/till/key',
  encryption: { kind: 'customerManaged', key: KEY },
};
const policy = (document: unknown) => ({ policy: { name: 'resource policy', document } });

describe('parameters', () => {
  it('are read with key, tags and, of those that can be shared, policies', async () => {
    const { value, gaps, calls } = await read(SSM, collectSsm, SCRIPT);
    expect(gaps).toEqual([]);
    expect(value).toEqual([mode, { ...till, ...policy(POLICY) }]);
    const asked = calls.filter(({ operation }) => operation === 'GetResourcePolicies').map(({ input }) => input);
    expect(asked).toEqual([{ ResourceArn: till.arn, MaxResults: 50 }]);
  });

  it('have the statements of several policies together', async () => {
    const [statement] = POLICY.Statement;
    const second = JSON.stringify({ ...POLICY, Statement: [{ ...statement, Sid: 'second' }] });
    const { value } = await read(SSM, collectSsm, {
      ...SCRIPT,
      'ssm:GetResourcePolicies': ({ NextToken }) =>
        NextToken === undefined
          ? { Policies: [{ Policy: TEXT }], NextToken: 'n' }
          : { Policies: [{ Policy: TEXT }, { Policy: second }] },
    });
    const Statement = [statement, { ...statement, Sid: 'second' }];
    expect(value?.[1]).toEqual({ ...till, ...policy({ Version: '2012-10-17', Statement }) });
  });

  it('are not said to have no policy where it could not be read', async () => {
    const { gaps } = await read(SSM, collectSsm, {
      ...SCRIPT,
      'ssm:GetResourcePolicies': () => failure('AccessDeniedException', 'denied'),
    });
    expect(gaps).toMatchObject([{ call: 'GetResourcePolicies', status: 'denied', target: till.arn }]);
  });

  it('are kept without any value that an answer has, and with the values of their tags', () => {
    const answer = { Parameters: [{ Name: 'a', Value: 'SECRET' }], TagList: [{ Key: 'k', Value: 'v' }] };
    expect(withoutSecrets('ssm', answer)).toEqual({
      Parameters: [{ Name: 'a' }],
      TagList: [{ Key: 'k', Value: 'v' }],
    });
  });
});

describe('documents', () => {
  const DOCUMENTS = {
    'ssm:DescribeParameters': {},
    'ssm:ListDocuments': {
      DocumentIdentifiers: [{ Name: 'restart', Owner: ACCOUNT, Tags: [{ Key: 'k', Value: 'v' }] }],
    },
    'ssm:GetResourcePolicies': { Policies: [] },
    'ssm:DescribeDocumentPermission': ({ NextToken }: { readonly NextToken?: unknown }) =>
      NextToken === undefined ? { AccountIds: ['444455556666'], NextToken: 'n' } : { AccountIds: ['All'] },
  };
  const restart = {
    ...common,
    type: 'AWS::SSM::Document',
    arn: `arn:aws:ssm:${REGION}:${ACCOUNT}:document/restart`,
    name: 'restart',
  };

  it('of the account are read with whom they are shared', async () => {
    const { value, gaps, calls } = await read(SSM, collectSsm, DOCUMENTS);
    expect(gaps).toEqual([]);
    expect(value).toEqual([{ ...restart, sharedWith: ['444455556666', 'all'] }]);
    const [listed] = calls.filter(({ operation }) => operation === 'ListDocuments');
    expect(listed?.input).toMatchObject({ Filters: [{ Key: 'Owner', Values: ['Self'] }] });
  });

  it('that AWS RAM shares have its policy, and no list that could be asked for', async () => {
    const { value, gaps } = await read(SSM, collectSsm, {
      ...DOCUMENTS,
      'ssm:GetResourcePolicies': { Policies: [{ Policy: TEXT }] },
      'ssm:DescribeDocumentPermission': () => failure('ValidationException'),
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([{ ...restart, ...policy(POLICY) }]);
  });

  it('are not said to be shared with nobody where that was not read in full', async () => {
    const { value, gaps } = await read(SSM, collectSsm, {
      ...DOCUMENTS,
      'ssm:DescribeDocumentPermission': ({ NextToken }) =>
        NextToken === undefined ? { AccountIds: [], NextToken: 'n' } : failure('AccessDeniedException', 'denied'),
    });
    expect(value).toEqual([restart]);
    expect(gaps).toMatchObject([{ call: 'DescribeDocumentPermission', status: 'denied', target: restart.arn }]);
  });
});
