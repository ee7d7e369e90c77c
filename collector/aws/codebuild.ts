import type { ComputeBinding, DescribedResource } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { neededText, objectOf, objectsOf, tagsOf, textOf } from './answers.ts';
import { bindingsOf, type ResourcesAndBindings } from './compute.ts';
import { given, LOWER_NEXT_TOKEN, placeOf, readPolicy } from './described.ts';

export type CodeBuildCall =
  | 'ListProjects'
  | 'BatchGetProjects'
  | 'ListReportGroups'
  | 'BatchGetReportGroups'
  | 'GetResourcePolicy';

export const CODEBUILD: ServiceCalls<CodeBuildCall> = {
  service: 'codebuild',
  reach: 'region',
  permissions: {
    ListProjects: ['codebuild:ListProjects'],
    BatchGetProjects: ['codebuild:BatchGetProjects'],
    ListReportGroups: ['codebuild:ListReportGroups'],
    BatchGetReportGroups: ['codebuild:BatchGetReportGroups'],
    GetResourcePolicy: ['codebuild:GetResourcePolicy'],
  },
};

type CodeBuildReader = Reader<CodeBuildCall>;

/** Source: API BatchGetProjects, names; BatchGetReportGroups, reportGroupArns. */
const AT_ONCE = 100;

/** Projects and groups of reports, with whom they are shared; and the roles that builds run as. */
export async function collectCodeBuild(reader: CodeBuildReader): Promise<ResourcesAndBindings> {
  const [projects, groups] = await Promise.all([
    listed(reader, 'ListProjects', 'projects', (names) => ['BatchGetProjects', { names }]),
    listed(reader, 'ListReportGroups', 'reportGroups', (reportGroupArns) => [
      'BatchGetReportGroups',
      { reportGroupArns },
    ]),
  ]);
  const resources = await Promise.all([
    ...projects.map((one) => readThing(reader, 'AWS::CodeBuild::Project', one)),
    ...groups.map((one) => readThing(reader, 'AWS::CodeBuild::ReportGroup', one)),
  ]);
  return { resources, computeBindings: projects.flatMap((one) => bindings(reader, one)) };
}

/** What a list names, each described by a call for many. */
async function listed(
  reader: CodeBuildReader,
  call: CodeBuildCall,
  items: string,
  describing: (some: readonly string[]) => readonly [call: CodeBuildCall, input: JsonObject],
): Promise<readonly JsonObject[]> {
  const names = (await reader.items(call, {}, items, LOWER_NEXT_TOKEN)).filter((one) => typeof one === 'string');
  const groups = Array.from({ length: Math.ceil(names.length / AT_ONCE) }, (_, i) =>
    names.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
  const answers = await Promise.all(groups.map((some) => reader.get(...describing(some))));
  return answers.flatMap((answer) => objectsOf(answer, items));
}

async function readThing(
  reader: CodeBuildReader,
  type: DescribedResource['type'],
  item: JsonObject,
): Promise<DescribedResource> {
  const arn = neededText(item, 'arn');
  const policy = await readPolicy(
    reader,
    'GetResourcePolicy',
    { resourceArn: arn },
    { target: arn, field: 'policy', name: 'resource policy', notSet: ['ResourceNotFoundException'] },
  );
  return {
    type,
    arn,
    ...placeOf(reader.place),
    name: neededText(item, 'name'),
    tags: tagsOf(item, 'tags'),
    ...given('policy', policy),
  };
}

/** The role of batch builds may be another one. */
function bindings(reader: CodeBuildReader, project: JsonObject): readonly ComputeBinding[] {
  const thing = {
    arn: neededText(project, 'arn'),
    type: 'AWS::CodeBuild::Project',
    name: neededText(project, 'name'),
  } as const;
  return bindingsOf(reader.place, thing, {
    service: textOf(project, 'serviceRole'),
    batch: textOf(objectOf(project, 'buildBatchConfig') ?? {}, 'serviceRole'),
  });
}
