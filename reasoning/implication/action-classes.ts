import { entriesOf } from '../../domain/policy.ts';
import { matchActions } from '../action-patterns.ts';
import { listedServices, serviceCatalogue, unlistedAction } from '../actions.ts';
import { globPattern, matches, type Pattern, plain } from '../patterns.ts';
import type { Truth } from '../predicates.ts';
import { grantsAnew, type Sided } from './sides.ts';
import { classesWithin } from './text-classes.ts';

/** Actions that the same statements name. */
export interface ActionClass {
  /** `service:Name`; those AWS does not list are told by `unlisted`. */
  readonly actions: readonly string[];
  readonly named: ReadonlyMap<Sided, Truth>;
}

/** Service prefix for everything that neither AWS nor any policy names. */
const NO_SERVICE = 'any-other-service';

/** What the Action or NotAction element of a statement says, sorted out. */
interface Naming {
  readonly one: Sided;
  readonly texts: readonly string[];
  readonly excludes: boolean;
  /** Speaks of every action, but for what `byService` and `odd` say. */
  readonly everything: boolean;
  /** Entries in lower case, by their service. */
  readonly byService: ReadonlyMap<string, readonly string[]>;
  /** Has entries without a plain service, which IAM refuses today. */
  readonly odd: boolean;
}

/** All actions that some new Allow statement names, grouped by the statements of both sides that name them. */
export function actionClasses(statements: readonly Sided[]): readonly ActionClass[] {
  const namings = statements.map(namingOf);
  const granting = namings.filter(({ one }) => grantsAnew(one));
  const ordered = [...granting, ...namings.filter(({ one }) => !grantsAnew(one))];
  const spoken = new Set(namings.flatMap(({ byService }) => [...byService.keys()]));
  const wide = granting.some((one) => one.odd || one.excludes || one.everything);
  const services = wide
    ? new Set([...listedServices(), ...spoken, NO_SERVICE])
    : new Set(granting.flatMap(({ byService }) => [...byService.keys()]));
  const groups = new Map<string, { readonly actions: string[]; readonly named: ReadonlyMap<Sided, Truth> }>();
  const put = (actions: readonly string[], named: readonly (readonly [Sided, Truth])[]): void => {
    if (!named.some(([one]) => grantsAnew(one))) return;
    const id = named.map(([one, truth]) => `${one.id}${truth === true ? '' : '?'}`).join();
    const group = groups.get(id) ?? { actions: [], named: new Map(named) };
    groups.set(id, group);
    for (const action of actions) group.actions.push(action);
  };
  const odd = namings.some((one) => one.odd);
  for (const service of services) {
    const actions = namesIn(service, namings, wide);
    // nobody tells the actions of the service apart
    const uniform = !odd && !spoken.has(service);
    if (uniform) put(actions, ordered.flatMap((each) => (each.everything === each.excludes ? [] : [[each.one, true] as const])));
    else for (const [action, named] of namedIn(service, actions, ordered)) put([action], named);
  }
  return [...groups.values()];
}

function namingOf(one: Sided): Naming {
  const { actions } = one.statement;
  const texts = entriesOf(actions);
  const byService = new Map<string, string[]>();
  let odd = false;
  for (const text of texts) {
    const service = serviceOf(text);
    if (service === undefined) {
      odd ||= text !== '*';
      continue;
    }
    const known = byService.get(service);
    if (known === undefined) byService.set(service, [text.toLowerCase()]);
    else known.push(text.toLowerCase());
  }
  return { one, texts, excludes: 'notIn' in actions, everything: texts.includes('*'), byService, odd };
}

/** Every action of the service with the statements that name it. */
function namedIn(
  service: string,
  actions: readonly string[],
  namings: readonly Naming[],
): ReadonlyMap<string, readonly (readonly [Sided, Truth])[]> {
  const found = new Map(actions.map((action): [string, [Sided, Truth][]] => [action, []]));
  const hits = new Map<string, readonly string[]>();
  const byName = new Map(actions.map((action) => [action.toLowerCase(), action]));
  const hitsOf = (text: string): readonly string[] => {
    const known = hits.get(text);
    if (known !== undefined) return known;
    const fresh = actionsUnder(text, byName);
    hits.set(text, fresh);
    return fresh;
  };
  for (const { one, texts, excludes, everything, byService, odd } of namings) {
    const own = byService.get(service);
    if (own === undefined && !odd && !everything && !excludes) continue;
    if (odd) {
      for (const [action, named] of found) {
        const hit = matchActions(texts, action);
        const truth = excludes && hit !== 'unknown' ? !hit : hit;
        if (truth !== false) named.push([one, truth]);
      }
      continue;
    }
    const hit = new Set(everything ? actions : (own ?? []).flatMap(hitsOf));
    for (const action of excludes ? actions.filter((each) => !hit.has(each)) : hit) found.get(action)?.push([one, true]);
  }
  return found;
}

/** Of the actions, by their names in lower case, those that one entry may name. White space never matches (rule 50). */
export function actionsUnder(entry: string, byName: ReadonlyMap<string, string>): readonly string[] {
  if (/\s/.test(entry)) return [];
  if (serviceOf(entry) === undefined && entry !== '*') {
    const one = [entry];
    return [...byName.values()].filter((action) => matchActions(one, action) !== false);
  }
  const text = entry.toLowerCase();
  if (!/[*?]/.test(text)) {
    const one = byName.get(text);
    return one === undefined ? [] : [one];
  }
  const head = text.slice(0, -1);
  const simple = text.endsWith('*') && !/[*?]/.test(head);
  const pattern = globPattern(plain(text));
  const found: string[] = [];
  for (const [name, action] of byName)
    if (simple ? name.startsWith(head) : matches(pattern, name)) found.push(action);
  return found;
}

/** A service and a name, where only the name may hold wildcards. */
const serviceOf = (text: string): string | undefined => /^[^:*?\s]+(?=:)/.exec(text)?.[0].toLowerCase();

const NAME: Pattern = {
  text: 'action name',
  tokens: [
    { kind: 'any', stops: ':' },
    { kind: 'star', stops: ':' },
  ],
};

/** The names AWS lists, and one for each way in which policies can speak of actions that it does not list. */
function namesIn(service: string, namings: readonly Naming[], wide: boolean): readonly string[] {
  const { actions } = serviceCatalogue(service);
  const listed = [...actions.values()].map(({ name }) => name);
  // globs that stand in the same statements need not be told apart
  const speakers = new Map<string, number[]>();
  const speak = (name: string, { one }: Naming): void => {
    const known = speakers.get(name);
    if (known === undefined) speakers.set(name, [one.id]);
    else if (known.at(-1) !== one.id) known.push(one.id);
  };
  for (const naming of namings) {
    for (const text of naming.byService.get(service) ?? []) speak(text.slice(service.length + 1), naming);
    if (!naming.odd) continue;
    for (const text of naming.texts) if (serviceOf(text) === undefined && text !== '*') speak(text.toLowerCase().split(':')[1] ?? '*', naming);
  }
  const literals = [...speakers.keys()].filter(
    (name) => !/[*?]/.test(name) && name !== '' && !actions.has(`${service}:${name}`) && !/\s/.test(name),
  );
  const globs = new Map<string, Pattern[]>();
  for (const [name, ids] of speakers) {
    if (!/[*?]/.test(name)) continue;
    const group = globs.get(ids.join());
    if (group === undefined) globs.set(ids.join(), [globPattern(plain(name))]);
    else group.push(globPattern(plain(name)));
  }
  const spelled = literals.map((name) => `${service}:${name}`);
  if (globs.size === 0) return [...listed, ...spelled, ...(wide ? [unlistedAction(service)] : [])];
  const { classes } = classesWithin([NAME], [...globs.values()], {
    refused: (name) => actions.has(`${service}:${name}`) || literals.includes(name),
  });
  const samples = classes.map(({ sample, in: inside }) =>
    inside.includes(true) ? `${service}:${sample}` : unlistedAction(service),
  );
  return [...listed, ...spelled, ...samples];
}
