import { spawnSync } from 'node:child_process';
import { parsePolicy } from '../domain/parse-policy.ts';
import type { Json, Statement } from '../domain/policy.ts';

const PRINT = `
import json
from moto.iam.aws_managed_policies import aws_managed_policies_data as data
print(json.dumps([{"name": name, "document": one["Document"]} for name, one in json.loads(data).items()]))
`;

interface Moto {
  readonly isMotoInstalled: () => boolean;
  readonly motoPython: () => string;
}
const MOTO = new URL('../scripts/services/moto.mjs', import.meta.url).href;

export interface ManagedDocument {
  readonly name: string;
  readonly document: Json;
}

/** AWS's managed policies, as the emulator moto ships them, by name; undefined where it is not installed. */
export async function managedDocuments(): Promise<readonly ManagedDocument[] | undefined> {
  const { isMotoInstalled, motoPython } = (await import(MOTO)) as Moto;
  if (!isMotoInstalled()) return undefined;
  const printed = spawnSync(motoPython(), ['-c', PRINT], { encoding: 'utf8', maxBuffer: 2 ** 27 });
  return printed.status === 0 ? (JSON.parse(printed.stdout) as readonly ManagedDocument[]) : undefined;
}

/** All their statements. */
export async function managedStatements(): Promise<readonly Statement[] | undefined> {
  const documents = await managedDocuments();
  return documents?.flatMap(({ document }) => {
    const parsed = parsePolicy(document);
    return parsed.ok && parsed.value.version === '2012-10-17' ? parsed.value.statements : [];
  });
}
