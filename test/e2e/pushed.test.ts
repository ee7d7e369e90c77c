import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openQuestions } from '../../answers/open.ts';
import { operationsAt } from '../../answers/operations.ts';
import type { Questions } from '../../answers/questions.ts';
import { snapshotFrom } from '../../collector/collect.ts';
import { importPaths } from '../../collector/import.ts';
import { Recorder } from '../../collector/recording.ts';
import { heldByConnectors } from '../../collector/scim/connectors.ts';
import { pushedPeople } from '../../collector/scim/pushed-people.ts';
import { writeSnapshot } from '../../collector/snapshot-files.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import { SCRIPT, TAKING } from '../collector/scripted-organisation.ts';
import { ScriptedSource } from '../collector/scripted-source.ts';
import { ENTERPRISE, patchOf, type ScimServer, type Send, scimServer } from '../scim/scim-server.ts';
import { got, QUIET, sampleOfLedger, whoCan } from './proved.ts';

let server: ScimServer;
let okta: Send;
let sample: string;
const ids = new Map<string, string>();

const person = (name: string, department: string, more: Record<string, unknown> = {}) => ({
  userName: `${name}@cakes.example`,
  displayName: name.replace('.', ' '),
  externalId: `00u-${name}`,
  title: 'Baker',
  userType: 'employee',
  emails: [{ value: `${name}@cakes.example`, primary: true }],
  [ENTERPRISE]: { department, employeeNumber: '7' },
  ...more,
});

beforeAll(async () => {
  server = await scimServer('okta', 'entra');
  okta = server.as('okta');
  for (const [name, department] of [
    ['ann.alyst', 'Finance, as Okta has it'],
    ['cfo.carla', 'Boardroom'],
    ['paul.patissier', 'Kitchen'],
  ] as const)
    ids.set(name, (await okta('POST', '/Users', person(name, department))).body.id);
  const manager = { value: ids.get('cfo.carla') };
  await okta(
    'PATCH',
    `/Users/${ids.get('ann.alyst')}`,
    patchOf({ op: 'add', path: `${ENTERPRISE}:manager`, value: manager }),
  );
  const members = [{ value: ids.get('ann.alyst') }, { value: ids.get('paul.patissier') }];
  await okta('POST', '/Groups', { displayName: 'Okta bakers', externalId: '00g1', members });
  sample = await mkdtemp(join(tmpdir(), 'tadori-pushed-'));
  const id = got(await writeSnapshot(sample, { ...(await sampleOfLedger()), people: [] }));
  sample = join(sample, 'snapshots', id);
});
afterAll(async () => {
  await server.stop();
  await rm(join(sample, '../..'), { recursive: true, force: true });
});

/** What the sample and the people pushed so far answer together. */
async function asked(also: (questions: Questions) => Promise<void> = async () => undefined): Promise<WhoCanAnswer> {
  const data = await mkdtemp(join(tmpdir(), 'tadori-pushed-'));
  try {
    const operations = operationsAt({ data, store: 'embedded' });
    const pushed = join(server.data, 'connectors', 'okta.jsonl');
    const taken = got(await operations.import([sample, pushed], QUIET));
    got(await operations.prove({ snapshot: taken.snapshot, certify: false }, QUIET));
    const verified = got(await operations.verify({ snapshot: taken.snapshot }, QUIET));
    expect(verified.failed).toEqual([]);
    const questions = got(await openQuestions({ data, store: 'embedded' }));
    const answer = await whoCan(questions, 'finance-ledger');
    await also(questions);
    await questions.close();
    return answer;
  } finally {
    await rm(data, { recursive: true, force: true });
  }
}
const resultOf = (answer: WhoCanAnswer, name: string) =>
  answer.results.find(({ subject }) => subject.id === `person:${name}@cakes.example`);

describe('people whom an identity provider has pushed', () => {
  it('stand in answers with their department, and with the rule that maps them', async () => {
    const ann = resultOf(await asked(), 'ann.alyst');
    expect(ann?.subject).toMatchObject({
      kind: 'person',
      name: 'ann alyst',
      department: 'Finance, as Okta has it',
      title: 'Baker',
      employment: 'employee',
      manager: 'cfo.carla@cakes.example',
      active: true,
    });
    const [hop] = ann?.paths[0]?.hops ?? [];
    expect(hop).toMatchObject({
      kind: 'memberOf',
      from: 'person:ann.alyst@cakes.example',
      joined: { by: 'same e-mail (probable)', account: expect.stringMatching(/^ssouser:/) },
    });
    expect(ann?.paths.every(({ hops }) => hops.length > 1)).toBe(true);
  });

  it('who is suspended there is shown so, and stays in the answer', async () => {
    await okta('PATCH', `/Users/${ids.get('ann.alyst')}`, patchOf({ op: 'replace', value: { active: false } }));
    const answer = await asked(async (questions) => {
      const groups = got(await questions.search({ text: 'okta bakers', kinds: 'subject', limit: 5 }));
      expect(groups.map(({ name, kind }) => [name, kind])).toEqual([['Okta bakers (okta)', 'directoryGroup']]);
      const text =
        'MATCH (u:UserAccount)-[:MEMBER_OF]->(g:UserGroup {name: "Okta bakers"}) RETURN u.department AS department ORDER BY department';
      const { rows } = got(await questions.cypher(text));
      expect(rows).toEqual([['Finance, as Okta has it'], ['Kitchen']]);
    });
    expect(resultOf(answer, 'ann.alyst')?.subject.active).toBe(false);
    await okta('PATCH', `/Users/${ids.get('ann.alyst')}`, patchOf({ op: 'replace', value: { active: true } }));
  });

  it('two connectors are two directories; one address is one person, active if either says so', async () => {
    const entra = server.as('entra');
    const ann = person('ANN.alyst', 'Finance, as Entra has it', { active: false, title: 'Analyst' });
    await entra('POST', '/Users', ann);
    await entra('POST', '/Users', { userName: 'no-address', displayName: 'Nobody' });
    const pushed = got(await heldByConnectors(server.data));
    const part = pushedPeople(pushed);
    expect(part.directoryUsers?.map(({ provider }) => provider).sort()).toEqual([
      'scim:entra',
      'scim:entra',
      'scim:okta',
      'scim:okta',
      'scim:okta',
    ]);
    expect(part.people?.map(({ email }) => email.toLowerCase()).sort()).toEqual([
      'ann.alyst@cakes.example',
      'cfo.carla@cakes.example',
      'paul.patissier@cakes.example',
    ]);
    expect(part.people?.find(({ email }) => /ann/i.test(email))).toMatchObject({
      department: 'Finance, as Entra has it',
      manager: 'cfo.carla@cakes.example',
      active: true,
    });
    expect(part.directoryGroups).toMatchObject([
      {
        provider: 'scim:okta',
        name: 'Okta bakers',
        externalId: '00g1',
        members: [expect.any(String), expect.any(String)],
      },
    ]);
    const known = new Set(part.directoryUsers?.map(({ id }) => id));
    expect(part.directoryGroups?.flatMap(({ members }) => members).every((member) => known.has(member))).toBe(true);
  });
});

describe('a snapshot that is collected', () => {
  it('holds who was pushed; a people file has the last word; a recording gives it again', async () => {
    const pushed = got(await heldByConnectors(server.data));
    const people = 'email,department\ncfo.carla@cakes.example,By hand\n';
    const path = join(server.data, 'recorded');
    const recorder = got(await Recorder.start(new ScriptedSource(SCRIPT), path, TAKING, { people, pushed }));
    const brought = { people: [{ email: 'cfo.carla@cakes.example', department: 'By hand', active: true }], pushed };
    const snapshot = got(await snapshotFrom(recorder, { ...TAKING, ...brought }, {}));
    got(await recorder.close());
    expect(snapshot.people.map(({ email, department }) => [email.toLowerCase(), department])).toEqual([
      ['ann.alyst@cakes.example', 'Finance, as Entra has it'],
      ['cfo.carla@cakes.example', 'By hand'],
      ['paul.patissier@cakes.example', 'Kitchen'],
    ]);
    expect(snapshot.directoryGroups.filter(({ provider }) => provider === 'scim:okta')).toHaveLength(1);
    expect(await importPaths([path], { now: () => new Date(0) })).toEqual({ ok: true, value: snapshot });
  });

  it('a file that is no connector is told', async () => {
    const refused = await importPaths([join(server.data, 'connectors', 'connectors.json')], { now: () => new Date(0) });
    expect(refused.ok).toBe(false);
  });
});
