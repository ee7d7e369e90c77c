import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT } from '../../scripts/lib/source.ts';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Without what the run around us was told or has started: a clone finds out by itself. */
const OUTER_ENV = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(CI$|TADORI_|VITEST)/.test(name)),
);

/** A folder with our scripts and nothing else, in which a first command can be tried without a network. */
export class SmallClone {
  readonly root = mkdtempSync(join(tmpdir(), 'tadori-clone-'));

  constructor() {
    cpSync(join(ROOT, 'scripts'), join(this.root, 'scripts'), { recursive: true });
  }

  write(path: string, text: string): this {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
    return this;
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** The only packages are those that make JavaScript of our sources, linked from our own packages, so that `npm ci` fetches nothing. */
  withCompilersOnly(engines = '>=20.20'): this {
    const linked = [this.#linked('tsx', 'dist'), this.#linked('esbuild', 'lib')];
    const dependencies = Object.fromEntries(linked.map(({ name }) => [name, `file:vendor/${name}`]));
    const packages = Object.fromEntries<object>([
      ['', { name: 'small', version: '1.0.0', dependencies }],
      ...linked.map(({ name }) => [`node_modules/${name}`, { resolved: `vendor/${name}`, link: true }] as const),
      ...linked.map((one) => [`vendor/${one.name}`, one] as const),
    ]);
    const lock = { name: 'small', version: '1.0.0', lockfileVersion: 3, requires: true, packages };
    const manifest = { name: 'small', version: '1.0.0', type: 'module', engines: { node: engines }, dependencies };
    return this.write('package.json', JSON.stringify(manifest)).write('package-lock.json', JSON.stringify(lock));
  }

  #linked(name: string, folder: string): { readonly name: string; readonly version: string } {
    const { version, type, main, exports } = JSON.parse(
      readFileSync(join(ROOT, `node_modules/${name}/package.json`), 'utf8'),
    );
    this.write(`vendor/${name}/package.json`, JSON.stringify({ name, version, type, main, exports }));
    symlinkSync(join(ROOT, `node_modules/${name}/${folder}`), join(this.root, `vendor/${name}/${folder}`));
    return { name, version };
  }

  /** All our packages, by a link. */
  withOurPackages(): this {
    symlinkSync(join(ROOT, 'node_modules'), join(this.root, 'node_modules'));
    for (const file of ['package.json', 'package-lock.json', 'vitest.config.ts']) {
      cpSync(join(ROOT, file), join(this.root, file));
    }
    return this;
  }

  start(args: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn(process.execPath, [...args], { cwd: this.root, env: { ...OUTER_ENV, NO_COLOR: '1', ...env } });
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return ended(this.start(args, env));
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

export function ended(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (piece: string) => {
      text[name] += piece;
    });
  }
  return new Promise((resolve) => child.once('close', (status) => resolve({ status, ...text })));
}
