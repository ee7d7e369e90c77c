import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readClaims, writeClaims } from '../../answers/data-folder.ts';
import { operationsAt } from '../../answers/operations.ts';
import type { Verification } from '../../answers/questions.ts';
import { readGraph, writeGraph } from '../../graph/graph-files.ts';
import { got, type ProvedData, provedData, QUIET, shippedSample } from './proved.ts';

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
    readonly statements: readonly { readonly statement?: unknown }[];
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
    expect(verified.counts.derived).toBe(verified.counts.certificates);
    expect(verified.counts.claims).toBeGreaterThanOrEqual(verified.counts.certificates);
    expect(verified.counts.witnesses).toBeGreaterThan(300);
    expect(verified.counts.counterWitnesses).toBeGreaterThan(100);
    expect(verified.counts.records).toBeGreaterThan(200);
  });
});

describe('an exported certificate', () => {
  it('names its statements and its witness, one file for each claim', () => {
    const files = certificateFiles();
    expect(files).toHaveLength(verified.counts.exported);
    const shown = files.flatMap((name) => readCertificate(name).shown);
    expect(shown.length).toBeGreaterThan(300);
    expect(shown.flatMap((one) => one.statements).every((one) => one.statement !== undefined)).toBe(true);
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

describe('verify finds', { timeout: 120_000 }, () => {
  const id = (): string => verified.snapshot;
  const problems = async (): Promise<readonly string[]> => [
    ...new Set(
      (await verify()).failed.map(({ problem }) => problem.replace(/ \(.*\)$/s, '').replace(/\S+:\S+/g, '...')),
    ),
  ];

  it('a grant, a witness, a counter-witness and a claim that somebody has changed', async () => {
    const { graph, proofs } = got(await readGraph(sample.data, id()));
    const claims = await readClaims(sample.data, id());
    let grants = 0;
    const changed = proofs.map((record) => {
      if (record.kind === 'hop') return record;
      const touched = record.access.grants.map((grant) => {
        const { witness, counterWitnesses } = grant;
        if (grant.alsoNeeds.length > 0 || witness === undefined || grant.verdict !== 'conditional') return grant;
        grants += 1;
        if (grants === 1) return { ...grant, verdict: 'allowed' as const };
        if (grants === 2) return { ...grant, witness: { ...witness, context: {} } };
        if (grants === 3)
          return {
            ...grant,
            counterWitnesses:
              counterWitnesses?.map((one) => ({ ...one, witness: { ...one.witness, context: witness.context } })) ?? [],
          };
        return grant;
      });
      return { ...record, access: { ...record.access, grants: touched } };
    });
    expect(grants).toBeGreaterThan(3);
    got(await writeGraph(sample.data, graph, changed));
    await writeClaims(
      sample.data,
      id(),
      claims.map((claim, index) =>
        index === 0
          ? {
              ...claim,
              actions: claim.actions.map((one) => ({
                ...one,
                allowed: { kind: 'true' as const },
                possible: { kind: 'true' as const },
              })),
            }
          : claim,
      ),
    );
    const found = await problems();
    got(await writeGraph(sample.data, graph, proofs));
    await writeClaims(sample.data, id(), claims);
    expect(found).toEqual(
      expect.arrayContaining([
        'the claim has another condition for ...',
        'the witness is decided otherwise now',
        expect.stringMatching(/^the counter-witness on .* is not denied as it should be$/),
        'the solver text does not follow from the snapshot and what is claimed',
      ]),
    );
  });
});
