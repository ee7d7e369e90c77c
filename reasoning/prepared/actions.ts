import { fits, readGlob } from '../reference/glob.ts';
import { memoryOf, remembered } from './remembered.ts';

/** An entry of Action or NotAction. */
export type ActionPattern = ReturnType<typeof readAction>;
const readAction = remembered((text) => {
  const [service = '', ...name] = text.toLowerCase().split(':');
  const blank = /\s/.test(text);
  const sound = text === '*' || (name.length > 0 && !/^$|[*?]/.test(service));
  const named = name.length === 0 ? '*' : name.join(':');
  return {
    text,
    service: readGlob(service),
    name: readGlob(named),
    /** What the name begins with, where that is all that is asked of it: `get` of `Get*`, and the empty text of `*`. */
    start: sound && !blank ? /^([^*?]*)\*$/.exec(named)?.[1] : undefined,
    blank,
    /** IAM takes wildcards in the name only, or `*` alone; other policy types may hold more. */
    sound,
    /** The name of one action. */
    plain: sound && !blank && !/[*?]/.test(text),
  };
});

/** What a list says of one service: names of actions as they are, beginnings of names, and the rest. */
export interface Entries {
  readonly names: ReadonlySet<string>;
  readonly starts: readonly string[];
  readonly patterns: readonly ActionPattern[];
}

const known = memoryOf<readonly string[], Entries>();

/** Without those that certainly speak of other services alone. Lists never change, and some hold thousands of entries. */
export const entriesAbout = (service: string, listed: readonly string[]): Entries =>
  known(listed, service, () => {
    const all = listed.map((one) => readAction(one, false)).filter((one) => one.blank || fits(one.service, service));
    return {
      names: new Set(all.filter((one) => one.plain).map(({ name }) => name.join(''))),
      starts: all.flatMap(({ start }) => start ?? []),
      patterns: all.filter(({ plain, start }) => !plain && start === undefined),
    };
  });
