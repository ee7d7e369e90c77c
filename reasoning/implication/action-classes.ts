import { entriesOf } from '../../domain/policy.ts';
import { matchActions } from '../action-patterns.ts';
import { listedServices, serviceCatalogue, unlistedAction } from '../actions.ts';
import { globPattern, type Pattern, plain } from '../patterns.ts';
import type { Truth } from '../predicates.ts';
import type { Sided } from './sides.ts';
import { classesWithin } from './text-classes.ts';

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
  const granting = statements.filter((one) => one.side === 'new' && one.statement.effect === 'Allow');
  const candidates = candidateActions(statements, granting);
  const named = new Map<string, [Sided, Truth][]>();
  for (const one of [...granting, ...statements.filter((each) => !granting.includes(each))]) {
    for (const [action, truth] of actionsNamed(one, candidates)) {
      const known = named.get(action);
      if (known !== undefined) known.push([one, truth]);
      else if (granting.includes(one)) named.set(action, [[one, truth]]);
    }
  }
  const groups = new Map<string, { readonly actions: string[]; readonly named: ReadonlyMap<Sided, Truth> }>();
  for (const [action, found] of named) {
    const id = found.map(([one, truth]) => `${one.id}${truth === true ? '' : '?'}`).join();
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { actions: [action], named: new Map(found) });
    else group.actions.push(action);
  }
  return [...groups.values()];
}

/** By service prefix. */
type Candidates = ReadonlyMap<string, readonly string[]>;

/** What an Action or NotAction element names; only services that some text can speak of are looked at. */
function actionsNamed({ statement: { actions } }: Sided, candidates: Candidates): Iterable<readonly [string, Truth]> {
  const texts = entriesOf(actions);
  const wide = !('in' in actions) || texts.some((text) => !isPlain(text));
  const services = wide ? candidates.keys() : new Set(texts.flatMap((text) => serviceOf(text) ?? []));
  const found: (readonly [string, Truth])[] = [];
  for (const service of services) {
    for (const action of candidates.get(service) ?? []) {
      const hit = matchActions(texts, action);
      const truth = 'in' in actions || hit === 'unknown' ? hit : !hit;
      if (truth !== false) found.push([action, truth]);
    }
  }
  return found;
}

/** Listed and unlisted names of the services that the granting statements speak of. */
function candidateActions(statements: readonly Sided[], granting: readonly Sided[]): Candidates {
  const wide = granting.some(
    ({ statement: { actions } }) => !('in' in actions) || actions.in.some((text) => !isPlain(text)),
  );
  const spoken = new Set(
    statements.flatMap(({ statement }) => entriesOf(statement.actions)).flatMap((text) => serviceOf(text) ?? []),
  );
  const services = wide
    ? new Set([...listedServices(), ...spoken, NO_SERVICE])
    : new Set(
        granting.flatMap(({ statement }) => entriesOf(statement.actions)).flatMap((text) => serviceOf(text) ?? []),
      );
  const found = new Map<string, readonly string[]>();
  for (const service of services) {
    const listed = [...serviceCatalogue(service).actions.values()].map(({ name }) => name);
    found.set(service, [...listed, ...unlistedNames(service, spoken.has(service) ? statements : [], wide)]);
  }
  return found;
}

/** A service and a name, where only the name may hold wildcards. */
const isPlain = (text: string): boolean => /^[^:*?\s]+:/.test(text);
const serviceOf = (text: string): string | undefined =>
  isPlain(text) ? text.slice(0, text.indexOf(':')).toLowerCase() : undefined;

const NAME: Pattern = {
  text: 'action name',
  tokens: [
    { kind: 'any', stops: ':' },
    { kind: 'star', stops: ':' },
  ],
};

/** One name for each way in which policies can speak of actions that AWS does not list. */
function unlistedNames(service: string, statements: readonly Sided[], wide: boolean): readonly string[] {
  const { actions } = serviceCatalogue(service);
  const texts = new Set(
    statements
      .flatMap(({ statement }) => entriesOf(statement.actions))
      .filter((text) => serviceOf(text) === service)
      .map((text) => text.toLowerCase()),
  );
  const odd = new Set(
    statements
      .flatMap(({ statement }) => entriesOf(statement.actions))
      .filter((text) => !isPlain(text) && text !== '*'),
  );
  const names = [...texts].map((text) => text.slice(service.length + 1));
  const literals = names.filter(
    (name) => !/[*?]/.test(name) && name !== '' && !actions.has(`${service}:${name}`) && !/\s/.test(name),
  );
  const globs = [
    ...names.filter((name) => /[*?]/.test(name)),
    ...[...odd].map((text) => text.toLowerCase().split(':')[1] ?? '*'),
  ];
  if (globs.length === 0 && !wide) return literals.map((name) => `${service}:${name}`);
  const classes = classesWithin(
    NAME,
    globs.map((name) => globPattern(plain(name))),
    { refused: (name) => actions.has(`${service}:${name}`) || literals.includes(name) },
  );
  const samples = (classes ?? []).map(({ sample, in: inside }) =>
    inside.some((one) => one) ? `${service}:${sample}` : unlistedAction(service),
  );
  return [...literals.map((name) => `${service}:${name}`), ...samples];
}
