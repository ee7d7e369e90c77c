import { catalogueAction, serviceCatalogue } from '../actions.ts';
import { hasNoSeparators } from '../data/arn-names.ts';
import { type Pattern, plain, resourcePattern } from '../patterns.ts';

/** A kind of resource that requests of an action name. `type` is empty for `*`, and where AWS lists no types. */
export interface ResourceKind {
  readonly service: string;
  readonly type: string;
  /** The texts such requests carry. */
  readonly domain: Pattern;
  /** Region and account of an ARN of this kind are open. */
  readonly arn: boolean;
}

const STAR: Pattern = { text: "'*", tokens: [{ kind: 'char', char: '*' }], literal: '*' };
const ANYTHING: Pattern = {
  text: 'anything',
  tokens: [
    { kind: 'any', stops: '' },
    { kind: 'star', stops: '' },
  ],
};

/** Requests that name no resource are asked about `*` (Service Authorization Reference). */
const noResource = (service: string): ResourceKind => ({ service, type: '', domain: STAR, arn: false });
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
    return format === undefined ? [] : [{ service, type: name, domain: domainOf(format, partition), arn: true }];
  });
  // several types without a required one are alternatives: one of them is named
  const optional = listed.types.length < 2 && listed.types.every((type) => !type.required);
  return optional ? [noResource(service), ...kinds] : kinds;
}

const domains = new Map<string, Pattern>();

/** `${Account}` may be empty (what AWS itself owns); every other variable holds at least one character, `${Region}` no colon. */
function domainOf(format: string, partition: string): Pattern {
  const id = `${partition} ${format}`;
  const known = domains.get(id);
  if (known !== undefined) return known;
  const pieces = format.replace('${Partition}', partition).split(/(\$\{[^}]*\}|\*)/);
  const domain = { text: id, tokens: pieces.flatMap((piece) => tokensOf(piece, format.split(':')[2] ?? '')) };
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
 * aliases of keys (rule 77), snapshots of volumes and databases (rule 88).
 */
export function closedResources(action: string, layer: 'identity' | 'resource'): readonly Pattern[] {
  const [service = '', name = ''] = action.toLowerCase().split(':');
  if (layer === 'resource') {
    return withoutPolicy(service, name).map((rest) => resourcePattern(plain(`arn:*:${service}:*:*:${rest}`)).pattern);
  }
  if (service !== 'iam' || !/^(add|attach|create|delete|detach|put|remove|set|tag|untag|update)/.test(name)) return [];
  const linked = /servicelinkedrole$|^updaterole(description)?$/.test(name) ? [] : ['*:role/aws-service-role/*'];
  return ['aws:*', '*:role/aws-reserved/*', ...linked].map(
    (rest) => resourcePattern(plain(`arn:*:iam:*:${rest}`)).pattern,
  );
}

/** Resources of a service that have no policy of their own. */
function withoutPolicy(service: string, name: string): readonly string[] {
  switch (service) {
    case 'kms':
      return ['alias/*'];
    case 'lambda':
      return name === 'getlayerversion' ? [] : ['layer:*'];
    case 'ec2':
      return ['snapshot/*'];
    case 'rds':
      return ['snapshot:*'];
    default:
      return [];
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
