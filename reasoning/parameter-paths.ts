import type { EffectiveAccess, Grant } from '../domain/access.ts';
import type { Resource } from '../domain/snapshot.ts';
import type { Reason } from './predicates.ts';
import type { Target } from './question.ts';

/**
 * The paths that a parameter lies under: of `/shop/till/key` these are `/`, `/shop` and `/shop/till`. Who may get parameters by one of
 * them gets it, whatever is said of its own ARN. A path has neither policy nor tags. Source: How Parameter Store authorizes parameter
 * retrieval.
 */
export function pathsAbove(resource: Resource): readonly Target[] {
  if (resource.type !== 'AWS::SSM::Parameter') return [];
  const { policy: _, ...rest } = resource;
  const { arn, account, region } = resource;
  const start = arn.indexOf(ROOT) + ROOT.length;
  const ends = [...arn.slice(start).matchAll(/\//g)].map(({ index }) => start + index);
  return [start, ...ends].map((end) => ({
    arn: arn.slice(0, end),
    account,
    region,
    service: 'ssm',
    type: 'parameter',
    resource: { ...rest, tags: {} },
  }));
}
const ROOT = ':parameter/';

/**
 * The same paths as a call may write them, with a slash behind: policies on `parameter/till/*` meet these, and not `/till`. AWS does not
 * say which ARN such a call asks for. `/` is one already.
 */
export const writtenWithSlash = (paths: readonly Target[]): readonly Target[] =>
  paths.filter(({ arn }) => !arn.endsWith('/')).map((path) => ({ ...path, arn: `${path.arn}/` }));

/** What is allowed by such a path, as far as it is known. */
export const perhapsBySlash = (access: EffectiveAccess): EffectiveAccess => ({
  ...access,
  grants: access.grants.map(perhaps),
});

const perhaps = ({ witness: _, counterWitnesses: __, ...grant }: Grant): Grant => ({
  ...grant,
  verdict: 'unknown',
  assumptions: [...grant.assumptions, SLASH],
  proof: 'pending',
});
const SLASH: Reason = { rule: 88, text: 'whether a path that is written with a slash behind it is another one' };
