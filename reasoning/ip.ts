/** A range of addresses; IPv4 and IPv6 are two lines that never meet. */
export interface AddressRange {
  readonly version: 4 | 6;
  readonly low: bigint;
  readonly high: bigint;
}

/** `203.0.113.7` or `2001:db8::1` as a number. IPv4-mapped IPv6 stays IPv6 (rule 106). */
export function parseAddress(text: string): { readonly version: 4 | 6; readonly value: bigint } | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): { readonly version: 4; readonly value: bigint } | undefined {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return { version: 4, value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n) };
}

function parseV6(text: string): { readonly version: 6; readonly value: bigint } | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail];
  if (groups.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return { version: 6, value: groups.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n) };
}

/** CIDR or bare address. `hostBits`: bits below the mask are set, which AWS does not describe. */
export function parseCidr(text: string): { readonly range: AddressRange; readonly hostBits: boolean } | undefined {
  const [addressText = '', lengthText] = text.split('/');
  const address = parseAddress(addressText);
  if (address === undefined) return undefined;
  const bits = address.version === 4 ? 32 : 128;
  if (lengthText !== undefined && !/^\d{1,3}$/.test(lengthText)) return undefined;
  const length = lengthText === undefined ? bits : Number(lengthText);
  if (length > bits) return undefined;
  const size = 1n << BigInt(bits - length);
  const low = address.value - (address.value % size);
  return { range: { version: address.version, low, high: low + size - 1n }, hostBits: low !== address.value };
}

export function printAddress(version: 4 | 6, value: bigint): string {
  if (version === 4) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
  return Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 65535n).toString(16)).join(':');
}
