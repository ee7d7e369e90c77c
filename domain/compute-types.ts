import type { FacetCall } from './described-types.ts';

/** A thing whose code, build or stack acts as a role. */
export interface ComputeType {
  /** Label of its nodes in the graph. */
  readonly label: string;
  /** The calls that bring what an account has of it, and its roles. */
  readonly calls: readonly FacetCall[];
}

const compute = <Types extends Readonly<Record<`AWS::${string}`, ComputeType>>>(types: Types): Types => types;

/** What runs as roles, by the names of AWS CloudFormation: one entry each. The reading is in collector/aws, a file for each service. */
export const COMPUTE_TYPES = compute({
  'AWS::EC2::Instance': { label: 'AWSEC2Instance', calls: [['ec2', 'DescribeInstances']] },
  'AWS::ECS::TaskDefinition': {
    label: 'AWSECSTaskDefinition',
    calls: [
      ['ecs', 'ListTaskDefinitions'],
      ['ecs', 'DescribeTaskDefinition'],
    ],
  },
  'AWS::CodeBuild::Project': {
    label: 'AWSCodeBuildProject',
    calls: [
      ['codebuild', 'ListProjects'],
      ['codebuild', 'BatchGetProjects'],
    ],
  },
  'AWS::SageMaker::NotebookInstance': {
    label: 'AWSSageMakerNotebook',
    calls: [
      ['sagemaker', 'ListNotebookInstances'],
      ['sagemaker', 'DescribeNotebookInstance'],
    ],
  },
  'AWS::SageMaker::Domain': {
    label: 'AWSSageMakerDomain',
    calls: [
      ['sagemaker', 'ListDomains'],
      ['sagemaker', 'DescribeDomain'],
    ],
  },
  'AWS::SageMaker::Model': {
    label: 'AWSSageMakerModel',
    calls: [
      ['sagemaker', 'ListModels'],
      ['sagemaker', 'DescribeModel'],
    ],
  },
  'AWS::StepFunctions::StateMachine': {
    label: 'AWSStateMachine',
    calls: [
      ['sfn', 'ListStateMachines'],
      ['sfn', 'DescribeStateMachine'],
    ],
  },
  'AWS::CloudFormation::Stack': { label: 'AWSCloudFormationStack', calls: [['cloudformation', 'DescribeStacks']] },
  'AWS::Glue::Job': { label: 'AWSGlueJob', calls: [['glue', 'GetJobs']] },
  'AWS::Batch::JobDefinition': { label: 'AWSBatchJobDefinition', calls: [['batch', 'DescribeJobDefinitions']] },
  'AWS::AppRunner::Service': {
    label: 'AWSAppRunnerService',
    calls: [
      ['apprunner', 'ListServices'],
      ['apprunner', 'DescribeService'],
    ],
  },
  'AWS::ApiGatewayV2::Integration': {
    label: 'AWSApiIntegration',
    calls: [
      ['apigatewayv2', 'GetApis'],
      ['apigatewayv2', 'GetIntegrations'],
    ],
  },
  'AWS::Events::Rule': {
    label: 'AWSEventBridgeRule',
    calls: [
      ['eventbridge', 'ListRules'],
      ['eventbridge', 'ListTargetsByRule'],
      ['eventbridge', 'ListEventBuses'],
    ],
  },
});

export type ComputeTypeName = keyof typeof COMPUTE_TYPES;

/** Calls that bring what runs as roles, once each; Lambda functions are resources and carry their role themselves. */
export const COMPUTE_CALLS: readonly FacetCall[] = [
  ['lambda', 'ListFunctions'],
  ...Object.values(COMPUTE_TYPES).flatMap(({ calls }) => calls),
];
