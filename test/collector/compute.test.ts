import { describe, expect, it } from 'vitest';
import { APP_RUNNER, collectWebServices } from '../../collector/aws/apprunner.ts';
import { BATCH, collectJobDefinitions } from '../../collector/aws/batch.ts';
import { CLOUDFORMATION, collectStacks } from '../../collector/aws/cloudformation.ts';
import { CODEBUILD, collectCodeBuild } from '../../collector/aws/codebuild.ts';
import { COMPUTE_SERVICES } from '../../collector/aws/compute-services.ts';
import { collectInstances, EC2_INSTANCES } from '../../collector/aws/ec2-instances.ts';
import { collectTaskDefinitions, ECS } from '../../collector/aws/ecs.ts';
import { collectJobs, GLUE_JOBS } from '../../collector/aws/glue-jobs.ts';
import { withoutSecrets } from '../../collector/aws/never-kept.ts';
import { collectSageMaker, SAGEMAKER } from '../../collector/aws/sagemaker.ts';
import { collectStateMachines, STEP_FUNCTIONS } from '../../collector/aws/stepfunctions.ts';
import { withResolvedRoles } from '../../collector/compute-roles.ts';
import { COMPUTE_CALLS } from '../../domain/compute-types.ts';
import type { ComputeBinding, IamRole } from '../../domain/snapshot.ts';
import { ACCOUNT, failure, REGION, read } from './scripted-source.ts';

const PLACE = { account: ACCOUNT, region: REGION };
const arn = (service: string, name: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${name}`;
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const short = (bindings: readonly ComputeBinding[]) => bindings.map((one) => [one.resource, one.use, one.role]);

describe('what runs as roles', () => {
  it('is read by the calls that it is said to be', () => {
    const made = COMPUTE_SERVICES.flatMap(({ calls }) =>
      Object.keys(calls.permissions).map((call) => `${calls.service}:${call}`),
    );
    const ofResources = [
      ...['lambda:ListFunctions', 'apigatewayv2:GetApis', 'apigatewayv2:GetIntegrations'],
      ...['codebuild:ListProjects', 'codebuild:BatchGetProjects'],
      ...['eventbridge:ListEventBuses', 'eventbridge:ListRules', 'eventbridge:ListTargetsByRule'],
    ];
    expect([...made, ...ofResources].sort()).toEqual(COMPUTE_CALLS.map((call) => call.join(':')).sort());
  });

  it('instances name a profile, those without one and those that are gone run as nothing', async () => {
    const profile = `arn:aws:iam::${ACCOUNT}:instance-profile/web`;
    const instance = (InstanceId: string, Name: string, more: object = {}) => ({
      InstanceId,
      State: { Name },
      ...more,
    });
    const { value, gaps } = await read(EC2_INSTANCES, collectInstances, {
      'ec2:DescribeInstances': {
        Reservations: [
          {
            Instances: [
              instance('i-1', 'running', {
                IamInstanceProfile: { Arn: profile, Id: 'AIPA1' },
                Tags: [{ Key: 'Name', Value: 'web' }],
              }),
              instance('i-2', 'stopped'),
              instance('i-3', 'terminated', { IamInstanceProfile: { Arn: profile } }),
            ],
          },
        ],
      },
    });
    expect(gaps).toEqual([]);
    expect(value).toEqual([
      {
        resource: arn('ec2', 'instance/i-1'),
        type: 'AWS::EC2::Instance',
        name: 'web',
        ...PLACE,
        use: 'instance',
        instanceProfile: profile,
      },
    ]);
  });

  it('task definitions have two roles; the newest revision stands for those that use the same', async () => {
    const roles: Readonly<Record<string, object>> = {
      'web:1': { taskRoleArn: role('old'), executionRoleArn: role('pull') },
      'web:9': { taskRoleArn: role('web'), executionRoleArn: role('pull') },
      'web:10': { taskRoleArn: role('web'), executionRoleArn: role('pull') },
      'plain:1': {},
    };
    const { value, gaps } = await read(ECS, collectTaskDefinitions, {
      'ecs:ListTaskDefinitions': ({ nextToken }) => {
        const names = Object.keys(roles);
        const [some, rest] = [names.slice(0, 2), names.slice(2)];
        const arns = (nextToken === undefined ? some : rest).map((name) => arn('ecs', `task-definition/${name}`));
        return { taskDefinitionArns: arns, ...(nextToken === undefined ? { nextToken: 'n' } : {}) };
      },
      'ecs:DescribeTaskDefinition': ({ taskDefinition }) => ({
        taskDefinition: { ...roles[String(taskDefinition).split('/')[1] ?? ''] },
      }),
    });
    expect(gaps).toEqual([]);
    expect(short(value).sort()).toEqual([
      [arn('ecs', 'task-definition/web:1'), 'task', role('old')],
      [arn('ecs', 'task-definition/web:10'), 'execution', role('pull')],
      [arn('ecs', 'task-definition/web:10'), 'task', role('web')],
    ]);
  });

  it('a task definition that may not be read is a gap of it alone', async () => {
    const { value, gaps } = await read(ECS, collectTaskDefinitions, {
      'ecs:ListTaskDefinitions': { taskDefinitionArns: [arn('ecs', 'task-definition/web:1')] },
      'ecs:DescribeTaskDefinition': () => failure('AccessDeniedException', 'denied'),
    });
    expect(value).toEqual([]);
    expect(gaps).toMatchObject([{ call: 'DescribeTaskDefinition', target: arn('ecs', 'task-definition/web:1') }]);
  });

  it('build projects are asked for a hundred at a time', async () => {
    const names = Array.from({ length: 150 }, (_, i) => `p${i}`);
    const { value, calls } = await read(CODEBUILD, collectCodeBuild, {
      'codebuild:ListReportGroups': {},
      'codebuild:GetResourcePolicy': () => failure('ResourceNotFoundException'),
      'codebuild:ListProjects': { projects: names },
      'codebuild:BatchGetProjects': (input) => ({
        projects: (input['names'] as readonly string[]).map((name) => ({
          name,
          arn: arn('codebuild', `project/${name}`),
          serviceRole: role('build'),
          ...(name === 'p0' ? { buildBatchConfig: { serviceRole: role('batch') } } : {}),
        })),
      }),
    });
    const described = calls.filter(({ operation }) => operation === 'BatchGetProjects');
    expect(described.map(({ input }) => (input['names'] as readonly string[]).length)).toEqual([100, 50]);
    expect(value?.computeBindings).toHaveLength(151);
    expect(value?.resources).toHaveLength(150);
    expect(short(value?.computeBindings ?? []).filter(([, use]) => use === 'batch')).toEqual([
      [arn('codebuild', 'project/p0'), 'batch', role('batch')],
    ]);
  });

  it('notebooks, domains and models of SageMaker', async () => {
    const { value, gaps } = await read(SAGEMAKER, collectSageMaker, {
      'sagemaker:ListNotebookInstances': {
        NotebookInstances: [
          { NotebookInstanceName: 'n', NotebookInstanceArn: arn('sagemaker', 'notebook-instance/n') },
        ],
      },
      'sagemaker:DescribeNotebookInstance': { RoleArn: role('notebook') },
      'sagemaker:ListDomains': {
        Domains: [{ DomainId: 'd-1', DomainName: 'd', DomainArn: arn('sagemaker', 'domain/d-1') }],
      },
      'sagemaker:DescribeDomain': ({ DomainId }) => ({
        DomainId: DomainId ?? '',
        DefaultUserSettings: { ExecutionRole: role('user') },
        DefaultSpaceSettings: { ExecutionRole: role('space') },
      }),
      'sagemaker:ListModels': { Models: [{ ModelName: 'm', ModelArn: arn('sagemaker', 'model/m') }] },
      'sagemaker:DescribeModel': { ExecutionRoleArn: role('model') },
    });
    expect(gaps).toEqual([]);
    expect(short(value)).toEqual([
      [arn('sagemaker', 'notebook-instance/n'), 'execution', role('notebook')],
      [arn('sagemaker', 'domain/d-1'), 'execution', role('user')],
      [arn('sagemaker', 'domain/d-1'), 'space', role('space')],
      [arn('sagemaker', 'model/m'), 'execution', role('model')],
    ]);
  });

  it('state machines are asked for what is said of them, not for what they do', async () => {
    const machine = arn('states', 'stateMachine:s');
    const { value, calls } = await read(STEP_FUNCTIONS, collectStateMachines, {
      'sfn:ListStateMachines': { stateMachines: [{ stateMachineArn: machine, name: 's', type: 'STANDARD' }] },
      'sfn:DescribeStateMachine': { roleArn: role('machine') },
    });
    expect(short(value)).toEqual([[machine, 'execution', role('machine')]]);
    expect(calls.at(-1)?.input).toEqual({ stateMachineArn: machine, includedData: 'METADATA_ONLY' });
  });

  it('stacks with a service role, jobs of AWS Glue whose role has a name alone', async () => {
    const stack = arn('cloudformation', 'stack/s/1');
    const stacks = await read(CLOUDFORMATION, collectStacks, {
      'cloudformation:DescribeStacks': {
        Stacks: [
          { StackName: 's', StackId: stack, RoleARN: role('stack') },
          { StackName: 't', StackId: arn('cloudformation', 'stack/t/1') },
        ],
      },
    });
    expect(short(stacks.value)).toEqual([[stack, 'service', role('stack')]]);
    const jobs = await read(GLUE_JOBS, collectJobs, { 'glue:GetJobs': { Jobs: [{ Name: 'j', Role: 'etl' }] } });
    expect(short(jobs.value)).toEqual([[arn('glue', 'job/j'), 'job', role('etl')]]);
  });

  it('job definitions of containers, of tasks on Amazon ECS and of several nodes', async () => {
    const definition = (name: string) => arn('batch', `job-definition/${name}`);
    const { value } = await read(BATCH, collectJobDefinitions, {
      'batch:DescribeJobDefinitions': {
        jobDefinitions: [
          {
            jobDefinitionArn: definition('one:1'),
            containerProperties: { jobRoleArn: role('job'), executionRoleArn: role('start') },
          },
          {
            jobDefinitionArn: definition('tasks:1'),
            ecsProperties: { taskProperties: [{ taskRoleArn: role('task') }] },
          },
          {
            jobDefinitionArn: definition('nodes:1'),
            nodeProperties: { nodeRangeProperties: [{ container: { jobRoleArn: role('node') } }] },
          },
        ],
      },
    });
    expect(short(value)).toEqual([
      [definition('one:1'), 'job', role('job')],
      [definition('one:1'), 'execution', role('start')],
      [definition('tasks:1'), 'job', role('task')],
      [definition('nodes:1'), 'job', role('node')],
    ]);
  });

  it('services of App Runner', async () => {
    const service = arn('apprunner', 'service/s/1');
    const { value } = await read(APP_RUNNER, collectWebServices, {
      'apprunner:ListServices': { ServiceSummaryList: [{ ServiceName: 's', ServiceArn: service }] },
      'apprunner:DescribeService': {
        Service: {
          InstanceConfiguration: { InstanceRoleArn: role('code') },
          SourceConfiguration: { AuthenticationConfiguration: { AccessRoleArn: role('pull') } },
        },
      },
    });
    expect(short(value)).toEqual([
      [service, 'instance', role('code')],
      [service, 'access', role('pull')],
    ]);
  });
});

describe('the role of a binding', () => {
  const binding = (more: Partial<ComputeBinding>): ComputeBinding => ({
    resource: arn('ec2', 'instance/i-1'),
    type: 'AWS::EC2::Instance',
    ...PLACE,
    name: 'web',
    use: 'instance',
    ...more,
  });
  const known: IamRole = {
    arn: role('service-role/etl'),
    account: ACCOUNT,
    name: 'etl',
    path: '/service-role/',
    inlinePolicies: [],
    attachedPolicies: [],
    tags: {},
    trustPolicy: {},
  };

  it('is the one in the instance profile, and unknown where that was not read', () => {
    const instanceProfile = `arn:aws:iam::${ACCOUNT}:instance-profile/web`;
    const profile = { arn: instanceProfile, account: ACCOUNT, name: 'web', roles: ['etl'] };
    const named = binding({ instanceProfile });
    expect(withResolvedRoles([named], [known], [profile])).toEqual([{ ...named, role: known.arn }]);
    expect(withResolvedRoles([named], [], [])).toEqual([named]);
  });

  it('gets its path where only its name was given', () => {
    expect(withResolvedRoles([binding({ role: role('etl') })], [known], [])[0]?.role).toBe(known.arn);
    expect(withResolvedRoles([binding({ role: role('gone') })], [known], [])[0]?.role).toBe(role('gone'));
  });
});

describe('what is never kept', () => {
  it.each([
    ['lambda', { Functions: [{ FunctionName: 'f', Environment: { Variables: { K: 'SECRET' } } }] }],
    [
      'ecs',
      { taskDefinition: { family: 'f', containerDefinitions: [{ environment: [{ name: 'K', value: 'SECRET' }] }] } },
    ],
    [
      'codebuild',
      { projects: [{ name: 'f', environment: { environmentVariables: [{ name: 'K', value: 'SECRET' }] } }] },
    ],
    ['codebuild', { projects: [{ name: 'f', source: { buildspec: 'SECRET' } }] }],
    ['sagemaker', { ModelName: 'f', PrimaryContainer: { Environment: { K: 'SECRET' } } }],
    ['sfn', { name: 'f', definition: '{"Parameters":{"K":"SECRET"}}' }],
    [
      'cloudformation',
      { Stacks: [{ StackName: 'f', Parameters: [{ ParameterValue: 'SECRET' }], Outputs: ['SECRET'] }] },
    ],
    ['glue', { Jobs: [{ Name: 'f', DefaultArguments: { '--password': 'SECRET' } }] }],
    [
      'batch',
      {
        jobDefinitions: [
          { jobDefinitionName: 'f', containerProperties: { environment: ['SECRET'], command: ['SECRET'] } },
        ],
      },
    ],
    [
      'apprunner',
      { Service: { ServiceName: 'f', SourceConfiguration: { x: { RuntimeEnvironmentVariables: { K: 'SECRET' } } } } },
    ],
    ['api-gateway', { item: [{ stageName: 'f', variables: { K: 'SECRET' } }] }],
    ['apigatewayv2', { Items: [{ Name: 'f', StageVariables: { K: 'SECRET' }, IntegrationUri: 'https://SECRET' }] }],
  ] as const)('%s: %j', (service, answer) => {
    const kept = JSON.stringify(withoutSecrets(service, answer));
    expect(kept).not.toContain('SECRET');
    expect(kept).toContain('"f"');
  });

  it('other services are left as they are', () => {
    const answer = { Environment: { K: 'kept' } };
    expect(withoutSecrets('s3', answer)).toBe(answer);
  });
});
