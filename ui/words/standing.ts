import type { ProofState, Verdict } from '../../domain/decision.ts';

/**
 * What a reader is told of a verdict. `proven` needs the certificate; an allowed verdict that is not certified yet
 * is shown as `allowed`, never as proven. `noAccess`: no request is allowed.
 */
export type Standing = 'proven' | 'allowed' | 'conditional' | 'unknown' | 'noAccess';

export function standing(verdict: Verdict, proof: ProofState): Standing {
  switch (verdict) {
    case 'allowed':
      return proof === 'certified' ? 'proven' : 'allowed';
    case 'conditional':
      return 'conditional';
    case 'unknown':
      return 'unknown';
    case 'denied':
      return 'noAccess';
    default:
      return assertNever(verdict);
  }
}

function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
