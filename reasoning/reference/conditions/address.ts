import { assuming, NO, type Truth, unknown, YES } from '../truth.ts';
import type { Test } from './text.ts';

/** An address as a number, of 32 or 128 bits. */
export interface Address {
  readonly bits: 32 | 128;
  readonly value: bigint;
}
export interface Network extends Address {
  readonly prefix: number;
}

/** Is the address in the CIDR range (rule 69)? `noAddress`: the answer where a text is none. */
export const ipAddress =
  (noAddress: Truth): Test =>
  (given, wanted) => {
    const address = readAddress(given);
    const network = readNetwork(wanted);
    if (address === undefined || network === undefined) return noAddress;
    const plain = inNetwork(address, network);
    const mapped = mappedToV4(address);
    if (mapped !== undefined && (plain || inNetwork(mapped, network)))
      return unknown(106, 'AWS does not say how IPv4-mapped IPv6 addresses compare');
    if (!plain) return NO;
    if (network.value % (1n << BigInt(network.bits - network.prefix)) !== 0n)
      return unknown(69, 'the CIDR range has bits set behind its prefix');
    return bareV6(wanted) ? assuming(YES, 69, 'a bare IPv6 address means /128') : YES;
  };

const bareV6 = (text: string): boolean => text.includes(':') && !text.includes('/');

export function inNetwork(address: Address, network: Network): boolean {
  const host = BigInt(network.bits - network.prefix);
  return address.bits === network.bits && address.value >> host === network.value >> host;
}

export function readNetwork(text: string): Network | undefined {
  const [first = '', length, ...rest] = text.split('/');
  const address = readAddress(first);
  if (address === undefined || rest.length > 0) return undefined;
  if (length === undefined) return { ...address, prefix: address.bits };
  const prefix = Number(length);
  return /^\d{1,3}$/.test(length) && prefix <= address.bits ? { ...address, prefix } : undefined;
}

function readAddress(text: string): Address | undefined {
  return text.includes(':') ? readV6(text) : readV4(text);
}

function readV4(text: string): Address | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return { bits: 32, value: parts.reduce((value, part) => value * 256n + BigInt(part), 0n) };
}

function readV6(text: string): Address | undefined {
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  if (left === undefined || right === undefined) return undefined;
  const gap = 8 - left.length - right.length;
  if (tail === undefined ? gap !== 0 : gap < 1) return undefined;
  const all = [...left, ...new Array<bigint>(gap).fill(0n), ...right];
  return { bits: 128, value: all.reduce((value, group) => (value << 16n) | group, 0n) };
}

/** 16-bit groups; the last may be a dotted IPv4 address. */
function groups(text: string): readonly bigint[] | undefined {
  if (text === '') return [];
  const list: bigint[] = [];
  for (const part of text.split(':')) {
    const v4 = part.includes('.') ? readV4(part) : undefined;
    if (v4 !== undefined) list.push(v4.value >> 16n, v4.value & 0xffffn);
    else if (/^[0-9a-f]{1,4}$/i.test(part)) list.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return list;
}

function mappedToV4(address: Address): Address | undefined {
  const mapped = address.bits === 128 && address.value >> 32n === 0xffffn;
  return mapped ? { bits: 32, value: address.value & 0xffffffffn } : undefined;
}
