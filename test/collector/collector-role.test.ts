import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, type Tags } from 'yaml';
import {
  ASKED_CALLS,
  collectorPermissions,
  collectorPolicy,
  collectorTemplate,
  plannedCalls,
} from '../../collector/collector-role.ts';
import { serviceCatalogue } from '../../reasoning/actions.ts';

const isKnownAction = (action: string): boolean =>
  serviceCatalogue(action.slice(0, action.indexOf(':'))).actions.has(action.toLowerCase());

describe('the collector role', () => {
  it('is checked in as a policy and as a template', async () => {
    const policy = `${JSON.stringify(collectorPolicy(), null, 2)}\n`;
    await expect(policy).toMatchFileSnapshot('../../docs/collector-role/policy.json');
    await expect(collectorTemplate()).toMatchFileSnapshot('../../docs/collector-role/template.yaml');
  });

  it('may do what every call needs, and nothing else', () => {
    const needed = new Set(ASKED_CALLS.flatMap(({ permissions }) => Object.values(permissions).flat()));
    const granted = (collectorPolicy()['Statement'] as readonly { readonly Action: readonly string[] }[]).flatMap(
      (one) => one.Action,
    );
    expect(new Set(granted)).toEqual(needed);
    expect(granted).toHaveLength(needed.size);
  });

  it('asks for actions that AWS has', () => {
    expect(collectorPermissions().filter((action) => !isKnownAction(action))).toEqual([]);
  });

  it('only reads, and never what is inside', () => {
    for (const action of collectorPermissions())
      expect(action).toMatch(
        /^[a-z0-9-]+:(Get|List|Describe|BatchGet|Search(Tables|Databases)ByLFTags$|Generate(ServiceLastAccessedDetails|CredentialReport)$)|^apigateway:GET$/,
      );
    const secret =
      /GetSecretValue|GetObject(?!(Version)?Acl$)|GetItem|:Scan|:Query|Decrypt|GetFunction$|GetFunctionConfiguration|GetParameter|ReceiveMessage/;
    expect(collectorPermissions().filter((action) => secret.test(action))).toEqual([]);
  });

  it('reads of API Gateway nothing but APIs, stages and deployments: its one action would read API keys, too', () => {
    const httpApis = ['/apis', '/apis/*/exports/*', '/apis/*/integrations', '/apis/*/routes', '/apis/*/stages'];
    const paths = ['/restapis', '/restapis/*/stages', '/restapis/*/deployments/*', ...httpApis];
    const statements = collectorPolicy()['Statement'] as readonly { readonly Action: readonly string[] }[];
    expect(statements.find(({ Action }) => Action.includes('apigateway:GET'))).toMatchObject({
      Action: ['apigateway:GET'],
      Resource: paths.map((path) => `arn:aws:apigateway:*::${path}`),
    });
    const template = parse(collectorTemplate(), { customTags: CLOUDFORMATION_TAGS }) as Template;
    const { Policies } = template.Resources.CollectorRole.Properties;
    expect(Policies[0]?.PolicyDocument.Statement.map(({ Action }) => Action.includes('apigateway:GET'))).toEqual([
      ...[false, true],
    ]);
    for (const path of paths) expect(collectorTemplate()).toContain(`arn:\${AWS::Partition}:apigateway:*::${path}\n`);
  });

  it('fits into an inline policy of a role (10,240 characters)', () => {
    expect(JSON.stringify(collectorPolicy()).length).toBeLessThan(10_240);
  });

  it('has a template whose permissions are the same', () => {
    const template = parse(collectorTemplate(), { customTags: CLOUDFORMATION_TAGS }) as Template;
    const { Policies } = template.Resources.CollectorRole.Properties;
    const statements = Policies[0]?.PolicyDocument.Statement ?? [];
    expect(statements.flatMap((one) => one.Action).sort()).toEqual(collectorPermissions());
  });
});

describe('a dry run', () => {
  it('names every call and every permission', () => {
    const { calls, permissions } = plannedCalls();
    const declared = ASKED_CALLS.flatMap(({ service, permissions: needed }) =>
      Object.keys(needed).map((call) => `${service}:${call}`),
    );
    expect(calls.map((call) => call.split(' ')[0]).sort()).toEqual([...declared, 'sts:AssumeRole'].sort());
    expect(calls).toContain('iam:GetAccountAuthorizationDetails (once per account)');
    expect(permissions).toContain('s3:GetEncryptionConfiguration');
  });
});

interface Template {
  readonly Resources: {
    readonly CollectorRole: {
      readonly Properties: {
        readonly Policies: readonly {
          readonly PolicyDocument: { readonly Statement: readonly { readonly Action: readonly string[] }[] };
        }[];
      };
    };
  };
}
const CLOUDFORMATION_TAGS: Tags = [
  ...['!Ref', '!Sub', '!GetAtt'].map((tag) => ({ tag, resolve: (text: string) => text })),
  ...['!Not', '!Equals', '!If'].map((tag) => ({ tag, collection: 'seq' as const })),
];

it('docs/collecting.md names every call', () => {
  const page = readFileSync(new URL('../../docs/collecting.md', import.meta.url), 'utf8');
  const calls = ASKED_CALLS.flatMap(({ permissions }) => Object.keys(permissions));
  expect(calls.filter((call) => !new RegExp(`\\b${call}\\b`).test(page))).toEqual([]);
});
