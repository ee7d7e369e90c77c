// A Neo4j Community server for tests: fetched by Maven, run as a separate process on loopback, gone afterwards.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import neo4j from 'neo4j-driver';
import { freePort } from './free-port.mjs';

const POM = fileURLToPath(new URL('./neo4j.pom.xml', import.meta.url));
const CACHE = fileURLToPath(new URL('../../.cache/neo4j/', import.meta.url));
const USER = 'neo4j';
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;

/** What to install, or undefined where everything is there. */
export function missingForNeo4j() {
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const version = /version "(\d+)/.exec(java.stderr ?? '')?.[1];
  if (java.error !== undefined || version === undefined) {
    return 'Neo4j needs Java 17: `java` was not found (Debian, Ubuntu: apt-get install openjdk-17-jre-headless)';
  }
  if (Number(version) < 17) return `Neo4j needs Java 17 or newer, and \`java\` is version ${version}`;
  if (existsSync(libraryFolder())) return undefined;
  const maven = spawnSync('mvn', ['-version'], { encoding: 'utf8' });
  return maven.error === undefined
    ? undefined
    : 'Neo4j is fetched by Maven: `mvn` was not found (Debian, Ubuntu: apt-get install maven)';
}

/**
 * Starts an empty server. Loopback only, HTTP off, a random password. Its data is deleted by stop().
 * It also ends when this process ends, however that happens: it lives as long as a pipe to it is open.
 * @param {{ port?: number, heapMegabytes?: number }} [options]
 * @returns {Promise<{ url: string, user: string, password: string, stop: () => Promise<void> }>}
 */
export async function startNeo4j(options = {}) {
  const missing = missingForNeo4j();
  if (missing !== undefined) throw new Error(missing);
  const library = fetchedLibrary();
  const port = options.port ?? (await freePort());
  const password = randomBytes(12).toString('hex');
  removeLeftovers();
  const home = mkdtempSync(join(CACHE, `run-${process.pid}-`));
  writeSettings(home, port);
  setPassword(library, home, password);
  const server = startServer(library, home, options.heapMegabytes ?? 512);
  const stop = stopOnce(server, home);
  try {
    await ready(server, home, `bolt://127.0.0.1:${port}`, password);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `bolt://127.0.0.1:${port}`, user: USER, password, stop };
}

function libraryFolder() {
  const version = /<artifactId>neo4j<\/artifactId>\s*<version>([^<]+)</.exec(readFileSync(POM, 'utf8'))?.[1];
  return join(CACHE, `lib-${version}`);
}

/** The jars, fetched on first use. Complete or not there: Maven works in a folder of its own that is renamed at the end. */
function fetchedLibrary() {
  const folder = libraryFolder();
  if (existsSync(folder)) return folder;
  mkdirSync(CACHE, { recursive: true });
  const work = mkdtempSync(join(CACHE, `fetch-${process.pid}-`));
  process.stderr.write('fetching Neo4j (213 jars, 123 MB, once) ...\n');
  const args = ['-B', '-q', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${join(work, 'lib')}`];
  const maven = spawnSync('mvn', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (maven.status !== 0) {
    rmSync(work, { recursive: true, force: true });
    throw new Error(`Maven could not fetch Neo4j:\n${lastLines(`${maven.stdout}${maven.stderr}`, 12)}`);
  }
  try {
    renameSync(join(work, 'lib'), folder);
  } catch (error) {
    if (!existsSync(folder)) throw error; // another run was faster: its folder is as good
  }
  rmSync(work, { recursive: true, force: true });
  return folder;
}

/** Data of runs whose process was killed. */
function removeLeftovers() {
  for (const name of readdirSync(CACHE)) {
    const pid = /^(?:run|fetch)-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function writeSettings(home, port) {
  mkdirSync(join(home, 'conf'));
  const settings = {
    'server.default_listen_address': '127.0.0.1',
    'server.bolt.listen_address': `127.0.0.1:${port}`,
    'server.bolt.tls_level': 'DISABLED',
    'server.http.enabled': 'false',
    'server.https.enabled': 'false',
    'dbms.security.auth_enabled': 'true',
    'dbms.security.allow_csv_import_from_file_urls': 'false',
    'dbms.usage_report.enabled': 'false',
    'server.memory.pagecache.size': '64m',
    // An empty data folder takes 517 MB with the default, 2 MB without.
    'db.tx_log.preallocate': 'false',
    'db.tx_log.rotation.retention_policy': 'keep_none',
    'server.directories.data': join(home, 'data'),
    'server.directories.logs': join(home, 'logs'),
    'server.directories.run': join(home, 'run'),
  };
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
  writeFileSync(join(home, 'conf', 'neo4j.conf'), lines.join(''), { mode: 0o600 });
}

const environment = (home) => ({ ...process.env, NEO4J_HOME: home, NEO4J_CONF: join(home, 'conf') });

function setPassword(library, home, password) {
  const args = ['-cp', join(library, '*'), 'org.neo4j.cli.AdminTool', 'dbms', 'set-initial-password', password];
  const done = spawnSync('java', args, { encoding: 'utf8', env: environment(home) });
  if (done.status === 0) return;
  rmSync(home, { recursive: true, force: true });
  throw new Error(`Neo4j's password could not be set:\n${lastLines(`${done.stdout}${done.stderr}`, 12)}`);
}

/**
 * The shell stands between us and Java: when our end of its input closes, by stop() or by our death, it ends the server.
 * (Descriptor 3, because a shell gives its background jobs an empty input.)
 */
const SUPERVISOR = [
  'exec 3<&0',
  '"$@" </dev/null 3<&- & server=$!',
  '(cat <&3 >/dev/null; kill -TERM "$server") 2>/dev/null & watch=$!',
  'wait "$server"; kill "$watch" 2>/dev/null',
].join('\n');

function startServer(library, home, heapMegabytes) {
  const opens = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent'];
  const java = [
    'java',
    `-Xms${heapMegabytes}m`,
    `-Xmx${heapMegabytes}m`,
    '-XX:+UseG1GC',
    ...opens.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
    '-Dio.netty.tryReflectionSetAccessible=true',
    '-cp',
    join(library, '*'),
    'org.neo4j.server.CommunityEntryPoint',
    `--home-dir=${home}`,
    `--config-dir=${join(home, 'conf')}`,
  ];
  return spawn('sh', ['-c', SUPERVISOR, 'neo4j', ...java], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: environment(home),
    detached: true, // an interrupt from the keyboard ends us, and by that the server, in order
  });
}

function stopOnce(server, home) {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  let stopping;
  return () => {
    stopping ??= (async () => {
      server.stdin.destroy();
      const timer = setTimeout(() => killGroup(server), STOP_TIMEOUT_MS);
      if (server.exitCode === null && server.signalCode === null) await ended;
      clearTimeout(timer);
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    })();
    return stopping;
  };
}

function killGroup(server) {
  try {
    process.kill(-server.pid, 'SIGKILL');
  } catch {
    // it ended by itself in the meantime
  }
}

/** Nothing is printed by the server: it is ready when it answers a query. */
async function ready(server, home, url, password) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  const driver = neo4j.driver(url, neo4j.auth.basic(USER, password), { connectionTimeout: 5_000 });
  try {
    for (;;) {
      try {
        await driver.executeQuery('RETURN 1');
        return;
      } catch (error) {
        if (server.exitCode !== null || Date.now() > deadline) {
          throw new Error(`Neo4j did not start: ${error.message}\n${serverLog(home)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  } finally {
    await driver.close();
  }
}

function serverLog(home) {
  const file = join(home, 'logs', 'neo4j.log');
  return existsSync(file) ? lastLines(readFileSync(file, 'utf8'), 12) : 'it wrote no log';
}

const lastLines = (text, count) => text.trimEnd().split('\n').slice(-count).join('\n');

// `node scripts/services/neo4j.mjs` runs a server by hand until Ctrl-C.
if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const server = await startNeo4j();
  process.stdout.write(
    `export TADORI_TEST_NEO4J_URL=${server.url} TADORI_TEST_NEO4J_USER=${server.user} TADORI_TEST_NEO4J_PASSWORD=${server.password}\n`,
  );
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.stop().then(() => process.exit(0)));
}
