import { setUpV8 } from '../cli/v8-settings.ts';
import { readSnapshotFolder } from '../collector/snapshot-files.ts';
import { roleCaller } from '../reasoning/callers.ts';
import { decide } from '../reasoning/decide.ts';
import { effectiveAccess } from '../reasoning/effective.ts';
import { ordinaryCaller } from '../reasoning/question.ts';
import { World } from '../reasoning/world.ts';
import { cpuSince } from './figure.ts';
import { got } from './sample.ts';

/** Reads a snapshot and tells how long the engine takes (CPU) to say what its roles can do on one bucket after another, and in it. */
setUpV8();
const [folder = '', buckets = ''] = process.argv.slice(2);
const snapshot = got(await readSnapshotFolder(folder));
const asked = snapshot.resources.filter(({ type, policy }) => type === 'AWS::S3::Bucket' && policy !== undefined);
const seconds = asked.slice(0, Number(buckets)).map((bucket) => {
  const started = process.cpuUsage();
  const world = new World(snapshot);
  const disagreements: unknown[] = [];
  const options = {
    profile: ordinaryCaller(snapshot.takenAt),
    replay: decide,
    onDisagreement: (one: unknown) => disagreements.push(one),
  };
  const access = snapshot.roles.flatMap((role) => effectiveAccess(world, roleCaller(role), bucket, options));
  if (disagreements.length > 0 || access.length === 0) throw new Error(`${bucket.arn} is not answered`);
  return cpuSince(started);
});
process.stdout.write(JSON.stringify(seconds));
