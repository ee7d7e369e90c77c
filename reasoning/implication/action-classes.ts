import { matchActions } from '../action-patterns.ts';
import { listedServices } from '../actions.ts';
import type { Truth } from '../predicates.ts';
import { namesIn } from './action-names.ts';
import { actionsUnder, type Naming, namingOf } from './action-naming.ts';
import { grantsAnew, type Sided } from './sides.ts';

/** Actions that the same statements name. */
export interface ActionClass {
  /** `service:Name`; those AWS does not list are told by `unlisted`. */
  readonly actions: readonly string[];
  readonly named: ReadonlyMap<Sided, Truth>;
}

/** Service prefix for everything that neither AWS nor any policy names. */
const NO_SERVICE = 'any-other-service';

/** All actions that some new Allow statement names, grouped by the statements of both sides that name them. */
export function actionClasses(statements: readonly Sided[]): readonly ActionClass[] {
  // granting statements first
  const namings = [...statements.filter(grantsAnew), ...statements.filter((one) => !grantsAnew(one))].map(namingOf);
  const granting = namings.filter(({ one }) => grantsAnew(one));
  const general = namings.filter((each) => each.odd || each.everything || each.excludes);
  const speakers = speakersOf(namings);
  const wide = granting.some((each) => general.includes(each));
  const services = wide
    ? new Set([...listedServices(), ...speakers.keys(), NO_SERVICE])
    : new Set(granting.flatMap(({ byService }) => [...byService.keys()]));
  const groups = new Map<string, { readonly actions: string[]; readonly named: ReadonlyMap<Sided, Truth> }>();
  const put = (actions: readonly string[], named: readonly (readonly [Sided, Truth])[]): void => {
    if (!named.some(([one]) => grantsAnew(one))) return;
    const id = named.map(([one, truth]) => `${one.id}${truth === true ? '' : '?'}`).join();
    const group = groups.get(id) ?? { actions: [], named: new Map(named) };
    groups.set(id, group);
    for (const action of actions) group.actions.push(action);
  };
  const odd = general.some((each) => each.odd);
  for (const service of services) {
    const own = speakers.get(service) ?? [];
    const speaking = [...new Set([...general, ...own])].sort((a, b) => a.rank - b.rank);
    const actions = namesIn(service, speaking, wide);
    // nobody tells the actions of the service apart
    const uniform = !odd && own.length === 0;
    if (uniform)
      put(
        actions,
        general.flatMap((each) => (each.everything === each.excludes ? [] : [[each.one, true] as const])),
      );
    else for (const [action, named] of namedIn(service, actions, speaking)) put([action], named);
  }
  return [...groups.values()];
}

function speakersOf(namings: readonly Naming[]): ReadonlyMap<string, readonly Naming[]> {
  const found = new Map<string, Naming[]>();
  for (const naming of namings) {
    for (const service of naming.byService.keys()) {
      const known = found.get(service);
      if (known === undefined) found.set(service, [naming]);
      else known.push(naming);
    }
  }
  return found;
}

type Named = readonly [Sided, Truth];

/** Every action of the service with the statements that name it. */
function namedIn(
  service: string,
  actions: readonly string[],
  namings: readonly Naming[],
): ReadonlyMap<string, readonly Named[]> {
  const found = new Map(actions.map((action): [string, Named[]] => [action, []]));
  const hits = new Map<string, readonly string[]>();
  const byName = new Map(actions.map((action) => [action.toLowerCase(), action]));
  const hitsOf = (text: string): readonly string[] => {
    const known = hits.get(text) ?? actionsUnder(text, byName);
    hits.set(text, known);
    return known;
  };
  for (const naming of namings) {
    const { one, excludes, everything, byService, odd } = naming;
    const hit = new Set(everything ? actions : (byService.get(service) ?? []).flatMap(hitsOf));
    const sure = excludes ? actions.filter((action) => !hit.has(action)) : hit;
    if (odd) for (const [action, named] of found) named.push(...oddlyNamed(naming, action));
    else for (const action of sure) found.get(action)?.push([one, true]);
  }
  return found;
}

function oddlyNamed({ one, texts, excludes }: Naming, action: string): readonly Named[] {
  const hit = matchActions(texts, action);
  const truth = excludes && hit !== 'unknown' ? !hit : hit;
  return truth === false ? [] : [[one, truth]];
}
