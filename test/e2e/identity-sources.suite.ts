import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openQuestions } from '../../answers/open.ts';
import { operationsAt } from '../../answers/operations.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import { oktaReader } from '../../collector/sources/okta.ts';
import { recordingWeb } from '../../collector/sources/recorded-web.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { fakeWeb } from '../collector/sources/fake-web.ts';
import { okta } from '../collector/sources/okta-answers.ts';
import { allow, document, HOME, role, snapshotOf } from '../reasoning/two-accounts.ts';
import { got, QUIET, whoCan } from './proved.ts';

const PROVIDER = `arn:aws:iam::${HOME}:saml-provider/OKTA`;
const TABLE = `arn:aws:dynamodb:eu-west-1:${HOME}:table/ledger`;

const folders: string[] = [];
async function newFolder(): Promise<string> {
  folders.push(await mkdtemp(join(tmpdir(), 'tadori-identity-')));
  return folders.at(-1) ?? '';
}
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** One role, which reads the table and is entered through Okta alone. */
const company = (more: Partial<Snapshot> = {}): Snapshot =>
  snapshotOf(
    {
      roles: [
        role('admin', allow('dynamodb:GetItem', TABLE), {
          trustPolicy: document({
            Effect: 'Allow',
            Principal: { Federated: PROVIDER },
            Action: 'sts:AssumeRoleWithSAML',
            Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
          }),
        }),
      ],
      identityProviders: [{ kind: 'saml', arn: PROVIDER, account: HOME }],
      resources: [
        {
          type: 'AWS::DynamoDB::Table',
          arn: TABLE,
          account: HOME,
          region: 'eu-west-1',
          name: 'ledger',
          tags: {},
          indexes: [],
        },
      ],
      ...more,
    },
    ...['iam:ListSAMLProviders', 'dynamodb:ListTables', 'dynamodb:DescribeTable', 'dynamodb:GetResourcePolicy'],
    'dynamodb:ListTagsOfResource',
  );

/** Who can read the table, by a snapshot and a folder of recorded answers; everything is verified. */
async function asked(snapshot: Snapshot, identity: string): Promise<WhoCanAnswer> {
  const from = await newFolder();
  const kept = join(from, 'snapshots', got(await writeSnapshot(from, snapshot)));
  const data = await newFolder();
  const operations = operationsAt({ data, store: 'embedded' });
  const taken = got(await operations.import([kept, identity], QUIET));
  got(await operations.prove({ snapshot: taken.snapshot, certify: false }, QUIET));
  expect(got(await operations.verify({ snapshot: taken.snapshot }, QUIET)).failed).toEqual([]);
  const questions = got(await openQuestions({ data, store: 'embedded' }));
  const answer = await whoCan(questions, 'ledger');
  await questions.close();
  return answer;
}

/** A folder as `collect --record` writes it. */
async function recorded(standsFor: readonly string[]): Promise<string> {
  const folder = join(await newFolder(), 'identity');
  await mkdir(folder);
  const source = { kind: 'okta', id: 'okta', url: 'https://cakes.okta.com', token: 'OKTA_TOKEN', standsFor };
  await writeFile(join(folder, 'identity.json'), JSON.stringify({ sources: [source] }));
  const lines: string[] = [];
  const web = recordingWeb(fakeWeb(okta()), (line) => lines.push(line));
  await oktaReader({ id: 'okta', name: 'okta', standsFor }, web).read();
  await writeFile(join(folder, 'okta.jsonl'), lines.join(''));
  return folder;
}

/** So many are pushed at once. */
export interface Pushed {
  readonly users: number;
  readonly groups: number;
}

export function identitySourcesSuite({ users, groups }: Pushed): void {
  describe('people of an identity source', () => {
    it('stand in answers with their department and the rule that maps them', async () => {
      const answer = await asked(company(), await recorded(['arn:aws:iam::*:saml-provider/OKTA']));
      const people = answer.results.filter(({ subject }) => subject.kind === 'person');
      expect(people.map(({ subject }) => [subject.id, subject.department])).toEqual([
        ['person:ann@example.com', 'Ovens'],
        ['person:ben@example.com', 'Ovens'],
      ]);
      const [path] = people[0]?.paths ?? [];
      expect(path).toMatchObject({ verdict: 'conditional', now: true });
      expect(path?.hops.map(({ kind }) => kind)).toEqual(['memberOf', 'assigned', 'federatesTo', 'canAct']);
      expect(path?.hops[1]?.technique).toMatch(/^okta: group aws_111122223333_admin fits /);
      expect(answer.results.filter(({ subject }) => subject.kind === 'openEnd')).toEqual([]);
    });

    it('stand beside the open end where the source does not stand for the provider', async () => {
      const answer = await asked(company(), await recorded([]));
      expect(answer.results.map(({ subject }) => subject.kind)).toContain('openEnd');
    });
  });

  describe(`${users} users and ${groups} groups that were pushed`, () => {
    it('reach what a declared mapping gives their groups', async () => {
      const numbers = Array.from({ length: users }, (_, at) => at);
      const provider = 'scim:ad';
      const directory = {
        directoryUsers: numbers.map((at) => ({
          id: `${provider}:u${at}`,
          provider,
          userName: `p${at}@cakes.example`,
          emails: [`p${at}@cakes.example`],
          active: true,
        })),
        directoryGroups: Array.from({ length: groups }, (_, of) => ({
          id: `${provider}:g${of}`,
          provider,
          name: `Group ${of}`,
          members: numbers.filter((at) => at % groups === of).map((at) => `${provider}:u${at}`),
        })),
        people: numbers.map((at) => ({
          email: `p${at}@cakes.example`,
          department: `Department ${at % groups}`,
          active: true,
        })),
      };
      const folder = join(await newFolder(), 'identity');
      await mkdir(folder);
      const standsFor = [PROVIDER];
      const source = { kind: 'declared', id: 'ad', file: 'roles.csv', directory: provider, closed: true, standsFor };
      await writeFile(join(folder, 'identity.json'), JSON.stringify({ sources: [source] }));
      const lines = [1, 2, 3].map((of) => `group:Group ${of},arn:aws:iam::${HOME}:role/admin,${PROVIDER}`);
      await writeFile(join(folder, 'roles.csv'), ['subject,role,provider', ...lines].join('\n'));
      const answer = await asked(company(directory), folder);
      const able = answer.results.filter(({ subject }) => subject.kind === 'person');
      expect(able).toHaveLength((3 * users) / groups);
      expect(new Set(able.map(({ subject }) => subject.department))).toEqual(
        new Set(['Department 1', 'Department 2', 'Department 3']),
      );
      expect(
        able.every(({ paths }) => paths[0]?.hops.some(({ technique }) => /^declared: line \d, /.test(technique ?? ''))),
      ).toBe(true);
      expect(answer.results.filter(({ subject }) => subject.kind === 'openEnd')).toEqual([]);
    }, 180_000);
  });
}
