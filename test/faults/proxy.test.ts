import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failureOf } from '../../collector/aws/failures.ts';
import { newClient, send } from '../../collector/aws/sdk-client.ts';
import type { JsonObject, ServiceName } from '../../collector/call-source.ts';
import { identity, json, session } from '../collector/aws-stub.ts';
import { callName, chance, type FaultPlan, faultOf } from './fault-plan.ts';
import { FaultProxy } from './proxy.ts';

const OWN = '111122223333';
const MEMBER = '444455556666';
const POLICY = '{"Version":"2012-10-17","Statement":[]}';

/** Answers as the emulator would, far enough for these tests. */
function emulated(body: string, target: string | undefined): { readonly type?: string; readonly body: string } {
  const action = target?.split('.').at(-1) ?? new URLSearchParams(body).get('Action');
  if (action === 'AssumeRole') return assumedIn(MEMBER);
  if (action === 'GetCallerIdentity') return identity(OWN);
  if (action === 'ListAccounts') {
    const { NextToken } = JSON.parse(body) as { NextToken?: string };
    const ids = NextToken === undefined ? [1, 2, 3] : [4, 5];
    return json({
      Accounts: ids.map((id) => ({ Id: `${id}` })),
      ...(NextToken === undefined ? { NextToken: 'own' } : {}),
    });
  }
  if (action === 'GetAccountAuthorizationDetails') return { body: details() };
  return json({ Keys: [{ KeyId: 'k' }] });
}

function details(): string {
  const tags = '<Tags><member><Key>a</Key><Value>b</Value></member></Tags>';
  const role = (name: string): string =>
    `<member>${tags}<RoleName>${name}</RoleName><Arn>arn:aws:iam::1:role/${name}</Arn><AssumeRolePolicyDocument>${POLICY.replaceAll('"', '&quot;')}</AssumeRolePolicyDocument></member>`;
  const user = `<member><UserName>u</UserName><Arn>arn:aws:iam::1:user/u</Arn>${tags}</member>`;
  return `<GetAccountAuthorizationDetailsResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><GetAccountAuthorizationDetailsResult><IsTruncated>false</IsTruncated><UserDetailList>${user}</UserDetailList><RoleDetailList>${['a', 'b', 'c'].map(role).join('\n')}</RoleDetailList></GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>`;
}

const assumedIn = (account: string) => {
  const answer = session('MEMBERKEY', new Date(Date.now() + 3600_000));
  const user = `<AssumedRoleUser><Arn>arn:aws:sts::${account}:assumed-role/R/tadori</Arn><AssumedRoleId>A:t</AssumedRoleId></AssumedRoleUser>`;
  return { body: answer.body.replace('<AssumeRoleResult>', `<AssumeRoleResult>${user}`) };
};

let upstream: Server;
let proxy: FaultProxy;

async function withPlan(plan: Partial<FaultPlan>): Promise<void> {
  proxy = new FaultProxy(`http://127.0.0.1:${(upstream.address() as AddressInfo).port}`, OWN, { seed: 1, ...plan });
  await proxy.start();
  process.env['AWS_ENDPOINT_URL'] = proxy.url;
}

beforeEach(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'OWNKEY';
  process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  upstream = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += String(chunk);
    });
    request.on('end', () => {
      const { type = 'text/xml', body: text } = emulated(body, request.headers['x-amz-target'] as string | undefined);
      response.writeHead(200, { 'content-type': type }).end(text);
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await proxy.stop();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
});

interface Asked {
  readonly service?: ServiceName;
  readonly operation?: string;
  readonly input?: JsonObject;
  readonly key?: string;
}

/** One call without any second attempt: what the SDK makes of the proxy's answer is what is tested. */
async function ask({
  service = 'kms',
  operation = 'ListKeys',
  input = {},
  key = 'OWNKEY',
}: Asked): Promise<JsonObject> {
  const credentials = async () => ({ accessKeyId: key, secretAccessKey: 's' });
  const client = await newClient(service, { region: 'eu-west-1', credentials, maxAttempts: 1 });
  try {
    return await send(client, service, operation, input, undefined);
  } finally {
    client.destroy();
  }
}

const failing = async (asked: Asked) =>
  ask(asked).then(
    () => undefined,
    (error: unknown) => failureOf(error),
  );

const READS: readonly (readonly [ServiceName, string, JsonObject])[] = [
  ['sts', 'GetCallerIdentity', {}],
  ['iam', 'ListUsers', {}],
  ['sns', 'ListTopics', {}],
  ['ec2', 'DescribeRegions', {}],
  ['organizations', 'ListRoots', {}],
  ['sso-admin', 'ListInstances', {}],
  ['identitystore', 'ListUsers', { IdentityStoreId: 'd-1234567890' }],
  ['dynamodb', 'ListTables', {}],
  ['kms', 'ListKeys', {}],
  ['sqs', 'ListQueues', {}],
  ['secretsmanager', 'ListSecrets', {}],
  ['lambda', 'ListFunctions', {}],
  ['s3', 'ListBuckets', {}],
  ['s3', 'GetBucketPolicy', { Bucket: 'b' }],
  ['s3control', 'ListAccessPoints', { AccountId: OWN }],
];

describe('the faults proxy', () => {
  it.each(READS)('knows %s:%s and throttles and denies it in its own words', async (service, operation, input) => {
    await withPlan({ shares: { throttled: 1 } });
    expect(await failing({ service, operation, input })).toMatchObject({ status: 'throttled' });
    proxy.plan = { seed: 1, denies: () => true };
    expect(await failing({ service, operation, input })).toMatchObject({ status: 'denied' });
    expect(proxy.passed.map((call) => [call.account, call.region, call.service, call.operation])).toEqual([
      [OWN, 'eu-west-1', service, operation],
      [OWN, 'eu-west-1', service, operation],
    ]);
    expect(proxy.counts()).toEqual({ throttled: 1, denied: 1 });
  });

  it('ends sessions when it is told to, and says so in the answer that makes them', async () => {
    await withPlan({ sessionMs: 300 });
    const input = { RoleArn: `arn:aws:iam::${MEMBER}:role/R`, RoleSessionName: 't' };
    const { Credentials: made } = await ask({ service: 'sts', operation: 'AssumeRole', input });
    const { Expiration } = made as { Expiration: string };
    expect(Date.parse(Expiration) - Date.now()).toBeLessThanOrEqual(300);
    expect(await ask({ key: 'MEMBERKEY' })).toMatchObject({ Keys: [{ KeyId: 'k' }] });
    await new Promise((resolve) => setTimeout(resolve, 320));
    const codes = await Promise.all(
      READS.map(async ([service, operation, given]) => {
        const failed = await failing({ service, operation, input: given, key: 'MEMBERKEY' });
        return failed?.code;
      }),
    );
    expect(new Set(codes)).toEqual(new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired']));
    expect(new Set(proxy.passed.slice(1).map((call) => call.account))).toEqual(new Set([MEMBER]));
  });

  it.each([
    ['reset', /TimeoutError|ECONNRESET/],
    ['cut', /ECONNRESET|SyntaxError|aborted/],
    ['html', /502|SyntaxError|Unknown|Error/],
  ] as const)('can %s', async (fault, code) => {
    await withPlan({ shares: { [fault]: 1 } });
    expect((await failing({}))?.code).toMatch(code);
    expect(proxy.counts()).toEqual({ [fault]: 1 });
  });

  it('can be slow', async () => {
    await withPlan({ shares: { slow: 1 }, slowMs: 150 });
    const before = Date.now();
    expect(await ask({})).toMatchObject({ Keys: [{ KeyId: 'k' }] });
    expect(Date.now() - before).toBeGreaterThanOrEqual(145);
  });

  it('gives lists in pages that the emulator cuts elsewhere', async () => {
    await withPlan({ pageSize: 2 });
    const pages: JsonObject[] = [];
    for (let next: JsonObject = {}; ; ) {
      const page = await ask({ service: 'organizations', operation: 'ListAccounts', input: next });
      pages.push(page);
      const { NextToken } = page;
      if (NextToken === undefined) break;
      next = { NextToken };
    }
    const ids = pages.map(({ Accounts }) => (Accounts as { Id: string }[]).map(({ Id }) => Id));
    expect(ids).toEqual([['1', '2'], ['3', '4'], ['5']]);
    expect(new Set(proxy.passed.map(callName)).size).toBe(1);
  });

  it('gives account authorization details in pages, documents percent-encoded', async () => {
    await withPlan({ pageSize: 2 });
    const first = await ask({ service: 'iam', operation: 'GetAccountAuthorizationDetails' });
    expect(first).toMatchObject({
      IsTruncated: true,
      Marker: 'page-2',
      UserDetailList: [{ UserName: 'u', Tags: [{ Key: 'a', Value: 'b' }] }],
      RoleDetailList: [{ RoleName: 'a', AssumeRolePolicyDocument: encodeURIComponent(POLICY) }],
    });
    const input = { Marker: 'page-2' };
    const second = await ask({ service: 'iam', operation: 'GetAccountAuthorizationDetails', input });
    expect(second).toMatchObject({ IsTruncated: false, RoleDetailList: [{ RoleName: 'b' }, { RoleName: 'c' }] });
    expect(second['Marker']).toBeUndefined();
    expect((second['UserDetailList'] as readonly unknown[] | undefined) ?? []).toEqual([]);
  });
});

describe('a plan of faults', () => {
  const call = {
    key: 'k',
    account: OWN,
    region: 'r',
    service: 'kms',
    operation: 'ListKeys',
    protocol: 'json',
    target: '',
  } as const;

  it('says the same of the same attempt, and strikes about as often as it should', () => {
    const plan = { seed: 7, shares: { throttled: 0.05, reset: 0.05 } };
    const faults = Array.from({ length: 4000 }, (_, attempt) => faultOf(plan, call, attempt));
    expect(Array.from({ length: 4000 }, (_, attempt) => faultOf(plan, call, attempt))).toEqual(faults);
    const struck = (fault: string): number => faults.filter((one) => one === fault).length / faults.length;
    expect(struck('throttled')).toBeCloseTo(0.05, 1.7);
    expect(struck('reset')).toBeCloseTo(0.05, 1.7);
    expect(chance(1, 'a')).not.toBe(chance(2, 'a'));
  });

  it('denies always, and spares whom it is told to', () => {
    const plan = { seed: 7, shares: { throttled: 1 }, denies: () => true };
    expect(faultOf(plan, call, 5)).toBe('denied');
    expect(faultOf({ seed: 7, shares: { throttled: 1 }, spares: () => true }, call, 0)).toBeUndefined();
  });
});
