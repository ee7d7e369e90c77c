import type { CoverageCell } from '../../domain/gap.ts';
import { facetsOf } from '../../domain/resource-facets.ts';
import type { Resource } from '../../domain/snapshot.ts';
import type { FileOffer } from './offer.ts';

/**
 * What files of another tool add beside coverage of other sources. Where one of these has read a service of an account, its word
 * stands alone: other tools keep less, and what they leave out would count as read. What is passed over is a gap.
 */
export function offerBeside(
  offer: FileOffer,
  others: readonly Pick<CoverageCell, 'account' | 'service' | 'status'>[],
): FileOffer {
  const { by, part, accounts, coverage } = offer;
  const read = new Set(
    others.filter(({ status }) => status === 'complete').map((cell) => `${cell.account} ${cell.service}`),
  );
  const isFree = (account: string, service: string): boolean => !read.has(`${account} ${service}`);
  const ofIam = <T extends { readonly account: string }>(list: readonly T[] = []): readonly T[] =>
    list.filter(({ account }) => isFree(account, 'iam'));
  const iam = [...offer.details.keys()].map((account) => ({ account, service: 'iam' }));
  const passed = new Map(
    [...coverage, ...iam]
      .filter(({ account, service }) => !isFree(account, service))
      .map((cell): [string, CoverageCell] => [`${cell.account} ${cell.service}`, passedOver(cell, by)]),
  );
  return {
    by,
    accounts,
    part: {
      ...part,
      users: ofIam(part.users),
      groups: ofIam(part.groups),
      roles: ofIam(part.roles),
      managedPolicies: ofIam(part.managedPolicies),
      resources: (part.resources ?? []).filter((one) => isFree(one.account, serviceOf(one))),
    },
    details: new Map([...offer.details].filter(([account]) => isFree(account, 'iam'))),
    coverage: [...coverage.filter(({ account, service }) => isFree(account, service)), ...passed.values()],
  };
}

/** As coverage cells call it: `efs` for `elasticfilesystem`. */
const serviceOf = ({ type, arn }: Resource): string => facetsOf(type).policy?.[0] ?? arn.split(':')[2] ?? '';

const passedOver = (
  { account, service }: Pick<CoverageCell, 'account' | 'service'>,
  by: FileOffer['by'],
): CoverageCell => ({
  account,
  region: '*',
  ...by,
  target: service,
  status: 'skipped',
  detail: 'another path has read the service in this account: what these files say of it is passed over',
});
