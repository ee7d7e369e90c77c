import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../graph/build.ts';
import { decide } from '../../reasoning/decide.ts';
import { prove } from '../../reasoning/prove.ts';
import { isInside } from '../../reasoning/verify/scope.ts';
import { allow, ask, bucket, deny, OWN, recorded, role, smallWorld } from './small-world.ts';

const LOGS = bucket('logs', undefined);
const NAMES = ['reports/a', 'reports/a.pem', 'reports/a.private-key', 'b.pem', 'b.private-key', 'b', 'reports/x/y.pem'];

describe.each([
  ['a pattern shorter than the granted one', '*.pem'],
  ['a pattern longer than the granted one', '*.private-key'],
])('an allow on part of a bucket and a deny by %s', (_, denied) => {
  const app = role(
    'App',
    OWN,
    allow('s3:GetObject', 'arn:aws:s3:::logs/reports/*'),
    deny('s3:GetObject', `arn:aws:s3:::logs/${denied}`),
  );
  const world = smallWorld({ roles: [app], resources: [LOGS] });

  it('is recorded once for each object, as asking about it says', () => {
    const records = recorded(world, app.arn, LOGS, 's3:GetObject');
    for (const name of NAMES.map((one) => `${LOGS.arn}/${one}`)) {
      const found = records.filter(({ scope }) => isInside(name, scope)).map(({ verdict }) => verdict);
      const granted = name.startsWith(`${LOGS.arn}/reports/`);
      expect([name, found]).toEqual([name, granted ? [ask(world, app.arn, 's3:GetObject', name).verdict] : []]);
    }
  });

  it('makes a graph in which each scope has an edge of its own', () => {
    const steps = prove(world, decide, undefined);
    let step = steps.next();
    while (step.done !== true) step = steps.next();
    const { access, hops } = step.value;
    const { graph } = buildGraph(world.snapshot, access, hops, 'one');
    const edges = graph.edges.filter((one) => one.from === app.arn && one.to === LOGS.arn);
    expect(edges.map(({ kind }) => kind).sort()).toEqual(['CANNOT_ACCESS', 'CAN_ACCESS']);
  });
});

it('two patterns that only meet are not told of the rest', () => {
  const app = role(
    'App',
    OWN,
    allow('s3:GetObject', 'arn:aws:s3:::logs/*'),
    deny('s3:GetObject', 'arn:aws:s3:::logs/a*', { Condition: { StringLike: { 'aws:UserAgent': 'x' } } }),
    deny('s3:GetObject', 'arn:aws:s3:::logs/*z', { Condition: { StringNotLike: { 'aws:UserAgent': 'x' } } }),
  );
  const world = smallWorld({ roles: [app], resources: [LOGS] });
  const records = recorded(world, app.arn, LOGS, 's3:GetObject');
  for (const name of ['b', 'a', 'z', 'az'].map((one) => `${LOGS.arn}/${one}`)) {
    const found = records.filter(({ scope }) => isInside(name, scope)).map(({ verdict }) => verdict);
    expect([name, found]).toEqual([name, [ask(world, app.arn, 's3:GetObject', name).verdict]]);
  }
});
