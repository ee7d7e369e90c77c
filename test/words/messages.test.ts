import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { messagesIn } from '../../answers/words/messages.ts';

const FOLDERS = ['answers/report', 'answers/words'].map((folder) => join(import.meta.dirname, '../..', folder));
const source = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8')),
).join('\n');

describe('the catalogue of messages', () => {
  it('has no message that nobody says', () => {
    const names = Object.keys(messagesIn('en')).filter((name) => name !== 'columns');
    const said = (name: string): RegExp =>
      new RegExp(`(words|messagesIn\\([^)]*\\))\\.${name}\\b|\\{[^}]*\\b${name}\\b[^}]*\\} = messagesIn`);
    const unused = names.filter((name) => !said(name).test(source) && !['grants', 'cuts'].includes(name));
    expect(names.length).toBeGreaterThan(50);
    expect(unused).toEqual([]);
  });

  it('has Japanese texts in Japanese', () => {
    const texts = Object.entries(messagesIn('ja')).flatMap(([name, text]) =>
      typeof text === 'string' ? [[name, text]] : [],
    );
    const foreign = texts.filter(([, text]) => !/[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]/.test(text ?? ''));
    expect(foreign.map(([name]) => name)).toEqual(['id']);
  });

  it('puts no blank between Latin and kana', () => {
    const texts = Object.values(messagesIn('ja')).filter((text) => typeof text === 'string');
    expect(texts.filter((text) => /[A-Za-z0-9] [\u3041-\u30ff\u3400-\u9fff]/.test(text))).toEqual([]);
  });
});
