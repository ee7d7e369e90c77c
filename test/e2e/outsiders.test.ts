import { afterAll, describe, expect, it } from 'vitest';
import { asText } from '../../answers/report/text.ts';
import { whoCanReport } from '../../answers/report/who-can.ts';
import type { WhoCanAnswer } from '../../domain/answer.ts';
import { got, provedData, shippedSample } from './proved.ts';
import { unreadAccountSuite } from './unread-account.suite.ts';

const sample = await shippedSample();
const { questions, close } = await provedData(sample);
afterAll(close);

const FINANCE = '646836788589';
const PARTNER = '999988887777';

const ways = async (from: string, to: string) => got(await questions.paths({ from, to, language: 'en' }));
const refusal = async (asked: Promise<{ readonly ok: boolean }>) => {
  const result = await asked;
  return result.ok ? undefined : (result as unknown as { readonly error: { readonly kind: string } }).error.kind;
};

describe('a principal that an account which was read does not have', () => {
  const missing = `arn:aws:iam::${FINANCE}:role/Hop33`;
  const session = `arn:aws:sts::${FINANCE}:assumed-role/Hop33/me`;

  it.each([missing, session, `arn:aws:iam::${FINANCE}:user/nobody`])('%s is not found', async (principal) => {
    const action = 'dynamodb:DeleteTable';
    const asked = { principal, resource: 'finance-ledger', language: 'en' as const };
    expect(await refusal(questions.can({ ...asked, action }))).toBe('notFound');
    expect(await refusal(questions.explain({ ...asked, actions: [action] }))).toBe('notFound');
    expect(await refusal(questions.paths({ from: principal, to: 'VaultKeeper', language: 'en' }))).toBe('notFound');
    expect(await refusal(questions.whatCan({ subject: principal, language: 'en' }))).toBe('notFound');
  });

  it('is told with what is called nearly so', async () => {
    const result = await questions.whatCan({ subject: `arn:aws:iam::${FINANCE}:role/Hop`, language: 'en' });
    expect(result).toMatchObject({ ok: false, error: { candidates: expect.arrayContaining([]) } });
    expect(JSON.stringify(result)).toContain('role/Hop3');
  });

  it.each([
    `external:${FINANCE}`,
    FINANCE,
    'ssouser:nobody',
    'ssogroup:nobody',
    `permissionset:arn:aws:sso:::permissionSet/x/y@${FINANCE}`,
  ])('neither is %s', async (from) => {
    expect(await refusal(questions.paths({ from, to: 'VaultKeeper', language: 'en' }))).toBe('notFound');
  });

  it.each([
    'arn:aws:s3:::nowhere',
    'arn:aws:s3:::secret-cake-recipes/cake',
    `arn:aws:iam::${PARTNER}:role/Theirs`,
  ])('no path to %s is claimed, of which nothing is known', async (to) => {
    expect(await refusal(questions.paths({ from: 'Hop1', to, language: 'en' }))).toBe('notFound');
  });
});

describe('a principal of an account outside', () => {
  it.each([
    PARTNER,
    `external:${PARTNER}`,
    `arn:aws:iam::${PARTNER}:root`,
    `arn:aws:iam::${PARTNER}:role/Scanner`,
    `arn:aws:sts::${PARTNER}:assumed-role/Scanner/night`,
  ])('%s comes in by a trust policy that names the account', async (from) => {
    const { paths } = await ways(from, 'VendorAnalytics');
    expect(paths.map(({ verdict, when }) => [verdict, when?.text])).toEqual([
      ['conditional', 'when the external id is cakes-4711'],
    ]);
  });

  it('does not where another account is named', async () => {
    expect((await ways('arn:aws:iam::111122223333:role/Scanner', 'VendorAnalytics')).paths).toEqual([]);
  });

  it('reaches what is open to everybody', async () => {
    const subject = 'arn:aws:iam::111122223333:role/Scanner';
    const { results } = got(await questions.whatCan({ subject, language: 'en' }));
    const website = results.find(({ resource }) => resource === 'arn:aws:s3:::cakes-website');
    expect(website?.actions).toContain('s3:GetObject');
    const among = got(await questions.whoCan({ resource: 'cakes-website', among: subject, language: 'en' }));
    expect(among.results.flatMap(({ actions }) => actions)).toContain('s3:GetObject');
  });
});

describe('an account number that is none', () => {
  it.each([
    '64683678858',
    '6468367885891',
    'external:64683678858',
    'arn:aws:iam::64683678858:root',
    'arn:aws:iam::64683678858:role/CFO',
    'arn:aws:sts::64683678858:assumed-role/CFO/me',
    'arn:aws:iam::finance:role/CFO',
  ])('%s is refused as a principal', async (principal) => {
    const asked = {
      principal,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::cakes-website/x',
      language: 'en',
    } as const;
    expect(await refusal(questions.can(asked))).toBe('badInput');
    expect(await refusal(questions.whoCan({ resource: 'cakes-website', among: principal, language: 'en' }))).toBe(
      'badInput',
    );
  });

  it('is refused as a resource', async () => {
    const resource = 'arn:aws:dynamodb:eu-west-1:64683678858:table/x';
    const result = await questions.can({ principal: 'CFO', action: 'dynamodb:GetItem', resource, language: 'en' });
    expect(result).toMatchObject({
      ok: false,
      error: {
        kind: 'badInput',
        message: `\`64683678858\` in \`${resource}\` is no account number; those have 12 digits`,
      },
    });
  });
});

describe('a bucket that no account of ours has', () => {
  const asked = { principal: 'CFO', resource: 'arn:aws:s3:::some-unknown-bucket/x', language: 'en' } as const;

  it('is denied by what is known, not by a Deny that hits some Regions only, nor by a policy that nobody read', async () => {
    const answer = got(await questions.can({ ...asked, action: 's3:GetObject' }));
    expect(answer).toMatchObject({ verdict: 'denied', by: [], blockedBy: ['identity'] });
    const { layers, columns } = got(await questions.explain({ ...asked, actions: ['s3:GetObject'] }));
    expect(layers.find(({ layer }) => layer === 'resource')?.effects[0]?.effect).toBe('unknown');
    expect(columns[0]?.deniedBy).toEqual([]);
    expect(columns[0]?.blocks.items.flatMap(({ obstacles }) => obstacles)).toEqual([
      { kind: 'noAllow', layer: 'identity' },
    ]);
  });
});

describe('what is open to everybody', () => {
  const ask = async (resource: string, more: { among?: string; actions?: readonly string[] } = {}) =>
    got(await questions.whoCan({ resource, language: 'en', ...more }));
  const said = (answer: WhoCanAnswer, language: 'en' | 'ja' = 'en') =>
    asText(whoCanReport(answer, language), { emphasis: false }).split('\n');

  it('is told of anyone first, and nobody is said to have no path', async () => {
    const answer = await ask('cakes-website', { actions: ['read'] });
    expect(answer.results[0]?.subject.kind).toBe('anyone');
    expect(answer.without).toEqual([]);
    expect(answer.asAnyone).toContain('person:ann.alyst@cakes.example');
    expect(said(answer)[0]).toBe(
      'Anyone can read cakes-website without signing in, all 7 people included; 4 of 7 people and 30 other principals can when signed in, too.',
    );
    expect(said(answer, 'ja')[0]).toMatch(/^サインインしなくても誰でもcakes-websiteを読み取れます（7人全員を含む）/);
  });

  it.each([
    [
      'people',
      'Anyone can read cakes-website without signing in, all 7 people included; 4 of 7 people can when signed in, too.',
    ],
    ['ann.alyst', 'Anyone can read cakes-website without signing in, Ann Alyst included.'],
    ['gone.gary', 'Anyone can read cakes-website without signing in, Gary Gone included.'],
    ['Hop1', 'Anyone can read cakes-website without signing in, Hop1 included.'],
    ['anyone', 'Anyone can read cakes-website without signing in.'],
  ])('counts for %s as well', async (among, sentence) => {
    const answer = await ask('cakes-website', { actions: ['read'], among });
    expect(answer.results.map((one) => one.subject.kind)).toContain('anyone');
    expect(said(answer)[0]).toBe(sentence);
  });

  it('by an ACL, names the grant of the ACL', async () => {
    const answer = await ask('old-acl-bucket', { actions: ['s3:ListBucket'], among: 'anyone' });
    const grant = { layer: 'resource', policy: 'ACL of arn:aws:s3:::old-acl-bucket', index: 1, sid: 'AllUsers READ' };
    expect(answer.results.map((one) => one.by)).toEqual([[grant]]);
    expect(said(answer).join('\n')).toContain('granted by: ACL of old-acl-bucket (AllUsers READ)');
    expect(said(answer, 'ja').join('\n')).toContain('許可の根拠：old-acl-bucketのACL（AllUsers READ）');
    const asked = { principal: 'anyone', resource: 'old-acl-bucket', language: 'en' } as const;
    expect(got(await questions.can({ ...asked, action: 's3:ListBucket' })).by).toEqual([grant]);
    const { layers } = got(await questions.explain({ ...asked, actions: ['s3:ListBucket', 's3:GetBucketAcl'] }));
    expect(layers.find(({ layer }) => layer === 'resource')?.effects.map(({ effect }) => effect)).toEqual([
      'allows',
      'silent',
    ]);
  });

  it('by an ACL, is no resource policy that is missing where the caller’s own side is', async () => {
    const asked = {
      principal: 'VaultKeeper',
      action: 's3:ListBucket',
      resource: 'old-acl-bucket',
      language: 'en',
    } as const;
    expect(got(await questions.can(asked))).toMatchObject({ verdict: 'denied', blockedBy: ['identity'] });
  });
});

describe('the sentence about those who were asked about', () => {
  const sentence = async (among: string, language: 'en' | 'ja') => {
    const actions = among === 'gone.gary' ? ['read'] : ['dynamodb:CreateBackup'];
    const answer = got(await questions.whoCan({ resource: 'finance-ledger', language, among, actions }));
    return asText(whoCanReport(answer, language), { emphasis: false }).split('\n')[0];
  };

  it.each([
    ['ann.alyst', 'Ann Alyst cannot call dynamodb:CreateBackup on finance-ledger, proven for what was read.'],
    ['Hop1', 'Hop1 cannot call dynamodb:CreateBackup on finance-ledger, proven for what was read.'],
    ['gone.gary', 'Gary Gone could read finance-ledger, but is disabled or gone and cannot now.'],
  ])('speaks of %s, not of everybody', async (among, said) => {
    expect(await sentence(among, 'en')).toBe(said);
    expect(await sentence(among, 'ja')).toMatch(new RegExp(`^${said.startsWith('Hop1') ? 'Hop1' : said.slice(0, 8)}`));
  });
});

unreadAccountSuite(2);

describe('a provider of sign-ins', () => {
  it('is found by its name', async () => {
    const ask = { from: 'federated:token.actions.githubusercontent.com', to: 'GithubAnyRepo', language: 'en' } as const;
    expect(got(await questions.paths(ask)).paths).toHaveLength(1);
  });

  it('that nobody has is not found', async () => {
    const from = 'federated:nosuch.example';
    expect(await refusal(questions.paths({ from, to: 'GithubAnyRepo', language: 'en' }))).toBe('notFound');
  });

  it('counts where it is asked who can assume a role', async () => {
    const resource = 'GithubAnyRepo';
    const { results } = got(await questions.whoCan({ resource, actions: ['sts:AssumeRole'], language: 'en' }));
    expect(results.flatMap((one) => one.conditionalActions.flatMap(({ actions }) => actions))).toContain(
      'sts:AssumeRoleWithWebIdentity',
    );
  });
});

it('a yes to a principal of another account says on what it rests', async () => {
  const principal = `arn:aws:iam::${PARTNER}:role/Scanner`;
  const ask = { principal, action: 'sts:AssumeRole', resource: 'VendorAnalytics', language: 'en' } as const;
  expect(got(await questions.can(ask)).assumptions).toContainEqual(expect.objectContaining({ rule: 5 }));
});
