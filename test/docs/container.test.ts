import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT, readText } from '../../scripts/lib/source.ts';

interface Service {
  readonly image?: string;
  readonly ports: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

const services = (parse(readText('docker-compose.yml')) as { services: Readonly<Record<string, Service>> }).services;
const dockerfile = readText('Dockerfile');

describe('docker-compose.yml', () => {
  it('has the app and Neo4j', () => {
    expect(Object.keys(services)).toEqual(['app', 'neo4j']);
    expect(services['neo4j']?.image).toBe('neo4j:5.26-community');
  });

  it.each(Object.entries(services))('publishes %s on loopback only, and knows when it is well', (_, service) => {
    for (const port of service.ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    expect(service.healthcheck?.test.length).toBeGreaterThan(1);
  });

  it('holds no password', () => {
    expect(
      readText('docker-compose.yml').match(
        /PASSWORD: (?!\$\{TADORI_NEO4J_PASSWORD:\?)|NEO4J_AUTH: (?!neo4j\/\$\{TADORI_NEO4J_PASSWORD:\?)/,
      ),
    ).toBeNull();
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
