import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainCommands, shellWord, whoCanCommands } from '../../ui/ask/commands.ts';
import * as org from './fixtures/organisation.ts';
import { financeLedger } from './fixtures/who-can.ts';

const ASKED = { actions: ['read'], among: 'people', lang: 'en' } as const;
const answer = financeLedger(ASKED);

describe('the same question in other words', () => {
  it('is a command line with names that mean one thing', () => {
    expect(whoCanCommands({ ...ASKED, resource: 'finance-ledger' }, answer, true).cli).toBe(
      'tadori who-can read prod-finance/finance-ledger --among people',
    );
    expect(
      explainCommands(
        { principal: org.hop3.id, resource: org.ledger.id, actions: [] },
        'dynamodb:PutItem',
        org.NODES,
        false,
      ).cli,
    ).toBe('tadori explain prod-finance/Hop3 dynamodb:PutItem prod-finance/finance-ledger');
  });

  it('leaves out what the command line does by itself', () => {
    expect(whoCanCommands({ resource: 'x', actions: [], among: 'all' }, undefined, false).cli).toBe('tadori who-can x');
  });

  it('keeps people apart from accounts that are probably theirs where the page does', () => {
    const { cli, api } = whoCanCommands({ resource: 'x', actions: [], among: 'all', apart: true }, undefined, false);
    expect([cli, api]).toEqual([
      'tadori who-can x --no-probable-joins',
      'GET /api/who-can?resource=x&among=all&probableJoins=false',
    ]);
  });

  it('is an address of the API', () => {
    const { api } = whoCanCommands({ ...ASKED, resource: 'finance-ledger' }, answer, true);
    expect(api).toBe(
      `GET /api/who-can?resource=${encodeURIComponent(org.ledger.id)}&actions=read&among=people&lang=en`,
    );
  });

  it('is Cypher only where the server answers Cypher', () => {
    expect(whoCanCommands({ ...ASKED, resource: 'x' }, answer, false).cypher).toBeUndefined();
    expect(whoCanCommands({ ...ASKED, resource: 'x' }, answer, true).cypher).toContain(`{id: '${org.ledger.id}'}`);
  });

  it('is Cypher about every action that a level found, also one that is counted under another', () => {
    const tag = 'dynamodb:TagResource';
    const [first] = answer.results;
    if (first === undefined) throw new Error('the fixture has results');
    const found = { ...answer, levelOf: { [tag]: 'Write' }, results: [{ ...first, actions: [tag] }] };
    const { cypher } = whoCanCommands({ ...ASKED, actions: ['tagging'], resource: 'x' }, found, true);
    expect(cypher).toContain(`'${tag}'`);
  });

  it('cannot be broken out of by a name', () => {
    const resource = `x'; rm -rf "$HOME" \`id\`\\`;
    expect(whoCanCommands({ resource, actions: [], among: 'all' }, undefined, false).cli).toBe(
      `tadori who-can 'x'\\''; rm -rf "$HOME" \`id\`\\'`,
    );
    const { cypher } = whoCanCommands({ ...ASKED, resource, among: `a'}) DETACH DELETE (n {x: '` }, answer, true);
    expect(cypher).toContain(`{id: 'a\\'}) DETACH DELETE (n {x: \\''}`);
  });

  it('quotes every word so that a shell reads it back', () =>
    fc.assert(
      fc.property(fc.string(), (text) => {
        const word = shellWord(text);
        const read = word.startsWith("'") ? word.slice(1, -1).replaceAll(`'\\''`, "'") : word;
        expect(read).toBe(text);
        if (!word.startsWith("'")) expect(word).toMatch(/^[\w@%+=:,./-]+$/);
      }),
    ));
});
