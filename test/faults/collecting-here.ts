import { type Said, tadoriHere } from '../cli/real-ports.ts';
import { REGIONS } from './disturbed.ts';
import { environmentFor } from './organisation.ts';

/** `tadori collect` into a data folder as CollectingProcess has it, but in this process: for collections that nobody kills. */
export function collectHere(data: string, url: string, more: readonly string[] = []): Promise<Said> {
  Object.assign(process.env, environmentFor(url));
  return tadoriHere(['collect', '--json', '--data', data, '--regions', REGIONS.join(','), ...more]);
}
