import { describe, expect, it } from 'vitest';
import { unknownRegions } from '../../collector/aws/ec2.ts';
import type { Call, CallFailure, CallSource, JsonObject } from '../../collector/call-source.ts';
import { snapshotFrom } from '../../collector/collect.ts';
import type { Plan } from '../../collector/plan.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { MAIN, MEMBER, PLAN, SCRIPT, TAKING } from './scripted-organisation.ts';
import { failure, type Script, ScriptedSource } from './scripted-source.ts';

async function take(
  script: Script = SCRIPT,
  plan: Plan = PLAN,
): Promise<{ readonly snapshot: Snapshot; readonly gaps: readonly CoverageCell[]; readonly calls: readonly Call[] }> {
  const source = new ScriptedSource(script);
  const taken = await snapshotFrom(source, { ...TAKING, plan }, {});
  if (!taken.ok) throw new Error(taken.error.message);
  const gaps = taken.value.coverage.filter((cell) => cell.status !== 'complete');
  return { snapshot: taken.value, gaps, calls: source.calls };
}

describe('an organisation', () => {
  it('is read whole', async () => {
    const { snapshot, gaps } = await take();
    expect(gaps).toEqual([]);
    expect(snapshot.accounts.map(({ id, name, parent }) => [id, name, parent])).toEqual([
      [MAIN, `name of ${MAIN}`, 'r-1'],
      [MEMBER, `name of ${MEMBER}`, 'r-1'],
    ]);
    expect(snapshot.roles.map((role) => role.arn)).toEqual([
      `arn:aws:iam::${MAIN}:role/App`,
      `arn:aws:iam::${MEMBER}:role/App`,
    ]);
    expect(snapshot.resources.map((one) => one.type)).toEqual([
      'AWS::DynamoDB::Table',
      'AWS::DynamoDB::Table',
      'AWS::KMS::Key',
      'AWS::KMS::Key',
    ]);
  });

  it('says how principals were used where that is asked for, and makes no call of it else', async () => {
    const script: Script = {
      ...SCRIPT,
      'iam:GetRole': { Role: { RoleLastUsed: { LastUsedDate: '2026-11-01T00:00:00.000Z' } } },
      'iam:GenerateServiceLastAccessedDetails': { JobId: 'job' },
      'iam:GetServiceLastAccessedDetails': {
        JobStatus: 'COMPLETED',
        JobCompletionDate: '2026-11-20T00:00:00.000Z',
        ServicesLastAccessed: [{ ServiceNamespace: 's3' }],
      },
      'iam:GenerateCredentialReport': () => failure('AccessDenied', 'denied'),
    };
    const asked = await take(script, { ...PLAN, usage: true });
    const role = (account: string): string => `arn:aws:iam::${account}:role/App`;
    expect(asked.snapshot.usage.map(({ principal, source }) => [principal, source])).toEqual([
      [role(MAIN), 'lastAccessed'],
      [role(MEMBER), 'lastAccessed'],
    ]);
    expect(asked.snapshot.roles.map(({ lastUsed }) => lastUsed?.at)).toEqual(
      [MAIN, MEMBER].map(() => '2026-11-01T00:00:00.000Z'),
    );
    expect(asked.gaps.map(({ account, call, status }) => [account, call, status])).toEqual([
      [MAIN, 'GenerateCredentialReport', 'denied'],
      [MEMBER, 'GenerateCredentialReport', 'denied'],
    ]);
    const without = await take(script);
    expect(without.snapshot.usage).toEqual([]);
    expect(without.calls.filter(({ operation }) => /Generate|GetRole/.test(operation))).toEqual([]);
  });

  it('keeps of the AWS-managed policies those that somebody has', async () => {
    const { snapshot } = await take();
    expect(snapshot.managedPolicies.map((policy) => policy.name)).toEqual(['Used']);
  });

  it('knows from KMS which keys AWS manages', async () => {
    const { snapshot } = await take();
    const table = snapshot.resources.find((one) => one.type === 'AWS::DynamoDB::Table');
    expect(table?.encryption).toEqual({ kind: 'awsManaged', key: `arn:aws:kms:eu-west-1:${MAIN}:key/managed` });
  });

  it('does not believe a canonical id that several accounts share', async () => {
    const { snapshot } = await take();
    expect(snapshot.accounts.map((account) => account.canonicalId)).toEqual([undefined, undefined]);
  });

  it('has people, permission sets and assignments as triples', async () => {
    const { snapshot } = await take();
    expect(snapshot.identityCenters).toEqual([
      {
        instanceArn: 'arn:aws:sso:::instance/i',
        identityStoreId: 'd-1',
        region: 'eu-west-1',
        ownerAccount: MAIN,
        accessControl: {
          enabled: true,
          attributes: [{ key: 'Team', sources: ['${path:enterprise.department}'] }],
        },
      },
    ]);
    expect(snapshot.permissionSets).toEqual([
      {
        arn: 'ps-1',
        instanceArn: 'arn:aws:sso:::instance/i',
        name: 'set ps-1',
        sessionSeconds: 5400,
        managedPolicies: [],
        customerManagedPolicies: [{ name: 'Own', path: '/' }],
      },
      {
        arn: 'ps-2',
        instanceArn: 'arn:aws:sso:::instance/i',
        name: 'set ps-2',
        sessionSeconds: 5400,
        managedPolicies: [],
        customerManagedPolicies: [{ name: 'Own', path: '/' }],
        permissionsBoundary: { arn: 'arn:aws:iam::aws:policy/Cap' },
      },
    ]);
    expect(snapshot.assignments).toEqual([
      {
        instanceArn: 'arn:aws:sso:::instance/i',
        permissionSet: 'ps-1',
        account: MEMBER,
        principalKind: 'group',
        principalId: 'g',
      },
    ]);
    expect(snapshot.directoryUsers).toEqual([
      {
        id: 'u',
        provider: 'd-1',
        userName: 'ann',
        emails: ['first@x', 'second@x'],
        active: false,
        department: 'Kitchen',
        manager: 'm',
      },
    ]);
    expect(snapshot.directoryGroups).toEqual([
      { id: 'g', provider: 'd-1', name: 'Bakers', members: ['u'], externalId: 'ext' },
    ]);
  });

  it('asks for assignments pair by pair where no permission set is said to be provisioned', async () => {
    const { snapshot } = await take({ ...SCRIPT, 'sso-admin:ListAccountsForProvisionedPermissionSet': {} });
    expect(snapshot.assignments).toHaveLength(4);
  });

  it.each([
    ['of a member account', { OwnerAccountId: MEMBER }],
    ['in another Region than its own', { OwnerAccountId: MAIN, PrimaryRegion: 'us-east-1' }],
  ])('leaves out an Identity Center %s', async (_, more) => {
    const instance = { InstanceArn: 'arn:aws:sso:::instance/i', IdentityStoreId: 'd-1', ...more };
    const { snapshot } = await take({
      ...SCRIPT,
      'sso-admin:ListInstances': (__, { region }) => ({ Instances: region === 'eu-west-1' ? [instance] : [] }),
    });
    expect([snapshot.identityCenters, snapshot.permissionSets]).toEqual([[], []]);
  });

  it('an Identity Center that was found is the only one: Regions that do not answer leave nothing open', async () => {
    const instances = SCRIPT['sso-admin:ListInstances'];
    const elsewhere: Script = {
      'sso-admin:ListInstances': (input, call) =>
        call.region === 'eu-west-1' && typeof instances === 'function'
          ? instances(input, call)
          : failure('ENOTFOUND', 'unsupported'),
    };
    expect((await take({ ...SCRIPT, ...elsewhere })).gaps).toEqual([]);
    const nowhere = await take({
      ...SCRIPT,
      'sso-admin:ListInstances': () => failure('AccessDeniedException', 'denied'),
    });
    expect(nowhere.gaps.map((gap) => [gap.region, gap.call, gap.status])).toEqual([
      ['eu-west-1', 'ListInstances', 'denied'],
      ['us-east-1', 'ListInstances', 'denied'],
    ]);
  });

  it('with AWS answering what it does not document loses that service there, and says so', async () => {
    const { snapshot, gaps } = await take({
      ...SCRIPT,
      'secretsmanager:ListSecrets': (_, { region }) => ({
        SecretList: region === 'us-east-1' ? [{ Name: 'no ARN' }] : [],
      }),
    });
    expect(new Set(gaps.map((gap) => `${gap.service} ${gap.region} ${gap.status} ${gap.detail}`))).toEqual(
      new Set(['secretsmanager us-east-1 failed an answer is not what AWS documents: an item has no `ARN`']),
    );
    expect(snapshot.resources).toHaveLength(4);
  });
});

describe('what may not be read', () => {
  it('one denied call is one gap, and nothing else is lost', async () => {
    const whole = await take();
    const denied = await take({
      ...SCRIPT,
      'lambda:ListFunctions': (_, { account, region }) =>
        account === MEMBER && region === 'us-east-1' ? failure('AccessDeniedException', 'denied') : {},
    });
    expect(denied.gaps).toEqual([
      {
        account: MEMBER,
        region: 'us-east-1',
        service: 'lambda',
        call: 'ListFunctions',
        status: 'denied',
        detail: 'AccessDeniedException: AccessDeniedException in the script',
      },
    ]);
    expect({ ...denied.snapshot, coverage: [] }).toEqual({ ...whole.snapshot, coverage: [] });
  });

  it('an account that lets nobody in is one gap, and the others are read', async () => {
    const { snapshot, gaps } = await take({
      ...SCRIPT,
      'sts:GetCallerIdentity': (_, { account }) =>
        account === MEMBER ? failure('AccessDenied', 'denied') : { Account: MAIN, Arn: `arn:aws:iam::${MAIN}:user/u` },
    });
    expect(gaps).toEqual([
      {
        account: MEMBER,
        region: 'global',
        service: 'sts',
        call: 'AssumeRole',
        status: 'denied',
        target: `arn:aws:iam::${MEMBER}:role/Reader`,
        detail: 'AccessDenied: AccessDenied in the script',
      },
    ]);
    expect(snapshot.accounts.map((account) => account.name)).toEqual([`name of ${MAIN}`, `name of ${MEMBER}`]);
    expect(snapshot.roles.map((role) => role.account)).toEqual([MAIN]);
  });

  it('an organisation that may not be described leaves the one account', async () => {
    const { snapshot, gaps } = await take({
      ...SCRIPT,
      'organizations:DescribeOrganization': () => failure('AccessDeniedException', 'denied'),
    });
    expect(gaps).toMatchObject([{ service: 'organizations', call: 'DescribeOrganization', status: 'denied' }]);
    expect(snapshot.accounts.map((account) => account.id)).toEqual([MAIN]);
    expect(snapshot.organization).toBeUndefined();
  });

  it('where the Regions of an account are not known, those of the first account are tried', async () => {
    const { snapshot, gaps } = await take({
      ...SCRIPT,
      'ec2:DescribeRegions': (_, { account }) =>
        account === MEMBER ? failure('UnauthorizedOperation', 'denied') : { Regions: [{ RegionName: 'eu-west-1' }] },
    });
    expect(gaps).toMatchObject([{ account: MEMBER, call: 'DescribeRegions', status: 'denied' }]);
    expect(snapshot.resources.filter((one) => one.account === MEMBER)).toHaveLength(2);
  });

  it('throttling that does not end is told apart', async () => {
    const { gaps } = await take({
      ...SCRIPT,
      'kms:ListGrants': (_, { account }) => (account === MAIN ? failure('ThrottlingException', 'throttled') : {}),
    });
    expect(gaps).toMatchObject([
      {
        account: MAIN,
        service: 'kms',
        call: 'ListGrants',
        status: 'throttled',
        target: `arn:aws:kms:eu-west-1:${MAIN}:key/managed`,
      },
    ]);
  });

  it('a caller nobody knows is no snapshot', async () => {
    const source = new ScriptedSource({ 'sts:GetCallerIdentity': () => failure('InvalidClientTokenId', 'denied') });
    expect(await snapshotFrom(source, TAKING, {})).toMatchObject({ ok: false, error: { kind: 'credentials' } });
  });
});

describe('what was not asked for', () => {
  it('accounts left out are skipped, and named', async () => {
    const { snapshot, gaps } = await take(SCRIPT, { ...PLAN, accounts: [MEMBER] });
    expect(gaps).toEqual([
      {
        account: MAIN,
        region: 'global',
        service: 'sts',
        call: 'AssumeRole',
        status: 'skipped',
        detail: 'not among the accounts asked for',
      },
    ]);
    expect(snapshot.roles.map((role) => role.account)).toEqual([MEMBER]);
  });

  it('a suspended account is skipped', async () => {
    const { gaps } = await take({
      ...SCRIPT,
      'organizations:ListAccounts': {
        Accounts: [
          { Id: MAIN, Status: 'ACTIVE' },
          { Id: MEMBER, Status: 'SUSPENDED' },
        ],
      },
    });
    expect(gaps).toMatchObject([
      { account: MEMBER, call: 'AssumeRole', status: 'skipped', detail: 'the account is SUSPENDED' },
    ]);
  });

  it('Regions left out are told of; Identity Center is found wherever it is', async () => {
    const { snapshot, gaps } = await take(SCRIPT, { ...PLAN, regions: ['us-east-1'] });
    expect(gaps.map((gap) => [gap.account, gap.call, gap.status, gap.detail])).toEqual(
      [MAIN, MEMBER].map((account) => [account, 'DescribeRegions', 'skipped', 'only us-east-1 were read, as asked']),
    );
    expect(snapshot.resources).toEqual([]);
    expect(snapshot.identityCenters).toHaveLength(1);
  });

  it('a Region that AWS does not have is told from one that it has; where it does not tell them, none is', async () => {
    const all = {
      Regions: ['us-east-1', 'ap-east-1'].map((RegionName) => ({ RegionName, OptInStatus: 'not-opted-in' })),
    };
    const unknown = (script: Script): Promise<readonly string[]> =>
      unknownRegions(new ScriptedSource(script), { ...PLAN, regions: ['ap-east-1', 'us-est-1'] });
    expect(
      await unknown({ 'ec2:DescribeRegions': ({ AllRegions }) => (AllRegions === true ? all : { Regions: [] }) }),
    ).toEqual(['us-est-1']);
    expect(await unknown({ 'ec2:DescribeRegions': () => failure('UnauthorizedOperation', 'denied') })).toEqual([]);
  });

  it('a Region that an account has not enabled is not asked in it, though it was asked for', async () => {
    const enabled = (account: string) => (account === MEMBER ? ['us-east-1'] : ['us-east-1', 'eu-west-1']);
    const script: Script = {
      ...SCRIPT,
      'ec2:DescribeRegions': (_, { account }) => ({ Regions: enabled(account).map((RegionName) => ({ RegionName })) }),
    };
    const { snapshot } = await take(script, { ...PLAN, regions: ['eu-west-1'] });
    const asked = snapshot.coverage.filter((cell) => cell.service === 'kms' && cell.call === 'ListKeys');
    expect(asked.map((cell) => [cell.account, cell.region])).toEqual([[MAIN, 'eu-west-1']]);
  });
});

describe('stopping', () => {
  it('makes no further call, and keeps nothing', async () => {
    const stop = new AbortController();
    const calls: string[] = [];
    const source: CallSource = {
      call: async (call: Call): Promise<Result<JsonObject, CallFailure>> => {
        calls.push(call.operation);
        if (call.operation === 'ListAccounts') stop.abort();
        const answer = await new ScriptedSource(SCRIPT).call(call);
        return answer.ok ? ok(answer.value) : err(answer.error);
      },
    };
    const taken = await snapshotFrom(source, TAKING, { signal: stop.signal });
    expect(taken).toMatchObject({ ok: false, error: { kind: 'aborted' } });
    expect(calls.at(-1)).toBe('ListAccounts');
  });
});
