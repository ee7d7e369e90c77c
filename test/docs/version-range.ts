type Version = readonly [number, number, number];

/** Does the range admit the version? The forms that `engines.node` takes: `>=20`, `^20.19`, `18 || 20 || >=22`, `>=18 <23`, `20.x`, `*`. */
export function admits(range: string, version: string): boolean {
  const at = parse(version);
  return range.split('||').some((part) => admitsAll(part.trim(), at));
}

function admitsAll(part: string, at: Version): boolean {
  if (part === '' || part === '*') return true;
  const comparisons = part.replaceAll(/([<>=^~]+)\s+/g, '$1').split(/\s+/);
  return comparisons.every((comparison) => {
    const match = /^(>=|<=|>|<|=|\^|~)?v?([\dx*]+(?:\.[\dx*]+){0,2})$/i.exec(comparison);
    if (match === null) throw new Error(`not a range I can read: ${comparison}`);
    const [, operator = '', bound = ''] = match;
    return compares(operator, at, bound);
  });
}

function compares(operator: string, at: Version, bound: string): boolean {
  const order = compare(at, parse(bound));
  switch (operator) {
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '^':
      return order >= 0 && at[0] === parse(bound)[0];
    case '~':
      return order >= 0 && at[0] === parse(bound)[0] && at[1] === parse(bound)[1];
    default:
      return samePrefix(at, bound);
  }
}

/** `20` and `20.x` stand for all of 20. */
const samePrefix = (at: Version, bound: string): boolean =>
  bound.split('.').every((part, index) => /[x*]/i.test(part) || Number(part) === at[index]);

function parse(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return [major, minor, patch];
}

const compare = (a: Version, b: Version): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
