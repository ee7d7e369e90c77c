import { describe, expect, it } from 'vitest';
import { pathRows } from '../../ui/ask/rows.ts';
import { curveStyle } from '../../ui/graph/curve-style.ts';
import { CROWD, type Picture, pictureOf } from '../../ui/graph/picture.ts';
import { edgeWords, placeLabels, sceneOf } from '../../ui/graph/scene.ts';
import { EN } from '../../ui/messages/en.ts';
import { cells, wrap } from '../../ui/words/wrap.ts';
import * as org from './fixtures/organisation.ts';
import { crowd, incomplete } from './fixtures/states.ts';
import { financeLedger } from './fixtures/who-can.ts';

const ASKED = { actions: ['read'], among: 'people', lang: 'en' } as const;
const answer = financeLedger(ASKED);
const rows = pathRows(answer);
const picture = pictureOf(rows, answer);
const node = (picture: Picture, id: string) => picture.nodes.find((one) => one.id === id);
const ROOM = { width: 688, height: 683 };

describe('the picture of the paths', () => {
  it('holds every hop of every row, for everybody in it', () => {
    for (const row of rows) {
      for (const [index, hop] of row.path.hops.entries()) {
        const walked = picture.edges.filter((edge) => edge.walkedBy.get(row.key) === index);
        expect(walked.length, `${hop.from} ${hop.to}`).toBe(index === 0 ? row.subjects.length : 1);
      }
    }
  });

  it('puts the directory on top and the resource’s account at the bottom', () => {
    expect(picture.bands).toEqual(['identity', org.ACCOUNTS.lake, org.ACCOUNTS.recipes, org.ACCOUNTS.finance]);
  });

  it('shows a permission set once, wherever it is assigned', () => {
    expect(picture.nodes.filter((one) => one.info.name === 'AdminAccess')).toHaveLength(1);
  });

  it('says of a conditional edge that it is conditional, and rounds no unknown', () => {
    const doubtful = incomplete(ASKED);
    const drawn = pictureOf(pathRows(doubtful), doubtful);
    const last = drawn.edges.find((edge) => edge.from === org.hop3.id && edge.to === org.ledger.id);
    expect(last?.standing).toBe('proven');
    const alone = { ...doubtful, results: doubtful.results.slice(0, 1) };
    const only = pictureOf(pathRows(alone), alone).edges.find((edge) => edge.from === org.hop3.id);
    expect(only?.standing).toBe('conditional');
  });

  it('stacks more than eight alike leaves, and not eight', () => {
    const few = crowd(ASKED, 8);
    const many = crowd(ASKED, 9);
    expect(pictureOf(pathRows(few), few).nodes.every((one) => one.members.length === 1)).toBe(true);
    const stacks = pictureOf(pathRows(many), many).nodes.filter((one) => one.members.length > 1);
    expect(stacks.map((one) => one.members.length)).toEqual([9]);
  });

  it('keeps all rows of a crowd walkable', () => {
    const many = crowd(ASKED, 420);
    const list = pathRows(many);
    const drawn = pictureOf(list, many);
    expect(drawn.all).toBeGreaterThan(CROWD);
    expect(drawn.nodes.length).toBeLessThan(20);
    for (const row of list) {
      for (let index = 0; index < row.path.hops.length; index++) {
        expect(drawn.edges.some((edge) => edge.walkedBy.get(row.key) === index)).toBe(true);
      }
    }
  });

  it('draws what only looks open as a stub with a sentence, not as an edge', () => {
    const scene = sceneOf(rows, answer, ROOM, EN);
    expect(scene.stubs.map((stub) => [stub.node, stub.lines.join(' ')])).toEqual([
      [org.hop1.id, 'The policy of finance-ledger names Hop1, but no identity policy allows it: no access'],
    ]);
    expect(picture.edges.some((edge) => edge.from === org.hop1.id && edge.to === org.ledger.id)).toBe(false);
  });

  it('names the account, its number and its guardrails at the head of a band', () => {
    const head = sceneOf(rows, answer, ROOM, EN).heads.get(org.ACCOUNTS.recipes);
    expect(head?.name).toBe('prod-recipes');
    expect(head?.number).toBe(org.ACCOUNTS.recipes);
    expect(head?.guardrails.join(' ')).toBe('SCP DenyLeaveOrg, SCP EuropeOnly, RCP S3OrgOnly');
  });

  it('lets no label cover an icon or another label', () => {
    const scene = sceneOf(rows, answer, ROOM, EN);
    const labels = placeLabels(scene, (edge) => {
      const row = rows.find((one) => edge.walkedBy.has(one.key));
      return row === undefined ? undefined : { text: edgeWords(row, answer, row === rows[0], EN), on: row === rows[0] };
    });
    expect(labels.map((label) => label.text)).toContain('GetItem, Scan');
    for (const label of labels) {
      for (const at of scene.layout.nodes.values()) {
        expect(Math.abs(at.x - label.at.x) > 14 + label.text.length * 3 || Math.abs(at.y - label.at.y) > 14).toBe(true);
      }
    }
  });

  it('gives the followed path its node order from left to right', () => {
    const scene = sceneOf(rows, answer, ROOM, EN);
    const xs = (rows[0]?.path.hops ?? []).map((hop) => scene.layout.nodes.get(node(picture, hop.to)?.id ?? '')?.x ?? 0);
    expect(xs.slice(2)).toEqual([...xs.slice(2)].sort((a, b) => a - b));
  });
});

describe('curves for the drawing library', () => {
  it('come out where the layout put them', () => {
    const edge = {
      id: 'e',
      back: false,
      from: { x: 14, y: 0 },
      to: { x: 86, y: 120 },
      controls: [
        { x: 50, y: 0 },
        { x: 50, y: 40 },
        { x: 50, y: 120 },
      ],
    };
    const style = curveStyle(edge, { x: 0, y: 0 }, { x: 100, y: 120 });
    const weights = (style['control-point-weights'] ?? '').split(' ').map(Number);
    const distances = (style['control-point-distances'] ?? '').split(' ').map(Number.parseFloat);
    const [dx, dy] = [edge.to.x - edge.from.x, edge.to.y - edge.from.y];
    const length = Math.hypot(dx, dy);
    const points = weights.map((weight, index) => ({
      x: edge.from.x + dx * weight + (-dy / length) * (distances[index] ?? 0),
      y: edge.from.y + dy * weight + (dx / length) * (distances[index] ?? 0),
    }));
    for (const [index, control] of edge.controls.entries()) {
      expect(points[index]?.x).toBeCloseTo(control.x, 1);
      expect(points[index]?.y).toBeCloseTo(control.y, 1);
    }
  });
});

describe('text in lines', () => {
  it('breaks neither a katakana word nor before punctuation', () => {
    const text = 'finance-ledgerのポリシーはHop1を挙げるが、アイデンティティポリシーに許可がなく、届かない';
    const lines = wrap(text, 30);
    expect(lines.join('')).toBe(text);
    for (const line of lines) {
      expect(cells(line)).toBeLessThanOrEqual(32);
      expect(line).not.toMatch(/^[、。ー]/);
    }
    expect(lines.some((line) => line.includes('アイデンティティポリシー'))).toBe(true);
  });
});
