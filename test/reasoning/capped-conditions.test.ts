import { describe, expect, it } from 'vitest';
import type { Grant } from '../../domain/access.ts';
import type { Json } from '../../domain/policy.ts';
import { roleCaller } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { type Authorisation, outcomeOf } from '../../reasoning/edited.ts';
import { effectiveAccess } from '../../reasoning/effective.ts';
import { environmentOf } from '../../reasoning/environment.ts';
import { type Caller, ordinaryCaller } from '../../reasoning/question.ts';
import { targetOfArn } from '../../reasoning/targets.ts';
import type { World } from '../../reasoning/world.ts';
import { allow, ask, bucket, KEY, kmsKey, OWN, role, smallWorld } from './small-world.ts';

/** Patterns that ten classes of user agents meet, each alone or with any others. */
const agents = (letters: string): Json => ({ StringLike: { 'aws:UserAgent': [...letters].map((one) => `*${one}*`) } });
const REASON = 'too many different patterns are tested on aws:useragent';
const OBJECT = 'arn:aws:s3:::sealed/cake.txt';

/** A reader of a sealed bucket: the object under one condition, its key under another. */
function reader(forObject: Json, forKey: Json): { readonly world: World; readonly arn: string } {
  const baker = role('baker', OWN, allow('s3:GetObject', '*', { Condition: forObject }));
  const key = kmsKey('CUSTOMER', allow('kms:Decrypt', '*', { Principal: { AWS: baker.arn }, Condition: forKey }));
  const sealed = bucket('sealed', { kind: 'customerManaged', key: KEY });
  return { world: smallWorld({ roles: [baker], resources: [sealed, key] }), arn: baker.arn };
}

function callerIn(world: World, arn: string): Caller {
  const entity = world.role(arn);
  if (entity === undefined) throw new Error('the small world has a baker');
  return roleCaller(entity);
}

function recordedGrants(world: World, arn: string): readonly Grant[] {
  const [sealed] = world.snapshot.resources;
  if (sealed === undefined) throw new Error('the small world has a bucket');
  const profile = ordinaryCaller(world.snapshot.takenAt);
  const options = { profile, replay: decide, onDisagreement: (one: unknown) => expect.fail(JSON.stringify(one)) };
  return effectiveAccess(world, callerIn(world, arn), sealed, options)
    .flatMap(({ grants }) => grants)
    .filter(({ actions }) => actions.includes('s3:GetObject'));
}

describe('two authorisations with more patterns on one key than can be told apart', () => {
  const { world, arn } = reader(agents('abcdefghij'), agents('klmnopqrst'));

  it('are not known to meet: what is recorded is unknown, with that reason', () => {
    const grants = recordedGrants(world, arn);
    expect(grants.map(({ verdict }) => verdict)).toEqual(['unknown']);
    expect(grants[0]?.assumptions.map(({ text }) => text)).toContain(REASON);
  });

  it('are not known to meet where they are explained', () => {
    const explained = ask(world, arn, 's3:GetObject', OBJECT);
    expect(explained.verdict).toBe('unknown');
    expect(explained.assumptions.map(({ text }) => text)).toContain(REASON);
  });

  it('are not known to meet where statements are edited', () => {
    const caller = callerIn(world, arn);
    const parts = [
      [OBJECT, 's3:GetObject'],
      [KEY, 'kms:Decrypt'],
    ].map(([on = '', action = '']): Authorisation => {
      const target = targetOfArn(on, world.snapshot.resources);
      if (target === undefined) throw new Error(`${on} is no ARN`);
      const profile = ordinaryCaller(world.snapshot.takenAt);
      return { environment: environmentOf(world), caller, target, action, profile };
    });
    expect(outcomeOf(parts, [])).toMatchObject({ verdict: 'unknown', always: false, sometimes: false, never: false });
    expect(outcomeOf(parts.slice(0, 1), []).verdict).toBe('conditional');
  });
});

it('conditions with fewer patterns are known to meet, or not to', () => {
  const meeting = reader(agents('abc'), agents('cde'));
  expect(ask(meeting.world, meeting.arn, 's3:GetObject', OBJECT).verdict).toBe('conditional');
  const agent = (value: string): Json => ({ StringEquals: { 'aws:UserAgent': value } });
  const apart = reader(agent('cake'), agent('pie'));
  expect(ask(apart.world, apart.arn, 's3:GetObject', OBJECT).verdict).toBe('denied');
});

it('one condition with many patterns is known to hold', () => {
  const { world, arn } = reader(agents('abcdefghij'), {});
  expect(ask(world, arn, 's3:GetObject', OBJECT).verdict).toBe('conditional');
  expect(recordedGrants(world, arn).map(({ verdict }) => verdict)).toEqual(['conditional']);
});
