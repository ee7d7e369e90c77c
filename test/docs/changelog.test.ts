import { describe, expect, it } from 'vitest';
import { filesUnder, readText } from '../../scripts/lib/source.ts';

const changelog = readText('CHANGELOG.md');
const { version } = JSON.parse(readText('package.json')) as { version: string };

/** What stands under the heading of a version. */
const [, section = ''] =
  new RegExp(`\\n## [^\\n]*\\b${version.replaceAll('.', '\\.')}\\b[^\\n]*\\n([\\s\\S]*?)(?=\\n## |$)`).exec(
    changelog,
  ) ?? [];

describe('CHANGELOG', () => {
  it('has a section for the version in package.json', () => {
    expect(section.length).toBeGreaterThan(1_000);
  });

  it('names every command that the version has', () => {
    const commands = filesUnder('cli/commands').map((path) => path.replace(/^.*\/|\.ts$/g, ''));
    expect(commands.length).toBeGreaterThan(10);
    const quiet = new Set(['refresh', 'snapshots']);
    expect(commands.filter((name) => !quiet.has(name) && !section.includes(`\`${name}\``))).toEqual([]);
  });
});
