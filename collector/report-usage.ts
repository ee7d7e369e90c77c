import type { KeyUse, PrincipalUsage } from '../domain/usage.ts';
import type { CredentialReport, ReportedUse } from './credential-report.ts';

/**
 * The rows of a credential report as usage, the root user's among them. A file of a report does not say when it was made: it
 * speaks at least of the newest moment in it.
 */
export function reportUsage({ uses }: CredentialReport, made?: string): readonly PrincipalUsage[] {
  const until = made ?? uses.flatMap(timesOf).sort().at(-1);
  if (until === undefined) return [];
  return uses.map(({ principal, account, credentials }) => ({
    version: 1,
    principal,
    account,
    source: 'credentialReport',
    until,
    credentials,
  }));
}

const timesOf = ({ createdAt, credentials }: ReportedUse): readonly string[] =>
  [
    createdAt,
    credentials.passwordLastUsed,
    credentials.passwordChanged,
    ...(credentials.keys ?? []).flatMap(({ changed, at }: KeyUse) => [changed, at]),
  ].filter((time) => time !== undefined);

/** Of what one source tells of a principal twice, the word that reaches further in time stands; of equal ones the later path's. */
export function unitedUsage(records: readonly PrincipalUsage[]): readonly PrincipalUsage[] {
  const byKey = new Map<string, PrincipalUsage>();
  for (const record of records) {
    const key = `${record.principal} ${record.source}`;
    const known = byKey.get(key);
    if (known === undefined || known.until <= record.until) byKey.set(key, record);
  }
  return [...byKey.values()];
}
