import { describe, expect, it } from 'vitest';
import type { StatementRef } from '../../domain/policy.ts';
import type { AccessRequest } from '../../domain/request.ts';
import { BDD_FALSE } from '../../reasoning/bdd.ts';
import { decide } from '../../reasoning/decide.ts';
import { decidingSets } from '../../reasoning/deciding-sets.ts';
import { type Decided, decided, outcomeOf } from '../../reasoning/edited.ts';
import { type Edit, editedPolicies } from '../../reasoning/edits.ts';
import { authorisationOf } from '../../reasoning/one-request.ts';
import { requestInside } from '../../reasoning/replay.ts';
import { opening, reaching } from '../../reasoning/universe.ts';
import { shortOf } from '../expectation.ts';
import { howMany } from '../numbers.ts';
import { Dice } from './dice.ts';
import { randomRequest } from './random-request.ts';

const ONE = howMany(400, 1500);
const ALL = howMany(300, 1000);

/** More edits than this are not tried in every combination. */
const MOST = 9;

const subsets = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: 2 ** list.length }, (_, mask) => list.filter((_one, i) => ((mask >> i) & 1) === 1));

const names = <T>(all: readonly T[], set: readonly T[]): string =>
  set
    .map((one) => all.indexOf(one))
    .sort()
    .join();

/** What the interpreter says of the request with edited policies. */
const decidedAfter = (request: AccessRequest, edits: readonly Edit[]): 'allowed' | 'denied' | 'unknown' =>
  shortOf(decide({ ...request, policies: editedPolicies(request.policies, edits, 0) }));

/** Minimal sets by trying all of them with the interpreter. */
function tried<T>(list: readonly T[], holds: (set: readonly T[]) => boolean): readonly string[] {
  const held = new Set(subsets(list).flatMap((set) => (holds(set) ? [names(list, set)] : [])));
  const minimal = subsets(list).filter(
    (set) =>
      held.has(names(list, set)) &&
      set.every(
        (one) =>
          !held.has(
            names(
              list,
              set.filter((x) => x !== one),
            ),
          ),
      ),
  );
  return minimal.map((set) => names(list, set)).sort();
}

const keepOnly = (all: ReturnType<typeof reaching>, kept: readonly (typeof all)[number][]): readonly Edit[] =>
  all.filter((one) => !kept.includes(one)).map((one) => ({ kind: 'removeAllow', ...one }));

const isPolicyEdit = (edit: Edit): boolean => edit.kind !== 'meetCondition';

const asText = (one: Edit | StatementRef): string => JSON.stringify(one);

const alternatives = (list: readonly Edit[]): readonly (readonly Edit[])[] =>
  list.map((spared) => list.filter((one) => one !== spared));

describe('what decides one request, against trying every combination with the interpreter', () => {
  it('finds the sets of statements that allow it, and the edits that would', { timeout: 300_000 }, () => {
    const dice = new Dice(41);
    const seen = { reasons: 0, several: 0, flips: 0, alternatives: 0, joint: 0, hopeless: 0, except: 0, cut: 0 };
    for (let asked = 0; asked < ONE; asked += 1) {
      const { request } = randomRequest(dice);
      const parts = [authorisationOf(request, 'given')];
      const now = parts.map((one) => decided(one, [], 0));
      const sets = decidingSets(parts, decide);
      const story = JSON.stringify(request);
      const answer = shortOf(decide(request));
      const allows = reaching(now, 'Allow');
      if (answer === 'allowed' && allows.length <= MOST && sets.reasons.complete) {
        const found = sets.reasons.items.map(({ statements }) =>
          names(
            allows.map(({ ref }) => asText(ref)),
            statements.map(asText),
          ),
        );
        const wanted = tried(allows, (kept) => decidedAfter(request, keepOnly(allows, kept)) === 'allowed');
        expect([...found].sort(), story).toEqual(wanted);
        seen.reasons += 1;
        if (found.length > 1) seen.several += 1;
      }
      const edits = opening(parts, now).filter(isPolicyEdit);
      if (answer === 'denied' && edits.length <= MOST && sets.toAllow.complete) {
        const flips = sets.toAllow.items.filter((flip) => flip.edits.every(isPolicyEdit));
        const found = flips.map((flip) => names(edits.map(asText), flip.edits.map(asText)));
        const wanted = tried(edits, (set) => decidedAfter(request, set) === 'allowed');
        expect([...found].sort(), story).toEqual(wanted);
        if (found.length === 0) seen.hopeless += 1;
        else seen.flips += 1;
        if (found.length > 1) seen.alternatives += 1;
        if (flips.some((flip) => flip.edits.length > 1)) seen.joint += 1;
      }
      for (const { edits: some, except } of sets.toAllow.items) {
        if (except === undefined || !some.every(isPolicyEdit)) continue;
        const narrower = some.map(
          (one): Edit => (one.kind === 'removeDeny' ? { ...one, kind: 'narrowDeny', except } : one),
        );
        expect(decidedAfter(request, narrower), story).toBe('allowed');
        seen.except += 1;
      }
      for (const { edits: cuts } of sets.toDeny.items) {
        expect(decidedAfter(request, cuts), story).toBe('denied');
        for (const fewer of alternatives(cuts)) expect(decidedAfter(request, fewer), story).not.toBe('denied');
        seen.cut += 1;
      }
    }
    expect(seen.reasons).toBeGreaterThan(ONE / 5);
    expect(seen.several).toBeGreaterThan(ONE / 75);
    expect(seen.flips).toBeGreaterThan(ONE / 5);
    expect(seen.alternatives).toBeGreaterThan(ONE / 75);
    expect(seen.joint).toBeGreaterThan(ONE / 15);
    expect(seen.except).toBeGreaterThan(ONE / 75);
    expect(seen.cut).toBeGreaterThan(ONE / 5);
  });
});

/** Requests with values of every class, picked at random; fewer where no values are found that compare as they have to. */
function samples(dice: Dice, { analysis, action }: Decided, count: number): readonly AccessRequest[] {
  const { space, feasible } = analysis;
  return Array.from({ length: count }).flatMap(() => {
    const point = space.domains.reduce((set, domain) => {
      const index = Math.floor(dice.roll() * domain.samples.length);
      const more = space.bdd.and(set, space.classOf(domain, index));
      return more === BDD_FALSE ? set : more;
    }, feasible);
    return requestInside(analysis, action, point) ?? [];
  });
}

describe('what decides all requests of a principal, whatever their context', () => {
  it('no proper subset of the edits lets any request through, and no block leaves a hole', { timeout: 300_000 }, () => {
    const dice = new Dice(43);
    const seen = { flips: 0, conditional: 0, always: 0, fewer: 0, blocks: 0, reasons: 0, when: 0 };
    for (let asked = 0; asked < ALL; asked += 1) {
      const { request } = randomRequest(dice);
      const part = authorisationOf(request, 'free');
      const { verdict } = outcomeOf([part], []);
      const sets = decidingSets([part], decide);
      const story = JSON.stringify(request);
      const sampled = (edits: readonly Edit[]): readonly string[] =>
        samples(dice, decided(part, edits, 0), 12).map((one) => shortOf(decide(one)));
      for (const flip of verdict === 'denied' ? sets.toAllow.items : []) {
        seen.flips += 1;
        if (flip.verdict === 'conditional') seen.conditional += 1;
        for (const fewer of alternatives(flip.edits)) {
          expect(sampled(fewer), story).not.toContain('allowed');
          seen.fewer += 1;
        }
      }
      for (const flip of verdict === 'conditional' ? sets.toAllow.items : []) {
        // none where every point asks for values that cannot be found
        const found = sampled(flip.edits);
        expect(
          found.filter((one) => one !== 'allowed'),
          story,
        ).toEqual([]);
        if (found.length > 0) seen.always += 1;
      }
      const all = opening([part], [decided(part, [], 0)]);
      for (const block of sets.blocks.items) {
        expect(sampled(all.filter((edit) => !block.some((one) => asText(one) === asText(edit)))), story).not.toContain(
          'allowed',
        );
        seen.blocks += 1;
      }
      const allows = reaching([decided(part, [], 0)], 'Allow');
      for (const { statements, when } of sets.reasons.items) {
        const kept = allows.filter(({ ref }) => statements.some((one) => asText(one) === asText(ref)));
        const said = sampled(keepOnly(allows, kept));
        if (when.kind === 'true')
          expect(
            said.filter((one) => one !== 'allowed'),
            story,
          ).toEqual([]);
        else seen.when += 1;
        seen.reasons += said.length === 0 ? 0 : 1;
        if (verdict !== 'conditional') continue;
        for (const one of kept)
          expect(
            sampled(
              keepOnly(
                allows,
                kept.filter((other) => other !== one),
              ),
            ),
            story,
          ).not.toContain('allowed');
      }
    }
    expect(Object.entries(seen).filter(([, count]) => count < ALL / 25)).toEqual([]);
  });
});
