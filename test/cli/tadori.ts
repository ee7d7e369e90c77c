import { run } from '../../cli/run.ts';
import { type FakeWorld, fakeSurroundings, fakeWorld, type Terminal } from './fakes.ts';

/** Runs one command line over fakes; words are parted by blanks. */
export async function tadori(
  line: string | readonly string[],
  world: FakeWorld = fakeWorld(),
  terminal: Terminal = {},
) {
  const around = fakeSurroundings(terminal);
  const argv = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line;
  const code = await run(argv, world.ports, around);
  return { code, stdout: around.stdout.text, stderr: around.stderr.text, world };
}
