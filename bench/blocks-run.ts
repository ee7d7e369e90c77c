import { setUpV8 } from '../cli/v8-settings.ts';
import { decidedKinds } from '../reasoning/blocks/blocks.ts';
import { roleCaller } from '../reasoning/callers.ts';
import { ordinaryCaller } from '../reasoning/question.ts';
import { World } from '../reasoning/world.ts';
import { secondsSince } from './figure.ts';
import { LARGE, MIDDLE, organisationOf } from './organisation/organisation.ts';

const SIZES = new Map([
  ['middle', MIDDLE],
  ['large', LARGE],
]);
const size = SIZES.get(process.argv[2] ?? '');
if (size === undefined) throw new Error(`usage: blocks-run.ts ${[...SIZES.keys()].join('|')}`);

/**
 * Decides all pairs of roles and resources of an organisation in blocks, and tells how long that takes and how much memory the process
 * took at most, the organisation with it: what is allowed on each resource and in it, further authorisations (keys) apart.
 */
setUpV8();
const world = new World(organisationOf(size));
const callers = world.snapshot.roles.map(roleCaller);
const started = performance.now();
const sum = { blocks: 0, decided: 0, alone: 0 };
for (const { count } of decidedKinds(world, ordinaryCaller(world.snapshot.takenAt), { callers })) {
  sum.blocks += count.blocks;
  sum.decided += count.decided;
  sum.alone += count.alone;
}
const seconds = secondsSince(started);
const megabytes = process.resourceUsage().maxRSS / 1024;
const pairs = callers.length * world.snapshot.resources.length;
process.stdout.write(JSON.stringify({ ...sum, pairs, seconds, megabytes }));
