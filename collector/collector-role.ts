import { ALL_CALLS } from './aws/all-calls.ts';
import { IAM_USAGE } from './aws/iam-usage.ts';
import type { JsonObject } from './call-source.ts';
import { DEFAULT_ROLE_NAME } from './collect.ts';
import type { ServiceCalls } from './reader.ts';

const EACH: Readonly<Record<ServiceCalls['reach'], string>> = {
  account: 'once per account',
  region: 'in every Region of every account',
  organization: 'in the account the run starts from',
};

/** What a collection may make: those of `--usage` as well. */
export const ASKED_CALLS: readonly ServiceCalls[] = [...ALL_CALLS, IAM_USAGE];

/** What a collection would do, for `collect --dry-run`: nothing is called to find it out. */
export interface PlannedCalls {
  /** `iam:ListUsers (once per account)`, sorted. */
  readonly calls: readonly string[];
  /** IAM actions, sorted. */
  readonly permissions: readonly string[];
}

export function plannedCalls(): PlannedCalls {
  const calls = ASKED_CALLS.flatMap((asked) =>
    Object.keys(asked.permissions).map((call) => `${asked.service}:${call} (${howOften(asked)})`),
  );
  return { calls: ['sts:AssumeRole (once per other account)', ...calls].sort(), permissions: collectorPermissions() };
}

const howOften = (asked: ServiceCalls): string =>
  asked === IAM_USAGE ? `${EACH[asked.reach]}, with --usage` : EACH[asked.reach];

/** IAM actions the collector role needs; all of them read, none changes anything or reads a secret's value. */
export const collectorPermissions = (): readonly string[] =>
  [...new Set(ASKED_CALLS.flatMap(({ permissions }) => Object.values(permissions).flat()))].sort();

/** The role's permissions as an IAM policy, one statement per service. */
export function collectorPolicy(): JsonObject {
  const permissions = collectorPermissions();
  const services = [...new Set(permissions.map(serviceOf))];
  return {
    Version: '2012-10-17',
    Statement: services.map((service) => ({
      Sid: `Read${service.replaceAll(/[^a-z0-9]/gi, '')}`,
      Effect: 'Allow',
      Action: permissions.filter((permission) => serviceOf(permission) === service),
      Resource: SCOPES[service]?.map((path) => `arn:aws:${service}:*::${path}`) ?? '*',
    })),
  };
}

const HTTP_API_PATHS = ['/apis', '/apis/*/exports/*', '/apis/*/integrations', '/apis/*/routes', '/apis/*/stages'];

/**
 * One action of API Gateway reads everything in it, API keys too: it is allowed on what we ask for alone.
 * Source: Service Authorization Reference, Actions, resources, and condition keys for Amazon API Gateway Management.
 */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  apigateway: ['/restapis', '/restapis/*/stages', '/restapis/*/deployments/*', ...HTTP_API_PATHS],
};

const serviceOf = (permission: string): string => permission.slice(0, permission.indexOf(':'));

/** CloudFormation template of the role, for a stack set over the organisation. Source: AWS CloudFormation, AWS::IAM::Role. */
export function collectorTemplate(): string {
  const permissions = collectorPermissions();
  const everywhere = permissions.filter((permission) => SCOPES[serviceOf(permission)] === undefined);
  const scoped = Object.entries(SCOPES).map(([service, paths]) =>
    [
      '              - Effect: Allow',
      '                Resource:',
      ...paths.map((path) => `                  - !Sub arn:\${AWS::Partition}:${service}:*::${path}`),
      '                Action:',
      ...lines(permissions.filter((permission) => serviceOf(permission) === service)),
    ].join('\n'),
  );
  return [TEMPLATE_HEAD.trimEnd(), ...lines(everywhere), ...scoped, TEMPLATE_TAIL].join('\n');
}

const lines = (permissions: readonly string[]): readonly string[] =>
  permissions.map((permission) => `                  - ${permission}`);

const TEMPLATE_HEAD = `# The role Tadori reads an account with. Made from the calls the collector makes; do not edit.
AWSTemplateFormatVersion: '2010-09-09'
Description: Read-only role for Tadori
Parameters:
  TrustedAccount:
    Type: String
    AllowedPattern: '\\d{12}'
    Description: Account that Tadori runs from (the management account, or a delegated administrator)
  RoleName:
    Type: String
    Default: ${DEFAULT_ROLE_NAME}
  ExternalId:
    Type: String
    Default: ''
    NoEcho: true
    Description: Leave empty, or give the value that is passed with --external-id
Conditions:
  HasExternalId: !Not [!Equals [!Ref ExternalId, '']]
Resources:
  CollectorRole:
    Type: AWS::IAM::Role
    Properties:
      RoleName: !Ref RoleName
      MaxSessionDuration: 3600
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement:
          - Effect: Allow
            Action: sts:AssumeRole
            Principal:
              AWS: !Sub arn:\${AWS::Partition}:iam::\${TrustedAccount}:root
            Condition: !If
              - HasExternalId
              - StringEquals:
                  sts:ExternalId: !Ref ExternalId
              - !Ref AWS::NoValue
      Policies:
        - PolicyName: ReadForTadori
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - Effect: Allow
                Resource: '*'
                Action:
`;
const TEMPLATE_TAIL = `Outputs:
  RoleArn:
    Value: !GetAtt CollectorRole.Arn
`;
