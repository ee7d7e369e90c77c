import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../domain/parse-policy.ts';
import type { DescribedResource, Resource } from '../../domain/snapshot.ts';
import { implication } from '../../reasoning/implication/implication.ts';
import { pathsAbove } from '../../reasoning/parameter-paths.ts';
import { actionsOnTarget, targetsOf } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { allow, ask, at, KEY, kmsKey, OTHER, OWN, role, smallWorld } from './small-world.ts';

const app = role('App', OWN, allow('*', '*'));
const stranger = role('Stranger', OTHER, allow('*', '*'));
const root = `arn:aws:ssm:eu-west-1:${OWN}:parameter/`;
const arn = `${root}till/key`;
const parameter = (more: Partial<DescribedResource> = {}): DescribedResource => ({
  type: 'AWS::SSM::Parameter',
  arn,
  name: '/till/key',
  ...at(OWN),
  encryption: { kind: 'awsOwned' },
  ...more,
});
const shared = {
  policy: {
    name: 'resource policy',
    document: {
      Version: '2012-10-17',
      Statement: [allow('ssm:GetParameter', arn, { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } })],
    },
  },
};
const verdict = (resources: readonly Resource[], caller = app, action = 'ssm:GetParameter', denied: string[] = []) =>
  ask(smallWorld({ roles: [app, stranger], resources, denied }), caller.arn, action, arn).verdict;

describe('a parameter', () => {
  it('is read by its account, and by others only where a policy shares it', () => {
    expect(verdict([parameter()])).toBe('allowed');
    expect(verdict([parameter()], stranger)).toBe('denied');
    expect(verdict([parameter(shared)], stranger)).toBe('allowed');
    expect(verdict([parameter(shared)], stranger, 'ssm:PutParameter')).toBe('denied');
  });

  it('whose policy was not read leaves it open', () => {
    const denied = ['ssm:GetResourcePolicies'];
    expect(verdict([parameter()], stranger, 'ssm:GetParameter', denied)).toBe('unknown');
  });

  it('that AWS RAM shares is judged by the policy that RAM wrote', () => {
    const { snapshot } = smallWorld({ roles: [app, stranger], resources: [parameter(shared)] });
    const share = {
      arn: 'arn:share',
      account: OWN,
      region: 'eu-west-1',
      name: 's',
      resources: [arn],
      principals: [OTHER],
    };
    const world = new World({ ...snapshot, resourceShares: [share] });
    expect(ask(world, stranger.arn, 'ssm:GetParameter', arn).verdict).toBe('allowed');
  });

  it('that is sealed asks for its key, which is told which parameter it is', () => {
    const sealed = parameter({ ...shared, encryption: { kind: 'customerManaged', key: KEY } });
    const keyFor = (value: string): Resource =>
      kmsKey(
        'CUSTOMER',
        allow('kms:Decrypt', '*', {
          Principal: { AWS: [app.arn, stranger.arn] },
          Condition: { StringEquals: { 'kms:EncryptionContext:PARAMETER_ARN': value } },
        }),
      );
    for (const caller of [app, stranger]) {
      expect(verdict([sealed, keyFor(arn)], caller)).toBe('allowed');
      expect(verdict([sealed, keyFor(`${arn}x`)], caller)).toBe('denied');
    }
    expect(verdict([sealed, keyFor(`${arn}x`)], app, 'ssm:PutParameter')).toBe('allowed');
  });

  it('whose key is not told is open', () => {
    const sealed = parameter({ ...shared, encryption: { kind: 'customerManaged' } });
    for (const caller of [app, stranger]) expect(verdict([sealed], caller)).toBe('unknown');
    expect(verdict([sealed], app, 'ssm:PutParameter')).toBe('allowed');
  });

  it('under the key that AWS manages opens to its own account alone', () => {
    const sealed = parameter({ ...shared, encryption: { kind: 'awsManaged' } });
    expect(verdict([sealed])).toBe('allowed');
    expect(verdict([sealed], stranger)).toBe('denied');
  });

  it('is asked of all but calls by path, which name the paths above it', () => {
    const actionsOn = (target: Parameters<typeof actionsOnTarget>[0]) =>
      actionsOnTarget(target).map(({ name }) => name);
    const [whole, ...parts] = targetsOf(parameter());
    expect(parts).toEqual([]);
    expect(whole && actionsOn(whole)).not.toContain('ssm:GetParametersByPath');
    const above = pathsAbove(parameter());
    expect(above.map((one) => one.arn)).toEqual([root, `${root}till`]);
    expect(above.map(actionsOn)).toEqual([['ssm:GetParametersByPath'], ['ssm:GetParametersByPath']]);
    expect(pathsAbove(parameter({ arn: `${root}mode` })).map((one) => one.arn)).toEqual([root]);
  });
});

describe('a document', () => {
  const name = `arn:aws:ssm:eu-west-1:${OWN}:document/restart`;
  const document = (more: Partial<DescribedResource>): DescribedResource => ({
    type: 'AWS::SSM::Document',
    arn: name,
    name: 'restart',
    ...at(OWN),
    ...more,
  });
  const asked = (one: DescribedResource, action = 'ssm:SendCommand', caller = stranger, denied: string[] = []) =>
    ask(smallWorld({ roles: [app, stranger], resources: [one], denied }), caller.arn, action, name);
  const byRam = {
    policy: {
      name: 'resource policy',
      document: {
        Version: '2012-10-17',
        Statement: [allow(['ssm:GetDocument', 'ssm:DeleteDocument'], name, { Principal: { AWS: OTHER } })],
      },
    },
  };

  it.each([
    [[], 'ssm:SendCommand', 'denied'],
    [[OTHER], 'ssm:SendCommand', 'allowed'],
    [['all'], 'ssm:GetDocument', 'allowed'],
    [['999988887777'], 'ssm:GetDocument', 'denied'],
    [[OTHER], 'ssm:StartSession', 'unknown'],
    [[OTHER], 'ssm:UpdateDocument', 'denied'],
  ])('shared with %j: %s is %s', (sharedWith, action, expected) => {
    expect(asked(document({ sharedWith }), action).verdict).toBe(expected);
    expect(asked(document({ sharedWith }), action, app).verdict).toBe('allowed');
  });

  it('that AWS RAM shares is judged by the policy that RAM wrote', () => {
    expect(asked(document(byRam), 'ssm:GetDocument').verdict).toBe('allowed');
    expect(asked(document(byRam), 'ssm:SendCommand').verdict).toBe('denied');
    expect(asked(document(byRam), 'ssm:DeleteDocument').verdict).toBe('denied');
  });

  it('of which nobody knows with whom it is shared leaves the answer open, to other accounts alone', () => {
    const denied = ['ssm:DescribeDocumentPermission'];
    expect(asked(document({}), 'ssm:SendCommand', stranger, denied).verdict).toBe('unknown');
    expect(asked(document({}), 'ssm:SendCommand', app, denied).verdict).toBe('allowed');
  });

  it('is explained by the accounts it is shared with', () => {
    const { layers } = asked(document({ sharedWith: [OTHER] }));
    expect(layers.find(({ layer }) => layer === 'resource')).toMatchObject({
      policies: [`sharing of ${name}`],
      effect: 'allows',
    });
  });
});

describe('compared, a policy for another account', () => {
  it.each([
    ['ssm:GetParameter', arn, 'new'],
    ['ssm:PutParameter', arn, 'implied'],
    ['ssm:StartSession', `arn:aws:ssm:eu-west-1:${OWN}:document/restart`, 'unknown'],
    ['ssm:NotListedByAWS', '*', 'unknown'],
  ])('with %s on %s is %s', (action, resource, expected) => {
    const Statement = [allow(action, resource, { Principal: { AWS: `arn:aws:iam::${OTHER}:root` } })];
    const parsed = parsePolicy({ Version: '2012-10-17', Statement });
    const newer = parsed.ok ? [{ name: 'p', document: parsed.value }] : [];
    expect(implication({ type: 'RESOURCE_POLICY', existing: [], newer }).kind).toBe(expected);
  });
});
