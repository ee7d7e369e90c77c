import type { CoverageCell } from '../../domain/gap.ts';
import { EVENT_SOURCES } from './event-sources.ts';

/** Gaps that one of two snapshots has and the other has not, whatever was in the way. */
export function gapsThatDiffer(
  before: readonly CoverageCell[],
  after: readonly CoverageCell[],
): readonly CoverageCell[] {
  const [was, is] = [new Set(before.map(nameOf)), new Set(after.map(nameOf))];
  return [...before.filter((gap) => !is.has(nameOf(gap))), ...after.filter((gap) => !was.has(nameOf(gap)))];
}

const nameOf = ({ account, region, service, call, target = '' }: CoverageCell): string =>
  [account, region, service, call, target].join(' ');

/** Calls without which a whole account, or some of its Regions, are not known, or which key anything is under. */
const isOfAll = ({ service, call }: CoverageCell): boolean =>
  service === 'sts' || service === 'kms' || call === 'DescribeRegions';

/** Might the call have told of the thing? Of a thing that no ARN names, any call might. */
export function mayHide(
  gap: CoverageCell,
  { account, id }: { readonly account: string; readonly id: string },
): boolean {
  // what belongs to no account, or to AWS, any account may tell of
  const isOfAccount = gap.account === account || gap.account === '-' || !/^\d{12}$/.test(account);
  if (!isOfAccount || isOfAll(gap)) return isOfAccount;
  const [, , service, region] = /^arn:[^:]*:([^:]*):([^:]*):/.exec(id) === null ? [] : id.split(':');
  if (service === undefined) return true;
  const isOfRegion = region === '' || region === gap.region || gap.region === 'global' || gap.region === '*';
  return isOfRegion && readsFrom(gap.service, service);
}

const CALLED: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(EVENT_SOURCES));
const KNOWN: ReadonlySet<string> = new Set(Object.values(EVENT_SOURCES).flat());

/** `service` as an ARN spells it; one that is not known there may be read from anywhere. */
function readsFrom(reader: string, service: string): boolean {
  const name = service === 'execute-api' ? 'apigateway' : service;
  return !KNOWN.has(name) || CALLED.get(reader)?.includes(name) !== false;
}
