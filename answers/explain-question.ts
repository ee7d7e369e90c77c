import { err, ok, type Result } from '../domain/result.ts';
import type { IamRole } from '../domain/snapshot.ts';
import { catalogueAction } from '../reasoning/actions.ts';
import { callerOfId, federatedCaller } from '../reasoning/callers.ts';
import type { Caller, Target } from '../reasoning/question.ts';
import { targetOfArn, targetsOf } from '../reasoning/targets.ts';
import type { World } from '../reasoning/world.ts';
import { meaningless } from './acting.ts';
import type { OpenSnapshot } from './open-snapshot.ts';
import type { AskError } from './questions.ts';
import { resolve } from './resolve.ts';

export interface Asked {
  readonly caller: Caller;
  readonly target: Target;
  readonly actions: readonly string[];
}

/** Reads the parties of a question about actions; both may be given by name. */
export function readQuestion(
  open: OpenSnapshot,
  principal: string,
  actions: readonly string[],
  resource: string,
): Result<Asked, AskError> {
  const { world, book } = open;
  const who = resolve(world, book, principal, 'subject');
  if (!who.ok) return who;
  const what = resolve(world, book, resource, 'any');
  if (!what.ok) return what;
  const role = world.role(what.value.id);
  const id = principal.includes(':assumed-role/') ? principal : who.value.id;
  const caller = who.value.kind === 'permissionSet' ? signInTo(world, role) : callerOfId(world, id);
  if (caller === undefined) {
    return err({
      kind: 'badInput',
      message: `\`${principal}\` does not call AWS itself; ask about one of its roles, or use \`paths\` or \`who-can --among\``,
    });
  }
  const target = targetOfArn(what.value.id, world.snapshot.resources, role);
  if (target === undefined) return err({ kind: 'badInput', message: `\`${resource}\` is no ARN of a resource` });
  const bad = actions.find((action) => !/^[a-z0-9-]+:[A-Za-z0-9]+$/i.test(action));
  if (bad !== undefined) return err({ kind: 'badInput', message: `\`${bad}\` is no action; write it as service:Name` });
  const part = actions.flatMap((action) => partMeant(target, action)).at(0);
  if (part !== undefined) return err({ kind: 'badInput', message: part });
  const refused = actions.flatMap((action) => meaningless(action, [target]) ?? []).at(0);
  if (refused !== undefined) return err({ kind: 'badInput', message: refused });
  return ok({ caller, target, actions: actions.map((action) => catalogueAction(action)?.name ?? action) });
}

/** A question about what is in a resource, put to the resource itself, would be answered "no" and mean nothing. */
function partMeant(target: Target, action: string): readonly string[] {
  const types = new Set(catalogueAction(action)?.types.map((type) => type.name) ?? []);
  if (target.resource?.arn !== target.arn || types.size === 0 || types.has(target.type)) return [];
  const part = targetsOf(target.resource).find((one) => types.has(one.type));
  if (part === undefined) return [];
  const example = part.part === undefined ? part.arn : `${part.part.prefix}<name>`;
  return [
    `\`${action}\` acts on what is in \`${target.arn}\`, not on itself; name it, such as \`${example}\`, or use \`who-can\``,
  ];
}

/** Who signs in with a permission set: Identity Center's provider, as the live role's trust policy names it. */
function signInTo(world: World, role: IamRole | undefined): Caller | undefined {
  if (role === undefined) return undefined;
  const statements = world.trustPolicy(role).policies.flatMap((policy) => policy.document.statements);
  const entries = statements.flatMap(({ principals }) =>
    principals !== undefined && 'in' in principals ? principals.in : [],
  );
  const provider = entries.find((entry) => entry.kind === 'Federated');
  return provider === undefined ? undefined : federatedCaller(provider.value);
}
