import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesUnder, ROOT, readText } from '../../scripts/lib/source.ts';

interface Locked {
  readonly dev?: boolean;
}

const work = mkdtempSync(join(tmpdir(), 'tadori-package-'));
const app = join(work, 'package');
let files: readonly string[] = [];

const tadori = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['dist/cli/main.js', ...args], { cwd: app, encoding: 'utf8', timeout: 300_000 });

/** The packed program, and beside it those packages only that npm would install for its users. */
beforeAll(() => {
  const packed = spawnSync('npm', ['pack', '--json', '--silent', '--pack-destination', work], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const [tarball] = JSON.parse(packed.stdout) as { filename: string; files: { path: string }[] }[];
  files = tarball?.files.map(({ path }) => path) ?? [];
  spawnSync('tar', ['xzf', join(work, tarball?.filename ?? ''), '-C', work]);
  const locked = JSON.parse(readText('package-lock.json')) as { packages: Readonly<Record<string, Locked>> };
  for (const [path, { dev }] of Object.entries(locked.packages)) {
    const direct = /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path);
    if (!direct || dev === true || !existsSync(join(ROOT, path))) continue;
    mkdirSync(dirname(join(app, path)), { recursive: true });
    symlinkSync(join(ROOT, path), join(app, path));
  }
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe('the published package', () => {
  it('holds the compiled program, the pages, the sample and the licence, and no sources', () => {
    for (const path of ['dist/cli/main.js', 'dist/ui/dist/index.html', 'LICENSE', 'NOTICE', 'README.md']) {
      expect(files).toContain(path);
    }
    const sample = filesUnder('sample-org/snapshot').map((path) => `dist/${path}`);
    expect(sample.length).toBeGreaterThan(1);
    expect(files).toEqual(expect.arrayContaining(sample));
    expect(files.filter((path) => path.endsWith('.ts') || path.includes('test/'))).toEqual([]);
  });

  it('starts with plain Node', () => {
    expect(readFileSync(join(app, 'dist/cli/main.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(tadori('--help')).toMatchObject({ status: 0, stderr: '' });
  });

  it('decides a request', () => {
    const request = {
      id: 'r',
      principal: 'arn:aws:iam::111122223333:user/u',
      action: 's3:GetObject',
      resource: { arn: 'arn:aws:s3:::b/k', account: '111122223333' },
      context: {},
      policies: {
        identity: [{ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] }],
      },
    };
    const { status, stdout } = spawnSync(process.execPath, ['dist/cli/main.js', 'simulate', '-', '--json'], {
      cwd: app,
      encoding: 'utf8',
      input: `${JSON.stringify(request)}\n`,
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: 'r', decision: 'allowed' });
  });

  it('proves the sample organisation and answers a question about it', () => {
    const data = join(work, 'data');
    expect(tadori('demo', '--no-serve', '--data', data)).toMatchObject({ status: 0 });
    const { status, stdout } = tadori(
      'who-can',
      'read',
      'finance-ledger',
      '--among',
      'people',
      '--json',
      '--data',
      data,
    );
    expect(status).toBe(0);
    expect((JSON.parse(stdout) as { results: unknown[] }).results.length).toBeGreaterThan(0);
  });
});
