import { describe, expect, it } from 'vitest';
import { levelWord } from '../../domain/words/names.ts';
import { canDo, fullAbility, possible } from '../../ui/ask/can-do.ts';
import { countPaths, nodesOf, type PathRow, pathRows } from '../../ui/ask/rows.ts';
import * as org from './fixtures/organisation.ts';
import { incomplete } from './fixtures/states.ts';
import { financeLedger } from './fixtures/who-can.ts';

const ASKED = { actions: ['read'], among: 'people', lang: 'en' } as const;
const rows = pathRows(financeLedger(ASKED));
const who = (row: PathRow | undefined): string => row?.subjects.map((subject) => subject.name).join(', ') ?? '';

describe('rows of paths', () => {
  it('people who share a route share a row', () => {
    expect(rows).toHaveLength(9);
    expect(who(rows[0])).toBe('Ann Alyst, Paul Patissier');
    expect(countPaths(rows)).toBe(10);
  });

  it('the most accounts crossed come first, and those who cannot now come last', () => {
    const borders = rows.map((row) => row.path.hops.filter((hop) => hop.crossesAccount === true).length);
    expect(borders).toEqual([...borders].sort((a, b) => b - a));
    expect(rows.slice(-2).map(who)).toEqual(['Gary Gone', 'Gary Gone']);
  });

  it('one who cannot now does not share a row with those who can', () => {
    for (const row of rows) expect(new Set(row.subjects.map((one) => one.active !== false)).size).toBe(1);
  });

  it('their keys differ, and do not depend on who else shares the row', () => {
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
    const answer = financeLedger(ASKED);
    const alone = pathRows({ ...answer, results: answer.results.filter((one) => one.subject.id !== org.paul.id) });
    expect(alone[0]?.key).toBe(rows[0]?.key);
  });

  it('the parts of a resource stand in the row of the whole', () => {
    const row = pathRows(incomplete(ASKED)).find((one) => who(one) === 'Carla Conti');
    expect(row?.abilities.map((ability) => ability.scope.kind)).toEqual(['whole', 'part']);
  });

  it('a principal that acts itself has a row of its own', () => {
    const all = pathRows(financeLedger({ ...ASKED, among: 'all' }));
    const own = all.filter((row) => row.path.hops.length === 1);
    expect(own.map(who)).toContain('CFO');
    for (const row of own) expect(nodesOf(row.path.hops)).toHaveLength(2);
  });
});

describe('what a row can do', () => {
  const full = pathRows(financeLedger({ ...ASKED, actions: [] }));
  const said = (name: string) => {
    const row = rows.find((one) => who(one) === name);
    const [ability] = row?.abilities ?? [];
    if (row === undefined || ability === undefined) throw new Error(`no row of ${name}`);
    return canDo(ability, fullAbility(ability, row, full), financeLedger(ASKED));
  };

  it('is counted by access level, of how many there are', () => {
    expect(said('Carla Conti').levels.map(({ level, have, of }) => [level, have.length, of])).toEqual([
      ['read', 16, 16],
    ]);
    expect(said('Ann Alyst, Paul Patissier').levels[0]?.have).toEqual(['dynamodb:GetItem', 'dynamodb:Scan']);
  });

  it('says what lies beyond the question', () => {
    expect(said('Carla Conti').beyond.map(({ level, have }) => [level, have.length])).toEqual([
      ['list', 2],
      ['write', 21],
    ]);
  });

  it('says what was cut and by which layer', () => {
    expect(said('Ann Alyst, Paul Patissier').cuts.map((cut) => [cut.actions, cut.layers])).toEqual([
      [['dynamodb:PutItem'], ['scp']],
    ]);
  });

  it('counts conditional actions as possible and undecided ones as not', () => {
    const [conditional, undecided] = pathRows(incomplete(ASKED)).map((row) => row.abilities[0]);
    expect(conditional === undefined ? [] : possible(conditional)).toHaveLength(2);
    expect(undecided === undefined ? [] : possible(undecided)).toEqual([]);
  });

  it('knows access levels as the API names them', () => {
    expect(levelWord('Permissions management')).toBe('permissions');
    expect(levelWord('Tagging')).toBe('tagging');
    expect(levelWord('Unlisted')).toBeUndefined();
  });
});
