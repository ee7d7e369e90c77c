import { POLICY_LAYERS } from '../../domain/policy.ts';
import { RULE_SWITCHES } from '../rules/switches.ts';
import { FORMS, SERVICES } from './places.ts';

const OPERATORS = [
  ...['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  ...['StringLike', 'StringNotLike'],
  ...['NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals'],
  ...['NumericGreaterThan', 'NumericGreaterThanEquals'],
  ...['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals'],
  ...['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike'],
  ...['Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null'],
  ...['...IfExists', 'ForAllValues:...', 'ForAnyValue:...'],
];

/** How a resource policy can name callers. */
const PRINCIPALS = [
  ...['*', 'account', 'account ARN', 'iam user ARN', 'iam role ARN', 'sts assumed-role ARN', 'sts federated-user ARN'],
  ...['Service', 'Federated', 'NotPrincipal'],
];

/** Everything that has to decide often enough for a comparison to mean something. */
export const EXPECTED_DECIDERS: readonly string[] = [
  ...POLICY_LAYERS.map((layer) => `layer ${layer}`),
  ...OPERATORS.map((operator) => `operator ${operator}`),
  ...PRINCIPALS.map((principal) => `principal ${principal}`),
  ...RULE_SWITCHES.map(({ rule }) => `rule ${rule}`),
  ...SERVICES.flatMap((service) => [`service ${service}, allowed`, `service ${service}, denied`]),
  ...FORMS.flatMap(({ name }) => [`caller ${name}, allowed`, `caller ${name}, denied`]),
];
