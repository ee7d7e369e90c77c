import { describe, expect, it } from 'vitest';
import type { KmsGrant } from '../../domain/request.ts';
import type { KmsKey } from '../../domain/snapshot.ts';
import { callersOf } from '../../reasoning/callers.ts';
import type { Claim } from '../../reasoning/claim.ts';
import { decide } from '../../reasoning/decide.ts';
import { prove } from '../../reasoning/prove.ts';
import { claimText } from '../../reasoning/smt/claim-text.ts';
import { startZ3 } from '../../reasoning/z3.ts';
import { ask, KEY, kmsKey, OWN, recorded, role, smallWorld } from './small-world.ts';

const ABROAD = '999988887777';
const grant = (grantee: string, more: Partial<KmsGrant> = {}): KmsGrant => ({
  id: grantee,
  grantee,
  operations: ['Decrypt'],
  ...more,
});
const keyWith = (...grants: readonly KmsGrant[]): KmsKey => ({ ...kmsKey('CUSTOMER'), grants });

describe('whom a grant names and no policy', () => {
  const named = [
    `arn:aws:iam::${ABROAD}:user/ann`,
    `arn:aws:iam::${ABROAD}:role/app`,
    `arn:aws:sts::${ABROAD}:assumed-role/app/s1`,
    `arn:aws:sts::${ABROAD}:federated-user/bob`,
  ];

  it.each(named)('is asked about: %s', (grantee) => {
    const key = keyWith(grant(grantee));
    const world = smallWorld({ resources: [key] });
    expect(callersOf(world).find(({ id }) => id === grantee)?.foreign).toBe('named');
    expect(recorded(world, grantee, key, 'kms:Decrypt').map(({ verdict }) => verdict)).toEqual(['allowed']);
    expect(recorded(world, grantee, key, 'kms:Encrypt')).toEqual([]);
  });

  it('is an account, or an AWS service', () => {
    const key = keyWith(grant(`arn:aws:iam::${ABROAD}:root`), grant('dynamodb.amazonaws.com'));
    const world = smallWorld({ resources: [key] });
    expect(recorded(world, `external:${ABROAD}`, key, 'kms:Decrypt').map(({ verdict }) => verdict)).toEqual([
      'unknown',
    ]);
    expect(recorded(world, 'service:dynamodb.amazonaws.com', key, 'kms:Decrypt')).toMatchObject([
      { verdict: 'allowed' },
    ]);
  });

  it('is who may retire it', () => {
    const retiring = `arn:aws:iam::${ABROAD}:role/retirer`;
    const world = smallWorld({ resources: [keyWith(grant('backup.amazonaws.com', { retiring }))] });
    expect(ask(world, retiring, 'kms:RetireGrant', KEY).verdict).toBe('allowed');
    expect(ask(world, retiring, 'kms:Decrypt', KEY).verdict).toBe('denied');
  });
});

describe('a grant to one session of a role', () => {
  const app = { ...role('app', OWN), uniqueId: 'AROAAPP' };
  const key = keyWith(
    grant(`arn:aws:sts::${OWN}:assumed-role/app/s1`, { retiring: `arn:aws:sts::${OWN}:assumed-role/app/s2` }),
  );
  const world = smallWorld({ roles: [app, { ...role('bare', OWN) }], resources: [key] });

  it('holds for the role where the session has that name', () => {
    const decrypt = ask(world, app.arn, 'kms:Decrypt', KEY);
    expect(decrypt.verdict).toBe('conditional');
    expect(JSON.stringify(decrypt.when)).toContain('AROAAPP:s1');
    const retire = ask(world, app.arn, 'kms:RetireGrant', KEY);
    expect(retire.verdict).toBe('conditional');
    expect(JSON.stringify(retire.when)).toContain('AROAAPP:s2');
    expect(recorded(world, app.arn, key, 'kms:Decrypt')).toMatchObject([{ verdict: 'conditional' }]);
  });

  it('is unknown where the id of the role was not read, and nothing for other roles', () => {
    const grants = [grant(`arn:aws:sts::${OWN}:assumed-role/bare/s1`)];
    const other = smallWorld({ roles: [app, role('bare', OWN)], resources: [keyWith(...grants)] });
    const open = ask(other, `arn:aws:iam::${OWN}:role/bare`, 'kms:Decrypt', KEY);
    expect(open.verdict).toBe('unknown');
    expect(open.assumptions.map(({ text }) => text)).toContain('the name of the role session is not known');
    expect(ask(other, app.arn, 'kms:Decrypt', KEY).verdict).toBe('denied');
  });
});

describe('a federated user', () => {
  const bob = `arn:aws:sts::${OWN}:federated-user/bob`;

  it('of an account that was read is asked about where a policy or a grant names it, and what was passed to it nobody knows', () => {
    const key = keyWith(grant(bob));
    const world = smallWorld({ resources: [key] });
    const decrypt = ask(world, bob, 'kms:Decrypt', KEY);
    expect(decrypt.verdict).toBe('unknown');
    const reasons = decrypt.assumptions.map(({ text }) => text);
    expect(reasons).toContain('which IAM user asked for the federated session is not known');
    expect(reasons).toContain('which session policy was passed to the federated session is not known');
    expect(ask(world, bob, 'kms:Encrypt', KEY).verdict).toBe('denied');
  });

  it('that nobody names is nobody', () => {
    const ids = callersOf(smallWorld({ resources: [keyWith()] })).map(({ id }) => id);
    expect(ids.filter((id) => id.includes('federated-user'))).toEqual([]);
  });
});

describe('the claims about keys with grants', () => {
  it('are refuted by the solver both ways', { timeout: 120_000 }, async () => {
    const app = { ...role('app', OWN), uniqueId: 'AROAAPP' };
    const session = (name: string): string => `arn:aws:sts::${OWN}:assumed-role/app/${name}`;
    const key = keyWith(
      grant(session('s1'), { retiring: session('s2') }),
      grant(`arn:aws:sts::${ABROAD}:federated-user/bob`),
      grant(`arn:aws:sts::${OWN}:federated-user/bob`),
      grant('dynamodb.amazonaws.com'),
    );
    const claims: Claim[] = [];
    const register = (claim: Claim): string => String(claims.push(claim));
    for (const _ of prove(smallWorld({ roles: [app], resources: [key] }), decide, register));
    expect(claims.some(({ keys }) => keys.some((one) => one.key === 'aws:userid'))).toBe(true);
    const solver = await startZ3();
    const wrong = claims.filter((claim) => solver.check(claimText(claim)).some((answer) => answer !== 'unsat'));
    solver.close();
    expect(wrong.map(({ caller, resource }) => `${caller} on ${resource.arn}`)).toEqual([]);
  });
});
