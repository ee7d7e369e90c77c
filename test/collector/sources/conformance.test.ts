import { describe, expect, it } from 'vitest';
import type { AskedSource } from '../../../collector/sources/config.ts';
import { prunedWeb } from '../../../collector/sources/kept-fields.ts';
import { readerOf } from '../../../collector/sources/read-sources.ts';
import { recordedWeb, recordingWeb } from '../../../collector/sources/recorded-web.ts';
import type { Web } from '../../../collector/sources/web.ts';
import type { Json } from '../../../domain/policy.ts';
import { APPLICATIONS, entra, USERS } from './entra-answers.ts';
import { fakeWeb, refused, type Told } from './fake-web.ts';
import { keycloak } from './keycloak-answers.ts';
import { APPS, okta } from './okta-answers.ts';

// What every reader of an identity source owes, whatever the provider.

interface Source {
  readonly config: AskedSource;
  readonly answers: Readonly<Record<string, Told>>;
  /** Answers in which nothing leads to AWS. */
  readonly noWay: Readonly<Record<string, Told>>;
  /** The list of people, of whom one has no id. */
  readonly people: readonly [path: string, Told];
}
/** One of them without an id. */
const TWO: Json = [{ id: 'zoe' }, { displayName: 'nobody' }];
const at = { url: 'https://idp.example', token: 'TOKEN' };

const PAIR = 'arn:aws:iam::111122223333:role/admin,arn:aws:iam::111122223333:saml-provider/G';
const user = (id: string, more: Readonly<Record<string, Json>> = {}): Json => ({
  id,
  primaryEmail: `${id}@example.com`,
  name: { fullName: id },
  organizations: [{ primary: true, department: 'Ovens' }],
  ...more,
});
const ALL = '/admin/directory/v1/users?customer=my_customer&projection=full';
const GOOGLE = {
  [ALL]: {
    users: [user('ann', { customSchemas: { AWS: { Role: [{ value: PAIR }] } } }), user('ben')],
    nextPageToken: 'p2',
  },
  '/admin/directory/v1/users?customer=my_customer&projection=full&pageToken=p2': {
    users: [user('cy', { suspended: true, customSchemas: { AWS: { Role: PAIR } } })],
  },
} as Readonly<Record<string, Told>>;

const SOURCES: readonly Source[] = [
  {
    config: { kind: 'okta', id: 'okta', ...at },
    answers: okta(),
    noWay: { [APPS]: [] },
    people: ['/api/v1/users', TWO],
  },
  {
    config: { kind: 'entra', id: 'entra', ...at },
    answers: entra(),
    noWay: { [APPLICATIONS]: { value: [] } },
    people: [USERS, { value: TWO }],
  },
  {
    config: { kind: 'google', id: 'google', ...at, schema: 'AWS', field: 'Role' },
    answers: GOOGLE,
    noWay: { [ALL]: { users: [user('ann')] } },
    people: [ALL, { users: TWO }],
  },
  {
    config: { kind: 'keycloak', id: 'kc', ...at },
    answers: keycloak(),
    noWay: { '/clients': [] },
    people: ['/users', TWO],
  },
];

/** The same with what no reader needs, in every object. */
function withSecrets(body: Json): Json {
  if (Array.isArray(body)) return body.map(withSecrets);
  if (typeof body !== 'object' || body === null) return body;
  const secrets = {
    secret: 'hunter2',
    secretKey: 'hunter2',
    registrationAccessToken: 'hunter2',
    credentials: { password: { value: 'hunter2' }, signing: { kid: 'hunter2' } },
    phones: [{ value: 'hunter2' }],
    recoveryEmail: 'hunter2',
    recoveryPhone: 'hunter2',
    sshPublicKeys: [{ key: 'hunter2' }],
    attributes: { privateKey: ['hunter2'], department: ['Ovens'] },
    relations: [{ type: 'spouse', value: 'hunter2' }],
  };
  const own = Object.entries(body as Readonly<Record<string, Json>>);
  return { ...secrets, ...Object.fromEntries(own.map(([name, one]) => [name, withSecrets(one)])) };
}

describe.each(SOURCES)('the reader of $config.kind', ({ config, answers, noWay, people }) => {
  const reading = (web: Web) => readerOf(config, web).read();

  it('reads people with their department, who is active, and whom the source entitles', async () => {
    const { source, users, groups, entitlements, cells } = await reading(fakeWeb(answers));
    expect(source).toMatchObject({ id: config.id, kind: config.kind, closed: true });
    expect(users.map(({ active, department }) => `${active} ${department}`).sort()).toEqual(
      expect.arrayContaining(['true Ovens']),
    );
    expect(users.filter(({ active }) => !active)).toHaveLength(1);
    expect(entitlements.length).toBeGreaterThan(0);
    const known = new Set([...users, ...groups].map(({ id }) => id));
    expect(entitlements.filter(({ principalId }) => !known.has(principalId))).toEqual([]);
    expect(entitlements.filter(({ rule, source: from }) => rule === '' || from !== config.id)).toEqual([]);
    expect(cells.filter(({ status }) => status !== 'complete')).toEqual([]);
  });

  it('keeps everything that it writes under its own name', async () => {
    const { users, groups } = await reading(fakeWeb(answers));
    expect(
      [...users, ...groups].every(({ id, provider }) => id.startsWith(`${config.id}:`) && provider === config.id),
    ).toBe(true);
  });

  it('is not closed where any one call is refused, and names what the call needs', async () => {
    for (const path of Object.keys(answers)) {
      const { source, cells } = await reading(fakeWeb({ ...answers, [path]: refused }));
      expect([path, source.closed]).toEqual([path, false]);
      const denied = cells.filter(({ status }) => status === 'denied');
      expect(denied.map(({ detail }) => detail)).toEqual([expect.stringContaining('; it needs ')]);
    }
  });

  it('takes no answer of another shape for an empty one', async () => {
    for (const path of Object.keys(answers)) {
      const { source } = await reading(fakeWeb({ ...answers, [path]: 'a page of HTML' }));
      expect([path, source.closed]).toEqual([path, false]);
    }
  });

  it('gives the same of a recording', async () => {
    const lines: string[] = [];
    const live = await reading(recordingWeb(prunedWeb(fakeWeb(answers), config), (line) => lines.push(line)));
    expect(live).toEqual(await reading(fakeWeb(answers)));
    const recorded = recordedWeb(lines.join(''));
    expect(recorded.ok && (await reading(recorded.value))).toEqual(live);
  });

  it('records nothing but what it reads', async () => {
    const lines: string[] = [];
    const told = Object.entries(answers).map(([path, body]) => [path, withSecrets(body as Json)] as const);
    const web = prunedWeb(fakeWeb(Object.fromEntries(told)), config);
    const { entitlements } = await reading(recordingWeb(web, (line) => lines.push(line)));
    expect(entitlements.length).toBeGreaterThan(0);
    expect(lines.join('')).not.toContain('hunter2');
  });

  it('is not closed where it stands for a provider and tells of no way to it', async () => {
    const standsFor = ['arn:aws:iam::*:saml-provider/P'];
    const closed = async (more: Readonly<Record<string, Told>>): Promise<boolean> =>
      (await readerOf({ ...config, standsFor }, fakeWeb({ ...answers, ...more })).read()).source.closed;
    expect(await closed({})).toBe(true);
    expect(await closed(noWay)).toBe(false);
  });

  it('takes nobody without an id for somebody', async () => {
    const [path = '', list] = people;
    const { users, source } = await reading(fakeWeb({ ...answers, [path]: list }));
    expect(users.map(({ externalId }) => externalId)).toEqual(['zoe']);
    expect(source.closed).toBe(false);
  });
});
