import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { operationsAt } from '../../answers/operations.ts';
import type { Verification } from '../../answers/questions.ts';
import { readStored } from '../../answers/verify/stored.ts';
import { verifyApart } from '../../answers/verify-apart.ts';
import { readGraph, writeGraph } from '../../graph/graph-files.ts';
import { got, type ProvedData, provedData, QUIET, shippedSample } from '../e2e/proved.ts';

interface Z3Module {
  isZ3Installed(): boolean;
  z3Python(): string;
}
const SCRIPT = new URL('../../scripts/services/z3.mjs', import.meta.url).href;
const z3 = (await import(SCRIPT)) as Z3Module;

const GIVEN = process.env['TADORI_TEST_Z3_PYTHON'];
const WITHOUT_Z3 =
  'z3-solver of PyPI is not installed: `npm test` installs it (Python 3 needed), or set TADORI_TEST_Z3_PYTHON to a Python that has it';
const MUST_BE_THERE = process.env['CI'] !== undefined || process.env['TADORI_CI'] !== undefined;

let sample: ProvedData;
let verified: Verification;
let folder: string;

const verify = async (exportTo?: string): Promise<Verification> => {
  const operations = operationsAt({ data: sample.data, store: 'embedded' });
  return got(await operations.verify(exportTo === undefined ? {} : { exportTo }, QUIET));
};

beforeAll(async () => {
  sample = await provedData(await shippedSample(), { certify: true });
  folder = join(sample.data, 'exported');
  verified = await verify(folder);
}, 300_000);
afterAll(() => sample.close());

interface CertificateFile {
  readonly claim: string;
  readonly smt: string;
  readonly shown: readonly {
    readonly statements: readonly { readonly statement?: unknown; readonly aclGrant?: unknown }[];
    readonly witness?: { readonly decision: string };
  }[];
}

const certificateFiles = (): readonly string[] => readdirSync(folder).filter((name) => name.endsWith('.json'));
const readCertificate = (name: string): CertificateFile =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as CertificateFile;

describe('verify', () => {
  it('replays, writes down again, derives again and refutes again everything that is stored of the sample', () => {
    const { claims } = sample.proved;
    expect(verified.failed).toEqual([]);
    expect(verified.counts.certificates).toBeGreaterThan(claims.distinct);
    expect(verified.counts.derived).toBe(verified.counts.records);
    expect(verified.counts.differing).toBe(0);
    expect(verified.counts.compared).toBeGreaterThan(400);
    expect(verified.counts.edges).toBeGreaterThan(500);
    expect(verified.counts.claims).toBeGreaterThanOrEqual(verified.counts.certificates);
    expect(verified.counts.witnesses).toBeGreaterThan(300);
    expect(verified.counts.counterWitnesses).toBeGreaterThan(100);
    expect(verified.counts.records).toBeGreaterThan(200);
  });

  it('finds the same in a thread of its own, as the API asks it, and is stopped there', async () => {
    const ask = { data: sample.data, snapshot: verified.snapshot };
    const counts = { ...verified.counts, exported: 0 };
    expect(got(await verifyApart(ask, new AbortController().signal))).toEqual({ ...verified, counts });
    expect(await verifyApart(ask, AbortSignal.timeout(20))).toMatchObject({ error: { kind: 'unavailable' } });
  });
});

describe('an exported certificate', () => {
  it('names its statements and its witness, one file for each claim', () => {
    const files = certificateFiles();
    expect(files).toHaveLength(verified.counts.exported);
    const shown = files.flatMap((name) => readCertificate(name).shown);
    expect(shown.length).toBeGreaterThan(300);
    expect(shown.flatMap((one) => one.statements).every((one) => (one.statement ?? one.aclGrant) !== undefined)).toBe(
      true,
    );
    expect(shown.flatMap((one) => one.statements).filter((one) => one.aclGrant !== undefined).length).toBeGreaterThan(
      0,
    );
    expect(shown.filter((one) => one.witness?.decision === 'allowed').length).toBeGreaterThan(300);
  });

  const python = GIVEN ?? (z3.isZ3Installed() ? z3.z3Python() : undefined);
  const recheck = (): { readonly status: number | null; readonly summary: unknown } => {
    const { status, stdout, stderr } = spawnSync(python ?? '', [join(folder, 'recheck.py')], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return { status, summary: JSON.parse(stdout) };
  };

  it.skipIf(python === undefined && !MUST_BE_THERE)(
    'holds for the solver of PyPI, every one of them, and a forged one does not',
    { timeout: 300_000 },
    ({ skip }) => {
      if (python === undefined) return MUST_BE_THERE ? expect.fail(WITHOUT_Z3) : skip(WITHOUT_Z3);
      const certificates = certificateFiles().length;
      expect(recheck()).toMatchObject({ status: 0, summary: { certificates, hold: certificates, failed: {} } });
      const [first = ''] = certificateFiles();
      const honest = readFileSync(join(folder, first), 'utf8');
      const { smt, ...rest } = readCertificate(first);
      writeFileSync(join(folder, first), JSON.stringify({ ...rest, smt: smt.replace('(assert ', '(assert (not ') }));
      const forged = recheck();
      writeFileSync(join(folder, first), honest);
      expect(forged).toMatchObject({ status: 1, summary: { hold: certificates - 1 } });
    },
  );
});

describe('verify, of files that somebody has touched', { timeout: 240_000 }, () => {
  it('names each of them, and still checks the rest', async () => {
    const id = verified.snapshot;
    const { graph, proofs } = got(await readGraph(sample.data, id));
    got(await writeGraph(sample.data, graph, proofs.slice(1)));
    writeFileSync(join(sample.data, 'certificates', `${id}.json.gz`), 'garbage');
    const { failed, counts } = await verify();
    got(await writeGraph(sample.data, graph, proofs));
    const problems = failed.map(({ by, problem }) => `${by}: ${problem}`);
    expect(problems).toContainEqual(expect.stringMatching(/^files: cannot be read: incorrect header check/));
    expect(problems).toContainEqual(expect.stringMatching(/^reading: its claim gives .*, and nothing is stored/));
    expect(counts).toMatchObject({ records: proofs.length - 1, derived: proofs.length, differing: 1 });
  });

  it('names lines of claims and certificates that have another shape', async () => {
    const id = verified.snapshot;
    const folders = { claims: `${id}.jsonl.gz`, certificates: `${id}.json.gz` };
    const files = Object.entries(folders).map(([folder, name]) => join(sample.data, folder, name));
    const honest = files.map((file) => readFileSync(file));
    const changed = ['{"hash":1}\n', '[{"hash":"a","result":"holds","ms":1}]'];
    for (const [index, file] of files.entries()) writeFileSync(file, gzipSync(changed[index] ?? ''));
    const read = got(await readStored(sample.data, id));
    for (const [index, file] of files.entries()) writeFileSync(file, honest[index] ?? '');
    expect(read.defects).toEqual([
      { by: 'files', record: 'claim 1', problem: expect.stringMatching(/\w+ is missing|hash must be string/) },
      { by: 'files', record: 'certificate 1', problem: 'result must be one of refuted, pending' },
    ]);
  });

  it('says of a damaged graph which file it is and what to do', async () => {
    const folder = join(sample.data, 'graphs', verified.snapshot);
    const name = readdirSync(folder).find((one) => one.startsWith('proofs.')) ?? '';
    const honest = readFileSync(join(folder, name));
    writeFileSync(join(folder, name), honest.subarray(0, honest.length / 2));
    const operations = operationsAt({ data: sample.data, store: 'embedded' });
    const answer = await operations.verify({}, QUIET);
    writeFileSync(join(folder, name), honest);
    expect(answer).toMatchObject({
      ok: false,
      error: { kind: 'store', message: expect.stringMatching(/proofs\.\w+\.jsonl\.gz` is not a complete gzip file/) },
    });
  });
});
