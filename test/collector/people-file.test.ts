import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePeople } from '../../collector/identity/people-file.ts';

const people = (text: string) => parsePeople(text, 'people.csv');

describe('a people file', () => {
  it('of the sample organisation is read', () => {
    const file = new URL('../../sample-org/people.csv', import.meta.url);
    const parsed = people(readFileSync(file, 'utf8'));
    if (!parsed.ok) throw new Error(parsed.error.message);
    expect(parsed.value).toHaveLength(8);
    expect(parsed.value[1]).toEqual({
      email: 'paul.patissier@cakes.example',
      displayName: 'Paul Patissier',
      department: 'Kitchen',
      title: 'Pâtissier',
      manager: 'mary.berry@cakes.example',
      employment: 'employee',
      active: true,
    });
    expect(parsed.value.filter((person) => !person.active).map((person) => person.email)).toEqual([
      'gone.gary@cakes.example',
    ]);
  });

  it.each([
    ['columns in any order, some missing', 'active,EMAIL\nfalse,a@b\n', [{ email: 'a@b', active: false }]],
    ['without `active` everybody is active', 'email\na@b', [{ email: 'a@b', active: true }]],
    [
      'a byte order mark, carriage returns and blank lines',
      '\uFEFFemail,title\r\n\r\na@b,x\r\n',
      [{ email: 'a@b', title: 'x', active: true }],
    ],
    [
      'quoted fields with commas, quotes and line breaks',
      'email,title\na@b,"Head, of ""cakes""\nand more"\nc@d,y',
      [
        { email: 'a@b', title: 'Head, of "cakes"\nand more', active: true },
        { email: 'c@d', title: 'y', active: true },
      ],
    ],
    [
      'Japanese',
      'email,displayName\nyuki@cakes.example,佐藤 由紀',
      [{ email: 'yuki@cakes.example', displayName: '佐藤 由紀', active: true }],
    ],
    [
      'GUIDs of Active Directory, as text and as Base64',
      'email,objectGUID\na@b,F7CC07D7-7C15-447D-876D-C01B0E5A9E38\nc@d,1wfM9xV8fUSHbcAbDlqeOA==\ne@f,',
      [
        { email: 'a@b', objectGuid: 'f7cc07d7-7c15-447d-876d-c01b0e5a9e38', active: true },
        { email: 'c@d', objectGuid: 'f7cc07d7-7c15-447d-876d-c01b0e5a9e38', active: true },
        { email: 'e@f', active: true },
      ],
    ],
    ['nobody', 'email\n', []],
  ])('%s', (_, text, wanted) => expect(people(text)).toEqual({ ok: true, value: wanted }));

  it.each([
    ['', 'people.csv: the file is empty; its first line names the columns: email,'],
    ['email,salary\n', 'people.csv, line 1: unknown column `salary`; the columns of a people file are email,'],
    ['email,email\n', 'people.csv, line 1: the column `email` stands there twice'],
    ['title\nx', 'people.csv, line 1: the column `email` is missing'],
    ['email,title\na@b\n', 'people.csv, line 2: has 1 fields, the first line has 2 columns'],
    ['email\nnobody\n', 'people.csv, line 2, email: `nobody` is no e-mail address'],
    ['email,objectGUID\na@b,ann', 'people.csv, line 2, objectGUID: `ann` is no GUID, as text or as Base64'],
    ['email,active\na@b,maybe', 'people.csv, line 2, active: `maybe` is neither `true` nor `false`'],
    ['email,title\na@b,"x\ny"\nA@B,z', 'people.csv, line 4: `A@B` stands there twice; keep one line'],
    ['email,title\na@b,"open', 'people.csv, line 2: a quoted field is not closed'],
    [
      'email,title\na@b,x\nc@d,Caf\uFFFD',
      'people.csv, line 3: holds characters that are not UTF-8; save the file as UTF-8',
    ],
    ['email,title\na@b,"x"y', 'people.csv, line 2: text after a closing quote'],
  ])('%j is refused', (text, message) => {
    expect(people(text)).toMatchObject({
      ok: false,
      error: { kind: 'badInput', message: expect.stringContaining(message) },
    });
  });
});
