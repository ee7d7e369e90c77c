/** Why a file could not be read in. `message` names file, place and mend and is fit for a user's eyes. */
export interface ImportError {
  readonly kind: 'badInput' | 'io' | 'aborted';
  readonly message: string;
  readonly file?: string;
  readonly place?: string;
}

export function badInput(file: string, place: string | undefined, problem: string): ImportError {
  const at = place === undefined ? '' : `, ${place}`;
  return { kind: 'badInput', file, ...(place === undefined ? {} : { place }), message: `${file}${at}: ${problem}` };
}
