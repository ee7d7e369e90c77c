import { describe, expect, it } from 'vitest';
import type { ExplainAnswer } from '../../domain/answer.ts';
import { abilityOf, pathRows } from '../../ui/ask/rows.ts';
import { everyAction, firstColumns, fullAbilityOf, hopQuestion } from '../../ui/hop/hop-question.ts';
import { explainSummary, factSummary } from '../../ui/hop/hop-words.ts';
import { footnotes, matrixRows } from '../../ui/hop/matrix-rows.ts';
import { EN } from '../../ui/messages/en.ts';
import { JA } from '../../ui/messages/ja.ts';
import { briefPolicyName, parsePolicyName } from '../../ui/words/names.ts';
import { standing } from '../../ui/words/standing.ts';
import { hop2BecomesHop3, hop3OnLedger } from './fixtures/explain.ts';
import { OFFICE } from './fixtures/hops.ts';
import * as org from './fixtures/organisation.ts';
import { financeLedger } from './fixtures/who-can.ts';

const ASKED = { actions: ['read'], among: 'people', lang: 'en' } as const;
const answer = financeLedger(ASKED);
const [row] = pathRows(answer);
const [get, scan, put] = ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:PutItem'];
const explained = hop3OnLedger([get, scan, put]);
const words = (value: ExplainAnswer, t = EN): string => {
  const { strong, rest } = explainSummary(value, org.NODES, t);
  return `${strong} ${rest}`;
};

describe('what a hop asks', () => {
  const full =
    row === undefined
      ? undefined
      : fullAbilityOf(row, org.ledger.id, financeLedger({ ...ASKED, actions: [], among: org.hop3.id }));
  const view = { lang: 'en', resource: answer.resource, ability: row?.abilities[0], full };
  const asked = (index: number) => {
    const hop = row?.path.hops[index];
    return hop === undefined ? undefined : hopQuestion(hop, view);
  };

  it('the last hop asks for what was granted and for what was cut', () => {
    expect(asked(6)).toEqual({
      kind: 'explain',
      ask: { principal: org.hop3.id, resource: org.ledger.id, actions: [get, scan, put], lang: 'en' },
      choices: [get, scan, put],
    });
  });

  it('a role assumption asks for both its policies', () => {
    expect(asked(5)).toMatchObject({
      ask: { principal: org.hop2.id, resource: org.hop3.id, actions: ['sts:AssumeRole'] },
    });
  });

  it('a sign-in asks for the trust policy, a membership and an assignment ask nothing', () => {
    expect(asked(2)).toMatchObject({ ask: { resource: org.lakeHopRole.id, actions: ['sts:AssumeRoleWithSAML'] } });
    expect([asked(0), asked(1)]).toEqual([{ kind: 'fact' }, { kind: 'fact' }]);
  });

  it('shows a few telling columns and offers all', () => {
    const carla = answer.results.find((one) => one.principal === org.financeRole.id);
    const all = financeLedger({ ...ASKED, actions: [], among: org.financeRole.id }).results[0];
    if (carla === undefined || all === undefined) throw new Error('the fixture lost the finance role');
    expect(firstColumns(abilityOf(carla), abilityOf(all))).toHaveLength(4);
    expect(everyAction(abilityOf(all))).toHaveLength(57);
  });
});

describe('what a hop says', () => {
  it('who can do what, and what is cut', () => {
    expect(words(explained)).toBe('Hop3 can GetItem and Scan, always. PutItem is granted too, and cut by SCP.');
    expect(words(explained, JA)).toBe(
      'Hop3は常にGetItem、Scanを実行できます。 PutItemも許可されますが、SCPが遮断します。',
    );
  });

  it('who can become whom', () => {
    expect(words(hop2BecomesHop3()).trim()).toBe('Hop2 can become Hop3, always.');
  });

  it('conditions, missing allows and doubts', () => {
    const [first, second, third] = explained.columns;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three columns');
    const mixed: ExplainAnswer = {
      ...explained,
      columns: [
        { ...first, verdict: 'conditional', when: OFFICE('en') },
        { ...second, verdict: 'unknown' },
        { ...third, deniedBy: [], missing: ['permissionsBoundary'] },
      ],
    };
    expect(words(mixed)).toBe(
      'Hop3 can GetItem, only from 203.0.113.0/24. PutItem: no permissions boundary allows it. Scan could not be decided.',
    );
  });

  it('facts of the directory', () => {
    const [member, assigned] = row?.path.hops ?? [];
    if (member === undefined || assigned === undefined) throw new Error('two hops');
    expect(factSummary(member, org.NODES, EN).strong).toBe('Ann Alyst is a member of Analysts.');
    expect(factSummary(assigned, org.NODES, EN).strong).toBe('Analysts is assigned LakeHop in data-lake.');
  });

  it('is proven only with a certificate', () => {
    expect(standing('allowed', 'certified')).toBe('proven');
    expect(standing('allowed', 'replayed')).toBe('allowed');
    expect(standing('allowed', 'pending')).toBe('allowed');
    expect(standing('unknown', 'certified')).toBe('unknown');
    expect(standing('denied', 'certified')).toBe('noAccess');
  });
});

describe('the layer matrix', () => {
  it('goes level by level, and tints where it is granted and where it is cut', () => {
    expect(
      matrixRows(explained, false).map(({ row: { layer, level }, levels, tone }) => [layer, level ?? '', levels, tone]),
    ).toEqual([
      ['identity', '', 1, 'grants'],
      ['resource', '', 1, ''],
      ['permissionsBoundary', '', 1, ''],
      ['session', '', 1, ''],
      ['scp', 'root', 1, ''],
      ['scp', 'Workloads', 1, ''],
      ['scp', 'BackOffice', 1, ''],
      ['scp', 'prod-finance', 1, 'cuts'],
      ['rcp', 'root', 4, ''],
      ['vpcEndpoint', '', 1, ''],
    ]);
    expect(matrixRows(explained, true)).toHaveLength(13);
  });

  it('folds no level that cuts, allows under a condition or is unknown', () => {
    for (const effect of ['cuts', 'unknown', 'silent'] as const) {
      const layers = explained.layers.map((one) =>
        one.layer === 'rcp' && one.level === 'Workloads'
          ? { ...one, effects: one.effects.map(() => ({ effect, by: [] })) }
          : one,
      );
      expect(matrixRows({ ...explained, layers }, false)).toHaveLength(13);
    }
  });

  it('numbers conditions in reading order, equal ones once', () => {
    const when = OFFICE('en');
    const layers = explained.layers.map((one) => ({ ...one, effects: one.effects.map((cell) => ({ ...cell, when })) }));
    expect(footnotes({ ...explained, layers })).toEqual([when.text]);
  });
});

describe('names of policies', () => {
  it.each([
    ['inline policy h of arn:aws:iam::1:role/Hop3', 'Hop3 / h'],
    ['managed policy arn:aws:iam::aws:policy/AdministratorAccess', 'AdministratorAccess'],
    ['trust policy of arn:aws:iam::1:role/Hop3', 'Hop3'],
    ['policy of arn:aws:dynamodb:eu-west-1:1:table/finance-ledger', 'finance-ledger'],
    ['SCP EuropeOnly (p-u2k9x0aa)', 'EuropeOnly'],
    ['something else', 'something else'],
  ])('%s is %s for short', (long, short) => {
    expect(briefPolicyName(long)).toBe(short);
  });

  it('say which layer a managed policy serves', () => {
    const name = parsePolicyName('managed policy arn:aws:iam::1:policy/FinanceBoundary');
    expect(EN.policyName('identity', name)).toBe('Managed policy FinanceBoundary');
    expect(EN.policyName('permissionsBoundary', name)).toBe('Permissions boundary FinanceBoundary');
    expect(JA.policyName('permissionsBoundary', name)).toBe('アクセス許可の境界 FinanceBoundary');
  });
});
