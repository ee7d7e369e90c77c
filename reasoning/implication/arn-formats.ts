import { catalogueAction, serviceCatalogue, serviceOfAction } from '../actions.ts';
import { hasNoSeparators } from '../data/arn-names.ts';
import { type Crossing, crossingOf } from '../data/cross-account-actions.ts';
import { globPattern, literalPattern, type Pattern, patternOf, plain, resourcePattern } from '../patterns.ts';

/** A kind of resource that requests of an action name. `type` is empty for `*`, and where AWS lists no types. */
export interface ResourceKind {
  readonly service: string;
  readonly type: string;
  /** The texts such requests carry. */
  readonly domain: Pattern;
  /** Region and account of an ARN of this kind are open. Otherwise requests are asked about `*`. */
  readonly arn: boolean;
  /** As AWS writes it: `arn:${Partition}:glue:${Region}:${Account}:catalog`; left out: any ARN, or none. */
  readonly format?: string;
}

const STAR = literalPattern(plain('*'));
const ANYTHING = globPattern(plain('?*'));

/** Requests that name no resource are asked about `*` (Service Authorization Reference), of which S3 makes all buckets (rule 54). */
function noResource(action: string, service: string, partition: string): ResourceKind {
  const listsBuckets = action.toLowerCase() === 's3:listallmybuckets';
  return { service, type: '', domain: listsBuckets ? allBuckets(partition) : STAR, arn: false };
}

const allBuckets = (partition: string): Pattern => literalPattern(plain(`arn:${partition}:s3:::*`));

const anyResource = (service: string): ResourceKind => ({ service, type: '', domain: ANYTHING, arn: true });

/**
 * What a request of the action may name: the types AWS lists for it, `*` where it lists none or a single one that is not required, and
 * anything at all for an action that AWS does not list.
 */
export function kindsOf(action: string, partition: string): readonly ResourceKind[] {
  const [service = ''] = action.toLowerCase().split(':');
  const listed = catalogueAction(action);
  if (listed === undefined) return [anyResource(service)];
  const { typeArns } = serviceCatalogue(service);
  const kinds = listed.types.flatMap(({ name }): ResourceKind[] => {
    const format = typeArns.get(name);
    if (format === undefined) return [];
    return formatsOf(service, name, format).map((one) => ({
      service,
      type: name,
      domain: domainOf(one, partition),
      arn: true,
      format: one,
    }));
  });
  // several types without a required one are alternatives: one of them is named
  const optional = listed.types.length < 2 && listed.types.every((type) => !type.required);
  return optional ? [noResource(action, service, partition), ...kinds] : kinds;
}

/** Can a grant to another account reach the action on resources of the kind? `unclear` too where it can on some of them alone. */
export function crossingIn(action: string, { format, arn }: ResourceKind): Crossing {
  const crossing = crossingOf(action, format ?? '');
  if (format !== undefined || !arn) return crossing;
  const some = crossing === 'stays' ? /^(glue|lambda):/i : /^ssm:/i;
  return some.test(action) ? 'unclear' : crossing;
}

/** Requests about a function may name its versions and aliases, which AWS lists apart (rule 85). */
const formatsOf = (service: string, type: string, format: string): readonly string[] =>
  service === 'lambda' && type === 'function' ? [format, `${format}:\${Alias}`] : [format];

const domains = new Map<string, Pattern>();

/** `${Account}` may be empty (what AWS itself owns); every other variable holds at least one character, `${Region}` no colon. */
function domainOf(format: string, partition: string): Pattern {
  const id = `${partition} ${format}`;
  const known = domains.get(id);
  if (known !== undefined) return known;
  const pieces = format.replace('${Partition}', partition).split(/(\$\{[^}]*\}|\*)/);
  const domain = patternOf(pieces.flatMap((piece) => tokensOf(piece, format.split(':')[2] ?? '')));
  domains.set(id, domain);
  return domain;
}

type Tokens = Pattern['tokens'];

function tokensOf(piece: string, service: string): Tokens {
  const name = /^\$\{([^}]*)\}$/.exec(piece)?.[1];
  if (name === undefined && piece !== '*') return piece.split('').map((char) => ({ kind: 'char', char }));
  if (name === 'Account' || name === undefined) return [{ kind: 'star', stops: name === undefined ? '' : ':' }];
  const stops = hasNoSeparators(service, name) ? '/:' : name === 'Region' || name === 'Partition' ? ':' : '';
  return [
    { kind: 'any', stops },
    { kind: 'star', stops },
  ];
}

/**
 * What no policy opens: changes to what AWS keeps for itself in IAM (rules 34, 35), layer versions but for getting them (rule 85),
 * aliases of keys (rule 77), snapshots and images (rule 88).
 */
export function closedResources(action: string, layer: 'identity' | 'resource'): readonly Pattern[] {
  const service = serviceOfAction(action);
  if (layer === 'resource') return withoutPolicy(service, action);
  return service === 'iam' ? keptByAws(action.slice('iam:'.length).toLowerCase()) : NONE;
}

const closed = (...texts: readonly string[]): readonly Pattern[] =>
  texts.map((text) => resourcePattern(plain(`arn:${text}`)).pattern);
const NONE = closed();
const KEPT = closed('*:iam:*:aws:*', '*:iam:*:*:role/aws-reserved/*');
const KEPT_LINKED = [...KEPT, ...closed('*:iam:*:*:role/aws-service-role/*')];
const ALIASES = closed('*:kms:*:*:alias/*');
const SHARED = closed(
  '*:ec2:*:*:snapshot/*',
  '*:ec2:*:*:image/*',
  '*:rds:*:*:snapshot:*',
  '*:rds:*:*:cluster-snapshot:*',
);
// field by field, since a function that is called `layer` has qualifiers
const LAYERS: readonly Pattern[] = [resourcePattern(plain('arn:*:lambda:*:*:layer:*')).strict];

/** What AWS alone changes. */
function keptByAws(name: string): readonly Pattern[] {
  if (!/^(add|attach|create|delete|detach|put|remove|set|tag|untag|update)/.test(name)) return NONE;
  return /servicelinkedrole$|^updaterole(description)?$/.test(name) ? KEPT : KEPT_LINKED;
}

/** Resources of a service that have no policy of their own. */
function withoutPolicy(service: string, action: string): readonly Pattern[] {
  switch (service) {
    case 'kms':
      return ALIASES;
    case 'lambda':
      return /:GetLayerVersion$/i.test(action) ? NONE : LAYERS;
    case 'ec2':
    case 'ebs':
    case 'rds':
      return SHARED;
    default:
      return NONE;
  }
}

/** Texts of the class that look like what people use; the sample itself is the last resort. */
export function likelyTexts(sample: string, service: string, account: string): readonly string[] {
  const fields = sample.split(':');
  if (fields.length < 6 || fields[0] !== 'arn')
    return [`arn:aws:${service}:us-east-1:${account}:resource`, sample].filter((text) => text !== '');
  const region = fields[3] === '' ? ['us-east-1', ''] : ['us-east-1', fields[3] ?? ''];
  const accounts = [account, fields[4] ?? ''];
  return region.flatMap((one) =>
    accounts.map((its) => [...fields.slice(0, 3), one, its, ...fields.slice(5)].join(':')),
  );
}
