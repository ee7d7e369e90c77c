import type { CoverageCell } from '../domain/gap.ts';
import type { ConfigFile } from './config-snapshot.ts';

/**
 * What a configuration snapshot adds beside coverage of other sources. Where one of these has read a service of an account, its word
 * stands alone: a record of AWS Config has less in it, and what is not in it would count as read. What is passed over is a gap.
 */
export function configBeside(
  { part, accounts, coverage }: ConfigFile,
  others: readonly CoverageCell[],
): Pick<ConfigFile, 'part' | 'coverage'> {
  const read = new Set(
    others.filter(({ status }) => status === 'complete').map((cell) => `${cell.account} ${cell.service}`),
  );
  const isFree = (account: string, service: string): boolean => !read.has(`${account} ${service}`);
  const resources = (part.resources ?? []).filter(({ account, arn }) => isFree(account, serviceOf(arn)));
  const passed = new Map(
    coverage
      .filter(({ account, service }) => !isFree(account, service))
      .map((cell): [string, CoverageCell] => [`${cell.account} ${cell.service}`, passedOver(cell)]),
  );
  return {
    part: { accounts, resources },
    coverage: [...coverage.filter(({ account, service }) => isFree(account, service)), ...passed.values()],
  };
}

const serviceOf = (arn: string): string => arn.split(':')[2] ?? '';

const passedOver = ({ account, service }: CoverageCell): CoverageCell => ({
  account,
  region: '*',
  service: 'config',
  call: 'DeliverConfigSnapshot',
  target: service,
  status: 'skipped',
  detail: 'another path has read the service in this account: the items of AWS Config are passed over',
});
