import type { ComputeBinding } from '../../domain/snapshot.ts';
import type { JsonObject } from '../call-source.ts';
import type { Reader, ServiceCalls } from '../reader.ts';
import { neededText, objectOf, objectsOf, textOf } from './answers.ts';
import { bindingsOf } from './compute.ts';
import { LOWER_NEXT_TOKEN } from './described.ts';

export type CodeBuildCall = 'ListProjects' | 'BatchGetProjects';

export const CODEBUILD: ServiceCalls<CodeBuildCall> = {
  service: 'codebuild',
  reach: 'region',
  permissions: {
    ListProjects: ['codebuild:ListProjects'],
    BatchGetProjects: ['codebuild:BatchGetProjects'],
  },
};

/** Source: API BatchGetProjects, names. */
const AT_ONCE = 100;

export async function collectBuildProjects(reader: Reader<CodeBuildCall>): Promise<readonly ComputeBinding[]> {
  const listed = await reader.items('ListProjects', {}, 'projects', LOWER_NEXT_TOKEN);
  const names = listed.filter((one) => typeof one === 'string');
  const groups = Array.from({ length: Math.ceil(names.length / AT_ONCE) }, (_, i) =>
    names.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
  const answers = await Promise.all(groups.map((some) => reader.get('BatchGetProjects', { names: some })));
  return answers.flatMap((answer) => objectsOf(answer, 'projects').flatMap((one) => bindings(reader, one)));
}

/** The role of batch builds may be another one. */
function bindings(reader: Reader<CodeBuildCall>, project: JsonObject): readonly ComputeBinding[] {
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
