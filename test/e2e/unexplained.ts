import type { Questions } from '../../answers/questions.ts';
import type { AnswerPath, WhoCanResult } from '../../domain/answer.ts';
import type { Assumption } from '../../domain/decision.ts';
import type { Snapshot } from '../../domain/snapshot.ts';
import { got } from './proved.ts';

/** One thing of an answer that is unknown, and the reasons it gives. */
export interface Unknown {
  readonly what: string;
  readonly reasons: readonly Assumption[];
}

/** Everything unknown in who-can and what-can, about every resource, role and user, and in the paths between roles. */
export async function unknownsOf(questions: Questions, snapshot: Snapshot): Promise<readonly Unknown[]> {
  const found: (readonly Unknown[])[] = [];
  for (const { arn } of snapshot.resources) {
    const { results } = got(await questions.whoCan({ resource: arn, language: 'en' }));
    found.push(results.flatMap((one) => inResult(`${one.subject.id} on ${arn}`, one)));
  }
  const principals = [...snapshot.roles, ...snapshot.users].map(({ arn }) => arn);
  for (const subject of principals) {
    const { results } = got(await questions.whatCan({ subject, language: 'en' }));
    found.push(results.flatMap((one) => inResult(`${subject} on ${one.resource}`, one)));
  }
  for (const role of snapshot.roles) {
    for (const from of principals.filter((arn) => arn !== role.arn)) {
      const { paths } = got(await questions.paths({ from, to: role.arn, language: 'en' }));
      found.push(paths.flatMap((path) => inPath(`${from} to ${role.arn}`, path)));
    }
  }
  return found.flat();
}

/** Everything unknown when each role is asked for these actions on these resources. */
export async function unknownsExplained(
  questions: Questions,
  roles: readonly string[],
  asked: ReadonlyMap<string, readonly string[]>,
): Promise<readonly Unknown[]> {
  const found: Unknown[] = [];
  for (const principal of roles) {
    for (const [resource, actions] of asked) {
      const { columns } = got(await questions.explain({ principal, actions, resource, language: 'en' }));
      const unknown = columns.filter(({ verdict }) => verdict === 'unknown');
      found.push(
        ...unknown.map(({ action, assumptions }) => ({
          what: `${principal} ${action} ${resource}`,
          reasons: assumptions,
        })),
      );
    }
  }
  return found;
}

const inResult = (
  what: string,
  { unknownActions, paths }: Pick<WhoCanResult, 'unknownActions' | 'paths'>,
): readonly Unknown[] => [
  ...unknownActions.map(({ actions, reasons }) => ({ what: `${what}: ${actions[0]}`, reasons })),
  ...paths.flatMap((path) => inPath(what, path)),
];

/** A path is unknown because of its hops. */
function inPath(what: string, { verdict, hops }: AnswerPath): readonly Unknown[] {
  const unknown = hops.filter((hop) => hop.verdict === 'unknown');
  const reasons = unknown.flatMap((hop) => hop.assumptions ?? []);
  return [
    ...(verdict === 'unknown' ? [{ what, reasons }] : []),
    ...unknown.map((hop) => ({ what: `${what}: ${hop.from} to ${hop.to}`, reasons: hop.assumptions ?? [] })),
  ];
}
