/** Text of an answer of at most so many bytes; empty where it is longer. */
export async function textWithin(response: Response, largest: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > largest) return '';
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
