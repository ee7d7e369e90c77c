import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT, readText } from '../../scripts/lib/source.ts';

interface Service {
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
}

const services = (parse(readText('docker-compose.yml')) as { services: Readonly<Record<string, Service>> }).services;
const dockerfile = readText('Dockerfile');

/** A machine with one address on a network, where listening is only told; ends before Tadori itself is loaded. */
const FAKE_NETWORK = `data:text/javascript,${encodeURIComponent(`
  import { syncBuiltinESMExports } from 'node:module';
  import net from 'node:net';
  import os from 'node:os';
  os.networkInterfaces = () => ({ eth0: [{ family: 'IPv4', internal: false, address: '192.0.2.7' }] });
  net.Server.prototype.listen = function (port, address) { console.log('listens on ' + address + ':' + port); return this; };
  syncBuiltinESMExports();
`)}`;

describe('docker-compose.yml', () => {
  it('has the app and Neo4j, and for who asks for them Redis and workers', () => {
    expect(Object.keys(services)).toEqual(['app', 'neo4j', 'redis', 'worker']);
    const asked = Object.entries(services).filter(([, { profiles }]) => profiles !== undefined);
    expect(asked.map(([name, { profiles }]) => [name, profiles])).toEqual([
      ['redis', ['workers']],
      ['worker', ['workers']],
    ]);
    expect(services['neo4j']?.image).toBe('neo4j:5.26-community');
  });

  it.each(Object.entries(services))('publishes %s on loopback only, and knows when it is well', (_, service) => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    // a worker listens to nothing
    if (service.command?.[0] !== 'worker') expect(service.healthcheck?.test.length).toBeGreaterThan(1);
  });

  it('holds no password', () => {
    expect(
      readText('docker-compose.yml').match(
        /PASSWORD: (?!\$\{TADORI_NEO4J_PASSWORD:\?)|NEO4J_AUTH: (?!neo4j\/\$\{TADORI_NEO4J_PASSWORD:\?)/,
      ),
    ).toBeNull();
  });
});

describe('what is handed on to loopback', () => {
  it('is nothing unless it is asked for: with the network of the host it would be every address of it', () => {
    const start = (forward: Readonly<Record<string, string>>) =>
      spawnSync(process.execPath, ['--import', FAKE_NETWORK, join(ROOT, 'scripts/container.mjs'), '--version'], {
        encoding: 'utf8',
        env: { PATH: process.env['PATH'], ...forward },
      }).stdout;
    expect(start({})).not.toContain('listens');
    expect(start({ TADORI_CONTAINER_FORWARD: '1' })).toContain('listens on 192.0.2.7:7070');
  });

  it('is asked for by compose, whose network is its own, and not by the image', () => {
    expect(services['app']?.environment?.['TADORI_CONTAINER_FORWARD']).toBe('1');
    expect(dockerfile).not.toMatch(/^ENV .*TADORI_CONTAINER_FORWARD/m);
  });
});

describe('Dockerfile', () => {
  it('does not run as root, and copies files that are there', () => {
    expect(dockerfile).toMatch(/\nUSER node\n/);
    for (const [, path = ''] of dockerfile.matchAll(/\/app\/(scripts\/\S+) /g)) expect(readText(path)).not.toBe('');
  });
});

it.skipIf(process.platform === 'win32')('.ci/run is a valid script', () => {
  expect(spawnSync('bash', ['-n', join(ROOT, '.ci/run')], { encoding: 'utf8' })).toMatchObject({
    status: 0,
    stderr: '',
  });
  expect(readText('.ci/run')).toMatch(/^#!\/usr\/bin\/env bash\n[\s\S]*\nset -euo pipefail\n/);
});
