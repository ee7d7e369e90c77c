import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { IAMClient, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChangedThing } from '../../collector/changes/changed-things.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { collectHere } from './collecting-here.ts';
import { snapshotIn } from './collecting-process.ts';
import { type EmulatedOrganisation, ORGANISATION_MISSING, OWN_ACCOUNT, startOrganisation } from './organisation.ts';
import { FaultProxy } from './proxy.ts';

const inCi = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;
const suite = ORGANISATION_MISSING === undefined || inCi ? describe : describe.skip;
suite(
  `a collection of what has changed${ORGANISATION_MISSING === undefined ? '' : ` (${ORGANISATION_MISSING})`}`,
  () => {
    const work = mkdtempSync(join(tmpdir(), 'tadori-changed-'));
    const data = join(work, 'data');
    const events = join(work, 'events.json');
    let organisation: EmulatedOrganisation;
    let proxy: FaultProxy;
    let before: Snapshot;
    beforeAll(async () => {
      organisation = await startOrganisation(2, 4);
      proxy = new FaultProxy(organisation.url, OWN_ACCOUNT, { seed: 1, pageSize: 20 });
      await proxy.start();
      await revise();
      expect(await collectHere(data, proxy.url, ['--keep'])).toMatchObject({ code: 0 });
      before = await snapshotIn(data);
    });
    afterAll(async () => {
      await proxy?.stop();
      await organisation?.stop();
      rmSync(work, { recursive: true, force: true });
    });

    const member = (): string => before.accounts.find(({ id }) => id !== OWN_ACCOUNT)?.id ?? '';
    const opened = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: OWN_ACCOUNT }, Action: 'sts:AssumeRole' }],
    };

    /** Opens a role and a queue of the member account, past the proxy. */
    async function change(): Promise<void> {
      const sts = new STSClient(ownAccess());
      const role = `arn:aws:iam::${member()}:role/any`;
      const entered = await sts.send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'x' }));
      const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = entered.Credentials ?? {};
      const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
      const PolicyDocument = JSON.stringify(opened);
      const iam = new IAMClient({ ...ownAccess(), credentials });
      await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'worker-1', PolicyDocument }));
      const sqs = new SQSClient({ ...ownAccess(), credentials, useQueueUrlAsEndpoint: false });
      const QueueUrl = `${organisation.url}/${member()}/jobs`;
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '45', Policy: '' } }));
    }

    const ownAccess = () => ({
      region: 'eu-west-1',
      endpoint: organisation.url,
      credentials: { accessKeyId: 'OWNKEY', secretAccessKey: 'secret' },
    });

    /** A new revision of a task definition, past the proxy. */
    async function revise(): Promise<void> {
      const taskRoleArn = `arn:aws:iam::${OWN_ACCOUNT}:role/worker-1`;
      const revision = new RegisterTaskDefinitionCommand({ family: 'web', taskRoleArn, containerDefinitions: [] });
      await new ECSClient(ownAccess()).send(revision);
    }

    const told = (...all: readonly (readonly [source: string, region: string])[]): void =>
      writeFileSync(
        events,
        JSON.stringify({
          Records: all.map(([source, awsRegion]) => ({
            eventSource: `${source}.amazonaws.com`,
            awsRegion,
            recipientAccountId: member(),
            readOnly: false,
          })),
        }),
      );

    /** Without the marks of what an earlier collection has read. */
    const content = ({ takenAt: _, coverage, ...rest }: Snapshot) => ({
      ...rest,
      coverage: coverage.map(({ readAt: __, ...cell }) => cell),
    });

    it('asks AWS about what events are about, and comes to what a whole collection comes to', async () => {
      await change();
      told(['iam', 'us-east-1'], ['sqs', 'eu-west-1']);
      proxy.passed.length = 0;
      const ended = await collectHere(data, proxy.url, ['--events', events]);
      expect(ended, ended.stderr).toMatchObject({ code: 0 });
      const asked = new Set(proxy.passed.map(({ account, service, region }) => `${account} ${service} ${region}`));
      expect([...asked].filter((place) => place.includes(' sqs '))).toEqual([`${member()} sqs eu-west-1`]);
      expect([...asked].filter((place) => place.includes(' iam '))).toEqual([`${member()} iam us-east-1`]);
      expect([...asked].filter((place) => place.includes(' s3 '))).toEqual([]);

      const after = await snapshotIn(data);
      const whole = join(work, 'whole');
      expect(await collectHere(whole, proxy.url)).toMatchObject({ code: 0 });
      const anew = await snapshotIn(whole);
      expect(content(after)).toEqual(content(anew));
      expect(content(after)).not.toEqual(content(before));
      const earlier = after.coverage.filter(({ readAt }) => readAt !== undefined);
      expect(earlier.filter(({ account, service }) => service === 'iam' && account === member())).toEqual([]);
      expect(earlier.length).toBeGreaterThan(50);
      expect(earlier.every(({ readAt = '' }) => readAt < after.takenAt)).toBe(true);
    });

    it('leaves what it read for the next one, for its owner alone', async () => {
      const folder = join(data, 'collected');
      expect(new Set(readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777))).toEqual(
        new Set([0o600]),
      );
      told();
      proxy.passed.length = 0;
      expect(await collectHere(data, proxy.url, ['--events', events])).toMatchObject({ code: 0 });
      expect(proxy.passed.filter(({ service }) => ['iam', 's3', 'sqs', 'sns'].includes(service))).toEqual([]);
    });

    it('asks AWS nothing about what cannot have changed, and says what has', async () => {
      await revise();
      proxy.passed.length = 0;
      const ended = await collectHere(data, proxy.url, ['--unchanged']);
      expect(ended, ended.stderr).toMatchObject({ code: 0 });
      expect(proxy.passed.filter(({ operation }) => operation === 'DescribeTaskDefinition')).toHaveLength(1);
      expect(proxy.passed.filter(({ service }) => service === 'iam').length).toBeGreaterThan(0);
      const told = JSON.parse(ended.stdout);
      expect(told).toMatchObject({ unchanged: 1, earlier: { calls: 1 } });
      expect(told.changed.things.map(({ how, kind }: ChangedThing) => `${how} ${kind}`)).toEqual([
        'gone AWS::ECS::TaskDefinition',
        'new AWS::ECS::TaskDefinition',
      ]);
    });

    it.each([
      ['other options', ['--accounts', OWN_ACCOUNT], 'there is no collection to go on from'],
      ['a recording', ['--record', join(work, 'record')], 'without `--keep`, `--events` and `--unchanged`'],
      ['workers', ['--jobs', 'redis://127.0.0.1:1'], 'either `--events` or `--jobs`'],
      ['stamps', ['--unchanged'], 'either `--events` or `--unchanged`'],
    ])('is refused with %s, and changes nothing', async (_, more, message) => {
      const ended = await collectHere(data, proxy.url, ['--events', events, ...more]);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain(message);
    });

    it('is refused where nothing was kept, or the events cannot be read', async () => {
      const fresh = await collectHere(join(work, 'fresh'), proxy.url, ['--events', events]);
      expect([fresh.code, fresh.stderr]).toEqual([2, expect.stringContaining('collect with `--keep` first')]);
      writeFileSync(events, '{"Records": [');
      const broken = await collectHere(data, proxy.url, ['--events', events]);
      expect([broken.code, broken.stderr]).toEqual([2, expect.stringContaining('events.json, line 1, byte 13')]);
    });
  },
);
