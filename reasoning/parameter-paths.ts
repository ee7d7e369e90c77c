import type { Resource } from '../domain/snapshot.ts';
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
