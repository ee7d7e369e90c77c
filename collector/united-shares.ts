import type { ResourceShare } from '../domain/resource-share.ts';

/** A share is read by who shares and by whom it is shared with: both are right, the former knows more. */
export function unitedShares(shares: readonly ResourceShare[]): readonly ResourceShare[] {
  const byArn = new Map<string, ResourceShare>();
  for (const share of shares) {
    const known = byArn.get(share.arn);
    byArn.set(share.arn, known === undefined ? share : united(known, share));
  }
  return [...byArn.values()];
}

const united = (a: ResourceShare, b: ResourceShare): ResourceShare => ({
  ...a,
  ...b,
  principals: both(a.principals, b.principals),
  resources: both(a.resources, b.resources),
  ...(a.permissions === undefined ? {} : { permissions: a.permissions }),
  ...(b.permissions === undefined ? {} : { permissions: b.permissions }),
});

const both = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])].sort();
