import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { collectUsage, IAM_USAGE } from '../../collector/aws/iam-usage.ts';
import { SdkSource } from '../../collector/aws/sdk-source.ts';
import { CALLER } from '../../collector/call-source.ts';
import { Ledger } from '../../collector/ledger.ts';
import { Reader } from '../../collector/reader.ts';
import { unitedUsage } from '../../collector/report-usage.ts';
import type { SnapshotPart } from '../../collector/snapshot-part.ts';
import type { CoverageCell } from '../../domain/gap.ts';
import { AwsStub, queryError, type StubAnswer } from './aws-stub.ts';
import { ACCOUNT } from './scripted-source.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/App`;
const LINKED = `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`;
const stub = new AwsStub();
let source: SdkSource;

beforeAll(async () => {
  await stub.start();
  process.env['AWS_ENDPOINT_URL'] = stub.url;
  process.env['AWS_ACCESS_KEY_ID'] = 'OWNKEY';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  process.env['AWS_REGION'] = 'us-east-1';
  source = new SdkSource({ roleName: 'Reader' });
});
beforeEach(() => {
  stub.requests.length = 0;
});
afterAll(async () => {
  await source.close();
  await stub.stop();
});

const role = (arn: string) => ({
  arn,
  account: ACCOUNT,
  name: arn.split('/').at(-1) ?? '',
  path: '/',
  inlinePolicies: [],
  attachedPolicies: [],
  tags: {},
  trustPolicy: {},
});

/** An answer of IAM as it comes over the wire. Source: AWS IAM API Reference, each operation's example. */
const answer = (operation: string, body: string): StubAnswer => ({
  body: `<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${operation}Result>${body}</${operation}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${operation}Response>`,
});
const STARTED = answer('GenerateServiceLastAccessedDetails', '<JobId>job-1</JobId>');
const details = (status: string, rest = ''): StubAnswer =>
  answer(
    'GetServiceLastAccessedDetails',
    `<JobStatus>${status}</JobStatus><JobType>ACTION_LEVEL</JobType><JobCreationDate>2026-11-20T10:00:00Z</JobCreationDate>${rest}`,
  );
const DONE = '<JobCompletionDate>2026-11-20T10:00:05Z</JobCompletionDate>';
const S3 = `<member><ServiceName>Amazon S3</ServiceName><ServiceNamespace>s3</ServiceNamespace>
  <LastAuthenticated>2026-11-01T00:00:00Z</LastAuthenticated><LastAuthenticatedRegion>eu-west-1</LastAuthenticatedRegion>
  <LastAuthenticatedEntity>${ROLE}</LastAuthenticatedEntity><TotalAuthenticatedEntities>1</TotalAuthenticatedEntities>
  <TrackedActionsLastAccessed>
    <member><ActionName>ListAllMyBuckets</ActionName><LastAccessedTime>2026-11-01T00:00:00Z</LastAccessedTime><LastAccessedRegion>eu-west-1</LastAccessedRegion></member>
    <member><ActionName>DeleteBucket</ActionName></member>
  </TrackedActionsLastAccessed></member>`;
const SQS = '<member><ServiceName>Amazon SQS</ServiceName><ServiceNamespace>sqs</ServiceNamespace></member>';
const services = (list: string, more = '<IsTruncated>false</IsTruncated>'): string =>
  `${DONE}<ServicesLastAccessed>${list}</ServicesLastAccessed>${more}`;

type Script = Readonly<Record<string, readonly StubAnswer[]>>;

async function used(
  script: Script,
  roles = [role(ROLE)],
): Promise<SnapshotPart & { readonly gaps: readonly CoverageCell[]; readonly pauses: readonly number[] }> {
  const turns = new Map<string, number>();
  stub.answer = ({ action }) => {
    const turn = turns.get(action) ?? 0;
    turns.set(action, turn + 1);
    const list = script[action] ?? [];
    return list[Math.min(turn, list.length - 1)] ?? queryError(403, 'AccessDenied');
  };
  const ledger = new Ledger();
  const place = { account: CALLER, partition: 'aws', region: 'us-east-1', cellRegion: 'global' };
  const pauses: number[] = [];
  const patience = { waits: [1, 2], pause: async (ms: number) => void pauses.push(ms) };
  const part = await collectUsage(new Reader(source, ledger, IAM_USAGE, place), { roles }, patience);
  return { ...part, pauses, gaps: ledger.cells().filter(({ status }) => status !== 'complete') };
}

const GONE = queryError(404, 'NoSuchEntity');
const gapsOf = (gaps: readonly CoverageCell[], call: string): readonly unknown[] =>
  gaps.filter((gap) => gap.call === call).map(({ status, target, detail }) => [status, target, detail]);

describe('services and actions last accessed', () => {
  it('are waited for, read page by page, and kept with the moment of the report', async () => {
    const { usage, pauses } = await used({
      GenerateServiceLastAccessedDetails: [STARTED],
      GetServiceLastAccessedDetails: [
        details('IN_PROGRESS'),
        details('COMPLETED', services(SQS, '<IsTruncated>true</IsTruncated><Marker>more</Marker>')),
        details('COMPLETED', services(S3)),
      ],
    });
    expect(pauses).toEqual([1]);
    expect(usage).toEqual([
      {
        version: 1,
        principal: ROLE,
        account: ACCOUNT,
        source: 'lastAccessed',
        until: '2026-11-20T10:00:05.000Z',
        services: [
          {
            service: 's3',
            at: '2026-11-01T00:00:00.000Z',
            region: 'eu-west-1',
            actions: [{ action: 'ListAllMyBuckets', at: '2026-11-01T00:00:00.000Z', region: 'eu-west-1' }],
            unusedActions: ['DeleteBucket'],
          },
          { service: 'sqs' },
        ],
      },
    ]);
    const asked = stub.requests.find(({ action }) => action === 'GenerateServiceLastAccessedDetails');
    expect(asked?.body).toContain('Granularity=ACTION_LEVEL');
    expect(stub.requests.at(-1)?.body ?? '').toContain('Marker=more');
  });

  it('that are denied are a gap of that role, and no record says that it was unused', async () => {
    const { usage, gaps } = await used({});
    expect(usage).toEqual([]);
    expect(gapsOf(gaps, 'GenerateServiceLastAccessedDetails')).toMatchObject([['denied', ROLE, expect.any(String)]]);
  });

  it.each([
    ['does not come in time', [details('IN_PROGRESS')], /not ready in time/, 2],
    [
      'fails',
      [details('FAILED', `${DONE}<Error><Message>internal trouble</Message><Code>X</Code></Error>`)],
      /internal trouble/,
      0,
    ],
    ['is not known to IAM twice', [GONE], /does not know it any more/, 0],
  ])('whose report %s are a gap', async (_, reports, why, pauses) => {
    const found = await used({
      GenerateServiceLastAccessedDetails: [STARTED],
      GetServiceLastAccessedDetails: reports,
    });
    expect(found.usage).toEqual([]);
    expect(found.pauses).toHaveLength(pauses);
    expect(gapsOf(found.gaps, 'GetServiceLastAccessedDetails')).toEqual([['failed', ROLE, expect.stringMatching(why)]]);
  });

  it('are asked for once more where the session that asked has ended', async () => {
    const { usage, gaps } = await used({
      GenerateServiceLastAccessedDetails: [STARTED],
      GetServiceLastAccessedDetails: [GONE, details('COMPLETED', services(SQS))],
    });
    expect(usage?.map(({ services: list }) => list)).toEqual([[{ service: 'sqs' }]]);
    expect(gapsOf(gaps, 'GetServiceLastAccessedDetails')).toEqual([]);
  });
});

describe('roles last used', () => {
  const lastUsed = { at: '2026-11-01T00:00:00.000Z', region: 'eu-west-1' };
  const ROLE_ANSWER = answer(
    'GetRole',
    '<Role><RoleLastUsed><LastUsedDate>2026-11-01T00:00:00Z</LastUsedDate><Region>eu-west-1</Region></RoleLastUsed></Role>',
  );

  it('come from the role itself where the details lack them', async () => {
    const { roles } = await used({ GetRole: [ROLE_ANSWER] });
    expect(roles).toEqual([{ ...role(ROLE), lastUsed }]);
  });

  it('are not asked for where they are known, nor of service-linked roles', async () => {
    const { roles } = await used({ GetRole: [ROLE_ANSWER] }, [{ ...role(ROLE), lastUsed } as never, role(LINKED)]);
    expect(roles).toEqual([]);
    expect(stub.requests.filter(({ action }) => action === 'GetRole')).toEqual([]);
    expect(stub.requests.filter(({ body }) => body.includes('aws-service-role'))).toEqual([]);
  });
});

describe('the credential report', () => {
  const HEAD =
    'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service';
  const ROOT = `<root_account>,arn:aws:iam::${ACCOUNT}:root,2020-01-01T00:00:00+00:00,not_supported,2026-11-02T00:00:00+00:00,not_supported,false,true,2020-01-01T00:00:00+00:00,2026-10-01T00:00:00+00:00,us-east-1,s3`;
  const DORA = `dora,arn:aws:iam::${ACCOUNT}:user/dora,2024-01-01T00:00:00+00:00,true,no_information,2024-01-01T00:00:00+00:00,true,false,N/A,N/A,N/A,N/A`;
  const state = (text: string): StubAnswer => answer('GenerateCredentialReport', `<State>${text}</State>`);
  const content = (text: string): StubAnswer =>
    answer(
      'GetCredentialReport',
      `<Content>${Buffer.from(text).toString('base64')}</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>2026-11-20T09:00:00Z</GeneratedTime>`,
    );

  it('is waited for, and tells of the root user too', async () => {
    const { usage, pauses } = await used(
      {
        GenerateCredentialReport: [state('STARTED'), state('COMPLETE')],
        GetCredentialReport: [content(`${HEAD}\n${ROOT}\n${DORA}\n`)],
      },
      [],
    );
    const both = { version: 1, account: ACCOUNT, source: 'credentialReport', until: '2026-11-20T09:00:00.000Z' };
    const key = {
      id: 'access_key_1',
      active: true,
      changed: '2020-01-01T00:00:00.000Z',
      at: '2026-10-01T00:00:00.000Z',
      region: 'us-east-1',
      service: 's3',
    };
    expect(pauses).toEqual([1]);
    expect(usage).toEqual([
      {
        ...both,
        principal: `arn:aws:iam::${ACCOUNT}:root`,
        credentials: { passwordLastUsed: '2026-11-02T00:00:00.000Z', hasMfa: false, keys: [key] },
      },
      {
        ...both,
        principal: `arn:aws:iam::${ACCOUNT}:user/dora`,
        credentials: { hasPassword: true, passwordChanged: '2024-01-01T00:00:00.000Z', hasMfa: true },
      },
    ]);
  });

  it.each([
    ['is denied', {}, 'GenerateCredentialReport', 'denied', /AccessDenied/],
    [
      'does not come in time',
      { GenerateCredentialReport: [state('INPROGRESS')] },
      'GenerateCredentialReport',
      'failed',
      /not ready in time/,
    ],
    [
      'is no report',
      { GenerateCredentialReport: [state('COMPLETE')], GetCredentialReport: [content('user,arn\n')] },
      'GetCredentialReport',
      'failed',
      /`user_creation_time` is missing/,
    ],
  ] as const)('that %s is a gap', async (_, script, call, status, why) => {
    const { usage, gaps } = await used(script, []);
    expect(usage).toEqual([]);
    expect(gapsOf(gaps, call)).toMatchObject([
      [status, status === 'denied' ? undefined : CALLER, expect.stringMatching(why)],
    ]);
  });
});

it('of what one source tells twice, the word that reaches further stands', () => {
  const one = { version: 1, principal: ROLE, account: ACCOUNT, source: 'lastAccessed', services: [] } as const;
  const [early, late] = [
    { ...one, until: '2026-01-01T00:00:00.000Z' },
    { ...one, until: '2026-02-01T00:00:00.000Z' },
  ];
  expect(unitedUsage([late, early])).toEqual([late]);
  expect(unitedUsage([early, late])).toEqual([late]);
  expect(unitedUsage([early, { ...late, source: 'cloudTrail' }])).toHaveLength(2);
});
