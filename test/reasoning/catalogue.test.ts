import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ACCESS_LEVELS, isListedUnder, levelOf, serviceCatalogue } from '../../reasoning/actions.ts';
import { CATALOGUE } from '../../reasoning/data/catalogue.ts';
import { catalogueText } from '../../scripts/build-catalogue.ts';

/** As the file holds it, before anything is made of it: the ways in which the compact form can be wrong show here. */
interface Compact {
  readonly k: readonly (readonly [string, string])[];
  readonly t: readonly (readonly [string, string, readonly number[]])[];
  readonly a: readonly (readonly [
    string,
    string,
    readonly (readonly [number, 0 | 1, readonly number[]])[],
    readonly number[],
  ])[];
}

const SERVICES = Object.entries(CATALOGUE).map(([service, text]) => ({
  service,
  compact: JSON.parse(text) as Compact,
  read: serviceCatalogue(service),
}));
const ACTIONS = SERVICES.flatMap(({ read }) => [...read.actions.values()]);

const repeated = (names: readonly string[]): readonly string[] => {
  const folded = names.map((name) => name.toLowerCase());
  return folded.filter((name, index) => folded.indexOf(name) !== index);
};

describe('AWS’s list of actions', () => {
  it('is what the installed data package gives, byte for byte', () => {
    const written = readFileSync(new URL('../../reasoning/data/catalogue.ts', import.meta.url), 'utf8');
    expect(catalogueText() === written, 'run `npx tsx scripts/build-catalogue.ts` and read the difference').toBe(true);
  });

  it('is whole', () => {
    expect(SERVICES.length).toBeGreaterThan(400);
    expect(ACTIONS.length).toBeGreaterThan(22_000);
  });

  it('names every action and every resource type of a service once, whatever the case', () => {
    for (const { service, compact, read } of SERVICES) {
      expect(repeated(compact.a.map(([name]) => name)), service).toEqual([]);
      expect(repeated(compact.t.map(([name]) => name)), service).toEqual([]);
      expect(read.actions.size, service).toBe(compact.a.length);
    }
  });

  it('names only resource types and condition keys that the service has', () => {
    for (const { service, compact, read } of SERVICES) {
      const keys = [...compact.a, ...compact.t].flatMap((entry) => entry.at(-1) as readonly number[]);
      const uses = compact.a.flatMap(([, , types]) => types);
      expect([...keys, ...uses.flatMap(([, , own]) => own)].filter((key) => compact.k[key] === undefined)).toEqual([]);
      expect(
        uses.filter(([type]) => compact.t[type] === undefined),
        service,
      ).toEqual([]);
      for (const { types } of read.actions.values())
        for (const { name } of types) expect(read.typeKeys.has(name)).toBe(true);
    }
  });
});

describe('the access level of an action', () => {
  it('is exactly one of AWS’s five', () => {
    const levels: readonly string[] = ACCESS_LEVELS;
    expect(ACTIONS.filter(({ level }) => !levels.includes(level)).map(({ name }) => name)).toEqual([]);
    expect(new Set(ACTIONS.map(({ level }) => level)).size).toBeGreaterThan(3);
  });

  it('loses nothing of what AWS lists', () => {
    const listed = SERVICES.flatMap(({ service, compact }) =>
      compact.a.map(([name, levels]) => ({ name: `${service}:${name}`, levels: levels.split(', ').sort() })),
    );
    const kept = listed.map(({ name }) => ACCESS_LEVELS.filter((level) => isListedUnder(name, level)).sort());
    expect(kept).toEqual(listed.map(({ levels }) => levels));
    for (const { level, listedLevels } of ACTIONS) expect(listedLevels).toContain(level);
  });

  it('is the most consequential where AWS lists two', () => {
    expect(levelOf('dynamodb:PutResourcePolicy')).toBe('Permissions management');
    expect(levelOf('dynamodb:TagResource')).toBe('Write');
    expect(levelOf('dynamodb:GetItem')).toBe('Read');
    expect(levelOf('dynamodb:NoSuchAction')).toBe('Unlisted');
    const worse = ACTIONS.filter(
      ({ level, listedLevels }) => level === 'Write' && listedLevels.includes('Permissions management'),
    );
    expect(worse).toEqual([]);
  });
});
