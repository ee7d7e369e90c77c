import { spawnSync } from 'node:child_process';
import { parsePolicy } from '../domain/parse-policy.ts';
import type { Json, Statement } from '../domain/policy.ts';

const PRINT = `
import json
from moto.iam.aws_managed_policies import aws_managed_policies_data as data
print(json.dumps([one["Document"] for one in json.loads(data).values()]))
`;

interface Moto {
  readonly isMotoInstalled: () => boolean;
  readonly motoPython: () => string;
}
const MOTO = new URL('../scripts/services/moto.mjs', import.meta.url).href;

/** All statements of AWS's managed policies, as the emulator moto ships them; undefined where it is not installed. */
export async function managedStatements(): Promise<readonly Statement[] | undefined> {
  const { isMotoInstalled, motoPython } = (await import(MOTO)) as Moto;
  if (!isMotoInstalled()) return undefined;
  const printed = spawnSync(motoPython(), ['-c', PRINT], { encoding: 'utf8', maxBuffer: 2 ** 27 });
  if (printed.status !== 0) return undefined;
  return (JSON.parse(printed.stdout) as readonly Json[]).flatMap((document) => {
    const parsed = parsePolicy(document);
    return parsed.ok && parsed.value.version === '2012-10-17' ? parsed.value.statements : [];
  });
}
