/** IPv4 and IPv6 are two lines that never meet. */
export interface Address {
  readonly version: 4 | 6;
  readonly value: bigint;
}

/** A range of addresses, both ends inside. */
export interface AddressRange {
  readonly version: 4 | 6;
  readonly low: bigint;
  readonly high: bigint;
}

/** `203.0.113.7` or `2001:db8::1`; undefined: no address. IPv4-mapped IPv6 stays IPv6 (rule 106). */
export function parseAddress(text: string): Address | undefined {
  const value = text.includes(':') ? parseV6(text) : parseV4(text);
  return value === undefined ? undefined : { version: text.includes(':') ? 6 : 4, value };
}

function parseV4(text: string): bigint | undefined {
  const parts = text.split('.');
  const sound = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return sound ? parts.reduce((value, part) => value * 256n + BigInt(part), 0n) : undefined;
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = [groupsOf(halves[0] ?? ''), groupsOf(halves[1] ?? '')];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0n), ...tail];
  return groups.reduce((value, group) => value * 65536n + group, 0n);
}

/** Groups of 16 bits; a dotted IPv4 address counts as two. */
function groupsOf(half: string): readonly bigint[] | undefined {
  if (half === '') return [];
  const groups: bigint[] = [];
  for (const part of half.split(':')) {
    const dotted = part.includes('.') ? parseV4(part) : undefined;
    if (dotted !== undefined) groups.push(dotted / 65536n, dotted % 65536n);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

/** CIDR or bare address. `hostBits`: bits below the mask are set, which AWS does not describe. */
export function parseCidr(text: string): { readonly range: AddressRange; readonly hostBits: boolean } | undefined {
  const [addressText = '', lengthText, ...more] = text.split('/');
  const address = parseAddress(addressText);
  if (address === undefined || more.length > 0) return undefined;
  const bits = address.version === 4 ? 32 : 128;
  if (lengthText !== undefined && !/^\d{1,3}$/.test(lengthText)) return undefined;
  const length = lengthText === undefined ? bits : Number(lengthText);
  if (length > bits) return undefined;
  const size = 1n << BigInt(bits - length);
  const low = address.value - (address.value % size);
  return { range: { version: address.version, low, high: low + size - 1n }, hostBits: low !== address.value };
}

export const isInside = ({ version, value }: Address, range: AddressRange): boolean =>
  version === range.version && value >= range.low && value <= range.high;

/** `::ffff:0:0/96`: IPv4 addresses in IPv6 clothes. */
export const MAPPED: AddressRange = { version: 6, low: 0xffff_0000_0000n, high: 0xffff_ffff_ffffn };

export const unmapped = ({ value }: Address): Address => ({ version: 4, value: value - MAPPED.low });

export function printAddress({ version, value }: Address): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  return Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 65535n).toString(16)).join(':');
}
