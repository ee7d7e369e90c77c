import type { Statement } from '../domain/policy.ts';
import type { IamRole } from '../domain/snapshot.ts';
import { matchActions } from './action-patterns.ts';
import { hasNoDirectoryTags } from './directory-tags.ts';
import type { World } from './world.ts';

/** How sessions of a role can come about, read off the actions its trust policy mentions with Allow: an upper bound, without conditions. */
export interface Sessions {
  readonly assumed: boolean;
  readonly saml: boolean;
  readonly webIdentity: boolean;
  /** Session tags may be passed: aws:PrincipalTag is not fixed by the role's own tags. */
  readonly tagged: boolean;
  readonly sourceIdentity: boolean;
}

/** What the calling session carries along a chain, as keys of a hop's condition; no policy tests them, paths settle them. */
export const CARRIES_TAGS = 'session:TransitiveTags';
export const CARRIES_IDENTITY = 'session:SourceIdentity';

/** What the caller may pass along with an assume call but need not; the ordinary call passes none of it. */
export const MAY_BE_PASSED =
  /^(aws:RequestTag\/.*|aws:TagKeys|sts:SourceIdentity|sts:TransitiveTagKeys|sts:RequestContext.*|session:.*)$/i;

const memo = new WeakMap<World, Map<IamRole, Sessions>>();

export function sessionsOf(world: World, role: IamRole): Sessions {
  const ofWorld = memo.get(world) ?? new Map<IamRole, Sessions>();
  memo.set(world, ofWorld);
  const known = ofWorld.get(role);
  if (known !== undefined) return known;
  const trust = world.trustPolicy(role);
  const statements = trust.policies.flatMap((policy) => policy.document.statements);
  const admits = (action: string): boolean =>
    !trust.complete || statements.some((statement) => statement.effect === 'Allow' && mentions(statement, action));
  const sessions: Sessions = {
    assumed: admits('sts:AssumeRole'),
    saml: admits('sts:AssumeRoleWithSAML'),
    webIdentity: admits('sts:AssumeRoleWithWebIdentity'),
    tagged: admits('sts:TagSession') && !hasNoDirectoryTags(world, role, trust),
    sourceIdentity: admits('sts:SetSourceIdentity'),
  };
  ofWorld.set(role, sessions);
  return sessions;
}

/** Action element against one action; a doubtful match counts. */
function mentions({ actions }: Statement, action: string): boolean {
  return 'in' in actions ? matchActions(actions.in, action) !== false : matchActions(actions.notIn, action) !== true;
}
