import { entriesOf, type PolicyDocument } from '../domain/policy.ts';
import { UNKNOWN_NAME } from './action-patterns.ts';
import { kept } from './ask.ts';
import { CATALOGUE, CATALOGUE_VERSION } from './data/catalogue.ts';

/** AWS's access levels, in the order reports show them. */
export const ACCESS_LEVELS = ['Read', 'List', 'Write', 'Permissions management', 'Tagging'] as const;
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

/**
 * AWS lists some actions under two levels: `Tagging, Write`, `Permissions management, Write`. Answers count every action once,
 * under the most consequential one, the first of these; a question about a level finds all that AWS lists under it.
 */
const MOST_CONSEQUENTIAL: readonly AccessLevel[] = ['Permissions management', 'Write', 'Tagging', 'Read', 'List'];

/** The level of an action that AWS does not list. */
const UNLISTED = 'Unlisted';

export interface KeyUse {
  /** As AWS prints it: `s3:prefix`, `aws:RequestTag/${TagKey}`. */
  readonly key: string;
  readonly type: string;
}

export interface CatalogueAction {
  /** `dynamodb:GetItem` */
  readonly name: string;
  readonly level: AccessLevel | typeof UNLISTED;
  /** All levels that AWS lists it under. */
  readonly listedLevels: readonly AccessLevel[];
  /** Condition keys of the action, and of each resource type it takes. */
  readonly keys: readonly KeyUse[];
  readonly types: readonly { readonly name: string; readonly required: boolean; readonly keys: readonly KeyUse[] }[];
}

export interface ServiceCatalogue {
  /** By lower-case full name. */
  readonly actions: ReadonlyMap<string, CatalogueAction>;
  /** Resource type -> condition keys of resources of that type. */
  readonly typeKeys: ReadonlyMap<string, readonly KeyUse[]>;
  /** Resource type -> how AWS writes its ARNs: `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`. */
  readonly typeArns: ReadonlyMap<string, string>;
}

type Indexes = readonly number[];
interface Compact {
  readonly k: readonly (readonly [string, string])[];
  readonly t: readonly (readonly [string, string, Indexes])[];
  readonly a: readonly (readonly [string, string, readonly (readonly [number, 0 | 1, Indexes])[], Indexes])[];
}

export const DATA_VERSION = `iam-data ${CATALOGUE_VERSION}`;

const parsed = new Map<string, ServiceCatalogue>();

/** Actions, resource types and condition keys of one service prefix; empty for a prefix AWS does not list. */
export function serviceCatalogue(service: string): ServiceCatalogue {
  const known = parsed.get(service);
  if (known !== undefined) return known;
  const text = Object.hasOwn(CATALOGUE, service) ? CATALOGUE[service] : undefined;
  const catalogue =
    text === undefined ? { actions: new Map(), typeKeys: new Map(), typeArns: new Map() } : read(service, text);
  parsed.set(service, catalogue);
  return catalogue;
}

function read(service: string, text: string): ServiceCatalogue {
  const compact: unknown = JSON.parse(text);
  if (!isCompact(compact)) throw new Error(`the list of actions of \`${service}\` is damaged; install Tadori again`);
  const uses = (indexes: Indexes): readonly KeyUse[] =>
    indexes.flatMap((index) => {
      const entry = compact.k[index];
      return entry === undefined ? [] : [{ key: entry[0], type: entry[1] }];
    });
  const actions = compact.a.map(
    ([name, levels, types, keys]): CatalogueAction => ({
      name: `${service}:${name}`,
      ...levelsIn(levels),
      keys: uses(keys),
      types: types.map(([type, required, typeKeys]) => ({
        name: compact.t[type]?.[0] ?? '',
        required: required === 1,
        keys: uses(typeKeys),
      })),
    }),
  );
  return {
    actions: new Map(actions.map((action) => [action.name.toLowerCase(), action])),
    typeKeys: new Map(compact.t.map(([name, , keys]) => [name, uses(keys)])),
    typeArns: new Map(compact.t.map(([name, arn]) => [name, arn])),
  };
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isIndexes = (value: unknown): boolean => Array.isArray(value) && value.every(Number.isSafeInteger);
const isList = (value: unknown, isOne: (one: readonly unknown[]) => boolean): boolean =>
  Array.isArray(value) && value.every((one) => Array.isArray(one) && isOne(one));

function isCompact(value: unknown): value is Compact {
  if (typeof value !== 'object' || value === null || !('k' in value && 't' in value && 'a' in value)) return false;
  return (
    isList(value.k, ([key, type]) => isText(key) && isText(type)) &&
    isList(value.t, ([name, arn, keys]) => isText(name) && isText(arn) && isIndexes(keys)) &&
    isList(
      value.a,
      ([name, levels, types, keys]) => isText(name) && isText(levels) && isTypes(types) && isIndexes(keys),
    )
  );
}

const isTypes = (value: unknown): boolean =>
  isList(value, ([type, required, keys]) => isIndexes([type]) && (required === 0 || required === 1) && isIndexes(keys));

function levelsIn(text: string): Pick<CatalogueAction, 'level' | 'listedLevels'> {
  const names = text.split(', ');
  const listedLevels = MOST_CONSEQUENTIAL.filter((level) => names.includes(level));
  return { level: listedLevels[0] ?? UNLISTED, listedLevels };
}

export const serviceOfAction = kept((action: string): string => action.slice(0, action.indexOf(':')).toLowerCase());

export function catalogueAction(action: string): CatalogueAction | undefined {
  return serviceCatalogue(serviceOfAction(action)).actions.get(action.toLowerCase());
}

/** The one level an action is counted under. */
export const levelOf = (action: string): string => catalogueAction(action)?.level ?? UNLISTED;

export const isListedUnder = (action: string, level: AccessLevel): boolean =>
  catalogueAction(action)?.listedLevels.includes(level) === true;

/** What a policy names without a wildcard, as it writes it. */
export const spelledActions = ({ statements }: PolicyDocument): readonly string[] =>
  statements.flatMap(({ actions }) => entriesOf(actions)).filter((text) => /^[a-z0-9-]+:[a-z0-9]+$/i.test(text));

/** One of each, whatever its case, sorted. */
export const oneOfEach = (spelled: readonly string[]): readonly string[] =>
  [...new Map(spelled.map((text) => [text.toLowerCase(), text])).values()].sort();

/** Actions that take resources of this type, sorted by name. */
export function actionsOnType(service: string, type: string): readonly CatalogueAction[] {
  const id = `${service} ${type}`;
  const all = onType.get(id) ?? [...serviceCatalogue(service).actions.values()].filter(takes(type)).sort(byName);
  if (all.length > 0) onType.set(id, all);
  return all;
}

/** Of every type that AWS lists actions for. */
const onType = new Map<string, readonly CatalogueAction[]>();
const takes =
  (type: string) =>
  ({ types }: CatalogueAction): boolean =>
    types.some((one) => one.name === type);
const byName = (a: CatalogueAction, b: CatalogueAction): number => (a.name < b.name ? -1 : 1);

/** Stands for all actions of a service that the data does not list: what a pattern says of some of them only is not said of it. */
export const unlistedAction = (service: string): string => `${service}:${UNKNOWN_NAME}`;

/** Prefixes of all services that AWS lists. */
export const listedServices = (): readonly string[] => Object.keys(CATALOGUE);
