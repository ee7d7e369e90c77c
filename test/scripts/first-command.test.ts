import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ended, SmallClone } from './small-clone.ts';

const MAIN = `const args: readonly string[] = process.argv.slice(2);
process.stdout.write('asked: ' + args.join(' '));
process.exitCode = 3;
`;

let clone: SmallClone;
beforeEach(() => {
  clone = new SmallClone();
});
afterEach(() => clone.remove());

describe('the first command in a fresh clone', () => {
  it('installs once, also when two start at once, and says so on stderr only', async () => {
    clone.withCompilersOnly().write('cli/main.ts', MAIN);
    const both = await Promise.all(['one', 'two'].map((word) => clone.run(['scripts/tadori.mjs', 'can', word])));
    expect(both.map(({ status }) => status)).toEqual([3, 3]);
    expect(both.map(({ stdout }) => stdout)).toEqual(['asked: can one', 'asked: can two']);
    const told = both.map(({ stderr }) => stderr).join('');
    expect(told.match(/installing packages/g)).toHaveLength(1);

    const later = await clone.run(['scripts/tadori.mjs']);
    expect(later).toEqual({ status: 3, stdout: 'asked: ', stderr: '' });

    clone.write('package-lock.json', `${clone.read('package-lock.json')}\n`);
    expect((await clone.run(['scripts/tadori.mjs'])).stderr).toContain('installing packages');
  });

  it('goes on after an installation that was killed and left its lock', async () => {
    clone.withCompilersOnly().write('cli/main.ts', MAIN);
    const gone = clone.start(['-e', '']);
    await once(gone, 'exit');
    clone.write('.cache/install.lock', String(gone.pid));
    const { status, stderr } = await clone.run(['scripts/tadori.mjs']);
    expect(status).toBe(3);
    expect(stderr).toContain('waiting for another installation');
  });

  it('says what failed when the packages cannot be installed', async () => {
    clone
      .withCompilersOnly()
      .write('cli/main.ts', MAIN)
      .write('package-lock.json', '{ "lockfileVersion": 3, "packages": {} }');
    const { status, stdout, stderr } = await clone.run(['scripts/tadori.mjs']);
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
    expect(stderr).toMatch(/`npm ci` ended with status 1/);
    expect(stderr).not.toMatch(/\bat .*:\d+:\d+\)?$/m);
  });

  it('says which Node it needs', async () => {
    clone.withCompilersOnly('>=99.1').write('cli/main.ts', MAIN);
    const { status, stdout, stderr } = await clone.run(['scripts/tadori.mjs']);
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
    expect(stderr).toBe(`tadori: this needs Node 99.1 or newer, and \`node\` here is ${process.versions.node}\n`);
  });

  it('hands signals to the command', async () => {
    clone.withCompilersOnly().write(
      'cli/main.ts',
      `process.on('SIGINT', () => { process.stdout.write('stopped'); process.exit(130); });
       setInterval(() => {}, 1000); process.stderr.write('ready');`,
    );
    const child = clone.start(['scripts/tadori.mjs']);
    const end = ended(child);
    child.stderr?.on('data', (text) => String(text).includes('ready') && child.kill('SIGINT'));
    expect(await end).toMatchObject({ status: 130, stdout: 'stopped' });
  });

  it('runs the sources as they are now', async () => {
    clone.withCompilersOnly().write('cli/main.ts', MAIN).write('domain/word.ts', `export const word: string = 'one';`);
    expect((await clone.run(['scripts/tadori.mjs', 'a'])).stdout).toBe('asked: a');
    clone.write(
      'cli/main.ts',
      `import { word } from '../domain/word.ts'; process.stdout.write(\`\${word} \${import.meta.url}\`);`,
    );
    expect((await clone.run(['scripts/tadori.mjs'])).stdout).toMatch(/^one .*\/cli\/main\.js$/);
    clone.write('domain/word.ts', `export const word: string = 'another';`);
    const both = await Promise.all([1, 2].map(() => clone.run(['scripts/tadori.mjs'])));
    expect(both.map(({ stdout }) => stdout.split(' ')[0])).toEqual(['another', 'another']);
  });

  it('says what is wrong with the sources', async () => {
    clone.withCompilersOnly().write('cli/main.ts', 'const a: = 7;');
    const { status, stdout, stderr } = await clone.run(['scripts/tadori.mjs']);
    expect({ status, stdout }).toEqual({ status: 4, stdout: '' });
    expect(stderr).toContain('cli/main.ts:1:9');
  });

  it('lets a tool start children from source', async () => {
    clone
      .withCompilersOnly()
      .write('cli/child.ts', `const n: number = 7; process.send?.(n);`)
      .write(
        'cli/main.ts',
        `import { fork } from 'node:child_process';
         fork(new URL('./child.ts', import.meta.url)).on('message', (n) => process.stdout.write(String(n)));`,
      );
    expect(await clone.run(['scripts/run.mjs', 'cli/main.ts'])).toMatchObject({ status: 0, stdout: '7' });
  });
});
