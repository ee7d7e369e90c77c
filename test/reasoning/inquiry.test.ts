import { describe, expect, it } from 'vitest';
import { organisationOf } from '../../bench/organisation/organisation.ts';
import type { EffectiveAccess } from '../../domain/access.ts';
import { analyse } from '../../reasoning/analyse.ts';
import { callersOf } from '../../reasoning/callers.ts';
import { decide } from '../../reasoning/decide.ts';
import { accessOnTarget, actionsOn } from '../../reasoning/effective.ts';
import type { EngineOptions } from '../../reasoning/engine-options.ts';
import { type Environment, environmentOf } from '../../reasoning/environment.ts';
import { asks, Inquiry } from '../../reasoning/inquiry.ts';
import { ordinaryCaller, type Question, type Target } from '../../reasoning/question.ts';
import { situationOf } from '../../reasoning/situation.ts';
import { actionsOnTarget, targetsOf } from '../../reasoning/targets.ts';
import { World } from '../../reasoning/world.ts';
import { shippedSample } from '../e2e/proved.ts';
import { Dice } from '../properties/dice.ts';

const PAIRS = 12;

const profile = ordinaryCaller('2026-11-29T00:00:00Z');
const options: EngineOptions = { profile, replay: decide, onDisagreement: (one) => expect(one).toBeUndefined() };

/** What is said of one action, without the witness, which is of some class of the whole space. */
const saidOf = (access: readonly EffectiveAccess[], action: string): unknown =>
  access.map(({ grants, cuts }) => ({
    grants: grants
      .filter(({ actions }) => actions.includes(action))
      .map(({ verdict, by, alsoNeeds, assumptions, when }) => ({ verdict, by, alsoNeeds, assumptions, when })),
    cuts: cuts
      .filter(({ actions }) => actions.includes(action))
      .map(({ layers, by, alsoNeeds }) => [layers, by, alsoNeeds]),
  }));
const nothing = [{ grants: [], cuts: [] }];

function comparedOn(world: World, target: Target, dice: Dice): number {
  const caller = dice.pick(callersOf(world));
  const names = actionsOnTarget(target).map(({ name }) => name);
  const together = accessOnTarget(world, caller, target, options, names);
  for (const action of names) {
    const alone = accessOnTarget(world, caller, target, options, [action]);
    const [of, by] = [saidOf(together, action), saidOf(alone, action)];
    const place = `${caller.id} ${action} ${target.arn}`;
    expect(of, place).toEqual(alone.length === 0 && together.length > 0 ? nothing : by);
  }
  return together.length;
}

describe('actions that share a decision', () => {
  it('are said to be what each of them is said to be alone', { timeout: 120_000 }, async () => {
    const dice = new Dice(29);
    const made = new World(organisationOf({ accounts: 3, roles: 30, resources: 60, seed: 11 }));
    const sample = new World(await shippedSample());
    let told = 0;
    for (const world of [made, sample]) {
      const targets = world.snapshot.resources.flatMap(targetsOf).filter(({ part }) => part === undefined);
      for (let pair = 0; pair < PAIRS; pair += 1) told += comparedOn(world, dice.pick(targets), dice);
    }
    expect(told).toBeGreaterThan(3);
  });

  it('are told apart before they are decided: no second attempt is made', () => {
    const world = new World(organisationOf({ accounts: 3, roles: 12, resources: 60, seed: 11 }));
    const buckets = world.snapshot.resources.filter(({ type, policy }) => type === 'AWS::S3::Bucket' && policy);
    let attempts = 0;
    const environment: Environment = {
      ...environmentOf(world),
      situation: (asked) => {
        attempts += 1;
        return situationOf(world, asked);
      },
    };
    const pairs = callersOf(world).flatMap((caller) =>
      buckets.slice(0, 2).flatMap((bucket) => targetsOf(bucket).map((target) => ({ caller, target }))),
    );
    for (const { caller, target } of pairs) analyse(environment, caller, target, actionsOn(world, target), profile);
    expect(attempts).toBe(pairs.length);
  });

  const question: Question = {
    caller: { id: 'anyone', principal: { kind: 'anonymous' } },
    target: { arn: 'arn:aws:s3:::logs', service: 's3', type: 'bucket' },
    action: 's3:GetObject',
    profile,
  };
  const reads = (action: string): boolean => action.startsWith('s3:Get');
  const takes = (inquiry: Inquiry, action: string): boolean =>
    inquiry.takesOf({ actions: [action], places: [0] }).length === 1;
  const isTagging = (action: string): boolean => action.endsWith('Tagging');

  it('have answered alike whatever was asked of their names', () => {
    const inquiry = new Inquiry(question);
    expect(asks(inquiry.question, reads)).toBe(true);
    expect(takes(inquiry, 's3:PutObject')).toBe(false);
    expect(takes(inquiry, 's3:GetObjectTagging')).toBe(true);
    expect(takes(inquiry, 's3:GetObjectAcl')).toBe(true);
    asks(inquiry.question, isTagging);
    expect(inquiry.settle()).toEqual({ alike: ['s3:GetObject', 's3:GetObjectAcl'], apart: ['s3:GetObjectTagging'] });
  });

  it('are none where the name itself was taken', () => {
    const inquiry = new Inquiry(question);
    expect(takes(inquiry, 's3:PutObject')).toBe(true);
    expect(inquiry.question.action).toBe('s3:GetObject');
    expect(takes(inquiry, 's3:DeleteObject')).toBe(false);
    expect(inquiry.settle()).toEqual({ alike: ['s3:GetObject'], apart: ['s3:PutObject'] });
  });

  it('are not told apart any more once all is decided', () => {
    const inquiry = new Inquiry(question);
    takes(inquiry, 's3:GetObjectTagging');
    inquiry.settle();
    expect(asks(inquiry.question, reads)).toBe(true);
    expect(() => asks(inquiry.question, isTagging)).toThrow('told apart after it');
    expect(() => inquiry.question.action).toThrow('told apart after it');
  });
});
