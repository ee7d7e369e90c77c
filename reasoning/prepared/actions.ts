import { fits, readGlob } from '../reference/glob.ts';
import { memoryOf, remembered } from './remembered.ts';

/** An entry of Action or NotAction. */
export type ActionPattern = ReturnType<typeof readAction>;
const readAction = remembered((text) => {
  const [service = '', ...name] = text.toLowerCase().split(':');
  const blank = /\s/.test(text);
  const sound = text === '*' || (name.length > 0 && !/^$|[*?]/.test(service));
  return {
    text,
    service: readGlob(service),
    name: readGlob(name.length === 0 ? '*' : name.join(':')),
    blank,
    /** IAM takes wildcards in the name only, or `*` alone; other policy types may hold more. */
    sound,
    /** The name of one action. */
    plain: sound && !blank && !/[*?]/.test(text),
  };
});

/** What a list says of one service: names of actions as they are, and the rest. */
export interface Entries {
  readonly names: ReadonlySet<string>;
  readonly patterns: readonly ActionPattern[];
}

const known = memoryOf<readonly string[], Entries>();

/** Without those that certainly speak of other services alone. Lists never change, and some hold thousands of entries. */
export const entriesAbout = (service: string, listed: readonly string[]): Entries =>
  known(listed, service, () => {
    const all = listed.map((one) => readAction(one, false)).filter((one) => one.blank || fits(one.service, service));
    const plain = all.filter((one) => one.plain);
    return { names: new Set(plain.map(({ name }) => name.join(''))), patterns: all.filter((one) => !one.plain) };
  });
