// Says plainly that Node is too old, before anything newer than the floor is parsed or loaded.
import { readFileSync } from 'node:fs';

/** Ends the process (status 4) where this Node is older than `engines.node` of package.json (`>=20.20`). */
export function checkNode() {
  const floor = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).engines.node.slice(2);
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [floorMajor, floorMinor] = floor.split('.').map(Number);
  if (major > floorMajor || (major === floorMajor && minor >= floorMinor)) return;
  process.stderr.write(`tadori: this needs Node ${floor} or newer, and \`node\` here is ${process.versions.node}\n`);
  process.exit(4);
}
