import { describe, expect, it } from 'vitest';
import type { SourceConfig } from '../../../collector/sources/config.ts';
import { readerOf } from '../../../collector/sources/read-sources.ts';
import { recordedWeb, recordingWeb } from '../../../collector/sources/recorded-web.ts';
import type { Web } from '../../../collector/sources/web.ts';
import { entra } from './entra-answers.ts';
import { fakeWeb, refused, type Told } from './fake-web.ts';
import { keycloak } from './keycloak-answers.ts';
import { okta } from './okta-answers.ts';

// What every reader of an identity source owes, whatever the provider.

type Asked = Exclude<SourceConfig, { readonly kind: 'declared' }>;
interface Source {
  readonly config: Asked;
  readonly answers: Readonly<Record<string, Told>>;
}
const at = { url: 'https://idp.example', token: 'TOKEN' };

const PAIR = 'arn:aws:iam::111122223333:role/admin,arn:aws:iam::111122223333:saml-provider/G';
const user = (id: string, more: object = {}): object => ({
  id,
  primaryEmail: `${id}@example.com`,
  name: { fullName: id },
  organizations: [{ primary: true, department: 'Ovens' }],
  ...more,
});
const GOOGLE = {
  '/admin/directory/v1/users?customer=my_customer&projection=full': {
    users: [user('ann', { customSchemas: { AWS: { Role: [{ value: PAIR }] } } }), user('ben')],
    nextPageToken: 'p2',
  },
  '/admin/directory/v1/users?customer=my_customer&projection=full&pageToken=p2': {
    users: [user('cy', { suspended: true, customSchemas: { AWS: { Role: PAIR } } })],
  },
} as Readonly<Record<string, Told>>;

const SOURCES: readonly Source[] = [
  { config: { kind: 'okta', id: 'okta', ...at }, answers: okta() },
  { config: { kind: 'entra', id: 'entra', ...at }, answers: entra() },
  { config: { kind: 'google', id: 'google', ...at, schema: 'AWS', field: 'Role' }, answers: GOOGLE },
  { config: { kind: 'keycloak', id: 'kc', ...at }, answers: keycloak() },
];

describe.each(SOURCES)('the reader of $config.kind', ({ config, answers }) => {
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
    const live = await reading(recordingWeb(fakeWeb(answers), (line) => lines.push(line)));
    const recorded = recordedWeb(lines.join(''));
    expect(recorded.ok && (await reading(recorded.value))).toEqual(live);
  });
});
