import type { ComputeBinding } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { isObject } from '../schema-check.ts';
import { neededText, objectOf, textOf } from './answers.ts';
import { bindingsOf } from './compute.ts';
import { NEXT_TOKEN } from './described.ts';

export type SageMakerCall =
  | 'ListNotebookInstances'
  | 'DescribeNotebookInstance'
  | 'ListDomains'
  | 'DescribeDomain'
  | 'ListModels'
  | 'DescribeModel';

export const SAGEMAKER: ServiceCalls<SageMakerCall> = {
  service: 'sagemaker',
  reach: 'region',
  permissions: {
    ListNotebookInstances: ['sagemaker:ListNotebookInstances'],
    DescribeNotebookInstance: ['sagemaker:DescribeNotebookInstance'],
    ListDomains: ['sagemaker:ListDomains'],
    DescribeDomain: ['sagemaker:DescribeDomain'],
    ListModels: ['sagemaker:ListModels'],
    DescribeModel: ['sagemaker:DescribeModel'],
  },
};

type SageMakerReader = Reader<SageMakerCall>;

/** A kind of thing: how it is listed, what names it in the call that describes it, and where its roles stand. */
interface Kind {
  readonly type: 'AWS::SageMaker::NotebookInstance' | 'AWS::SageMaker::Domain' | 'AWS::SageMaker::Model';
  readonly list: readonly [call: SageMakerCall, items: string];
  readonly describe: SageMakerCall;
  /** Field of the listed item, and of the input. */
  readonly id: readonly [listed: string, input: string];
  readonly arn: string;
  readonly name: string;
  readonly uses: (described: JsonObject) => Parameters<typeof bindingsOf>[2];
}

const KINDS: readonly Kind[] = [
  {
    type: 'AWS::SageMaker::NotebookInstance',
    list: ['ListNotebookInstances', 'NotebookInstances'],
    describe: 'DescribeNotebookInstance',
    id: ['NotebookInstanceName', 'NotebookInstanceName'],
    arn: 'NotebookInstanceArn',
    name: 'NotebookInstanceName',
    uses: (one) => ({ execution: textOf(one, 'RoleArn') }),
  },
  {
    // a user profile may name another role than its domain does: that is not read
    type: 'AWS::SageMaker::Domain',
    list: ['ListDomains', 'Domains'],
    describe: 'DescribeDomain',
    id: ['DomainId', 'DomainId'],
    arn: 'DomainArn',
    name: 'DomainName',
    uses: (one) => ({
      execution: textOf(objectOf(one, 'DefaultUserSettings') ?? {}, 'ExecutionRole'),
      space: textOf(objectOf(one, 'DefaultSpaceSettings') ?? {}, 'ExecutionRole'),
    }),
  },
  {
    type: 'AWS::SageMaker::Model',
    list: ['ListModels', 'Models'],
    describe: 'DescribeModel',
    id: ['ModelName', 'ModelName'],
    arn: 'ModelArn',
    name: 'ModelName',
    uses: (one) => ({ execution: textOf(one, 'ExecutionRoleArn') }),
  },
];

export async function collectSageMaker(reader: SageMakerReader): Promise<readonly ComputeBinding[]> {
  const lists = await Promise.all(KINDS.map((kind) => collectKind(reader, kind)));
  return lists.flat();
}

async function collectKind(reader: SageMakerReader, kind: Kind): Promise<readonly ComputeBinding[]> {
  const [call, items] = kind.list;
  const listed = (await reader.items(call, {}, items, NEXT_TOKEN)).filter(isObject);
  const read = await Promise.all(listed.map((one) => readOne(reader, kind, one)));
  return read.flat();
}

async function readOne(reader: SageMakerReader, kind: Kind, listed: JsonObject): Promise<readonly ComputeBinding[]> {
  const arn = neededText(listed, kind.arn);
  const [field, input] = kind.id;
  const described = await reader.get(kind.describe, { [input]: neededText(listed, field) }, { target: arn });
  if (described === undefined) return [];
  return bindingsOf(reader.place, { arn, type: kind.type, name: neededText(listed, kind.name) }, kind.uses(described));
}
