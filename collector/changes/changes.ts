import { err, ok, type Result } from '../../domain/result.ts';
import type { JsonObject, ServiceName } from '../call-source.ts';
import type { ImportError } from '../import-error.ts';
import { EVENT_SOURCES, ofEveryAccount, ofEveryRegion, reachesEverything } from './event-sources.ts';
import { eventFiles, takeEvents } from './trail-files.ts';

/** Where a call is made: what a unit that was kept holds. */
export interface CallPlace {
  readonly account: string;
  readonly region: string;
  readonly service: ServiceName;
}

/** What has changed since a collection, as far as events tell. */
export interface Changes {
  /** Events that tell of a change. */
  readonly events: number;
  touches(place: CallPlace): boolean;
}

/** Reads events of CloudTrail. One file that cannot be read leaves everything open, so it is refused. */
export async function changesIn(path: string): Promise<Result<Changes, ImportError>> {
  const files = await eventFiles(path);
  if (!files.ok) return files;
  const changed = new Changed();
  for (const file of files.value) {
    const problem = await takeEvents(file, (event) => changed.note(event));
    if (problem !== undefined) return err(problem);
  }
  return ok(changed);
}

class Changed implements Changes {
  events = 0;
  readonly #places = new Set<string>();

  touches({ account, region, service }: CallPlace): boolean {
    const sources = ['*', ...EVENT_SOURCES[service]];
    return sources.some((source) =>
      [`${account} ${region} ${source}`, `${account} * ${source}`, `* * ${source}`].some((name) =>
        this.#places.has(name),
      ),
    );
  }

  /** Gives what is wrong with the event; undefined: it was noted, or tells of no change. */
  note(event: JsonObject): string | undefined {
    if (typeof event['eventSource'] !== 'string') return 'holds something that is no event of CloudTrail';
    const { eventSource, recipientAccountId, awsRegion, readOnly, errorCode, eventCategory = 'Management' } = event;
    // what is in a bucket or a table is not read, so events of data tell of nothing that is
    if (readOnly === true || errorCode !== undefined || eventCategory !== 'Management') return undefined;
    const [source = ''] = eventSource.split('.');
    if (ofEveryAccount(source)) return this.#add(`* * ${source}`);
    if (typeof recipientAccountId !== 'string') return 'an event does not say whose account it is about';
    if (ofEveryRegion(source)) return this.#add(`${recipientAccountId} * ${source}`);
    if (typeof awsRegion !== 'string') return 'an event does not say which Region it is about';
    return this.#add(`${recipientAccountId} ${awsRegion} ${reachesEverything(source) ? '*' : source}`);
  }

  #add(name: string): undefined {
    this.events += 1;
    this.#places.add(name);
  }
}
