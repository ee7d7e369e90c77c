import { serviceCatalogue, unlistedAction } from '../actions.ts';
import { globPattern, type Pattern, patternOf, plain } from '../patterns.ts';
import { type Naming, serviceOf } from './action-naming.ts';
import { classesWithin } from './text-classes.ts';

const NAME = patternOf([
  { kind: 'any', stops: ':' },
  { kind: 'star', stops: ':' },
]);

const lists = new Map<string, readonly string[]>();

/** As AWS spells them. */
function listedNames(service: string): readonly string[] {
  const { actions } = serviceCatalogue(service);
  const known = lists.get(service) ?? [...actions.values()].map(({ name }) => name);
  if (actions.size > 0) lists.set(service, known);
  return known;
}

/** The names AWS lists, and one for each way in which policies can speak of actions that it does not list. */
export function namesIn(service: string, namings: readonly Naming[], wide: boolean): readonly string[] {
  const { actions } = serviceCatalogue(service);
  const speakers = speakersOf(service, namings);
  const literals = [...speakers.keys()].filter(
    (name) => !/[*?\s]/.test(name) && name !== '' && !actions.has(`${service}:${name}`),
  );
  // globs that stand in the same statements need not be told apart
  const globs = new Map<string, Pattern[]>();
  for (const [name, ids] of speakers) {
    if (!/[*?]/.test(name)) continue;
    const group = globs.get(ids.join()) ?? [];
    group.push(globPattern(plain(name)));
    globs.set(ids.join(), group);
  }
  const names = [...listedNames(service), ...literals.map((name) => `${service}:${name}`)];
  if (globs.size === 0) return wide ? [...names, unlistedAction(service)] : names;
  const { classes } = classesWithin([NAME], [...globs.values()], {
    refused: (name) => actions.has(`${service}:${name}`) || literals.includes(name),
  });
  const samples = classes.map(({ sample, in: inside }) =>
    inside.includes(true) ? `${service}:${sample}` : unlistedAction(service),
  );
  return [...names, ...samples];
}

/** The names, in lower case, by which statements speak of actions of the service, each with the statements. */
function speakersOf(service: string, namings: readonly Naming[]): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  for (const { one, byService, odd, texts } of namings) {
    const plainly = (byService.get(service) ?? []).map((text) => text.slice(service.length + 1));
    const oddly = odd ? texts.filter((text) => serviceOf(text) === undefined && text !== '*') : [];
    const names = [...plainly, ...oddly.map((text) => text.toLowerCase().split(':')[1] ?? '*')];
    for (const name of new Set(names)) found.set(name, [...(found.get(name) ?? []), one.id]);
  }
  return found;
}
