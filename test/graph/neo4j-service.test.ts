import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const MODULE = new URL('../../scripts/services/neo4j.mjs', import.meta.url);
let bin = '';
beforeEach(async () => {
  bin = await mkdtemp(join(tmpdir(), 'tadori-bin-'));
});
afterEach(() => rm(bin, { recursive: true, force: true }));

const program = async (name: string, script: string): Promise<void> => {
  await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(bin, name), 0o755);
};
/** What is missing on a machine that has only the programs in `bin`. */
function missing(): string {
  const text = `import { missingForNeo4j } from ${JSON.stringify(MODULE.href)}; process.stdout.write(String(missingForNeo4j()));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', text], {
    encoding: 'utf8',
    env: { PATH: bin },
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
  });
  return stdout + stderr;
}

describe('the Neo4j server for tests says what to install', () => {
  it('without Java', () => expect(missing()).toMatch(/Neo4j needs Java 17.*apt-get install openjdk-17/));
  it('with an old Java', async () => {
    await program('java', `echo 'openjdk version "11.0.2" 2019' >&2`);
    expect(missing()).toBe('Neo4j needs Java 17 or newer, and `java` is version 11');
  });
  it('without Maven, unless the jars are here already', async () => {
    await program('java', `echo 'openjdk version "17.0.15" 2025' >&2`);
    expect(missing()).toMatch(/^(undefined|.*`mvn` was not found.*apt-get install maven.*)$/);
  });
});
