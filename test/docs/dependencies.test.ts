import { describe, expect, it } from 'vitest';
import { readText } from '../../scripts/lib/source.ts';
import { tableAfter } from './markdown.ts';
import { admits } from './version-range.ts';

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly engines?: { readonly node?: string };
}
interface Manifest {
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Demands more than our floor and comes along with something we need; what was seen of it on the floor stands beside it. */
const SEEN_TO_WORK: Readonly<Record<string, string>> = {
  cookie: 'comes with fastify > light-my-request; inject() with cookies works on 20.20 (test/api)',
};

const FREE = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'];

const manifest = JSON.parse(readText('package.json')) as Manifest;
const locked = Object.entries(
  (JSON.parse(readText('package-lock.json')) as { packages: Record<string, Locked> }).packages,
);
const shipped = locked.filter(([path, one]) => path !== '' && one.dev !== true);
const direct = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
const nameOf = (path: string): string => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

describe('production dependencies', () => {
  const floor = manifest.engines.node.slice('>='.length);

  it('are seen', () => {
    expect(floor).toMatch(/^\d+\.\d+$/);
    expect(direct.length).toBeGreaterThan(20);
    expect(shipped.length).toBeGreaterThan(100);
    for (const name of direct) expect(shipped.map(([path]) => path)).toContain(`node_modules/${name}`);
  });

  it('run on the oldest Node we promise', () => {
    const newer = shipped
      .filter(([, one]) => !admits(one.engines?.node ?? '*', `${floor}.0`))
      .map(([path]) => nameOf(path));
    expect([...new Set(newer)]).toEqual(Object.keys(SEEN_TO_WORK));
  });

  it('are free to use and to pass on: no GPL, no AGPL', () => {
    const others = shipped.filter(([, one]) => !FREE.includes(one.license ?? 'none stated'));
    expect(others.map(([path, one]) => `${nameOf(path)}: ${one.license}`)).toEqual([]);
  });

  it('have a line each in the ADR: licence, size, reason; and no line is left over', () => {
    const rows = tableAfter(readText('docs/adr/0006-dependencies.md'), '| package | licence |') ?? [];
    expect(rows.map(([name]) => name).sort()).toEqual([...direct].sort());
    for (const [name = '', licence, size = '', reason = ''] of rows) {
      const lock = locked.find(([path]) => path === `node_modules/${name}`)?.[1];
      expect(licence, name).toBe(lock?.license);
      expect(Number(size), name).toBeGreaterThan(0);
      expect(reason.length, name).toBeGreaterThan(5);
    }
  });

  it('are pinned, as all others are', () => {
    const all = { ...manifest.dependencies, ...manifest.optionalDependencies, ...manifest.devDependencies };
    expect(Object.entries(all).filter(([, range]) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  });

  it('name no place in the lockfile', () => {
    expect(readText('package-lock.json')).not.toMatch(/"resolved"/);
  });
});

it.each([
  ['>=20.0.0', '20.20.0', true],
  ['>=22', '20.20.0', false],
  ['>= 0.8', '20.20.0', true],
  ['18 || 20 || >=22', '20.20.0', true],
  ['18 || >=22', '20.20.0', false],
  ['^20.19.0 || >=22.12.0', '20.20.0', true],
  ['^20.21.0 || >=22.12.0', '20.20.0', false],
  ['>=18 <20', '20.20.0', false],
  ['>= 10.x', '20.20.0', true],
  ['20.x', '20.20.0', true],
  ['~20.19', '20.20.0', false],
  ['*', '20.20.0', true],
])('a range %s admits %s: %s', (range, version, expected) => {
  expect(admits(range, version)).toBe(expected);
});
