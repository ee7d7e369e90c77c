const GUID = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i;
/** 16 bytes as Base64: Entra's immutable id, and a value of LDIF. */
const BASE64 = /^[A-Za-z0-9+/]{21}[AQgw]==$/;
/** 16 bytes as csvde writes them. */
const BYTES = /^X'([0-9a-f]{32})'$/i;

/**
 * An objectGUID of Active Directory in lower case with hyphens, from any of the forms in which it is handed on; undefined: it is none.
 * Of the bytes the first three parts stand backwards. Source: MS-DTYP, GUID packet representation.
 */
export function objectGuidOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const written = GUID.exec(text)?.[1];
  if (written !== undefined) return written.toLowerCase();
  const hex = BASE64.test(text) ? hexOfBase64(text) : BYTES.exec(text)?.[1]?.toLowerCase();
  return hex === undefined ? undefined : guidOfBytes(hex.match(/../g) ?? []);
}

/** Where each byte of the written form stands in the bytes. */
const ORDER: readonly (readonly number[])[] = [
  [3, 2, 1, 0],
  [5, 4],
  [7, 6],
  [8, 9],
  [10, 11, 12, 13, 14, 15],
];

const guidOfBytes = (bytes: readonly string[]): string =>
  ORDER.map((part) => part.map((at) => bytes[at] ?? '').join('')).join('-');

const hexOfBase64 = (text: string): string =>
  [...atob(text)].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
